import { deed, enterRoom, expect, fillForm, password, row, say, test, useTool, views } from '../support/fixtures';

for (const { view, zh, options } of views) {
  test(`what is read, written and reacted to on one device is so on the other (${view})`, async ({ member, robotUser }) => {
    const ann = await member('Ann', options);
    const other = await ann.device();
    const writer = await robotUser('Writer');
    const text = `for both ${ann.email}`;
    await writer.send(1, text);
    await expect(other.getByTestId('unread-1')).toBeVisible();
    await ann.page.bringToFront();
    await enterRoom(ann.page, 1);
    await expect(row(ann.page, text)).toBeVisible();
    await expect(other.getByTestId('unread-1')).toHaveCount(0);

    await ann.page.getByTestId('composer-input').fill(`half a thought ${ann.email}`);
    await expect(other.getByTestId('preview-1')).toContainText(`half a thought ${ann.email}`);
    await enterRoom(other, 1);
    await expect(other.getByTestId('composer-input')).toHaveValue(`half a thought ${ann.email}`);
    await other.getByTestId('composer-input').fill('');
    await expect(ann.page.getByTestId('composer-input')).toHaveValue('');

    await deed(ann.page, row(ann.page, text), 'reaction');
    await expect(row(other, text).getByTestId('reaction')).toHaveText('👍1');
    await expect(row(other, text).getByTestId('reaction')).toHaveAttribute('aria-pressed', 'true');

    await say(other, `said there ${ann.email}`);
    await expect(row(ann.page, `said there ${ann.email}`)).toHaveAttribute('data-mine', 'true');
    await ann.page.goto('/');
    await expect(ann.page.getByTestId('unread-1')).toHaveCount(0);
    await deed(other, row(other, text), 'unread');
    await expect(ann.page.getByTestId('unread-1')).toBeVisible();
  });

  test(`a session that is ended is out within a moment, whatever it is doing (${view})`, async ({ member, visitor }) => {
    const ann = await member('Ann', options);
    const other = await visitor(options);
    await fillForm(other, { email: ann.email, password });
    await other.getByTestId('room-1').waitFor();
    await enterRoom(other, 1);
    await other.getByTestId('composer-input').fill('in the middle of');
    await ann.page.goto('/me');
    await expect(ann.page.getByTestId('device')).toHaveCount(2);
    const started = Date.now();
    await ann.page.getByTestId('device-revoke').click();
    await ann.page.getByTestId('confirm-yes').click();
    await other.getByTestId('login-form').waitFor();
    expect(Date.now() - started).toBeLessThan(5_000);
    await expect(other.getByTestId('auth-error')).toContainText(zh ? '此设备已被退出登录' : 'was signed out');
    // Nothing of the account stays in that browser.
    expect(await other.evaluate(() => localStorage.getItem('webchats.session'))).toBeNull();
  });

  test(`a new password ends the other sessions and is the only one that works (${view})`, async ({ member }) => {
    const ann = await member('Ann', options);
    const other = await ann.device();
    await ann.page.goto('/me');
    const form = ann.page.getByTestId('password-form');
    await form.getByTestId('password-old').locator('input').fill('not this one');
    await form.getByTestId('password-new').locator('input').fill('a much better one');
    await form.getByTestId('password-save').click();
    await expect(form.getByTestId('password-new')).toContainText(zh ? '不正确' : 'not right');
    await form.getByTestId('password-old').locator('input').fill(password);
    await form.getByTestId('password-save').click();
    await expect(ann.page.getByTestId('notice')).toBeVisible();
    await other.getByTestId('login-form').waitFor();
    await fillForm(other, { email: ann.email, password });
    await expect(other.getByTestId('auth-error')).toContainText(zh ? '不正确' : 'not right');
    await fillForm(other, { email: ann.email, password: 'a much better one' });
    await other.getByTestId('room-list').waitFor();
    await ann.page.reload();
    await ann.page.getByTestId('logout').waitFor();
  });

  test(`who forgot the password is told whom to ask (${view})`, async ({ visitor }) => {
    const page = await visitor(options);
    await page.getByTestId('to-forgot').click();
    await page.getByTestId('forgot-form').waitFor();
    await page.getByTestId('email').locator('input').fill('nobody@example.com');
    await page.getByTestId('submit').click();
    await expect(page.getByTestId('forgot-sent')).toContainText(zh ? '管理员' : 'administrator');
  });
}

test('a reaction by the mouse reaches the other device', async ({ member }) => {
  const ann = await member('Ann');
  const other = await ann.device();
  await enterRoom(ann.page, 2);
  await enterRoom(other, 2);
  await say(ann.page, `mouse ${ann.email}`);
  await useTool(row(ann.page, `mouse ${ann.email}`), 'quick-reaction');
  await expect(row(other, `mouse ${ann.email}`).getByTestId('reaction')).toHaveText('👍1');
});
