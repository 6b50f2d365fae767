import type { BrowserContext, Page } from '@playwright/test';
import { Account, uniqueName } from '../support/account';
import { complaints } from '../support/axe';
import { enterRoom, expect, phone, row, test, views, type Member } from '../support/fixtures';

/** What the tests hear and see of a page: how often it rang. Browsers forbid sound until somebody has touched the page. */
async function listen(page: Page): Promise<() => Promise<number>> {
  await page.addInitScript(() => {
    const scope = window as unknown as { rings: number };
    scope.rings = 0;
    const close = AudioContext.prototype.close;
    AudioContext.prototype.close = function (this: AudioContext) {
      if (this.currentTime > 0) scope.rings += 1;
      return close.call(this);
    };
  });
  await page.reload();
  await page.getByTestId('room-list').waitFor();
  await page.mouse.click(5, 5);
  return () => page.evaluate(() => (window as unknown as { rings: number }).rings);
}

/** Longer than a message waits until it is told, and than a page is silent after it rang. */
const pauseMs = 5000;

/** Makes this page one that nobody sees, or sees again, as a browser tells it. */
const show = (page: Page, visible: boolean): Promise<void> =>
  page.evaluate((is) => {
    Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => (is ? 'visible' : 'hidden') });
    document.hasFocus = () => is;
    document.dispatchEvent(new Event('visibilitychange'));
  }, visible);

/** Somebody else, with a direct room. */
async function partner(url: string, of: Member): Promise<{ other: Account; direct: number }> {
  const other = await Account.register(url, uniqueName('Ben'));
  const { room } = (await other.ask('room:direct', { users: [of.id] })) as { room: { id: number } };
  await of.page.getByTestId(`room-${room.id}`).waitFor();
  return { other, direct: room.id };
}

interface Shown {
  title: string;
  body: string;
  tag: string;
  icon: string;
}

const popupsOf = (page: Page): Promise<Shown[]> =>
  page.evaluate(async () => (await (await navigator.serviceWorker.ready).getNotifications()).map(({ title, body, tag, icon }) => ({ title, body, tag, icon: new URL(icon).pathname })));

const workerOf = async (context: BrowserContext) => context.serviceWorkers()[0] ?? (await context.waitForEvent('serviceworker'));

for (const { view, zh, options } of views) {
  test(`a direct message and a mention ring where the room is not looked at, all else when it is wanted (${view})`, async ({ member, server }) => {
    const ann = await member('Ann', options);
    const { page } = ann;
    await page.clock.install();
    const rings = await listen(page);
    const { other, direct } = await partner(server.url, ann);
    await other.say(direct, 'first');
    await expect.poll(rings).toBe(1);
    if (view.startsWith('phone')) await expect(page.getByTestId('alert-toast')).toHaveCount(0);

    await page.clock.fastForward(pauseMs);
    await enterRoom(page, direct);
    await other.say(direct, 'seen');
    await expect(row(page, 'seen')).toBeVisible();
    await page.clock.fastForward(pauseMs);
    if (view.startsWith('phone')) await page.getByTestId('back').click();
    await other.say(1, `for everybody ${ann.email}`);
    await expect(page.getByTestId('preview-1')).toContainText(ann.email);
    await page.clock.fastForward(pauseMs);
    expect(await rings()).toBe(1);
    await other.say(1, `hello @${ann.name}`);
    await expect.poll(rings).toBe(2);

    await page.clock.fastForward(pauseMs);
    await page.getByTestId(view.startsWith('phone') ? 'tab-me' : 'open-profile').click();
    await page.getByTestId('sound').getByText(zh ? '所有通知' : 'All notifications').click();
    await expect.poll(rings).toBe(3); // Who chooses a sound hears it.
    await other.say(1, `for all ${ann.email}`);
    await expect.poll(rings).toBe(4);
    other.close();
  });
}

