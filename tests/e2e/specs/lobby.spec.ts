import { enterRoom, expect, phone, row, say, test } from '../support/fixtures';

test('the lobby counts what is unread, and reading clears it in every tab', async ({ person, robotUser }) => {
  const { page, email } = await person('Reader');
  // Reads whatever is there, then goes back to the lobby.
  await enterRoom(page, 1);
  await page.getByTestId('message').first().or(page.getByTestId('timeline-empty')).waitFor();
  await expect(page.getByTestId('unread-1')).toHaveCount(0);
  await page.goto('/');
  await page.getByTestId('room-1').waitFor();
  const other = await page.context().newPage();
  await other.goto('/robot');

  const writer = await robotUser('writer');
  for (let n = 1; n <= 3; n += 1) await writer.send(1, `${email} ${n}`);
  await expect(page.getByTestId('unread-1')).toHaveText('3');
  await expect(page.getByTestId('preview-1')).toContainText(`${email} 3`);
  await expect(page).toHaveTitle(/^\(3\)/);
  await expect(other.getByTestId('unread-1')).toHaveText('3');

  await page.bringToFront();
  await enterRoom(page, 1);
  await expect(page.getByTestId('unread-divider')).toBeVisible();
  await expect(row(page, `${email} 1`)).toBeVisible();
  await expect(page.getByTestId('unread-1')).toHaveCount(0);
  await expect(other.getByTestId('unread-1')).toHaveCount(0);
  await page.reload();
  await page.getByTestId('message').first().waitFor();
  await expect(page.getByTestId('unread-1')).toHaveCount(0);
});

test('a link to a room shows it in the list, however long that is', async ({ member }) => {
  const { page, rest } = await member('Ann');
  const ids: number[] = [];
  for (let n = 0; n < 16; n += 1) ids.push(Number((await rest('POST', '/api/v1/rooms', { name: `Long ${n}`, kind: 'private' }))['id']));
  await page.goto(`/rooms/${ids.at(-1)}`);
  await expect(page.getByTestId(`room-${ids.at(-1)}`)).toBeInViewport({ ratio: 1 });
  await page.goto(`/rooms/${ids[0]}`);
  await expect(page.getByTestId(`room-${ids[0]}`)).toBeInViewport({ ratio: 1 });
});

test('one\'s own messages are never unread', async ({ person }) => {
  const { page, email } = await person('Ann');
  await enterRoom(page, 2);
  await say(page, `mine ${email}`);
  await expect(row(page, `mine ${email}`)).toHaveAttribute('data-state', 'sent');
  await page.goto('/');
  await page.getByTestId('room-2').waitFor();
  await expect(page.getByTestId('unread-2')).toHaveCount(0);
});

test('two tabs of one person are one person online, and closing both ends it', async ({ person, server }) => {
  const ann = await person('Ann');
  const li = await person('Li');
  const unique = `Li ${li.email.slice(3, 9)}`;
  await li.page.goto('/me');
  await li.page.getByTestId('edit-name').click();
  await li.page.getByTestId('name-input').fill(unique);
  await li.page.getByTestId('name-save').click();
  await enterRoom(li.page, 1);
  const second = await li.page.context().newPage();
  await second.goto('/rooms/1');
  await second.getByTestId('composer-input').waitFor();
  await enterRoom(ann.page, 1);
  const seen = ann.page.getByTestId('online-person').filter({ hasText: unique });
  await expect(seen).toHaveCount(1);
  await second.close();
  // The server knows that it is gone, and what it told of that came before these words: the first tab is still there.
  const sessions = async (): Promise<string | undefined> => /^webchats_sessions (\d+)$/m.exec(await (await fetch(`${server.url}/metrics`)).text())?.[1];
  await expect.poll(sessions).toBe('2');
  await say(li.page, `still here ${li.email}`);
  await row(ann.page, `still here ${li.email}`).waitFor();
  await expect(seen).toHaveCount(1);
  await li.page.close();
  await expect(seen).toHaveCount(0);
});

test('大白 answers in the language of the question', async ({ person }) => {
  const { page } = await person('Ann');
  await page.getByTestId('open-robot').click();
  await page.getByTestId('robot-question').first().click();
  await expect(page.getByTestId('robot-line-robot')).toHaveCount(1);
  await expect(page.getByTestId('robot-line-robot')).toHaveText(/\p{Script=Han}/u);
  await say(page, 'hello');
  await expect(page.getByTestId('robot-line-robot')).toHaveCount(2);
  await expect(page.getByTestId('robot-line-robot').last()).not.toHaveText('');
});

test('a phone shows one pane at a time, with tabs', async ({ person }) => {
  const { page, email } = await person('Ann', phone);
  await expect(page.getByTestId('bottom-tabs')).toBeVisible();
  await expect(page.getByTestId('composer-input')).toHaveCount(0);
  await enterRoom(page, 1);
  await expect(page.getByTestId('room-list')).toHaveCount(0);
  await expect(page.getByTestId('bottom-tabs')).toHaveCount(0);
  await page.getByTestId('composer-input').fill(`phone ${email}`);
  await page.getByTestId('send').tap();
  await expect(row(page, `phone ${email}`)).toHaveAttribute('data-state', 'sent');
  await page.getByTestId('toggle-online').tap();
  await expect(page.getByTestId('online-person').first()).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByTestId('online-person')).toHaveCount(0);
  await page.getByTestId('back').tap();
  await expect(page.getByTestId('room-list')).toBeVisible();
  await page.getByTestId('tab-me').tap();
  await expect(page.getByTestId('logout')).toBeVisible();
  await page.getByTestId('tab-home').tap();
  await expect(page.getByTestId('room-1')).toBeVisible();
  for (const path of ['/', '/rooms/1', '/robot', '/me']) {
    await page.goto(path);
    await page.getByTestId('bottom-tabs').or(page.getByTestId('composer-input')).first().waitFor();
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true);
  }
});

test('the first conversation is possible by keyboard alone', async ({ person }) => {
  const { page, email } = await person('Ann');
  await page.getByTestId('room-1').focus();
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('composer-input')).toBeFocused();
  await page.keyboard.type(`keys ${email}`);
  await page.keyboard.press('Enter');
  await expect(row(page, `keys ${email}`)).toHaveAttribute('data-state', 'sent');
  await expect(page.getByTestId('composer-input')).toBeFocused();
  await expect(page.getByTestId('timeline')).toHaveAttribute('role', 'log');
});
