import type { Page } from '@playwright/test';
import { enterRoom, expect, row, say, test, views } from '../support/fixtures';

/** Resolves when the worker answers for this page. */
const controlled = (page: Page): Promise<void> =>
  page.evaluate(async () => {
    await navigator.serviceWorker.ready;
    if (!navigator.serviceWorker.controller) await new Promise((resolve) => navigator.serviceWorker.addEventListener('controllerchange', resolve, { once: true }));
  });

/** Whether the browser has written down a message with these words. */
const isKept = (page: Page, words: string): Promise<boolean> =>
  page.evaluate(
    (wanted) =>
      new Promise<boolean>((resolve) => {
        const opening = indexedDB.open('webchats');
        opening.onsuccess = () => {
          const all = opening.result.transaction('kept').objectStore('kept').getAll();
          all.onsuccess = () => {
            opening.result.close();
            resolve(JSON.stringify(all.result).includes(wanted));
          };
        };
      }),
    words,
  );

for (const { view, options } of views) {
  test(`without the server the page starts, shows its rooms, and sends later what is written (${view})`, async ({ member, server }) => {
    const ann = await member('Ann', { ...options, serviceWorkers: 'allow' });
    const { page } = ann;
    await controlled(page);
    await enterRoom(page, 1);
    const before = `before ${ann.email}`;
    await say(page, before);
    await expect(row(page, before)).toHaveAttribute('data-state', 'sent');
    await expect.poll(() => isKept(page, before)).toBe(true);

    expect(await server.stop()).toBe(0);
    try {
      await page.goto('/');
      await page.getByTestId('room-1').click();
      await expect(row(page, before)).toHaveCount(1);
      await expect(page.getByTestId('connection-banner')).toBeVisible();
      await page.getByTestId('composer-input').fill(`offline ${ann.email}`);
      await page.keyboard.press('Enter');
      await expect(row(page, `offline ${ann.email}`)).toHaveAttribute('data-state', 'sending');
      await expect.poll(() => isKept(page, `offline ${ann.email}`)).toBe(true);
      for (const path of ['/help', '/doctor']) {
        await page.goto(path);
        await page.getByTestId(path === '/help' ? 'shortcut' : 'doctor-room').first().waitFor();
      }
      // Closed and opened again, still without a server.
      await page.goto('/rooms/1');
      await expect(row(page, `offline ${ann.email}`)).toHaveAttribute('data-state', 'sending');
    } finally {
      await server.start();
    }
    await expect(row(page, `offline ${ann.email}`)).toHaveAttribute('data-state', 'sent', { timeout: 40_000 });
    await expect(row(page, `offline ${ann.email}`)).toHaveCount(1);

    // Only the page's own files are kept: nothing that the server said to this person.
    const kept = await page.evaluate(async () => {
      const paths: string[] = [];
      for (const name of await caches.keys()) for (const request of await (await caches.open(name)).keys()) paths.push(new URL(request.url).pathname);
      return paths;
    });
    expect(kept).toContain('/');
    expect(kept.filter((path) => !/^\/(assets\/.+|icons\/.+|favicon\.svg)?$/.test(path))).toEqual([]);
  });
}

test('a visit of a moment leaves the rooms and messages for the next one', async ({ member, robotUser }) => {
  const ann = await member('Ann');
  const writer = await robotUser('Writer');
  const words = `short ${ann.email}`;
  await writer.send(1, words);
  const device = await ann.device();
  await device.goto('/rooms/1');
  await expect(row(device, words)).toHaveCount(1);
  await expect.poll(() => isKept(device, words), { timeout: 2_500, intervals: [100] }).toBe(true);
});

test('the page can be installed, under the name of the server', async ({ owner, server, visitor }) => {
  const boss = await owner({ serviceWorkers: 'allow' });
  await boss.rest('PATCH', '/api/v1/admin/settings', { name: '清风茶馆' });
  const guest = await visitor();
  await guest.goto('/register');
  await expect(guest.getByText('清风茶馆')).toBeVisible();
  await expect(guest).toHaveTitle(/清风茶馆$/);
  const answer = await fetch(`${server.url}/manifest.webmanifest`);
  expect(answer.headers.get('content-type')).toBe('application/manifest+json');
  const manifest = (await answer.json()) as { name: string; icons: { src: string; sizes: string; type: string; purpose: string }[] };
  expect(manifest.name).toBe('清风茶馆');
  expect(manifest.icons.map((icon) => icon.purpose)).toContain('maskable');
  for (const icon of manifest.icons) {
    const file = await fetch(`${server.url}${icon.src}`);
    expect(file.headers.get('content-type')).toBe(icon.type);
    const bytes = Buffer.from(await file.arrayBuffer());
    if (icon.type === 'image/png') expect(`${bytes.readUInt32BE(16)}x${bytes.readUInt32BE(20)}`).toBe(icon.sizes);
  }
  const worker = await fetch(`${server.url}/sw.js`);
  expect(worker.headers.get('content-type')).toContain('text/javascript');
  expect(worker.headers.get('cache-control')).toBe('no-cache');
  expect(worker.headers.get('content-security-policy')).toContain("worker-src 'self'");

  await controlled(boss.page);
  await boss.page.reload();
  const devtools = await boss.page.context().newCDPSession(boss.page);
  // A window without a trace installs nothing; that is all that stands in the way here.
  await expect.poll(async () => (await devtools.send('Page.getInstallabilityErrors')).installabilityErrors.map((one) => one.errorId).filter((id) => id !== 'in-incognito')).toEqual([]);
  await boss.rest('PATCH', '/api/v1/admin/settings', { name: 'webchats' });
});

test('a new version waits until somebody wants it', async ({ member }) => {
  const { page } = await member('Ann', { serviceWorkers: 'allow' });
  await controlled(page);
  await page.reload();
  await page.getByTestId('room-1').waitFor();
  await expect(page.getByTestId('update')).toHaveCount(0);
  // The same worker from another address is a new one to the browser: after the page's own, which registers when it is idle.
  await page.evaluate(async () => {
    await new Promise((idle) => requestIdleCallback(idle));
    await navigator.serviceWorker.register('/sw.js?next', { scope: '/' });
  });
  await page.getByTestId('update').waitFor();
  await Promise.all([page.waitForEvent('load'), page.getByTestId('update-apply').click()]);
  await page.getByTestId('room-1').waitFor();
  expect(await page.evaluate(() => navigator.serviceWorker.controller?.scriptURL)).toContain('?next');
});
