import type { Page } from '@playwright/test';
import { io } from 'socket.io-client';
import { png } from '../../../web/dev/png.mjs';
import { deed, enterRoom, expect, fillForm, password, row, say, test, type Member } from '../support/fixtures';
import { Wire } from '../support/cuts';

const forgetful = { timeout: 40_000 };
const input = (page: Page) => page.locator('.talk').getByTestId('composer-input');
const inThread = (page: Page) => page.getByTestId('thread-panel').getByTestId('composer-input');

/** What the server keeps for the next device, asked by one that has just come. */
async function elsewhere(ann: Member, room: number, text: string): Promise<void> {
  await expect(async () => {
    const other = await ann.device();
    await other.goto(`/rooms/${room}`);
    await expect(input(other)).toHaveValue(text, { timeout: 3000 });
    await other.context().close();
  }).toPass();
}

test('words written without a network outlive the connection that returns, and a reload, and reach other devices', async ({ member }) => {
  test.setTimeout(180_000);
  const ann = await member('Ann');
  const { page } = ann;
  const wire = new Wire();
  await wire.watch(page);
  await page.goto('/rooms/1');
  await input(page).fill('with a network');
  await elsewhere(ann, 1, 'with a network');
  await page.reload();
  await expect(input(page)).toHaveValue('with a network');

  await wire.cut('refused');
  await expect(page.getByTestId('connection-banner')).toBeVisible(forgetful);
  await input(page).fill('without a network');
  await page.reload();
  await expect(input(page)).toHaveValue('without a network');
  await input(page).fill('without a network, and more');
  await wire.mend();
  await expect(page.getByTestId('connection-banner')).toBeHidden(forgetful);
  await expect(page.locator('[data-testid="room-1"]')).toBeVisible();
  await elsewhere(ann, 1, 'without a network, and more');
  await expect(input(page)).toHaveValue('without a network, and more');
});

test('a thread has a draft of its own', async ({ person }) => {
  const { page, email } = await person('Ann');
  await enterRoom(page, 1);
  const text = `thread ${email}`;
  await say(page, text);
  await expect(row(page, text)).toHaveAttribute('data-state', 'sent');
  await input(page).fill('for the room');
  await deed(page, row(page, text), 'thread');
  await inThread(page).fill('for the thread');
  await page.getByTestId('thread-panel').getByTestId('panel-close').click();
  await expect(inThread(page)).toHaveCount(0);
  await expect(input(page)).toHaveValue('for the room');
  await page.reload();
  await deed(page, row(page, text), 'thread');
  await expect(inThread(page)).toHaveValue('for the thread');
  await inThread(page).press('Enter');
  await expect(page.getByTestId('thread-panel').getByTestId('message-text').last()).toHaveText('for the thread');
  await expect(inThread(page)).toHaveValue('');
  await expect(input(page)).toHaveValue('for the room');
});

test('words and files outlive a moment in which nothing may be written', async ({ member, server }) => {
  const [boss, ann] = [await member('Boss'), await member('Ann')];
  const { id } = await boss.rest('POST', '/api/v1/rooms', { name: `silent ${ann.email}`, kind: 'public' });
  await ann.page.goto(`/rooms/${id as number}`);
  await ann.page.getByTestId('join-room').click();
  await input(ann.page).fill('half a thought');
  await ann.page.getByTestId('image-input').setInputFiles({ name: 'hills.png', mimeType: 'image/png', buffer: png(300, 200) });
  const tray = ann.page.getByTestId('attachment-tray').locator('img');
  await expect(tray).toBeVisible();
  const socket = io(`${server.url}/chat`, { auth: { token: boss.token }, transports: ['websocket'] });
  const readOnly = (read_only: boolean): Promise<unknown> => socket.timeout(10_000).emitWithAck('room:update', { room: id, read_only });
  expect(await readOnly(true)).toMatchObject({ ok: true });
  await expect(ann.page.getByTestId('silence')).toBeVisible();
  await expect(input(ann.page)).toBeHidden();
  expect(await readOnly(false)).toMatchObject({ ok: true });
  socket.disconnect();
  await expect(input(ann.page)).toHaveValue('half a thought');
  await expect(tray).toBeVisible();
  // Elsewhere and back: the files wait in their room.
  await ann.page.getByTestId('room-1').click();
  await expect(tray).toHaveCount(0);
  await ann.page.goBack();
  await expect(tray).toBeVisible();
});

