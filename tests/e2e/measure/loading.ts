import type { Browser, BrowserContextOptions, Page } from '@playwright/test';
import { percentile, speed, type Measured } from './table';

/** Resolves in the page with the time since its navigation when all of this is on screen and the main thread is free to draw. */
const readyAt = (page: Page, selectors: readonly string[]): Promise<number> =>
  page.evaluate(
    (wanted) =>
      new Promise<number>((resolve) => {
        const look = (): void => {
          if (wanted.every((one) => document.querySelector(one))) requestAnimationFrame(() => setTimeout(() => resolve(performance.now())));
          else requestAnimationFrame(look);
        };
        look();
      }),
    selectors,
  );

async function slow(page: Page, cpu: number): Promise<void> {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Network.enable');
  await devtools.send('Network.emulateNetworkConditions', { offline: false, latency: 40, downloadThroughput: 10e6 / 8, uploadThroughput: 10e6 / 8 });
  await devtools.send('Emulation.setCPUThrottlingRate', { rate: cpu });
}

/** Until a new tab has drawn for a moment: its process is there and does nothing any more. */
const stand = (page: Page): Promise<void> =>
  page.evaluate(async () => {
    for (let frame = 0; frame < 30; frame += 1) await new Promise(requestAnimationFrame);
  });

/** How often a first visit is made; the median counts. */
const firstVisits = 3;

/** First and second visit at 10 Mbit/s and 40 ms, and what they transfer. Nothing else runs beside them: not the browser's start of a tab, nor what an earlier visit still fetches. */
export async function measureLoading(browser: Browser, url: string, signedIn: BrowserContextOptions, room: number, rates: readonly number[]): Promise<Measured[]> {
  const bytes = new Map<string, number>();
  const visit = async (rate: number, options: BrowserContextOptions, path: string, selectors: readonly string[]): Promise<[number, Page]> => {
    const page = await (await browser.newContext({ baseURL: url, ...options })).newPage();
    await stand(page);
    page.on('response', (answer) => {
      const { pathname } = new URL(answer.url());
      if (!/\.(js|css)$/.test(pathname)) return;
      void answer.request().sizes().then((sizes) => bytes.set(pathname, sizes.responseBodySize)).catch(() => undefined);
    });
    await slow(page, rate);
    await page.goto(path, { waitUntil: 'commit' });
    const ready = await readyAt(page, selectors);
    await page.waitForLoadState('networkidle');
    await page.evaluate(async () => void (await navigator.serviceWorker.ready));
    return [ready, page];
  };
  const chat = ['[data-testid="composer-input"]', '[data-testid="message"]'];
  const first = async (rate: number, options: BrowserContextOptions, path: string, selectors: readonly string[]): Promise<number> => {
    const times: number[] = [];
    for (let turn = 0; turn < firstVisits; turn += 1) {
      const [ready, page] = await visit(rate, options, path, selectors);
      times.push(ready);
      await page.context().close();
    }
    return percentile(times, 0.5);
  };
  const lines: Measured[] = [];
  let transferred = 0;
  for (const rate of rates) {
    const login = await first(rate, {}, '/login', ['[data-testid="login-form"] input']);
    const cold = await first(rate, signedIn, `/rooms/${room}`, chat);
    // Before the worker of a second visit has them.
    transferred ||= [...bytes.values()].reduce((sum, one) => sum + one, 0);
    const [, page] = await visit(rate, signedIn, `/rooms/${room}`, chat);
    const warm: number[] = [];
    for (let turn = 0; turn < 3; turn += 1) {
      await page.reload({ waitUntil: 'commit' });
      warm.push(await readyAt(page, chat));
    }
    await page.context().close();
    lines.push(
      { what: `cold load of the login page, 10 Mbit/40 ms, ${speed(rate)}`, value: login, target: 1000, unit: 'ms' },
      { what: `cold load into a room, 10 Mbit/40 ms, ${speed(rate)}`, value: cold, target: 1000, unit: 'ms' },
      { what: `warm load into a room, ${speed(rate)}`, value: Math.min(...warm), target: 300, unit: 'ms' },
    );
  }
  return [{ what: 'JS + CSS of login and chat, brotli', value: transferred / 1000, target: 180, unit: 'kB' }, ...lines];
}
