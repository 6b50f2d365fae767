import type { Locator, Page } from '@playwright/test';
import { png } from '../../../web/dev/png.mjs';
import { complaints } from '../support/axe';
import { expect, row } from '../support/fixtures';
import { ChatServer } from '../support/server';
import { test } from '../support/worlds';

const sizes = {
  desk: { viewport: { width: 1280, height: 800 } },
  phone: { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true },
} as const;

/** What is on screen now has nothing that axe complains about; in the dark, where only colours differ, neither. */
async function check(page: Page, state: string): Promise<void> {
  expect.soft(await complaints(page), state).toEqual([]);
  await page.emulateMedia({ colorScheme: 'dark' });
  expect.soft(await complaints(page, 'color-contrast'), `${state}, dark`).toEqual([]);
  await page.emulateMedia({ colorScheme: 'light' });
}

async function openMenu(page: Page, message: Locator): Promise<void> {
  await message.getByTestId('message-text').dispatchEvent('contextmenu', { bubbles: true, cancelable: true, clientX: 300, clientY: 300 });
  await page.getByTestId('message-menu').waitFor();
}

async function deed(page: Page, message: Locator, name: string): Promise<void> {
  await openMenu(page, message);
  await page.getByTestId(`menu-${name}`).click();
}

async function leaveDialog(page: Page): Promise<void> {
  await page.keyboard.press('Escape');
  await expect(page.locator('.v-overlay--active')).toHaveCount(0);
}