test('an answer and an edit that are begun outlive other rooms, a screen of other messages, and a reload', async ({ person, robotUser }) => {
  test.setTimeout(180_000);
  const { page, email } = await person('Ann');
  const bob = await robotUser('Bob');
  await enterRoom(page, 1);
  const text = `to edit ${email}`;
  await say(page, text);
  await expect(row(page, text)).toHaveAttribute('data-state', 'sent');
  const asked = `to answer ${email}`;
  await bob.send(1, asked);
  await deed(page, row(page, asked), 'reply');
  await deed(page, row(page, text), 'edit');
  const editor = page.getByTestId('message-editor').locator('textarea');
  await editor.fill(`${text}, better`);
  const stillThere = async (): Promise<void> => {
    await expect(editor).toHaveValue(`${text}, better`);
    await expect(page.getByTestId('reply-strip')).toContainText(asked);
  };

  await enterRoom(page, 2);
  await expect(editor).toHaveCount(0);
  await expect(page.getByTestId('reply-strip')).toHaveCount(0);
  await enterRoom(page, 1);
  await stillThere();
  await page.reload();
  await stillThere();

  for (let n = 0; n < 16; n += 1) await bob.send(1, `passing ${n}${'\nby'.repeat(9)}`);
  const list = page.getByTestId('timeline');
  await expect(async () => {
    await list.evaluate((one) => (one.scrollTop = one.scrollHeight));
    await expect(editor).toHaveCount(0, { timeout: 1000 });
  }).toPass();
  await expect(async () => {
    await list.evaluate((one) => (one.scrollTop -= 600));
    await expect(editor).toBeVisible({ timeout: 1000 });
  }).toPass();
  await stillThere();
  await editor.press('Enter');
  await expect(row(page, `${text}, better`)).toHaveCount(1);
  await expect(editor).toHaveCount(0);

  const answer = `answer ${email}`;
  await input(page).fill(answer);
  await input(page).press('Enter');
  await expect(row(page, answer).getByTestId('quote')).toContainText(asked);
  await expect(page.getByTestId('reply-strip')).toHaveCount(0);
});

test('a message that waits in a tab that is closed is shown and sent by the tab that stays', async ({ person, server }) => {
  test.setTimeout(180_000);
  const { page, email } = await person('Ann');
  await enterRoom(page, 1);
  const second = await page.context().newPage();
  await second.goto(`${server.url}/rooms/1`);
  await input(second).waitFor();
  await page.context().setOffline(true);
  for (const tab of [page, second]) await expect(tab.getByTestId('connection-banner')).toBeVisible(forgetful);
  const text = `waiting ${email}`;
  await say(page, text);
  await expect(row(second, text)).toHaveAttribute('data-state', 'sending');
  await page.close();
  await second.context().setOffline(false);
  await expect(row(second, text)).toHaveAttribute('data-state', 'sent', forgetful);
  await second.reload();
  await expect(row(second, text)).toHaveCount(1);
});

test('whose session ends while there is no network finds what was not sent when in again', async ({ member }) => {
  test.setTimeout(180_000);
  const { page, email, rest } = await member('Ann');
  await enterRoom(page, 1);
  await page.context().setOffline(true);
  await expect(page.getByTestId('connection-banner')).toBeVisible(forgetful);
  await say(page, `waiting ${email}`);
  await input(page).fill(`half ${email}`);
  await rest('DELETE', '/api/v1/sessions/current');
  await page.context().setOffline(false);
  await page.getByTestId('login-form').waitFor(forgetful);
  await expect(page.getByTestId('auth-error')).toContainText('登录已过期');
  await fillForm(page, { email, password });
  await page.getByTestId('room-1').click();
  await expect(row(page, `waiting ${email}`)).toHaveAttribute('data-state', 'sent');
  await expect(input(page)).toHaveValue(`half ${email}`);
});

