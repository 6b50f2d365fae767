import type { Locator, Page } from '@playwright/test';
import { wordsOf } from '../../../web/src/composables/marks';
import { enterRoom, expect, phone, row, say, test, views } from '../support/fixtures';

const everything = `# Plan **A**
**重要**：see [the docs](https://example.com/a_(b)) or https://example.com/x_y_z，好。
*italic* _too_ ~~gone~~ \`code\` snake_case 2*3*4 (*^_^*)
> quoted **words**
> more
- one
  - under one
- two
3. three
\`\`\`js
const a = '<b>'; // **no mark**
\`\`\`
end`;

const shown = (page: Page) => page.getByTestId('message-text').last();
const input = (page: Page) => page.getByTestId('composer-input');

for (const { view, zh, options } of views) {
  test(`what people mark is shown as marked (${view})`, async ({ member }) => {
    const { page } = await member('Ann', { ...options, permissions: ['clipboard-read', 'clipboard-write'] });
    await enterRoom(page, 1);
    await input(page).fill(everything);
    await page.getByTestId('send').click();
    const text = shown(page);
    await expect(text.locator('p > strong').first()).toHaveText('Plan A');
    await expect(text.locator('strong')).toHaveText(['Plan A', 'A', '重要', 'words']);
    await expect(text.locator('em')).toHaveText(['italic', 'too']);
    await expect(text.locator('s')).toHaveText('gone');
    await expect(text.locator('p > code')).toHaveText('code');
    await expect(text.locator('blockquote')).toHaveText(/quoted words\s+more/);
    await expect(text.locator('li ul li')).toHaveText('under one');
    await expect(text.locator('li[value="3"]')).toHaveText('three');
    await expect(text.locator('a').nth(0)).toHaveAttribute('href', 'https://example.com/a_(b)');
    await expect(text.locator('a').nth(0)).toHaveAttribute('title', 'https://example.com/a_(b)');
    await expect(text.locator('a').nth(1)).toHaveAttribute('href', 'https://example.com/x_y_z');
    await expect(text).toContainText('snake_case 2*3*4 (*^_^*)');
    await expect(text).toHaveAttribute('lang', /^zh/);

    // The colours come after the words, which stay as they are.
    const code = text.getByTestId('code-block');
    await expect(code.locator('.code-keyword')).toHaveText('const');
    await expect(code.locator('.code-comment')).toHaveText('// **no mark**');
    await expect(code.locator('pre')).toHaveText("const a = '<b>'; // **no mark**");
    await code.getByTestId('copy-code').click();
    await expect(page.getByTestId('notice')).toHaveText(zh ? '已复制' : 'Copied');
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe("const a = '<b>'; // **no mark**");

    // Lists have the words alone.
    if (zh) await expect(page.getByTestId('preview-1')).toContainText(wordsOf(everything).replace(/\s+/g, ' '));
  });
}

test('what is long is folded until it is wanted', async ({ member }) => {
  const { page } = await member('Ann');
  await enterRoom(page, 1);
  await say(page, Array.from({ length: 200 }, (_, n) => `line ${n}`).join('\n'));
  const long = page.getByTestId('message').last();
  const height = (): Promise<number> => long.evaluate((one) => one.getBoundingClientRect().height);
  await expect(long.getByTestId('fold')).toHaveAttribute('aria-expanded', 'false');
  expect(await height()).toBeLessThan(700);
  const top = (): Promise<number> => long.evaluate((one) => Math.round(one.getBoundingClientRect().top));
  const before = await top();
  await long.getByTestId('fold').click();
  await expect.poll(height).toBeGreaterThan(4000);
  await expect.poll(top).toBe(before);
  await long.getByTestId('fold').click();
  await expect.poll(height).toBeLessThan(700);
  await expect(long.getByText('line 0')).toBeInViewport();

  await say(page, `\`\`\`\n${'x\n'.repeat(30)}\`\`\``);
  const code = page.getByTestId('code-block').last();
  await expect(page.getByTestId('message').last().getByTestId('fold')).toHaveCount(1);
  const folded = await code.evaluate((one) => one.getBoundingClientRect().height);
  await code.getByTestId('fold').click();
  await expect.poll(() => code.evaluate((one) => one.getBoundingClientRect().height)).toBeGreaterThan(folded + 200);
  await say(page, 'short');
  await expect(page.getByTestId('message').last().getByTestId('fold')).toHaveCount(0);
});

test('what somebody does, and a room list, have no marks', async ({ member }) => {
  const { page, name } = await member('Ann');
  await enterRoom(page, 1);
  await say(page, '/me waves **twice**');
  await expect(shown(page)).toHaveText(`${name} waves **twice**`);
  await expect(page.getByTestId('preview-1')).toContainText('waves **twice**');
});

