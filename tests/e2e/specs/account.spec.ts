import { expect, fillForm, newEmail, password, test } from '../support/fixtures';

const texts = {
  'zh-CN': { wrong: '邮箱或密码不正确', taken: '这个邮箱已经注册过了', takenName: '已经有人叫这个名字', email: '邮箱格式不对', short: '密码至少 8 位', required: '请输入邮箱' },
  'en-US': { wrong: 'E-mail or password is not right', taken: 'already in use', takenName: 'Choose another name', email: 'does not look like an e-mail', short: 'At least 8 characters', required: 'Please enter your e-mail address' },
} as const;

for (const locale of ['zh-CN', 'en-US'] as const) {
  const text = texts[locale];

  test(`login and register say what is wrong (${locale})`, async ({ visitor, person }) => {
    const known = await person('Known', { locale });
    const page = await visitor({ locale });
    await page.getByTestId('submit').click();
    await expect(page.getByTestId('email')).toContainText(text.required);

    await fillForm(page, { email: 'nobody', password });
    await expect(page.getByTestId('email')).toContainText(text.email);

    await fillForm(page, { email: known.email, password: 'not this one' });
    await expect(page.getByTestId('auth-error')).toContainText(text.wrong);
    await fillForm(page, { email: newEmail('nobody'), password });
    await expect(page.getByTestId('auth-error')).toContainText(text.wrong);

    await page.getByTestId('to-register').click();
    await page.getByTestId('register-form').waitFor();
    await fillForm(page, { email: newEmail('new'), password: '12345' });
    await expect(page.getByTestId('password')).toContainText(text.short);
    await fillForm(page, { email: known.email, password });
    await expect(page.getByTestId('auth-error')).toContainText(text.taken);
    await fillForm(page, { email: newEmail('new'), password, name: known.name.toUpperCase() });
    await expect(page.getByTestId('name')).toContainText(text.takenName);
    await expect(page.getByTestId('auth-error')).toHaveCount(0);
    await fillForm(page, { email: newEmail('new'), password, name: `${known.name} two` });
    await page.getByTestId('room-1').waitFor();
  });
}

test('a deep link leads to the login form and from there to the room', async ({ visitor, person }) => {
  const known = await person('Known');
  const page = await visitor();
  await page.goto('/rooms/2');
  await page.getByTestId('login-form').waitFor();
  await fillForm(page, { email: known.email, password });
  await expect(page).toHaveURL(/\/rooms\/2$/);
  await expect(page.getByTestId('pane-title')).not.toHaveText('');
  await page.reload();
  await expect(page).toHaveURL(/\/rooms\/2$/);
  await page.getByTestId('timeline').waitFor();
});

test('signing out asks first, ends the session everywhere in this browser, and the token is dead', async ({ server, person }) => {
  const { page } = await person('Ann');
  const second = await page.context().newPage();
  await second.goto('/rooms/1');
  await second.getByTestId('timeline').waitFor();
  const token = await page.evaluate(() => (JSON.parse(localStorage.getItem('webchats.session') ?? '{}') as { token: string }).token);

  await page.goto('/me');
  await page.getByTestId('logout').click();
  await expect(page.getByTestId('confirm-dialog')).toContainText('你忍心离开吗？');
  await page.getByTestId('confirm-dialog').getByRole('button', { name: '再待一会儿' }).click();
  await expect(page.getByTestId('confirm-dialog')).toBeHidden();
  await page.getByTestId('logout').click();
  await page.getByTestId('confirm-yes').click();
  await page.getByTestId('login-form').waitFor();
  await second.getByTestId('login-form').waitFor();

  const answer = await fetch(`${server.url}/api/v1/me`, { headers: { Authorization: `Bearer ${token}` } });
  expect(answer.status).toBe(401);
  await page.goto('/rooms/1');
  await page.getByTestId('login-form').waitFor();
});

test('a device that is signed out from another one goes to the login form and says why', async ({ visitor, person }) => {
  const first = await person('Ann');
  const phone = await visitor();
  await fillForm(phone, { email: first.email, password });
  await phone.getByTestId('room-1').waitFor();

  await first.page.goto('/me');
  await expect(first.page.getByTestId('device')).toHaveCount(2);
  await first.page.getByTestId('device-revoke').click();
  await first.page.getByTestId('confirm-yes').click();
  await expect(first.page.getByTestId('device')).toHaveCount(1);
  await phone.getByTestId('login-form').waitFor();
  await expect(phone.getByTestId('auth-error')).toContainText('此设备已被退出登录');
});

