import type { CDPSession, Page } from '@playwright/test';
import { percentile, type Measured } from './table';

/** Clicks rooms in the list; milliseconds until a message of each is drawn. */
export function switches(page: Page, rooms: readonly number[]): Promise<number[]> {
  return page.evaluate(async (all) => {
    const frame = (): Promise<number> => new Promise(requestAnimationFrame);
    const times: number[] = [];
    for (const room of all) {
      const link = document.querySelector<HTMLElement>(`[data-testid="room-${room}"]`);
      const start = performance.now();
      link?.click();
      while (!(location.pathname === `/rooms/${room}` && [...document.querySelectorAll('[data-testid="message-text"]')].some((one) => one.textContent?.includes(`room ${room}!`)))) {
        if (performance.now() - start > 5000) break;
        await frame();
      }
      times.push(performance.now() - start);
      await frame();
    }
    return times;
  }, rooms);
}

/** Presses Enter; milliseconds until the bubble is there, and until it is known to be stored. */
export async function echoes(page: Page, count: number): Promise<{ bubble: number[]; stored: number[] }> {
  await page.evaluate(() => {
    const times = { pressed: 0, bubble: [] as number[], stored: [] as number[] };
    Object.assign(window, { measured: times });
    window.addEventListener('keydown', (event) => event.key === 'Enter' && (times.pressed = event.timeStamp), true);
    new MutationObserver(() => {
      const rows = document.querySelectorAll<HTMLElement>('[data-testid="message"][data-mine="true"]');
      const last = rows[rows.length - 1];
      if (times.pressed === 0 || !last?.querySelector('[data-testid="message-text"]')?.textContent?.includes(`echo ${times.stored.length} `)) return;
      if (times.bubble.length === times.stored.length) times.bubble.push(performance.now() - times.pressed);
      if (last.dataset['state'] !== 'sent') return;
      times.stored.push(performance.now() - times.pressed);
      times.pressed = 0;
    }).observe(document.body, { subtree: true, childList: true, attributes: true, attributeFilter: ['data-state'] });
  });
  for (let n = 0; n < count; n += 1) {
    await page.getByTestId('composer-input').fill(`echo ${n} .`);
    // Nobody presses Enter in the frame of the last letter: what that one costs is not part of the bubble.
    await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => setTimeout(drawn))));
    await page.keyboard.press('Enter');
    await page.waitForFunction((done) => (window as unknown as { measured: { stored: number[] } }).measured.stored.length > done, n);
  }
  return page.evaluate(() => (window as unknown as { measured: { bubble: number[]; stored: number[] } }).measured);
}

/** From Enter in one browser to the screen of another. Both read the clock of this machine. */
export async function deliveries(from: Page, to: Page, count: number): Promise<number[]> {
  const times: number[] = [];
  await from.evaluate(() => window.addEventListener('keydown', (event) => event.key === 'Enter' && Object.assign(window, { pressedAt: performance.timeOrigin + event.timeStamp }), true));
  for (let n = 0; n < count; n += 1) {
    const text = `delivery ${n} ${Math.random()}`;
    const shown = to.evaluate(
      (words) =>
        new Promise<number>((resolve) => {
          const observer = new MutationObserver(() => {
            if (![...document.querySelectorAll('[data-testid="message-text"]')].slice(-3).some((one) => one.textContent?.includes(words))) return;
            observer.disconnect();
            requestAnimationFrame(() => resolve(performance.timeOrigin + performance.now()));
          });
          observer.observe(document.body, { subtree: true, childList: true });
        }),
      text,
    );
    await from.getByTestId('composer-input').fill(text);
    await from.keyboard.press('Enter');
    times.push((await shown) - (await from.evaluate(() => (window as unknown as { pressedAt: number }).pressedAt)));
  }
  return times;
}

/** Scrolls up page by page; how far what is read moves when older messages come, in pixels. */
export function anchorMoves(page: Page, pages: number): Promise<number> {
  return page.getByTestId('timeline').evaluate(async (list, turns) => {
    const frame = (): Promise<number> => new Promise(requestAnimationFrame);
    const oldest = (): number => Number(list.querySelector<HTMLElement>('[data-seq]')?.dataset['seq']);
    let most = 0;
    for (let turn = 0; turn < turns; turn += 1) {
      const before = oldest();
      list.scrollTop = 500;
      for (let n = 0; n < 3; n += 1) await frame();
      const edge = list.getBoundingClientRect().top;
      const held = [...list.querySelectorAll<HTMLElement>('[data-seq]')].find((one) => one.getBoundingClientRect().bottom > edge) as HTMLElement;
      const top = held.getBoundingClientRect().top;
      const end = performance.now() + 4000;
      while (oldest() >= before && performance.now() < end) await frame();
      for (let n = 0; n < 3; n += 1) await frame();
      if (held.isConnected) most = Math.max(most, Math.abs(held.getBoundingClientRect().top - top));
    }
    return most;
  }, pages);
}

interface Flung {
  frames: number[];
  rows: number;
}

/** Flings up and down for so long. The times between frames, and the most rows that exist at once. */
export async function fling(page: Page, devtools: CDPSession, milliseconds: number): Promise<Flung> {
  const box = await page.getByTestId('timeline').boundingBox();
  if (!box) throw new Error('there is no list');
  await page.evaluate(() => {
    const found = { frames: [] as number[], rows: 0, isOver: false };
    Object.assign(window, { flung: found });
    let last = performance.now();
    const look = (now: number): void => {
      found.frames.push(now - last);
      last = now;
      found.rows = Math.max(found.rows, document.querySelectorAll('[data-row]').length);
      if (!found.isOver) requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  });
  const end = Date.now() + milliseconds;
  for (let turn = 0; Date.now() < end; turn += 1) {
    // Mostly upwards: into the past, where pages have to come.
    const yDistance = turn % 4 === 3 ? -6000 : 6000;
    await devtools.send('Input.synthesizeScrollGesture', { x: box.x + box.width / 2, y: box.y + box.height / 2, yDistance, speed: 6000, gestureSourceType: 'mouse' });
  }
  return page.evaluate(() => {
    const found = (window as unknown as { flung: Flung & { isOver: boolean } }).flung;
    found.isOver = true;
    return { frames: found.frames.slice(1), rows: found.rows };
  });
}

/** Bytes that the page's scripts hold, garbage removed. */
export async function heap(devtools: CDPSession): Promise<number> {
  await devtools.send('HeapProfiler.enable');
  await devtools.send('HeapProfiler.collectGarbage');
  return (await devtools.send('Runtime.getHeapUsage')).usedSize;
}

/** From the far past back to the newest message. */
export function toLatest(page: Page): Promise<number> {
  return page.evaluate(async () => {
    const start = performance.now();
    document.querySelector<HTMLElement>('[data-testid="jump-latest"]')?.click();
    while (document.querySelector('[data-testid="jump-latest"]') && performance.now() - start < 5000) await new Promise(requestAnimationFrame);
    return performance.now() - start;
  });
}

export const p95 = (what: string, values: readonly number[], target: number): Measured => ({ what, value: percentile(values, 0.95), target, unit: 'ms' });
