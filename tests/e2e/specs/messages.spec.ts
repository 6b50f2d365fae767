import type { Page } from '@playwright/test';
import { Wire } from '../support/cuts';
import { deed, enterRoom, expect, row, say, test, useTool } from '../support/fixtures';

/** What this browser keeps for the next visit, as text. */
const kept = (page: Page): Promise<string> =>
  page.evaluate(
    () =>
      new Promise<string>((resolve) => {
        const opening = indexedDB.open('webchats');
        opening.onsuccess = () => {
          const store = opening.result.transaction('kept').objectStore('kept');
          const [keys, values] = [store.getAllKeys(), store.getAll()];
          values.onsuccess = () => {
            opening.result.close();
            resolve(JSON.stringify(keys.result.map((key, index) => [key, values.result[index]])));
          };
        };
      }),
  );

/** How many messages this browser has written down to be sent. */
const waiting = async (page: Page): Promise<number> => (JSON.parse(await kept(page)) as [string, unknown][]).filter(([key]) => key.startsWith('out:')).length;

for (const locale of ['zh-CN', 'en-US'] as const) {
  test(`a message is answered, reacted to, edited and deleted, and the others see it (${locale})`, async ({ person }) => {
    const zh = locale === 'zh-CN';
    const ann = await person('Ann', { locale });
    const li = await person('Li', { locale });
    await enterRoom(ann.page, 1);
    await enterRoom(li.page, 1);
    const first = `first ${ann.email}`;
    await say(ann.page, first);

    await useTool(row(li.page, first), 'quick-reaction');
    await expect(row(ann.page, first).getByTestId('reaction')).toHaveText('👍1');
    await row(ann.page, first).getByTestId('reaction').click();
    await expect(row(li.page, first).getByTestId('reaction')).toHaveText('👍2');
    await expect(row(li.page, first).getByTestId('reaction')).toHaveAttribute('aria-pressed', 'true');
    await row(li.page, first).getByTestId('reaction').click();
    await expect(row(ann.page, first).getByTestId('reaction')).toHaveText('👍1');

    await useTool(row(li.page, first), 'tool-reply');
    await expect(li.page.getByTestId('reply-strip')).toContainText(first);
    const answer = `answer ${li.email}`;
    await say(li.page, answer);
    await expect(row(ann.page, answer).getByTestId('quote')).toContainText(first);

    await ann.page.getByTestId('composer-input').focus();
    await ann.page.keyboard.press('ArrowUp');
    await ann.page.getByTestId('message-editor').locator('textarea').fill(`${first} better`);
    await ann.page.keyboard.press('Enter');
    await expect(row(li.page, `${first} better`).getByTestId('edited')).toHaveText(zh ? '已编辑' : 'edited');
    await expect(row(ann.page, first)).toHaveCount(0);

    await deed(li.page, row(li.page, answer), 'delete');
    await li.page.getByTestId('confirm-yes').click();
    await expect(ann.page.getByTestId('tombstone').last()).toHaveText(zh ? '消息已删除' : 'Message deleted');
    await ann.page.reload();
    await expect(row(ann.page, `${first} better`).getByTestId('reaction')).toHaveText('👍1');
    await expect(ann.page.getByTestId('tombstone').last()).toBeVisible();
  });
}

test('a menu opens beside one that is open, and takes its place', async ({ person }) => {
  const { page, email } = await person('Ann');
  await enterRoom(page, 1);
  const [first, second] = [`first ${email}`, `second ${email}`];
  for (const text of [first, second]) {
    await say(page, text);
    await expect(row(page, text)).toHaveAttribute('data-state', 'sent');
  }
  for (const text of [second, first]) {
    for (const event of ['mousedown', 'contextmenu']) await row(page, text).getByTestId('message-text').dispatchEvent(event, { bubbles: true, cancelable: true, button: 2, clientX: 300, clientY: 300 });
    await page.getByTestId('message-menu').waitFor();
  }
  await page.getByTestId('menu-reply').click();
  await expect(page.getByTestId('reply-strip')).toContainText(first);
  await expect.poll(() => page.evaluate(() => (history.state as { overlays?: number }).overlays ?? 0)).toBe(0);
});