test('nothing rings when one is not to be disturbed, or silenced the room', async ({ member, server }) => {
  const ann = await member('Ann');
  const { page } = ann;
  await page.clock.install();
  const rings = await listen(page);
  const { other, direct } = await partner(server.url, ann);
  const second = await Account.register(server.url, uniqueName('Cleo'));
  const { room: quiet } = (await second.ask('room:direct', { users: [ann.id] })) as unknown as { room: { id: number } };
  await page.getByTestId(`room-${quiet.id}`).click();
  await page.getByTestId('room-menu').click();
  await page.getByTestId('notify-nothing').click();
  await ann.rest('PATCH', '/api/v1/me', { presence: 'dnd' });
  await page.keyboard.press('Escape');
  await page.getByTestId('open-profile').click();
  await expect(page.getByTestId('presence-dnd')).toBeChecked();
  await other.say(direct, 'busy?');
  await expect(page.getByTestId(`unread-${direct}`)).toHaveText('1');
  await second.say(quiet.id, 'psst');
  await expect(page.getByTestId(`unread-${quiet.id}`)).toHaveText('1');
  await page.clock.fastForward(pauseMs);
  await ann.rest('PATCH', '/api/v1/me', { presence: 'online' });
  await expect(page.getByTestId('presence-online')).toBeChecked();
  await second.say(quiet.id, 'psst again');
  await expect(page.getByTestId(`unread-${quiet.id}`)).toHaveText('2');
  await page.clock.fastForward(pauseMs);
  await expect(page.getByTestId('alert-toast')).toHaveCount(0);
  expect(await rings()).toBe(0);
  await other.say(direct, 'back?');
  await expect.poll(rings).toBe(1);
  await expect(page.getByTestId('alert-toast')).toContainText('back?');
  other.close();
  second.close();
});

test('on a desk a toast says who wrote elsewhere, can be reached by keyboard, and opens the message', async ({ member, server }) => {
  const ann = await member('Ann', { locale: 'en-US' });
  const { page } = ann;
  const { other, direct } = await partner(server.url, ann);
  await enterRoom(page, 1);
  await other.say(direct, 'lunch at noon?');
  const toast = page.getByTestId('alert-toast');
  await expect(toast).toContainText(other.me.name);
  await expect(toast).toContainText('lunch at noon?');
  await expect(page.getByRole('status').filter({ hasText: `${other.me.name}: lunch at noon?` })).toHaveCount(1);
  expect(await complaints(page)).toEqual([]);
  await page.getByTestId('composer-input').focus();
  await expect(async () => {
    await page.keyboard.press('F6');
    await expect(page.getByTestId('alert-open')).toBeFocused({ timeout: 500 });
  }).toPass();
  await page.keyboard.press('Escape');
  await expect(toast).toHaveCount(0);
  await expect(page.getByTestId('composer-input')).toBeFocused();

  const seq = await other.say(1, `what do you think, @${ann.name}?`);
  await expect(page.getByTestId('message').filter({ hasText: 'what do you think' })).toHaveAttribute('data-seq', String(seq));
  await other.say(direct, 'the second one');
  await expect(toast).toContainText('the second one');
  await page.getByTestId('alert-open').click();
  await expect(page).toHaveURL(new RegExp(`/rooms/${direct}$`));
  await expect(row(page, 'the second one')).toBeVisible();
  await expect(toast).toHaveCount(0);
  other.close();
});

