import type { Browser, BrowserContextOptions, Page } from '@playwright/test';
import type { Measured } from './table';

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

/** First and second visit at 10 Mbit/s and 40 ms, and what they transfer. */
export async function measureLoading(browser: Browser, url: string, signedIn: BrowserContextOptions, room: number, cpu: number): Promise<Measured[]> {
  const bytes = new Map<string, number>();
  const visit = async (options: BrowserContextOptions, path: string, selectors: readonly string[]): Promise<[number, Page]> => {
    const page = await (await browser.newContext({ baseURL: url, ...options })).newPage();
    page.on('response', (answer) => {
      const { pathname } = new URL(answer.url());
      if (!/\.(js|css)$/.test(pathname)) return;
      void answer.request().sizes().then((sizes) => bytes.set(pathname, sizes.responseBodySize)).catch(() => undefined);
    });
    await slow(page, cpu);
    await page.goto(path, { waitUntil: 'commit' });
    return [await readyAt(page, selectors), page];
  };
  const chat = ['[data-testid="composer-input"]', '[data-testid="message"]'];
  const [login, first] = await visit({}, '/login', ['[data-testid="login-form"] input']);
  const [cold, page] = await visit(signedIn, `/rooms/${room}`, chat);
  await page.waitForLoadState('networkidle');
  const transferred = [...bytes.values()].reduce((sum, one) => sum + one, 0);
  await page.evaluate(async () => void (await navigator.serviceWorker.ready));
  const warm: number[] = [];
  for (let turn = 0; turn < 3; turn += 1) {
    await page.reload({ waitUntil: 'commit' });
    warm.push(await readyAt(page, chat));
  }
  await first.context().close();
  await page.context().close();
  return [
    { what: 'JS + CSS of login and chat, brotli', value: transferred / 1000, target: 180, unit: 'kB' },
    { what: `cold load of the login page, 10 Mbit/40 ms, ${cpu}x CPU`, value: login, target: 1000, unit: 'ms' },
    { what: `cold load into a room, 10 Mbit/40 ms, ${cpu}x CPU`, value: cold, target: 1000, unit: 'ms' },
    { what: `warm load into a room, ${cpu}x CPU`, value: Math.min(...warm), target: 300, unit: 'ms' },
  ];
}
