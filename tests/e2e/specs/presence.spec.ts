import type { Browser, Page } from '@playwright/test';
import { PushService } from '../../api/support/push_service.js';
import { Account, uniqueName } from '../support/account';
import { enterRoom, expect, phone, row, say, test, watched } from '../support/fixtures';
import { ChatServer } from '../support/server';

const choose = (page: Page, presence: string): Promise<void> => page.getByTestId(`presence-${presence}`).check({ force: true });

for (const { view, options, words } of [
  { view: 'desk, zh-CN', options: { locale: 'zh-CN' }, words: { online: '在线', idle: '离开', dnd: '请勿打扰' } },
  { view: 'phone, en', options: { ...phone, locale: 'en-US' }, words: { online: 'Online', idle: 'Away', dnd: 'Do not disturb' } },
] as const) {
  test(`the list of people follows who is busy, away, invisible and back (${view})`, async ({ member }) => {
    const ann = await member('Ann', options);
    const ben = await member('Ben', options);
    const other = await ann.device();
    await other.goto('/me');
    await ann.page.goto('/me');
    await enterRoom(ben.page, 1);
    const entry = ben.page.locator(`[data-testid$="-person"][data-person="${ann.id}"]`);
    if (view.startsWith('phone')) await ben.page.getByTestId('toggle-online').click();
    await expect(entry).toContainText(words.online);
    await choose(ann.page, 'dnd');
    await expect(entry).toContainText(words.dnd);
    await expect(other.getByTestId('presence-dnd')).toBeChecked();
    await choose(other, 'idle');
    await expect(entry).toContainText(words.idle);
    await expect(ann.page.getByTestId('presence-idle')).toBeChecked();

    await choose(ann.page, 'invisible');
    await expect(entry).toHaveAttribute('data-testid', 'offline-person');
    await expect(ann.page.getByTestId('presence-hint')).toBeVisible();
    // A reload and what is typed give nobody away; what is said does.
    await ann.page.goto('/rooms/1');
    await ann.page.getByTestId('composer-input').pressSequentially('not seen');
    await say(ann.page, `from nowhere ${ann.email}`);
    await expect(row(ben.page, `from nowhere ${ann.email}`)).toBeVisible();
    await expect(entry).toHaveAttribute('data-testid', 'offline-person');

    await ann.page.goto('/me');
    await expect(ann.page.getByTestId('presence-invisible')).toBeChecked();
    await choose(ann.page, 'online');
    await expect(entry).toHaveAttribute('data-testid', 'online-person');
    await expect(entry).toContainText(words.online);
  });
}

for (const { view, options, words } of [
  { view: 'desk, zh-CN', options: { locale: 'zh-CN' }, words: { online: '在线', dnd: '请勿打扰', offline: '不在线' } },
  { view: 'phone, en', options: { ...phone, locale: 'en-US' }, words: { online: 'Online', dnd: 'Do not disturb', offline: 'Offline' } },
] as const) {
  test(`a direct room tells how the other one is, in the list and at its head (${view})`, async ({ member, server }) => {
    const ben = await member('Ben', options);
    const ann = await Account.register(server.url, uniqueName('Ann'));
    const { id } = (await ann.ask('room:direct', { users: [ben.id] }))['room'] as { id: number };
    const entry = ben.page.getByTestId(`room-${id}`);
    const mark = entry.locator('[data-presence]');
    await expect(mark).toHaveAttribute('data-presence', 'online');
    await expect(entry).toContainText(words.online);
    await ann.rest('PATCH', '/api/v1/me', { presence: 'dnd' });
    await expect(mark).toHaveAttribute('data-presence', 'dnd');
    await expect(entry).toContainText(words.dnd);
    await expect(ben.page.getByTestId('room-1').locator('[data-presence]')).toHaveCount(0);
    await enterRoom(ben.page, id);
    const head = ben.page.getByTestId('partner-presence');
    await expect(head).toHaveText(words.dnd);
    ann.close();
    await expect(head).toHaveText(words.offline);
    // A page that starts does not wait for a change.
    await ben.page.reload();
    await expect(head).toHaveText(words.offline);
  });
}

/** Somebody at a page of a server of ours. */
async function visit(browser: Browser, server: ChatServer, account: Account): Promise<Page> {
  const page = await watched(browser, server.url, { locale: 'en-US', timezoneId: 'Asia/Shanghai' }, { foreign: [], policy: [], errors: [] });
  await account.enter(page.context());
  return page;
}

test('in the quiet hours no device is notified, and what comes stays unread', async ({ browser }) => {
  const server = new ChatServer({ WEBCHATS_WEBHOOKS_ALLOW_PRIVATE: '127.0.0.1' });
  await server.start();
  const service = await new PushService().start();
  const [ann, ben] = [await Account.register(server.url, 'Ann'), await Account.register(server.url, 'Ben')];
  const { id: room } = (await ben.ask('room:direct', { users: [ann.me.id] }))['room'] as { id: number };
  const device = service.browser();
  await ann.rest('PUT', '/api/v1/me/push', device.subscription);
  const presence = async (): Promise<unknown> => ((await ben.ask('people', { ids: [ann.me.id] }))['people'] as { presence: string }[])[0]?.presence;

  const page = await visit(browser, server, ann);
  await page.goto('/me');
  await page.getByTestId('quiet-on').check();
  await expect(page.getByTestId('quiet-from')).toHaveValue('22:00');
  await expect(page.getByTestId('quiet')).toContainText('Asia/Shanghai');
  const clock = (minutes: number): string => new Date(Date.now() + minutes * 60_000).toLocaleTimeString('en-GB', { timeZone: 'Asia/Shanghai', hour: '2-digit', minute: '2-digit' });
  await page.getByTestId('quiet-from').fill(clock(-60));
  await page.getByTestId('quiet-to').fill(clock(120));
  await page.getByTestId('quiet-save').click();
  const chosen = async (): Promise<unknown> => (await ann.rest('GET', '/api/v1/me'))['quiet_hours'];
  const minutes = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
  await expect.poll(chosen).toEqual({ from: minutes(await page.getByTestId('quiet-from').inputValue()), to: minutes(await page.getByTestId('quiet-to').inputValue()) });
  await page.goto('about:blank');
  await expect.poll(presence).toBe('offline');
  await ben.say(room, 'in the night');

  await page.goto('/me');
  await expect(page.getByTestId('quiet-on')).toBeChecked(); // The browser began with what was known at the sign-in.
  await page.getByTestId('quiet-on').uncheck();
  await expect.poll(chosen).toBeNull();
  await page.goto('/');
  await expect(page.getByTestId(`unread-${room}`)).toHaveText('1');
  await page.goto('about:blank');
  await expect.poll(presence).toBe('offline');
  await ben.say(room, 'in the morning');
  await service.next(device, (told: { text: string }) => told.text === 'in the morning', 20_000);
  expect(service.of(device).map((one: { json: { text: string } }) => one.json.text)).toEqual(['in the morning']);
  await page.context().close();
  ben.close();
  service.close();
  await server.dispose();
});
