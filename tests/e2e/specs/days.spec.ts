// Days and times: the zone that a person chose, and the way to a day.
import type { Page } from '@playwright/test';
import { Account, uniqueName } from '../support/account';
import { enterRoom, expect, phone, row, test as base, watched } from '../support/fixtures';
import { ChatServer } from '../support/server';

/** What was said in room 1, long ago; a new day begins in Shanghai between the first two, in New York before each of the last two. */
const said = [
  { text: 'late', time: '2025-03-09T15:30:00Z' },
  { text: 'after midnight', time: '2025-03-09T16:30:00Z' },
  { text: 'evening', time: '2025-03-10T12:00:00Z' },
  { text: 'two days on', time: '2025-03-12T02:00:00Z' },
] as const;

const past = [
  { type: 'user', id: 1, email: 'li@example.com', name: 'Li', role: 'member', state: 'active', created: 1, updated: 1 },
  { type: 'room', id: 1, kind: 'public', name: 'Past', version: 1, last_seq: said.length, everybody: true, created: 1 },
  { type: 'member', room: 1, user: 1, role: 'member', joined: 1 },
  ...said.map(({ text, time }, index) => ({ type: 'message', id: index + 1, room: 1, seq: index + 1, user: 1, kind: 'text', text, created: Date.parse(time), client_id: `past-${index}` })),
];

/** A server with that past; a page of somebody in the room, at a device in Shanghai, after what may have been chosen before. */
const test = base.extend<{ reader: (chosen?: object, options?: object) => Promise<{ page: Page; account: Account }> }, { old: ChatServer }>({
  old: [
    async ({}, use) => {
      const server = new ChatServer();
      await server.import(past);
      await server.start();
      await use(server);
      await server.dispose();
    },
    { scope: 'worker' },
  ],
  reader: async ({ browser, old, offences }, use) => {
    const pages: Page[] = [];
    await use(async (chosen, options = {}) => {
      const account = await Account.register(old.url, uniqueName('Ann'));
      await account.ask('room:join', { room: 1 });
      if (chosen) await account.rest('PATCH', '/api/v1/me', chosen);
      account.close();
      const page = await watched(browser, old.url, { locale: 'en-US', timezoneId: 'Asia/Shanghai', ...options }, offences);
      pages.push(page);
      await account.enter(page.context());
      await page.goto('/');
      await enterRoom(page, 1);
      return { page, account };
    });
    for (const page of pages) await page.context().close();
  },
});

/** The lines between days, and the messages with their times, from the top. */
const timeline = (page: Page) =>
  page.getByTestId('timeline').evaluate((list) =>
    [...list.querySelectorAll<HTMLElement>('.day, [data-testid="message"]')].map((one) => {
      const text = one.querySelector('[data-testid="message-text"]');
      return text ? `${one.querySelector('time')?.textContent} ${text.textContent}` : (one.textContent ?? '').trim();
    }),
  );

const inShanghai = ['Sunday, March 9, 2025', '23:30 late', 'Monday, March 10, 2025', '00:30 after midnight', '20:00 evening', 'Wednesday, March 12, 2025', '10:00 two days on'];
const inNewYork = ['Sunday, March 9, 2025', '11:30 late', '12:30 after midnight', 'Monday, March 10, 2025', '08:00 evening', 'Tuesday, March 11, 2025', '22:00 two days on'];

test('days and times are those of the chosen zone, and of the device where none is chosen', async ({ reader }) => {
  const { page } = await reader();
  await expect.poll(() => timeline(page)).toEqual(inShanghai);
  await expect(page.getByTestId('room-1').locator('time')).toHaveText('3/12/2025');

  await page.goto('/me');
  await page.getByTestId('my-time-zone').selectOption('America/New_York');
  // What stands beside it follows at once.
  await expect(page.getByTestId('room-1').locator('time')).toHaveText('3/11/2025');
  await enterRoom(page, 1);
  await expect.poll(() => timeline(page)).toEqual(inNewYork);
  await row(page, 'two days on').hover();
  await expect(row(page, 'two days on').locator('.bubble')).toHaveAttribute('title', 'Tuesday, March 11, 2025 22:00');
  await page.reload();
  await expect.poll(() => timeline(page)).toEqual(inNewYork);

  await page.goto('/me');
  await page.getByTestId('my-time-zone').selectOption('');
  await enterRoom(page, 1);
  await expect.poll(() => timeline(page)).toEqual(inShanghai);
});

