import type { Page } from '@playwright/test';
import { Account } from '../support/account';
import { enterRoom, expect, row, say, test as base, watched } from '../support/fixtures';
import { ChatServer } from '../support/server';

/** A server whose owner is known, and pages for people of it. */
const test = base.extend<{ visit: (account: Account, path: string, locale?: string) => Promise<Page> }, { owned: { server: ChatServer; owner: Account } }>({
  owned: [
    async ({}, use) => {
      const server = new ChatServer();
      await server.start();
      const owner = await Account.owner(server.url, server.output, 'Owner', 'Shell');
      await owner.ask('room:join', { room: 1 });
      await use({ server, owner });
      owner.close();
      await server.dispose();
    },
    { scope: 'worker' },
  ],
  visit: async ({ browser, owned, offences }, use) => {
    const pages: Page[] = [];
    await use(async (account, path, locale = 'zh-CN') => {
      const page = await watched(browser, owned.server.url, { locale }, offences);
      pages.push(page);
      await account.enter(page.context());
      await page.goto(path);
      return page;
    });
    for (const page of pages) await page.context().close();
  },
});

test('an announcement is read by everybody in their language, until they put it away', async ({ owned: { owner }, visit }) => {
  const [zh, en] = [await visit(owner, '/rooms/1'), await visit(owner, '/', 'en-US')];
  await zh.getByTestId('composer-input').waitFor();
  await expect(zh.getByTestId('announcement')).toHaveCount(0);
  await owner.rest('PATCH', '/api/v1/admin/settings', { announcement: { zh: '今晚升级', en: 'Upgrade tonight' } });
  await expect(zh.getByTestId('announcement')).toContainText('今晚升级');
  await expect(en.getByTestId('announcement')).toContainText('Upgrade tonight');
  await zh.getByTestId('announcement-dismiss').click();
  await expect(zh.getByTestId('announcement')).toHaveCount(0);
  await zh.reload();
  await zh.getByTestId('composer-input').waitFor();
  await en.reload();
  await expect(en.getByTestId('announcement')).toContainText('Upgrade tonight');
  await expect(zh.getByTestId('announcement')).toHaveCount(0);
  await owner.rest('PATCH', '/api/v1/admin/settings', { announcement: { zh: '升级完成', en: 'Upgraded' } });
  await expect(zh.getByTestId('announcement')).toContainText('升级完成');
  await owner.rest('PATCH', '/api/v1/admin/settings', { announcement: null });
  await expect(zh.getByTestId('announcement')).toHaveCount(0);
});

test('who is banned stands in the settings of the room, and is let in again there', async ({ owned: { server, owner }, visit }) => {
  const guest = await Account.register(server.url, 'Noisy');
  await guest.ask('room:join', { room: 1 });
  const page = await visit(owner, '/rooms/1');
  await page.getByTestId('room-menu').click();
  await page.getByTestId('room-settings').click();
  const settings = page.getByTestId('room-settings-dialog');
  await expect(settings.getByTestId('list-empty')).toBeVisible();
  const member = settings.getByTestId('settings-member').filter({ hasText: 'Noisy' });
  await member.getByTestId('member-manage').click();
  await member.getByTestId('member-ban').click();
  await page.getByTestId('ban-time').selectOption('3600');
  await page.getByTestId('ban-reason').fill('too loud');
  await page.getByTestId('ban-yes').click();
  await expect(settings.getByTestId('ban')).toContainText('Noisy');
  await expect(settings.getByTestId('ban')).toContainText('too loud');
  const { bans } = (await owner.rest('GET', '/api/v1/rooms/1/bans')) as unknown as { bans: { reason: string; time: string; expires: string }[] };
  expect(bans.map(({ reason }) => reason)).toEqual(['too loud']);
  expect(Date.parse(bans[0]?.expires ?? '') - Date.parse(bans[0]?.time ?? '')).toBe(3_600_000);
  await expect(guest.ask('room:join', { room: 1 })).rejects.toThrow('forbidden');
  await settings.getByTestId('unban').click();
  await expect(settings.getByTestId('ban')).toHaveCount(0);
  await guest.ask('room:join', { room: 1 });
  guest.close();
});

test('who is put out is told so, keeps the words, and is asked about before', async ({ owned: { server, owner }, visit }) => {
  const guest = await Account.register(server.url, 'Kicked');
  const { id } = (await owner.ask('room:create', { name: 'Kitchen', kind: 'public' }))['room'] as { id: number };
  await guest.ask('room:join', { room: id });
  const [theirs, page] = [await visit(guest, `/rooms/${id}`), await visit(owner, `/rooms/${id}`)];
  await theirs.getByTestId('composer-input').fill('half a sentence');
  await page.getByTestId('room-menu').click();
  await page.getByTestId('room-settings').click();
  const member = page.getByTestId('settings-member').filter({ hasText: 'Kicked' });
  await member.getByTestId('member-manage').click();
  await member.getByTestId('member-kick').click();
  await page.getByTestId('kick-reason').fill('too many cooks');
  await expect(theirs.getByTestId('composer-input')).toBeVisible();
  await page.getByTestId('kick-yes').click();
  await expect(theirs.getByTestId('room-out')).toContainText('Kitchen');
  await expect(theirs.getByTestId('room-out-why')).toHaveText('too many cooks');
  await expect(theirs.getByTestId('room-out-words')).toHaveText('half a sentence');
  await expect(theirs).toHaveURL(new RegExp(`/rooms/${id}$`));

  // Elsewhere in the page, a line says it.
  await guest.ask('room:join', { room: id });
  await theirs.goto('/rooms/1');
  await theirs.getByTestId(`room-${id}`).waitFor();
  await owner.ask('room:ban', { room: id, user: guest.me.id });
  await expect(theirs.getByTestId('notice')).toContainText('Kitchen');
  await expect(theirs).toHaveURL(/rooms\/1$/);
  guest.close();
});