for (const [size, screen] of Object.entries(sizes)) {
  for (const language of ['zh-CN', 'en'] as const) {
    const options = { ...screen, locale: language === 'en' ? 'en-US' : language, reducedMotion: 'reduce' as const };

    test(`axe finds nothing before sign-in (${size}, ${language})`, async ({ browser, worlds }) => {
      const world = await worlds(language);
      const context = await browser.newContext({ ...options, baseURL: world.owner.url });
      const page = await context.newPage();
      const states: [string, string, (() => Promise<void>)?][] = [
        ['/login', 'login-form'],
        ['/login', 'login-form', () => page.getByTestId('submit').click()],
        ['/register', 'register-form'],
        ['/register', 'register-form', () => page.getByTestId('submit').click()],
        ['/forgot', 'forgot-form'],
        ['/reset?code=abc', 'reset-form'],
        [`/invite/${world.invite}`, 'invite-register'],
        ['/invite/no-such-invite', 'invite-invalid'],
      ];
      for (const [path, ready, act] of states) {
        await page.goto(path);
        await page.getByTestId(ready).waitFor();
        await act?.();
        await check(page, `${path}${act ? ' with errors' : ''}`);
      }
      await page.goto('/no/such/page');
      await page.getByRole('heading').waitFor();
      await check(page, 'not found');
      const bare = new ChatServer();
      await bare.start();
      await page.goto(`${bare.url}/setup`);
      await page.getByTestId('setup-form').waitFor();
      await check(page, 'setup 1');
      await page.getByTestId('setup-code').locator('input').fill('123');
      await page.getByTestId('submit').click();
      await page.getByTestId('email').waitFor();
      await check(page, 'setup 2');
      await bare.dispose();
      await context.close();
    });

    test(`axe finds nothing in a room (${size}, ${language})`, async ({ browser, worlds }) => {
      test.setTimeout(180_000);
      const { owner, texts } = await worlds(language);
      const context = await browser.newContext({ ...options, baseURL: owner.url });
      await owner.enter(context);
      const page = await context.newPage();
      await page.goto('/');
      await page.getByTestId('room-1').waitFor();
      await check(page, 'lobby');
      await page.getByTestId('create-room').click();
      await page.getByTestId('room-create').click();
      await check(page, 'new room');
      await leaveDialog(page);

      await page.goto('/rooms/1');
      await row(page, texts.talk.last).waitFor();
      await check(page, 'room');
      const own = row(page, texts.talk.ownEdited);
      const theirs = row(page, texts.talk.praise);
      await openMenu(page, theirs);
      await check(page, 'message menu');
      await page.getByTestId('menu-more-emoji').click();
      await page.getByTestId('emoji').first().waitFor();
      await check(page, 'reactions');
      await leaveDialog(page);
      await deed(page, theirs, 'reply');
      await check(page, 'answering');
      await page.getByTestId('reply-cancel').click();
      await page.getByTestId('open-emoji').click();
      await page.getByTestId('emoji').first().waitFor();
      await check(page, 'emoji');
      await leaveDialog(page);
      await page.getByTestId('composer-input').fill('@');
      await page.getByTestId('suggestions').waitFor();
      await check(page, 'people offered');
      await page.getByTestId('composer-input').fill('x'.repeat(4003));
      await check(page, 'too long');
      await page.getByTestId('composer-input').fill('');
      await page.getByTestId('image-input').setInputFiles({ name: 'a.png', mimeType: 'image/png', buffer: png(64, 64) });
      await page.getByTestId('attachment-remove').waitFor();
      await check(page, 'image to send');
      await page.getByTestId('attachment-remove').click();
      await deed(page, own, 'edit');
      await page.getByTestId('message-editor').waitFor();
      await check(page, 'editing');
      await page.keyboard.press('Escape');
      await deed(page, own, 'delete');
      await page.getByTestId('confirm-dialog').waitFor();
      await check(page, 'delete');
      await leaveDialog(page);
      await deed(page, own, 'readers');
      await page.getByTestId('readers-dialog').locator('li').first().waitFor();
      await check(page, 'readers');
      await leaveDialog(page);
      await own.getByTestId('edited').click();
      await page.getByTestId('edit-version').nth(1).waitFor();
      await check(page, 'edits');
      await leaveDialog(page);
      await page.getByTestId('room-menu').click();
      await page.getByTestId('room-date').click();
      await page.getByTestId('date-input').waitFor();
      await check(page, 'a day');
      await leaveDialog(page);
      await deed(page, theirs, 'report');
      await page.getByTestId('report-dialog').waitFor();
      await check(page, 'report');
      await leaveDialog(page);
      await row(page, texts.talk.photos).getByTestId('message-image').click();
      await page.getByTestId('photo-viewer').locator('img').waitFor();
      await check(page, 'photo viewer');
      await leaveDialog(page);
      await row(page, texts.talk.plan).getByTestId('message-face').click();
      await page.getByTestId('profile-card').waitFor();
      await check(page, 'profile card');
      await leaveDialog(page);

      const closePanel = (): Promise<void> => (size === 'phone' ? leaveDialog(page) : page.getByTestId('panel-close').click());
      await row(page, texts.talk.thread[0]).getByTestId('open-thread').click();
      await page.getByTestId('thread-panel').getByText(texts.talk.thread[1]).waitFor();
      await check(page, 'thread');
      await closePanel();
      await page.getByTestId('room-menu').click();
      await page.getByTestId('room-pins').waitFor();
      await check(page, 'room menu');
      await page.getByTestId('room-pins').click();
      await page.getByTestId('pins-panel').getByTestId('list-message').first().waitFor();
      await check(page, 'pins');
      await closePanel();
      if (size === 'phone') {
        await page.getByTestId('toggle-online').click();
        await page.getByTestId('online-person').first().waitFor();
        await check(page, 'people');
        await leaveDialog(page);
      }
      await page.getByTestId('room-menu').click();
      await page.getByTestId('room-settings').click();
      await page.getByTestId('member-manage').first().click();
      await check(page, 'room settings');
      await leaveDialog(page);
      await page.getByTestId('room-menu').click();
      await page.getByTestId('room-invite').click();
      await page.getByTestId('invite-make').click();
      await page.getByTestId('invite-link').waitFor();
      await check(page, 'invite people');
      await leaveDialog(page);
      await page.getByTestId('room-menu').click();
      await page.getByTestId('room-leave').click();
      await page.getByTestId('confirm-dialog').waitFor();
      await check(page, 'leave');
      await leaveDialog(page);

      const { id } = (await owner.ask('room:create', { name: `Marks ${size} ${language}` }))['room'] as { id: number };
      const code = '```ts\n// a comment\nconst a: string = f("b", 1);\n```';
      await owner.say(id, `# A\n**b** _i_ ~~s~~ \`c\` [d.cn](https://example.com) @all\n> q\n\n- l\n  - m\n\n3. n\n${code}`);
      await owner.say(id, Array.from({ length: 40 }, (_, n) => `line ${n}`).join('\n'));
      await page.goto(`/rooms/${id}`);
      await page.getByTestId('code-block').locator('.code-keyword').waitFor();
      await check(page, 'marks');
      await page.getByTestId('open-format').click();
      await page.getByTestId('format-menu').waitFor();
      await check(page, 'format menu');
      await page.goto('/rooms/999999');
      await page.getByTestId('timeline-error').waitFor();
      await check(page, 'no such room');
      await context.close();
    });

    test(`axe finds nothing on the other pages (${size}, ${language})`, async ({ browser, worlds }) => {
      test.setTimeout(180_000);
      const { owner, texts } = await worlds(language);
      const context = await browser.newContext({ ...options, baseURL: owner.url });
      await owner.enter(context);
      const page = await context.newPage();
      const pages: [string, string][] = [
        [`/search?q=${encodeURIComponent(texts.search)}`, 'hit'],
        ['/search?q=zzzzqqqq', 'list-empty'],
        ['/saved', 'list-message'],
        ['/mentions', 'list-message'],
        ['/directory', 'directory-join'],
        ['/help', 'shortcut'],
        ['/doctor', 'doctor-room'],
        ...['users', 'rooms', 'reports', 'words', 'hooks', 'bots', 'audit', 'settings', 'connections', 'storage'].map((tab): [string, string] => [`/admin/${tab}`, `admin-${tab}`]),
      ];
      for (const [path, ready] of pages) {
        await page.goto(path);
        await page.getByTestId(ready).first().waitFor();
        await page.waitForLoadState('networkidle');
        await check(page, path);
      }
      await page.goto('/robot');
      await page.getByTestId('robot-question').first().click();
      await page.getByTestId('robot-line-robot').waitFor();
      await check(page, 'robot');
      await page.goto('/me');
      await page.getByTestId('device').first().waitFor();
      await check(page, 'profile');
      await page.getByTestId('edit-name').click();
      await check(page, 'name');
      await page.getByTestId('avatar-input').setInputFiles({ name: 'a.png', mimeType: 'image/png', buffer: png(400, 300) });
      await page.getByTestId('avatar-cropper').locator('img').waitFor();
      await check(page, 'picture');
      await leaveDialog(page);
      await page.getByTestId('logout').click();
      await page.getByTestId('confirm-dialog').waitFor();
      await check(page, 'sign out');
      await context.close();
    });
  }
}