test('the days of a search are those of the chosen zone', async ({ reader }) => {
  const { page } = await reader({ time_zone: 'America/New_York' });
  await page.goto(`/search?q=${encodeURIComponent('before:2025-03-10')}`);
  await expect(page.getByTestId('hit')).toHaveCount(2);
  await page.goto(`/search?q=${encodeURIComponent('after:2025-03-10')}`);
  await expect(page.getByTestId('hit')).toHaveCount(1);
});

test('quiet hours go by the zone that was chosen, and choose that of the device where none was', async ({ reader }) => {
  const tokyo = await reader({ time_zone: 'Asia/Tokyo' });
  await tokyo.page.goto('/me');
  await tokyo.page.getByTestId('quiet-on').check();
  await expect(tokyo.page.getByTestId('quiet')).toContainText('Asia/Tokyo');
  expect((await tokyo.account.rest('GET', '/api/v1/me'))['time_zone']).toBe('Asia/Tokyo');
  const here = await reader();
  await here.page.goto('/me');
  await here.page.getByTestId('quiet-on').check();
  await expect(here.page.getByTestId('my-time-zone')).toHaveValue('Asia/Shanghai');
});

const day = (page: Page) => page.getByTestId('date-input');

async function askForDay(page: Page): Promise<void> {
  await page.getByTestId('room-menu').click();
  await page.getByTestId('room-date').click();
  await day(page).waitFor();
}

async function goTo(page: Page, wanted: string, found: string): Promise<void> {
  await askForDay(page);
  await day(page).fill(wanted);
  await page.getByTestId('date-go').click();
  await expect(page.getByTestId('date-dialog')).toHaveCount(0);
  await expect(row(page, found)).toHaveClass(/marked/);
}

for (const [view, options] of Object.entries({ desk: {}, phone })) {
  test(`a day is chosen: one with messages, one without, none that is to come (${view})`, async ({ reader }) => {
    const { page } = await reader(undefined, options);
    await goTo(page, '2025-03-10', 'after midnight');
    await goTo(page, '2025-03-11', 'two days on'); // Nobody said anything: what came next.
    await goTo(page, '2025-03-01', 'late');
    await askForDay(page);
    const toCome = await page.evaluate(() => new Date(Date.now() + 3 * 86_400_000).toISOString().slice(0, 10));
    await day(page).fill(toCome);
    await page.getByTestId('date-go').click();
    await expect(day(page)).toBeFocused(); // The browser says what is wrong with it.
    expect(await day(page).evaluate((field: HTMLInputElement) => [field.validity.rangeOverflow, field.validationMessage !== ''])).toEqual([true, true]);
    await expect(page.getByTestId('date-dialog')).toBeVisible();
    await day(page).fill('');
    await page.getByTestId('date-go').click();
    await expect(page.getByTestId('date-dialog')).toBeVisible();
  });
}

test('a day begins where it begins in the chosen zone', async ({ reader }) => {
  const { page } = await reader({ time_zone: 'America/New_York' });
  await goTo(page, '2025-03-10', 'evening');
  await goTo(page, '2025-03-11', 'two days on');
  await askForDay(page);
  const today = await page.evaluate(() => new Date().toLocaleDateString('sv', { timeZone: 'America/New_York' }));
  await expect(day(page)).toHaveAttribute('max', today);
});

test('a day is chosen by keyboard alone', async ({ reader }) => {
  const { page } = await reader();
  await page.getByTestId('room-menu').focus();
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('room-search')).toBeFocused();
  for (let step = 0; step < 2; step += 1) await page.keyboard.press('ArrowDown');
  await expect(page.getByTestId('room-date')).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog', { name: 'Jump to a day' })).toBeVisible();
  await expect(day(page)).toBeFocused();
  await page.keyboard.type('03102025');
  await expect(day(page)).toHaveValue('2025-03-10');
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('date-dialog')).toHaveCount(0);
  await expect(row(page, 'after midnight')).toHaveClass(/marked/);
  await expect(page.getByTestId('room-menu')).toBeFocused();
});
