import { enterRoom, expect, row, say, test } from '../support/fixtures';

test('a slash command is carried out, and what it tells is told to its writer alone', async ({ person }) => {
  const ann = await person('Ann');
  await enterRoom(ann.page, 1);
  await say(ann.page, '/help');
  const dialog = ann.page.getByTestId('command-dialog');
  await expect(dialog.getByTestId('command-reply')).toContainText(/\/mute|\/禁言/);
  await ann.page.getByTestId('command-close').click();
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
  await ann.page.getByTestId('command-close').click();
  await expect(ann.page.getByTestId('composer-input')).toHaveValue(path);
  await ann.page.getByTestId('composer-input').press('Enter');
  await ann.page.getByTestId('command-post').click();
  await expect(row(ann.page, path)).toHaveAttribute('data-state', 'sent');
});