test('a hidden page shows one notification per room, once for two tabs, and opens its message', async ({ member, server }) => {
  const ann = await member('Ann', { locale: 'en-US', serviceWorkers: 'allow', permissions: ['notifications'] });
  const { page } = ann;
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  const { other, direct } = await partner(server.url, ann);
  const tab = await page.context().newPage();
  await tab.goto('/');
  await tab.getByTestId(`room-${direct}`).waitFor();
  for (const each of [page, tab]) {
    await each.evaluate(() => {
      const scope = window as unknown as { asked: number };
      scope.asked = 0;
      const shown = ServiceWorkerRegistration.prototype.showNotification;
      ServiceWorkerRegistration.prototype.showNotification = function (this: ServiceWorkerRegistration, ...args) {
        scope.asked += 1;
        return shown.apply(this, args);
      };
    });
    await show(each, false);
  }
  await other.say(direct, 'are you there?');
  const about = { title: other.me.name, tag: `room-${direct}`, icon: '/icons/icon-192.png' };
  await expect.poll(() => popupsOf(page)).toEqual([{ ...about, body: 'are you there?' }]);
  await other.say(1, `look, @${ann.name}`);
  await expect.poll(async () => (await popupsOf(page)).map((one) => one.body).sort()).toEqual([`${other.me.name}: look, @${ann.name}`, 'are you there?']);
  const last = await other.say(direct, 'hello?');
  await expect.poll(async () => (await popupsOf(page)).map((one) => one.body).sort()).toEqual([`${other.me.name}: look, @${ann.name}`, 'hello?']);
  const asked = (each: Page): Promise<number> => each.evaluate(() => (window as unknown as { asked: number }).asked);
  expect((await asked(page)) + (await asked(tab))).toBe(3);

  // A person chooses it: the worker is told so as by the browser.
  const worker = await workerOf(page.context());
  await worker.evaluate(async (tag) => {
    const { registration } = self as unknown as { registration: ServiceWorkerRegistration };
    const [notification] = await registration.getNotifications({ tag });
    if (!notification) throw new Error('it is gone');
    const Chosen = (self as unknown as { NotificationEvent: new (type: string, init: object) => Event }).NotificationEvent;
    self.dispatchEvent(new Chosen('notificationclick', { notification }));
  }, `room-${direct}`);
  await expect.poll(() => [page.url(), tab.url()].filter((url) => url.endsWith(`/rooms/${direct}`)).length).toBe(1);
  expect(last).toBeGreaterThan(1);
  expect((await popupsOf(page)).map((one) => one.tag)).toEqual(['room-1']);
  other.close();
});

test('a page beside which another one is looked at, a seen page, and one with pushes show no notification', async ({ member, server }) => {
  const ann = await member('Ann', { serviceWorkers: 'allow', permissions: ['notifications'] });
  const { page } = ann;
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  const { other, direct } = await partner(server.url, ann);
  const tab = await page.context().newPage();
  await tab.goto('/');
  await tab.getByTestId(`room-${direct}`).waitFor();
  await show(page, false);
  await show(tab, true);
  await other.say(direct, 'who sees it?');
  await expect(tab.getByTestId('alert-toast')).toContainText('who sees it?');

  await page.close();
  await show(tab, false);
  await other.say(1, `by the page @${ann.name}`);
  const shown = [`${other.me.name}: by the page @${ann.name}`];
  await expect.poll(async () => (await popupsOf(tab)).map((one) => one.body)).toEqual(shown);
  await tab.evaluate(() => {
    PushManager.prototype.getSubscription = () => {
      document.documentElement.dataset['asked'] = 'yes';
      return Promise.resolve({} as PushSubscription);
    };
  });
  await other.say(direct, 'by push');
  await expect(tab.locator('html')).toHaveAttribute('data-asked', 'yes');
  expect((await popupsOf(tab)).map((one) => one.body)).toEqual(shown);
  other.close();
});

for (const { view, options, denied, byPush } of [
  { view: 'desk, zh-CN', options: { locale: 'zh-CN' }, denied: '浏览器', byPush: '无需开启' },
  { view: 'phone, en', options: { ...phone, locale: 'en-US' }, denied: 'The browser forbids', byPush: 'Not needed' },
] as const) {
  test(`the settings say why there are no notifications (${view})`, async ({ member }) => {
    const { page } = await member('Ann', { ...options, serviceWorkers: 'allow', permissions: ['notifications'] });
    await page.goto('/me');
    const box = page.getByTestId('popups-on');
    await expect(box).toBeChecked();
    await box.uncheck();
    await page.reload();
    await expect(box).not.toBeChecked();
    await box.check();

    await page.addInitScript(() => {
      const kept = localStorage.getItem('test.push');
      if (kept === 'denied') Object.defineProperty(Notification, 'permission', { get: () => 'denied' });
      else PushManager.prototype.getSubscription = () => Promise.resolve({} as PushSubscription);
    });
    await page.route('**/api/v1/me/push', (route) => route.fulfill({ json: { public_key: 'AA', subscribed: true, text: true } }));
    await page.evaluate(() => localStorage.setItem('test.push', 'pushed'));
    await page.reload();
    await expect(page.getByTestId('popups-hint')).toContainText(byPush);
    await expect(box).toBeDisabled();
    await page.evaluate(() => localStorage.setItem('test.push', 'denied'));
    await page.reload();
    await expect(page.getByTestId('popups-hint')).toContainText(denied);
    await expect(box).toBeDisabled();
  });
}
