import type { Page } from '@playwright/test';
import { row } from '../support/fixtures';
import { picture } from '../support/picture';
import { ChatServer } from '../support/server';
import { test } from '../support/worlds';

const sizes = {
  desk: { viewport: { width: 1280, height: 800 } },
  phone: { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true },
} as const;

interface Stop {
  readonly name: string;
  readonly path: string;
  readonly ready: string;
  readonly act?: (page: Page) => Promise<void>;
}

for (const [size, screen] of Object.entries(sizes)) {
  for (const language of ['zh-CN', 'en'] as const) {
    test(`${size}, ${language}`, async ({ browser, worlds }) => {
      const { owner, texts, invite, rooms } = await worlds(language);
      const context = await browser.newContext({ ...screen, locale: language === 'en' ? 'en-US' : language, baseURL: owner.url, reducedMotion: 'reduce', deviceScaleFactor: 1 });
      const page = await context.newPage();

      async function take(name: string): Promise<void> {
        for (const colorScheme of ['light', 'dark'] as const) {
          await page.emulateMedia({ colorScheme });
          await page.evaluate(() => new Promise(requestAnimationFrame));
          await picture(page, `${size}-${colorScheme}-${language.slice(0, 2)}/${name}`);
        }
        await page.emulateMedia({ colorScheme: 'light' });
      }
      async function tour(stops: readonly Stop[]): Promise<void> {
        for (const { name, path, ready, act } of stops) {
          await page.goto(path);
          await page.getByTestId(ready).first().waitFor();
          await page.waitForLoadState('networkidle');
          await act?.(page);
          await take(name);
        }
      }
      const menu = async (testid: string): Promise<void> => {
        await page.getByTestId('room-menu').click();
        await page.getByTestId(testid).click();
      };

      await tour([
        { name: 'login', path: '/login', ready: 'login-form' },
        { name: 'register', path: '/register', ready: 'register-form' },
        { name: 'forgot', path: '/forgot', ready: 'forgot-form' },
        { name: 'reset', path: '/reset?code=abc', ready: 'reset-form' },
        { name: 'invite', path: `/invite/${invite}`, ready: 'invite-register' },
      ]);
      const bare = new ChatServer();
      await bare.start();
      await tour([{ name: 'setup', path: `${bare.url}/setup`, ready: 'setup-form' }]);
      await bare.dispose();

      await owner.rest('PATCH', '/api/v1/admin/settings', { announcement: texts.announcement });
      await owner.enter(context);
      await tour([{ name: 'lobby', path: '/', ready: 'announcement' }]);
      await owner.rest('PATCH', '/api/v1/admin/settings', { announcement: null });
      const room = await owner.rest('GET', `/api/v1/rooms/${rooms.second}`);
      await owner.ask('unread', { room: rooms.second, seq: Number(room['last_seq']) - texts.unread.length + 1 });
      await tour([
        { name: 'unread', path: `/rooms/${rooms.second}`, ready: 'unread-divider' },
        { name: 'room', path: '/rooms/1', ready: 'message-text', act: () => page.getByTestId('composer-input').fill('') },
        { name: 'direct', path: `/rooms/${rooms.direct}`, ready: 'message-text' },
        {
          name: 'message-menu',
          path: '/rooms/1',
          ready: 'message-text',
          act: async () => {
            const text = row(page, texts.talk.praise).getByTestId('message-text');
            if (size === 'phone') await text.evaluate((one) => one.dispatchEvent(new PointerEvent('pointerdown', { pointerType: 'touch', bubbles: true })));
            else await text.click({ button: 'right' });
            await page.getByTestId('message-menu').waitFor();
          },
        },
        { name: 'thread', path: '/rooms/1', ready: 'message-text', act: async () => { await row(page, texts.talk.thread[0]).getByTestId('open-thread').click(); await page.getByTestId('thread-panel').getByText(texts.talk.thread[1]).waitFor(); } },
        { name: 'pins', path: '/rooms/1', ready: 'message-text', act: async () => { await menu('room-pins'); await page.getByTestId('pins-panel').getByTestId('list-message').first().waitFor(); } },
        { name: 'people', path: '/rooms/1', ready: 'message-text', act: async () => { if (size === 'phone') await page.getByTestId('toggle-online').click(); await page.getByTestId('online-person').first().waitFor(); } },
        { name: 'emoji', path: '/rooms/1', ready: 'message-text', act: async () => { await page.getByTestId('open-emoji').click(); await page.getByTestId('emoji').first().waitFor(); } },
        { name: 'commands', path: '/rooms/1', ready: 'message-text', act: async () => { await page.getByTestId('composer-input').fill(''); await page.getByTestId('composer-input').pressSequentially('/'); await page.getByTestId('suggestion').first().waitFor(); } },
        { name: 'viewer', path: '/rooms/1', ready: 'message-text', act: async () => { await row(page, texts.talk.photos).getByTestId('message-image').click(); await page.getByTestId('photo-viewer').locator('img').waitFor({ state: 'attached' }); await page.waitForLoadState('networkidle'); } },
        { name: 'profile-card', path: '/rooms/1', ready: 'message-text', act: async () => { await row(page, texts.talk.plan).getByTestId('message-face').click(); await page.getByTestId('profile-card').locator('.status').waitFor(); } },
        { name: 'room-menu', path: '/rooms/1', ready: 'message-text', act: async () => { await page.getByTestId('room-menu').click(); await page.getByTestId('room-search').waitFor(); } },
        { name: 'room-settings', path: '/rooms/1', ready: 'message-text', act: async () => { await menu('room-settings'); await page.getByTestId('settings-member').first().waitFor(); await page.waitForLoadState('networkidle'); } },
        { name: 'new-room', path: '/', ready: 'room-1', act: async () => { await page.getByTestId('create-room').click(); await page.getByTestId('room-name').waitFor(); } },
        { name: 'new-direct', path: '/', ready: 'room-1', act: async () => { await page.getByTestId('create-room').click(); await page.getByTestId('room-direct').click(); await page.getByTestId('direct-person').first().waitFor(); } },
        { name: 'switcher', path: '/', ready: 'room-1', act: async () => { await page.getByTestId('open-switcher').click(); await page.getByTestId('switcher-place').first().waitFor(); } },
        { name: 'ban', path: '/rooms/1', ready: 'message-text', act: async () => { await menu('room-settings'); await page.getByTestId('member-manage').first().click(); await page.getByTestId('member-ban').click(); await page.getByTestId('ban-dialog').waitFor(); } },
        { name: 'search', path: `/search?q=${encodeURIComponent(texts.search)}`, ready: 'hit' },
        { name: 'mentions', path: '/mentions', ready: 'list-message' },
        { name: 'saved', path: '/saved', ready: 'list-message' },
        { name: 'directory', path: '/directory', ready: 'directory-join' },
        { name: 'robot', path: '/robot', ready: 'robot-question', act: async () => { await page.getByTestId('robot-question').first().click(); await page.getByTestId('robot-line-robot').first().waitFor(); } },
        { name: 'me', path: '/me', ready: 'device' },
        { name: 'notifications', path: '/me', ready: 'quiet-on', act: async () => { await page.getByTestId('quiet-on').check(); await page.getByTestId('quiet-from').waitFor(); await page.getByTestId('notice').waitFor({ state: 'detached' }); await page.getByTestId('quiet').scrollIntoViewIfNeeded(); } },
        { name: 'help', path: '/help', ready: 'shortcut' },
        { name: 'doctor', path: '/doctor', ready: 'doctor-room', act: async () => { await page.getByTestId('doctor-latency').filter({ hasText: /\d/ }).waitFor(); } },
        ...['users', 'rooms', 'reports', 'words', 'hooks', 'bots', 'audit', 'settings', 'connections', 'storage'].map((tab): Stop => ({ name: `admin-${tab}`, path: `/admin/${tab}`, ready: `admin-${tab}` })),
        { name: 'not-found', path: '/no/such/page', ready: 'not-found' },
      ]);
      await context.close();
    });
  }
}
