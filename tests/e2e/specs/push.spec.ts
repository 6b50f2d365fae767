import type { BrowserContext, Page, Worker } from '@playwright/test';
import { png } from '../../../web/dev/png.mjs';
import { expect, test } from '../support/fixtures';

/** Hands the worker a push as the browser does when one has come. */
async function deliver(page: Page, told: object): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const registration = new Promise<string>((resolve) => {
    session.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
      const [first] = registrations;
      if (first) resolve(first.registrationId);
    });
  });
  await session.send('ServiceWorker.enable');
  const origin = new URL((await workerOf(page.context())).url()).origin;
  await session.send('ServiceWorker.deliverPushMessage', { origin, registrationId: await registration, data: JSON.stringify(told) });
  await session.detach();
}

async function workerOf(context: BrowserContext): Promise<Worker> {
  return context.serviceWorkers()[0] ?? (await context.waitForEvent('serviceworker'));
}

interface Shown {
  title: string;
  body: string;
  tag: string;
  data: string;
}

const shownBy = (worker: Worker): Promise<Shown[]> =>
  worker.evaluate(async () => {
    const { registration } = self as unknown as { registration: ServiceWorkerRegistration };
    return (await registration.getNotifications()).map(({ title, body, tag, data }) => ({ title, body, tag, data: data as string }));
  });

/** Counts how often the worker has looked who sees the page. */
const countLooks = (worker: Worker): Promise<void> =>
  worker.evaluate(() => {
    const scope = self as unknown as { clients: { matchAll: (options: object) => Promise<unknown[]> }; looks: number };
    const matchAll = scope.clients.matchAll.bind(scope.clients);
    scope.looks = 0;
    scope.clients.matchAll = async (options) => {
      const found = await matchAll(options);
      scope.looks += 1;
      return found;
    };
  });
const looksOf = (worker: Worker): Promise<number> => worker.evaluate(() => (self as unknown as { looks: number }).looks);

const told = { room: 1, seq: 7, title: 'Lobby', author: 'Ann', text: 'first', files: 0, direct: false, mention: false, unread: 3, language: 'en' };

test('a push shows one notification per room, the newest, and none while the page is seen', async ({ member }) => {
  const { page } = await member('Ann', { serviceWorkers: 'allow', permissions: ['notifications'] });
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  const worker = await workerOf(page.context());

  await countLooks(worker);
  await deliver(page, { ...told, room: 3, text: 'seen' });
  await expect.poll(() => looksOf(worker)).toBe(1);
  const other = await page.context().newPage();
  await page.close();
  await deliver(other, told);
  await deliver(other, { ...told, seq: 8, text: 'second' });
  await deliver(other, { ...told, room: 2, seq: 1, title: 'Bob', author: 'Bob', direct: true, text: undefined, files: 2 });
  await expect
    .poll(async () => (await shownBy(worker)).sort((a, b) => a.tag.localeCompare(b.tag)))
    .toEqual([
      { title: 'Lobby', body: 'Ann: second', tag: 'room-1', data: '/rooms/1?at=8' },
      { title: 'Bob', body: '[File]', tag: 'room-2', data: '/rooms/2?at=1' },
    ]);
});

test('a push shows the icon of the server, without one the built-in one', async ({ owner }) => {
  const boss = await owner({ serviceWorkers: 'allow', permissions: ['notifications'] });
  const { page } = boss;
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  const worker = await workerOf(page.context());
  const other = await page.context().newPage();
  const iconOf = (room: number): Promise<string | undefined> =>
    worker.evaluate(async (tag) => {
      const { registration } = self as unknown as { registration: ServiceWorkerRegistration };
      const [shown] = (await registration.getNotifications({ tag })) as (Notification & { icon: string })[];
      return shown && new URL(shown.icon).pathname;
    }, `room-${room}`);

  await page.goto('/admin/settings');
  await page.getByTestId('icon-input').setInputFiles({ name: 'tea.png', mimeType: 'image/png', buffer: png(300, 300) });
  await expect(page.getByTestId('site-icon').first()).toBeVisible();
  const { icon } = await boss.rest('GET', '/api/v1/server');
  await page.close();
  await deliver(other, { ...told, room: 4 });
  await expect.poll(() => iconOf(4)).toBe(icon);
  await boss.rest('DELETE', '/api/v1/admin/icon');
  await deliver(other, { ...told, room: 5 });
  await expect.poll(() => iconOf(5)).toBe('/icons/icon-192.png');
});

test('who forbids notifications is told so', async ({ member }) => {
  const { page } = await member('Ann', { serviceWorkers: 'allow', permissions: [] });
  await page.addInitScript(() => Object.defineProperty(Notification, 'permission', { get: () => 'denied' }));
  await page.goto('/me');
  await expect(page.getByTestId('push-obstacle')).toBeVisible();
  await page.getByTestId('push-on').click();
  await expect(page.getByTestId('push-on')).not.toBeChecked();
});