test('marks are set by keys and by the menu, and undone', async ({ member }) => {
  const { page } = await member('Ann');
  await enterRoom(page, 1);
  const field = input(page);
  await field.fill('some words');
  await field.press('Shift+Home');
  await field.press('Control+b');
  await expect(field).toHaveValue('**some words**');
  await field.press('Control+i');
  await expect(field).toHaveValue('**_some words_**');
  await field.press('Control+z');
  await expect(field).toHaveValue('**some words**');
  await field.press('Control+a');
  await field.press('Control+b');
  await expect(field).toHaveValue('some words');
  await page.getByTestId('open-format').click();
  await expect(page.getByTestId('format-bold')).toBeFocused();
  await page.getByTestId('format-struck').click();
  await expect(field).toHaveValue('~~some words~~');
  await expect(field).toBeFocused();
  await field.press('Control+z');
  await expect(field).toHaveValue('some words');
  await field.press('Control+a');
  await field.press('Control+Shift+l');
  await page.keyboard.type('https://example.com');
  await expect(field).toHaveValue('[some words](https://example.com)');
  await field.press('Enter');
  await expect(shown(page).locator('a')).toHaveText('some words');
});

/** What stands in the row of a composer, from left to right: `[left, right, middle]` of each. */
const places = (composer: Locator) =>
  composer.locator('.line').evaluate((line) =>
    [...line.querySelectorAll('button, textarea')].map((one) => {
      const { left, right, top, bottom } = one.getBoundingClientRect();
      return [Math.round(left), Math.round(right), Math.round((top + bottom) / 2)] as const;
    }),
  );

/** One row: nothing lies over another, nothing leaves the composer, the words keep half of it. */
async function isOneRow(composer: Locator): Promise<void> {
  const frame = await composer.evaluate((one) => one.getBoundingClientRect());
  const row = await places(composer);
  expect(new Set(row.map(([, , middle]) => middle)).size, JSON.stringify(row)).toBe(1);
  row.forEach(([left, right], index) => {
    expect(left).toBeGreaterThanOrEqual(row[index - 1]?.[1] ?? frame.left);
    expect(right).toBeLessThanOrEqual(frame.right);
  });
  const field = composer.getByTestId('composer-input');
  expect((await field.evaluate((one) => one.getBoundingClientRect())).width).toBeGreaterThanOrEqual(frame.width / 2);
  expect(await field.evaluate((one) => one.scrollWidth - one.clientWidth)).toBe(0);
}

test('a small phone has the menu in one row with the rest, in rooms and in threads', async ({ member }) => {
  const { page, name } = await member('Ann', { ...phone, viewport: { width: 360, height: 740 } });
  await enterRoom(page, 1);
  const text = `first ${name}`;
  await input(page).fill(text);
  await page.getByTestId('send').tap();
  const seq = Number(await row(page, text).and(page.locator('[data-state="sent"]')).getAttribute('data-seq'));

  for (const place of ['room', 'thread']) {
    if (place === 'thread') await page.goto(`/rooms/1?thread=${seq}`);
    const composer = place === 'thread' ? page.getByTestId('thread-panel').getByTestId('composer') : page.getByTestId('composer');
    const field = input(page).last();
    await composer.waitFor();
    await isOneRow(composer);
    await field.fill(`words of the ${place}`);
    await isOneRow(composer);
    await field.evaluate((area: HTMLTextAreaElement) => area.setSelectionRange(0, 5));
    await composer.getByTestId('open-format').tap();
    const menu = page.getByTestId('format-menu');
    await expect(menu.getByTestId('format-bold')).toBeFocused();
    await expect(menu.locator('kbd').first()).toBeHidden();
    await expect(menu).toBeInViewport({ ratio: 1 });
    await menu.getByTestId('format-bold').tap();
    await expect(field).toHaveValue(`**words** of the ${place}`);
    await expect(field).toBeFocused();
    await composer.getByTestId('send').tap();
    await expect(shown(page).locator('strong')).toHaveText('words');
  }
});

test('beside a room the thread has the menu, by keyboard alone', async ({ member }) => {
  const { page, name } = await member('Ann', { locale: 'en-US' });
  await enterRoom(page, 1);
  await say(page, `first ${name}`);
  const seq = await row(page, `first ${name}`).and(page.locator('[data-state="sent"]')).getAttribute('data-seq');
  await page.goto(`/rooms/1?thread=${seq}`);
  const composer = page.getByTestId('thread-panel').getByTestId('composer');
  await composer.waitFor();
  await isOneRow(composer);
  const field = input(page).last();
  await field.fill('words');
  await field.press('Shift+Home');
  await page.keyboard.press('Shift+Tab');
  const button = composer.getByRole('button', { name: 'Format' });
  await expect(button).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('menuitem', { name: /Bold/ })).toBeFocused();
  await expect(button).toHaveAttribute('aria-expanded', 'true');
  await page.keyboard.press('Escape');
  await expect(button).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('menuitem', { name: /Bold/ })).toBeFocused();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(field).toHaveValue('_words_');
  await expect(field).toBeFocused();
  await field.press('Enter');
  await expect(shown(page).locator('em')).toHaveText('words');
});