test('name and picture change, and the others see them', async ({ person }) => {
  const { png } = await import('../../../web/dev/png.mjs');
  const ann = await person('Ann');
  const li = await person('Li');
  await li.page.goto('/rooms/1');
  await ann.page.goto('/rooms/1');
  await ann.page.getByTestId('composer-input').waitFor();
  await ann.page.goto('/me');

  await ann.page.getByTestId('edit-name').click();
  await ann.page.getByTestId('name-input').fill(li.name);
  await ann.page.getByTestId('name-save').click();
  await expect(ann.page.getByTestId('name-error')).toContainText('已经有人叫这个名字');
  const renamed = `安安 ${ann.email.slice(4, 14)}`;
  await ann.page.getByTestId('name-input').fill(renamed);
  await ann.page.getByTestId('name-save').click();
  await expect(ann.page.getByTestId('my-name')).toHaveText(renamed);
  await expect(ann.page.getByTestId('name-error')).toHaveCount(0);

  await ann.page.getByTestId('avatar-input').setInputFiles({ name: 'me.png', mimeType: 'image/png', buffer: png(600, 400) });
  await ann.page.getByTestId('crop-use').click();
  await expect(ann.page.getByTestId('avatar-cropper')).toBeHidden();
  const face = ann.page.getByTestId('edit-avatar').locator('img');
  await expect.poll(() => face.evaluate((one: HTMLImageElement) => one.naturalWidth)).toBeGreaterThan(0);
  expect(await face.evaluate((one: HTMLImageElement) => one.naturalWidth === one.naturalHeight)).toBe(true);

  await ann.page.goto('/rooms/1');
  await ann.page.getByTestId('composer-input').fill(`hello ${ann.email}`);
  await ann.page.keyboard.press('Enter');
  const seen = li.page.getByTestId('message').filter({ hasText: ann.email });
  await expect(seen.getByTestId('message-author')).toHaveText(renamed);
  await expect.poll(() => seen.locator('.face img').evaluate((one: HTMLImageElement) => one.naturalWidth)).toBeGreaterThan(0);
});

test('the language switches at once and stays', async ({ person }) => {
  const { page } = await person('Ann');
  await page.goto('/me');
  await expect(page.getByTestId('logout')).toHaveText('退出登录');
  await page.getByTestId('language').getByText('English').click();
  await expect(page.getByTestId('logout')).toHaveText('Sign out');
  await expect(page.locator('html')).toHaveAttribute('lang', 'en');
  await page.reload();
  await expect(page.getByTestId('logout')).toHaveText('Sign out');
  await page.getByTestId('language').getByText('简体中文').click();
  await expect(page.getByTestId('logout')).toHaveText('退出登录');
});

test('the appearance follows the system until one is chosen', async ({ person }) => {
  const { page } = await person('Ann', { colorScheme: 'dark' });
  const themed = page.locator('.v-application');
  await expect(themed).toHaveClass(/v-theme--dark/);
  await page.emulateMedia({ colorScheme: 'light' });
  await expect(themed).toHaveClass(/v-theme--light/);
  await page.goto('/me');
  await page.getByTestId('appearance').getByText('深色').click();
  await expect(themed).toHaveClass(/v-theme--dark/);
  await page.reload();
  await expect(themed).toHaveClass(/v-theme--dark/);
});

test('somebody in Taiwan is greeted in traditional Chinese, and can choose another language before and after', async ({ visitor, person }) => {
  const page = await visitor({ locale: 'zh-TW' });
  await expect(page.locator('html')).toHaveAttribute('lang', 'zh-TW');
  await expect(page.getByTestId('submit')).toHaveText('登入');
  await page.getByTestId('switch-language').selectOption('en');
  await expect(page.getByTestId('submit')).toHaveText('Sign in');
  await page.getByTestId('switch-language').selectOption('zh-CN');
  await expect(page.getByTestId('submit')).toHaveText('登录');

  const member = await person('Lin', { locale: 'zh-TW' });
  await member.page.goto('/me');
  await expect(member.page.getByTestId('logout')).toHaveText('登出');
  await member.page.getByTestId('language-zh-CN').check({ force: true });
  await expect(member.page.getByTestId('logout')).toHaveText('退出登录');
  await member.page.getByTestId('language-zh-TW').check({ force: true });
  await expect(member.page.getByTestId('logout')).toHaveText('登出');
});