test('a message that is refused goes back into the composer, and an answer goes without its quote', async ({ person, owner, robotUser }) => {
  test.setTimeout(180_000);
  const boss = await owner();
  await boss.rest('PUT', '/api/v1/admin/words', { words: [{ word: 'flibbertigibbet', action: 'block' }] });
  const { page, email } = await person('Ann');
  const bob = await robotUser('Bob');
  await enterRoom(page, 1);
  await say(page, `a flibbertigibbet, ${email}`);
  await page.getByTestId('message-failed').waitFor();
  await page.getByTestId('message-copy').click();
  await expect(page.getByTestId('notice')).toContainText('已复制');
  await input(page).fill('and what I was about to say');
  await page.getByTestId('message-revise').click();
  await expect(page.getByTestId('message-failed')).toHaveCount(0);
  await expect(input(page)).toHaveValue(`a flibbertigibbet, ${email}\nand what I was about to say`);
  await expect(input(page)).toBeFocused();
  await input(page).fill('');

  await page.goto('/me'); // Without a network the parts of the page are those that came before.
  await page.getByTestId('logout').waitFor();
  await page.goto('/rooms/1');
  const asked = `asked ${email}`;
  const { seq } = await bob.send(1, asked);
  await deed(page, row(page, asked), 'reply');
  await page.context().setOffline(true);
  await expect(page.getByTestId('connection-banner')).toBeVisible(forgetful);
  const answer = `answer ${email}`;
  await say(page, answer);
  await expect(row(page, answer).getByTestId('quote')).toHaveCount(1);

  // Signing out now would lose it, and says so.
  await page.locator('a[href="/me"]').first().click();
  await page.getByTestId('logout').click();
  await expect(page.getByTestId('confirm-dialog')).toContainText('还有 1 条');
  await page.keyboard.press('Escape');
  await page.getByTestId('room-1').click();

  expect(await bob.socket.emitWithAck('message:delete', { room: 1, seq })).toMatchObject({ ok: true });
  await page.context().setOffline(false);
  await expect(page.getByTestId('message-failed')).toBeVisible(forgetful);
  await page.getByTestId('message-unquote').click();
  await expect(row(page, answer)).toHaveAttribute('data-state', 'sent', forgetful);
  await expect(row(page, answer).getByTestId('quote')).toHaveCount(0);
});

test('slow mode counts down beside a thread as well, and by the clock of the server', async ({ member, server }) => {
  const [boss, ann] = [await member('Boss'), await member('Ann')];
  const { id } = await boss.rest('POST', '/api/v1/rooms', { name: `slow ${ann.email}`, kind: 'public' });
  const socket = io(`${server.url}/chat`, { auth: { token: boss.token }, transports: ['websocket'] });
  expect(await socket.timeout(10_000).emitWithAck('room:update', { room: id, slow_seconds: 60 })).toMatchObject({ ok: true });
  socket.disconnect();
  const { page } = ann;
  await page.clock.install({ time: Date.now() - 3_600_000 });
  await page.goto(`/rooms/${id as number}`);
  await page.getByTestId('join-room').click();
  await say(page, 'first');
  await expect(row(page, 'first')).toHaveAttribute('data-state', 'sent');
  await deed(page, row(page, 'first'), 'thread');
  for (const place of [page.locator('.talk'), page.getByTestId('thread-panel')]) await expect(place.getByTestId('slow-wait')).toHaveText(/^[1-6]?[0-9]$/);
  await inThread(page).fill('too soon');
  await inThread(page).press('Enter');
  await expect(inThread(page)).toHaveValue('too soon');
});

test('nothing is written into a room that is not there', async ({ person }) => {
  const { page } = await person('Ann');
  await page.goto('/rooms/999999');
  await expect(page.getByTestId('timeline-error')).toBeVisible();
  await expect(page.getByTestId('composer')).toBeHidden();
  await page.goto('/rooms/1');
  await expect(page.getByTestId('composer')).toBeVisible();
});
