import type { Page } from '@playwright/test';
import { png } from '../../../web/dev/png.mjs';
import { deed, enterRoom, expect, fillForm, newEmail, password, row, say, setupCode, test, views, type Member } from '../support/fixtures';
import { ChatServer } from '../support/server';

const tab = (who: Member, name: string) => who.page.getByTestId(`admin-tab-${name}`).click();

for (const { view, zh, options } of views) {
  test(`the first visit makes the owner, with the code of the terminal (${view})`, async ({ browser }) => {
    const server = new ChatServer();
    await server.start();
    const context = await browser.newContext({ baseURL: server.url, ...options });
    try {
      const page = await context.newPage();
      await page.goto('/');
      await page.getByTestId('login-form').waitFor();
      await page.getByTestId('to-setup').click();
      // The form of the login, which is there until then, has a button of the same name.
      await page.getByTestId('setup-form').waitFor();
      await page.getByTestId('submit').click();
      await expect(page.getByTestId('setup-code')).toContainText(zh ? '请输入' : 'Please enter');
      await page.getByTestId('setup-code').locator('input').fill('WRONG-CODE');
      await page.getByTestId('setup-server').locator('input').fill('清风茶馆');
      await page.getByTestId('setup-room').locator('input').fill('大堂');
      await page.getByTestId('submit').click();
      await fillForm(page, { email: 'owner@example.com', password, name: 'Olive' });
      await expect(page.getByTestId('setup-code')).toContainText(zh ? '设置码不对' : 'not the code');
      await page.getByTestId('setup-code').locator('input').fill(setupCode(server));
      await page.getByTestId('submit').click();
      await page.getByTestId('submit').click();
      // In the room that was wished for.
      await expect(page.getByTestId('pane-title')).toHaveText('大堂');
      await page.getByTestId('composer-input').waitFor();
      await page.goto('/admin/settings');
      await expect(page.getByTestId('server-name').locator('input')).toHaveValue('清风茶馆');
      const stranger = await context.browser()?.newContext({ baseURL: server.url, ...options });
      const other = await stranger?.newPage();
      await other?.goto('/setup');
      await expect(other?.getByTestId('setup-form') as never).toHaveCount(0);
      await stranger?.close();
    } finally {
      await context.close();
      await server.dispose();
    }
  });

  test(`a server with mail says that a link comes by mail, and why a test mail does not (${view})`, async ({ browser }) => {
    // Nobody listens there: port 1 of this machine.
    const server = new ChatServer({
      WEBCHATS_PUBLIC_URL: 'https://chat.example',
      WEBCHATS_MAIL_SERVER: '127.0.0.1',
      WEBCHATS_MAIL_PORT: '1',
      WEBCHATS_MAIL_FROM: 'chat@chat.example',
    });
    await server.start();
    const context = await browser.newContext({ baseURL: server.url, ...options });
    try {
      const page = await context.newPage();
      await page.goto('/forgot');
      await expect(page.getByRole('main')).toContainText(zh ? '邮件' : 'by mail');
      await page.getByTestId('email').locator('input').fill('nobody@example.com');
      await page.getByTestId('submit').click();
      await expect(page.getByTestId('forgot-sent')).toContainText(zh ? '您会收到' : 'on its way');
      await page.goto('/setup');
      await page.getByTestId('setup-code').locator('input').fill(setupCode(server));
      await page.getByTestId('submit').click();
      await fillForm(page, { email: 'owner@example.com', password, name: 'Olive' });
      await page.getByTestId('tool-admin').waitFor();
      await page.goto('/admin/settings');
      await page.getByTestId('mail-test').click();
      await expect(page.getByTestId('mail-answer')).toContainText(zh ? '邮件服务器回复：' : 'The mail server said:');
      await expect(page.getByTestId('mail-answer')).toContainText('connect');
      await page.goto('/me');
      await page.getByTestId('mail-on').check();
      await expect(page.getByTestId('notice')).toContainText(zh ? '已保存' : 'Saved');
      await page.reload();
      await expect(page.getByTestId('mail-on')).toBeChecked();
      await page.getByTestId('mail-on').uncheck();
      await expect(page.getByTestId('mail')).toContainText('owner@example.com');
    } finally {
      await context.close();
      await server.dispose();
    }
  });

  test(`people are found, given roles, disabled, and get a link for a new password (${view})`, async ({ owner, member, visitor }) => {
    const boss = await owner(options);
    const unique = `Li ${newEmail('x').slice(2, 10)}`;
    const li = await member(unique, options);
    await boss.page.goto('/admin');
    await boss.page.getByTestId('admin-user-search').fill(unique);
    const line = boss.page.getByTestId('admin-user').filter({ hasText: li.email });
    await expect(boss.page.getByTestId('admin-user')).toHaveCount(1);
    await line.getByTestId('admin-manage').click();
    await line.getByTestId('admin-role').selectOption('moderator');
    await li.page.reload();
    await li.page.getByTestId('tool-admin').click();
    await expect(li.page.getByTestId('admin-tab-reports')).toBeVisible();
    await expect(li.page.getByTestId('admin-tab-users')).toHaveCount(0);

    await line.getByTestId('admin-reset').click();
    const link = (await line.getByTestId('admin-code').locator('code').textContent()) ?? '';
    const device = await visitor(options);
    await device.goto(link);
    await device.getByTestId('password').locator('input').fill('short');
    await device.getByTestId('submit').click();
    await expect(device.getByTestId('password')).toContainText(zh ? '密码至少 8 位' : 'At least 8 characters');
    await device.getByTestId('password').locator('input').fill('quite another one');
    await device.getByTestId('submit').click();
    await device.getByTestId('room-1').waitFor();
    await li.page.getByTestId('login-form').waitFor(); // All other devices are out.
    await fillForm(li.page, { email: li.email, password });
    await expect(li.page.getByTestId('auth-error')).toBeVisible();
    await fillForm(li.page, { email: li.email, password: 'quite another one' });
    await li.page.getByTestId('tool-admin').or(li.page.getByTestId('back')).first().waitFor();

    await line.getByTestId('admin-state').click();
    await expect(line).toContainText(zh ? '停用' : 'Disabled');
    await li.page.getByTestId('login-form').waitFor();
    await fillForm(li.page, { email: li.email, password: 'quite another one' });
    await expect(li.page.getByTestId('auth-error')).toContainText(zh ? '邮箱或密码不正确' : 'not right');
  });

  test(`a report is handled, and the audit log tells who did what (${view})`, async ({ owner, member }) => {
    const boss = await owner(options);
    const ann = await member('Ann', { locale: options.locale ?? 'en-US' });
    const li = await member('Li', options);
    await enterRoom(ann.page, 1);
    await enterRoom(li.page, 1);
    const bad = `buy now ${li.email}`;
    await say(li.page, bad);
    await deed(ann.page, row(ann.page, bad), 'report');
    await ann.page.getByTestId('report-reason').locator('input').fill('advertising');
    await ann.page.getByTestId('report-send').click();
    await expect(ann.page.getByTestId('report-dialog')).toBeHidden();

    await boss.page.goto('/admin/reports');
    const report = boss.page.getByTestId('admin-report').filter({ hasText: bad });
    await expect(report).toContainText('advertising');
    await report.getByTestId('report-resolve').click();
    await expect(report).toHaveCount(0);
    await boss.page.getByTestId('report-state').selectOption('resolved');
    await expect(report).toHaveCount(1);
    await tab(boss, 'audit');
    await expect(boss.page.getByTestId('audit-entry').filter({ hasText: /report/ }).first()).toContainText('Olive');
  });

  test(`rooms, storage, connections and the announcement (${view})`, async ({ owner, member }) => {
    const boss = await owner(options);
    const ann = await member('Ann', options);
    const name = `公开 ${ann.email.slice(4, 10)}`;
    await ann.rest('POST', '/api/v1/rooms', { name, kind: 'public' });
    await boss.page.goto('/admin/rooms');
    await boss.page.getByRole('searchbox').fill(name);
    await expect(boss.page.getByTestId('admin-room')).toHaveCount(1);
    await tab(boss, 'storage');
    await expect(boss.page.getByTestId('admin-tab-storage')).toBeInViewport({ ratio: 1 });
    await expect(boss.page.getByTestId('admin-storage')).toContainText(/\d/);
    await tab(boss, 'connections');
    await expect(boss.page.getByTestId('admin-connection').filter({ hasText: 'Ann' }).first()).toContainText('websocket');
    await tab(boss, 'settings');
    const words = zh ? '今晚维护' : 'Maintenance tonight';
    await boss.page.getByTestId(zh ? 'announcement-zh' : 'announcement-en').locator('input').fill(words);
    await boss.page.getByTestId('server-save').click();
    await expect(ann.page.getByTestId('announcement')).toContainText(words);
    const late = await ann.device();
    await expect(late.getByTestId('announcement')).toContainText(words);
    await boss.page.getByTestId('announcement-zh').locator('input').fill('');
    await boss.page.getByTestId('announcement-en').locator('input').fill('');
    await boss.page.getByTestId('server-save').click();
    await expect(ann.page.getByTestId('announcement')).toHaveCount(0);
  });

  test(`webhooks and bots are made here and speak in the room (${view})`, async ({ owner, member, server }) => {
    const boss = await owner(options);
    const ann = await member('Ann', options);
    await enterRoom(ann.page, 1);
    await boss.page.goto('/admin/hooks');
    const name = `Alerts ${ann.email.slice(4, 10)}`;
    await expect(boss.page.getByTestId('admin-tab-hooks')).toBeInViewport({ ratio: 1 });
    await boss.page.getByTestId('hook-name').fill(name);
    await expect(boss.page.getByTestId('hook-room').locator('option:checked')).not.toHaveText('');
    await boss.page.getByTestId('hook-room').selectOption('1');
    await boss.page.getByTestId('hook-make').click();
    const url = (await boss.page.getByTestId('hook-made').locator('code').first().textContent()) ?? '';
    const posted = await fetch(url.trim(), { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ text: `disk full ${ann.email}` }) });
    expect(posted.status).toBe(200);
    await expect(row(ann.page, `disk full ${ann.email}`)).toHaveCount(1);
    const hook = boss.page.getByTestId('admin-hook').filter({ hasText: name });
    await hook.getByTestId('hook-remove').click();
    await boss.page.getByTestId('confirm-yes').click();
    await expect(hook).toHaveCount(0);
    expect((await fetch(url.trim(), { method: 'POST', body: '{"text":"x"}' })).status).toBe(404);

    // An address inside is refused with a sentence.
    await boss.page.getByTestId('hook-kind').selectOption('outgoing');
    await boss.page.getByTestId('hook-name').fill(name);
    await boss.page.getByTestId('hook-url').fill('nonsense');
    await boss.page.getByTestId('hook-make').click();
    await expect(boss.page.getByRole('alert')).toContainText(zh ? '有误' : 'not right');

    const word = `wx${ann.id}`;
    await boss.page.getByTestId('hook-kind').selectOption('command');
    await boss.page.getByTestId('hook-name').fill(`Weather ${ann.id}`);
    await boss.page.getByTestId('hook-url').fill('https://weather.example/in');
    await boss.page.getByTestId('hook-command').fill(word);
    await boss.page.getByTestId('hook-description').fill('The weather of a town');
    await boss.page.getByTestId('hook-make').click();
    const says = async (): Promise<unknown> => {
      const { commands } = (await ann.rest('GET', '/api/v1/rooms/1/commands')) as { commands: { names: string[]; says: string }[] };
      return commands.find((one) => one.names[0] === word)?.says;
    };
    await expect.poll(says).toBe('The weather of a town');

    await tab(boss, 'bots');
    await boss.page.getByTestId('bot-name').fill(name);
    await boss.page.getByTestId('bot-make').click();
    const bot = boss.page.getByTestId('admin-bot').filter({ hasText: name });
    await bot.getByTestId('bot-manage').click();
    await bot.getByTestId('bot-room').selectOption('1');
    await bot.getByTestId('bot-bring').click();
    await expect.poll(() => ann.rest('GET', `/api/v1/rooms/1/members?q=${encodeURIComponent(name)}`).then((answer) => (answer['members'] as unknown[]).length)).toBe(1);
    await bot.getByTestId('bot-token-label').fill('script');
    await bot.getByTestId('bot-token-make').click();
    const token = (await bot.getByTestId('bot-token').locator('code').textContent()) ?? '';
    const seen = (): Promise<number> => fetch(`${server.url}/api/v1/rooms/1/messages`, { headers: { Authorization: `Bearer ${token.trim()}` } }).then((answer) => answer.status);
    expect(await seen()).toBe(200);
    await bot.getByTestId('bot-token-remove').click();
    await expect(bot.getByTestId('bot-token-line')).toHaveCount(0);
    expect(await seen()).toBe(401);
    await bot.getByTestId('bot-remove').click();
    await boss.page.getByTestId('confirm-yes').click();
    await expect(bot).toHaveCount(0);
  });

  test(`the server gets an icon of its own, which everybody sees before they sign in (${view})`, async ({ owner, visitor }) => {
    const boss = await owner(options);
    await boss.page.goto('/admin/settings');
    const favicon = (page: Page) => page.locator('link[rel="icon"]');
    await boss.page.getByTestId('icon-input').setInputFiles({ name: 'no.svg', mimeType: 'image/svg+xml', buffer: Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>') });
    await expect(boss.page.getByRole('alert')).toContainText(zh ? '不支持' : 'not');
    await boss.page.getByTestId('icon-input').setInputFiles({ name: 'tea.png', mimeType: 'image/png', buffer: png(300, 300) });
    await expect(boss.page.getByTestId('site-icon').first()).toBeVisible();
    await expect(favicon(boss.page)).toHaveAttribute('href', /^\/files\//);

    const page = await visitor(options);
    await expect(page.getByTestId('site-icon')).toBeVisible();
    // It is there, and as large as it says.
    await expect.poll(() => page.getByTestId('site-icon').evaluate((image: HTMLImageElement) => image.naturalWidth)).toBe(192);
    await expect(favicon(page)).toHaveAttribute('type', 'image/png');
    await boss.page.getByTestId('icon-remove').click();
    await expect(boss.page.getByTestId('site-icon')).toHaveCount(0);
    await expect(favicon(boss.page)).toHaveAttribute('href', '/favicon.svg');
    await page.reload();
    await expect(page.getByTestId('login-form')).toBeVisible();
    await expect(page.getByTestId('site-icon')).toHaveCount(0);
  });
}
