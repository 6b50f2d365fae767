import type { Locator, Page } from '@playwright/test';
import { deed, enterRoom, expect, row, say, test, views } from '../support/fixtures';

test('a slash command is carried out, and what it tells is told to its writer alone', async ({ person }) => {
  const ann = await person('Ann');
  await enterRoom(ann.page, 1);
  await say(ann.page, '/help');
  const dialog = ann.page.getByTestId('command-dialog');
  await expect(dialog.getByTestId('command-reply')).toContainText(/\/mute|\/禁言/);
  await ann.page.getByTestId('dialog-dismiss').click();
  await expect(dialog).toBeHidden();
  await expect(row(ann.page, '/help')).toHaveCount(0);

  await say(ann.page, '/summary');
  await expect(dialog.getByTestId('command-reply')).toContainText(/no language model|没有配置语言模型/);
  await ann.page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();

  await say(ann.page, '/shrug');
  await expect(row(ann.page, '¯\\_(ツ)_/¯')).toHaveAttribute('data-state', 'sent');
});

test('what is no command can be sent as it is', async ({ person }) => {
  const ann = await person('Ann');
  await enterRoom(ann.page, 1);
  const path = `/usr/bin/${ann.email}`;
  await say(ann.page, path);
  await expect(ann.page.getByTestId('command-failure')).toBeVisible();
  await ann.page.getByTestId('dialog-dismiss').click();
  await expect(ann.page.getByTestId('composer-input')).toHaveValue(path);
  await ann.page.getByTestId('composer-input').press('Enter');
  await ann.page.getByTestId('command-post').click();
  await expect(row(ann.page, path)).toHaveAttribute('data-state', 'sent');
});

const input = (page: Page | Locator) => page.getByTestId('composer-input');
const suggested = (page: Page | Locator) => page.getByTestId('suggestion');
const chosen = (page: Page) => page.locator('[data-testid="suggestion"][aria-selected="true"]');

for (const { view, zh, options } of views) {
  test(`a slash at the start suggests what one may do here, and what it does (${view})`, async ({ member }) => {
    const ann = await member('Ann', options);
    await enterRoom(ann.page, 1);
    await input(ann.page).pressSequentially('/');
    await expect(suggested(ann.page).first()).toContainText(zh ? '描述自己的动作' : 'say what you do');
    // A member of a public room; a moderator would be offered more.
    await expect(suggested(ann.page).getByText(zh ? '/邀请' : '/invite', { exact: true })).toBeVisible();
    await expect(suggested(ann.page).getByText(zh ? '/踢出' : '/kick', { exact: true })).toHaveCount(0);
    await ann.page.keyboard.press('ArrowDown');
    await expect(chosen(ann.page)).toContainText(zh ? '/耸肩' : '/shrug');
    await ann.page.keyboard.press('ArrowUp');
    await expect(chosen(ann.page)).toContainText(zh ? '/我' : '/me');
    await input(ann.page).pressSequentially('shr');
    await expect(suggested(ann.page)).toHaveCount(1);
    await ann.page.keyboard.press('Tab');
    await expect(input(ann.page)).toHaveValue('/shrug ');
    await expect(input(ann.page)).toBeFocused();
    await expect(suggested(ann.page)).toHaveCount(0);
    await input(ann.page).pressSequentially(ann.email);
    await ann.page.keyboard.press('Enter');
    await expect(row(ann.page, `${ann.email} ¯\\_(ツ)_/¯`)).toHaveAttribute('data-state', 'sent');
  });
}

test('Escape sends the suggestions away, Enter takes one, and what is written out is carried out by Enter', async ({ person }) => {
  const ann = await person('Ann');
  await enterRoom(ann.page, 1);
  await input(ann.page).pressSequentially('/h');
  await expect(suggested(ann.page)).toHaveCount(1);
  await ann.page.keyboard.press('Escape');
  await expect(suggested(ann.page)).toHaveCount(0);
  await input(ann.page).pressSequentially('e');
  await expect(suggested(ann.page)).toHaveCount(0);
  await input(ann.page).fill('');
  await input(ann.page).pressSequentially('／帮');
  await expect(suggested(ann.page)).toHaveCount(1);
  await ann.page.keyboard.press('Enter');
  await expect(input(ann.page)).toHaveValue('/帮助 ');
  await input(ann.page).fill('');
  await input(ann.page).pressSequentially('/help');
  await expect(suggested(ann.page)).toHaveCount(1);
  await ann.page.keyboard.press('Enter');
  await expect(ann.page.getByTestId('command-reply')).toContainText('/禁言');
  await ann.page.getByTestId('dialog-dismiss').click();
  // Not at the start it is a stroke like any other.
  await input(ann.page).pressSequentially('and /h');
  await expect(suggested(ann.page)).toHaveCount(0);
});

test('a command of a webhook is offered where it answers, and what it does', async ({ member, owner }) => {
  const boss = await owner();
  const ann = await member('Ann');
  const word = `wx${ann.id}`;
  const hook = await boss.rest('POST', '/api/v1/hooks', { kind: 'command', name: 'Weather', rooms: [2], url: 'https://weather.example/in', command: word, description: 'The weather of a town' });
  await enterRoom(ann.page, 2);
  await input(ann.page).pressSequentially('/wx');
  await expect(suggested(ann.page)).toContainText(`/${word}`);
  await expect(suggested(ann.page)).toContainText('The weather of a town');
  await enterRoom(ann.page, 1);
  await input(ann.page).pressSequentially('/');
  await expect(suggested(ann.page).first()).toBeVisible();
  await expect(suggested(ann.page).getByText(`/${word}`, { exact: true })).toHaveCount(0);
  await boss.rest('DELETE', `/api/v1/hooks/${String(hook['id'])}`);
});

test('a command in a thread is answered there, and comes back when it fails', async ({ person }) => {
  const ann = await person('Ann');
  const li = await person('Li');
  await enterRoom(ann.page, 1);
  await enterRoom(li.page, 1);
  const text = `about ${ann.email}`;
  await say(ann.page, text);
  await deed(li.page, row(li.page, text), 'thread');
  const panel = li.page.getByTestId('thread-panel');
  await input(panel).pressSequentially('/shr');
  await expect(suggested(panel)).toHaveCount(1);
  await li.page.keyboard.press('Enter');
  await input(panel).pressSequentially(li.email);
  await li.page.keyboard.press('Enter');
  const said = `${li.email} ¯\\_(ツ)_/¯`;
  await expect(panel.getByTestId('message-text').last()).toHaveText(said);
  await expect(row(ann.page, text).getByTestId('open-thread')).toBeVisible();
  await expect(row(ann.page, said)).toHaveCount(0);
  const wrong = `/nothing of ${li.email}`;
  await input(panel).fill(wrong);
  await li.page.keyboard.press('Enter');
  await expect(li.page.getByTestId('command-failure')).toBeVisible();
  await li.page.getByTestId('dialog-dismiss').click();
  await expect(input(panel)).toHaveValue(wrong);
});