test('what happened while a page was away is there when it comes back', async ({ person }) => {
  const ann = await person('Ann');
  const li = await person('Li');
  await enterRoom(ann.page, 1);
  await enterRoom(li.page, 1);
  const text = `away ${ann.email}`;
  await say(ann.page, text);
  await expect(row(li.page, text)).toHaveCount(1);
  await li.page.context().setOffline(true);
  await expect(li.page.getByTestId('connection-banner')).toBeVisible({ timeout: 40_000 });
  await ann.page.keyboard.press('ArrowUp');
  await ann.page.getByTestId('message-editor').locator('textarea').fill(`${text} changed`);
  await ann.page.keyboard.press('Enter');
  await expect(row(ann.page, `${text} changed`)).toHaveCount(1);
  await li.page.context().setOffline(false);
  await expect(row(li.page, `${text} changed`)).toHaveCount(1, { timeout: 40_000 });
});

test('a room that opens from what was kept has the line above what came since', async ({ person, server }) => {
  const ann = await person('Ann');
  const li = await person('Li');
  const wire = new Wire();
  await wire.watch(li.page);
  await enterRoom(ann.page, 1);
  await enterRoom(li.page, 1);
  const [before, since] = [`before ${ann.email}`, `since ${ann.email}`];
  await say(li.page, before);
  await expect(row(li.page, before)).toHaveAttribute('data-state', 'sent');
  await expect.poll(() => kept(li.page)).toContain(before);
  await li.page.goto('about:blank');
  await say(ann.page, since);
  await expect(row(ann.page, since)).toHaveAttribute('data-state', 'sent');
  await wire.cut('refused');
  await li.page.goto(`${server.url}/rooms/1`);
  await expect(row(li.page, before)).toHaveCount(1);
  await expect(li.page.getByTestId('unread-divider')).toHaveCount(0);
  await wire.mend();
  await expect(row(li.page, since)).toHaveCount(1);
  await expect(li.page.getByTestId('unread-divider')).toBeVisible();
});

test('a thread stands beside the room and counts its answers', async ({ person }) => {
  const ann = await person('Ann');
  const li = await person('Li');
  await enterRoom(ann.page, 1);
  await enterRoom(li.page, 1);
  const text = `thread ${ann.email}`;
  await say(ann.page, text);
  await deed(li.page, row(li.page, text), 'thread');
  const panel = li.page.getByTestId('thread-panel');
  await panel.getByTestId('composer-input').fill(`inside ${li.email}`);
  await li.page.keyboard.press('Enter');
  await expect(panel.getByTestId('message-text').last()).toHaveText(`inside ${li.email}`);
  await expect(row(ann.page, `inside ${li.email}`)).toHaveCount(0);
  await row(ann.page, text).getByTestId('open-thread').click();
  await expect(ann.page.getByTestId('thread-panel').getByTestId('message-text').last()).toHaveText(`inside ${li.email}`);
});

test('what was written and not sent is there again', async ({ person }) => {
  const { page, email } = await person('Ann');
  await enterRoom(page, 1);
  await page.getByTestId('composer-input').fill(`draft ${email}`);
  await enterRoom(page, 2);
  await expect(page.getByTestId('composer-input')).toHaveValue('');
  await enterRoom(page, 1);
  await expect(page.getByTestId('composer-input')).toHaveValue(`draft ${email}`);
});

test('a message that waits outlives its page, and goes out once from another tab', async ({ person, server }) => {
  const { page, email } = await person('Ann');
  await enterRoom(page, 2);
  const text = `waiting ${email}`;
  await page.route(/socket\.io/, (route) => route.abort());
  await page.routeWebSocket(/socket\.io/, (socket) => void socket.close());
  await page.reload();
  await page.getByTestId('composer-input').waitFor();
  await say(page, text);
  await expect(row(page, text)).toHaveAttribute('data-state', 'sending');
  await expect.poll(() => waiting(page)).toBe(1);
  const second = await page.context().newPage();
  await second.goto(`${server.url}/rooms/2`);
  await expect(row(second, text)).toHaveAttribute('data-state', 'sent', { timeout: 20_000 });
  await second.reload();
  await expect(row(second, text)).toHaveAttribute('data-state', 'sent');
  await expect(row(second, text)).toHaveCount(1);
});