test('“edited” opens what a message said before', async ({ owned: { owner }, visit }) => {
  const seq = await owner.say(1, 'one');
  await owner.ask('message:edit', { room: 1, seq, text: 'two' });
  await owner.ask('message:edit', { room: 1, seq, text: 'three' });
  const page = await visit(owner, '/rooms/1');
  await row(page, 'three').getByTestId('edited').click();
  await expect(page.getByTestId('edit-version').getByTestId('message-text')).toHaveText(['three', 'two', 'one']);
  await page.keyboard.press('Escape');
  await expect(page.getByTestId('edits-dialog')).toHaveCount(0);
});

test('a chosen status is seen by the others and told again after a reconnect', async ({ owned: { server, owner }, visit }) => {
  const ann = await Account.register(server.url, 'Ann');
  await ann.ask('room:join', { room: 1 });
  const page = await visit(ann, '/me');
  const presence = async (): Promise<unknown> => ((await owner.ask('people', { ids: [ann.me.id] }))['people'] as { presence: string }[])[0]?.presence;
  ann.close();
  await expect.poll(presence).toBe('online');
  await page.getByTestId('presence-dnd').check({ force: true });
  await expect.poll(presence).toBe('dnd');
  await page.reload();
  await expect.poll(presence).toBe('dnd');
  const other = await visit(owner, '/rooms/1');
  await expect(other.getByTestId('online-person').filter({ hasText: 'Ann' })).toContainText('请勿打扰');
  await page.getByTestId('presence-idle').check({ force: true });
  await expect.poll(presence).toBe('idle');
});

test('a day is chosen and the room goes to its first message', async ({ owned: { owner }, visit }) => {
  const { id } = (await owner.ask('room:create', { name: 'Days' }))['room'] as { id: number };
  for (const text of ['first of the day', 'second', 'third']) await owner.say(id, text);
  const page = await visit(owner, `/rooms/${id}`);
  await row(page, 'third').waitFor();
  await page.getByTestId('room-menu').click();
  await page.getByTestId('room-date').click();
  await page.getByTestId('date-go').click();
  await expect(row(page, 'first of the day')).toHaveClass(/marked/);
  // A day before all messages leads to the first one too.
  await page.getByTestId('room-menu').click();
  await page.getByTestId('room-date').click();
  await page.getByTestId('date-input').fill('2020-01-31');
  await page.getByTestId('date-go').click();
  await expect(page.getByTestId('date-dialog')).toHaveCount(0);
  await expect(row(page, 'first of the day')).toHaveClass(/marked/);
});

test('the page of help lists the keys, and they work', async ({ owned: { owner }, visit }) => {
  const page = await visit(owner, '/');
  await page.getByTestId('room-1').waitFor();
  await page.keyboard.press('?');
  await expect(page).toHaveURL(/\/help$/);
  await expect.poll(() => page.getByTestId('shortcut').count()).toBeGreaterThan(12);
  await page.keyboard.press('Control+k');
  await expect(page.getByTestId('switcher-input')).toBeFocused();
  await page.keyboard.type('?');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/search\?q=/);
  await page.keyboard.press('Alt+ArrowDown');
  await expect(page).toHaveURL(/\/rooms\/\d+$/);
  const first = page.url();
  await page.keyboard.press('Alt+ArrowDown');
  await expect(page).not.toHaveURL(first);
  await page.keyboard.press('Alt+ArrowUp');
  await expect(page).toHaveURL(first);
});

test('the doctor tells how the connection is, and what waits', async ({ owned: { server, owner }, visit }) => {
  const page = await visit(owner, '/rooms/1');
  await page.getByTestId('composer-input').waitFor();
  await page.getByTestId('open-profile').click();
  await page.getByTestId('to-doctor').click();
  await expect(page.getByTestId('doctor-verdict')).toContainText('一切正常');
  await expect(page.getByTestId('doctor-transport')).toHaveText('websocket');
  await expect(page.getByTestId('doctor-latency')).toContainText('毫秒');
  await expect(page.getByTestId('doctor-outbox')).toHaveText('0');
  await expect(page.getByTestId('doctor-lost')).toHaveText('没有过');
  await expect(page.getByTestId('doctor-room').filter({ hasText: /第 \d+ 条，共 \d+ 条/ })).not.toHaveCount(0);

  await page.context().setOffline(true);
  await server.stop();
  await expect(page.getByTestId('doctor-verdict')).toContainText('没有连接');
  await enterRoom(page, 1);
  await say(page, 'written without a network');
  await page.getByTestId('open-profile').click();
  await page.getByTestId('to-doctor').click();
  await expect(page.getByTestId('doctor-outbox')).toHaveText('1');
  await server.start();
  await page.context().setOffline(false);
  await expect(page.getByTestId('doctor-outbox')).toHaveText('0', { timeout: 40_000 });
  await expect(page.getByTestId('doctor-verdict')).toContainText('一切正常');
  await expect(page.getByTestId('doctor-lost')).not.toHaveText('没有过');
});
