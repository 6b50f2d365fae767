import type { Page } from '@playwright/test';
import { png } from '../../../web/dev/png.mjs';
import { wordsOf } from '../../../web/src/composables/marks';
import { Account } from '../support/account';
import { everyRow, expect, test as base, watched } from '../support/fixtures';
import { fileNames, payloads, texts } from '../support/payloads';
import { ChatServer } from '../support/server';

const writersCount = 8;
/** As many as one person may make at once; the others become names of one room, one after the other. */
const roomsCount = 20;

interface Poisoned {
  server: ChatServer;
  owner: Account;
  writers: Account[];
  room: number;
  /** Which of the texts were taken; control characters are not. */
  said: Set<number>;
  /** What was taken as the name of a person, of a room. */
  names: string[];
  rooms: string[];
}

/** A server where everything that people can name or write is a payload. */
const test = base.extend<object, { poisoned: Poisoned }>({
  poisoned: [
    async ({}, use) => {
      const server = new ChatServer({ WEBCHATS_MESSAGE_BURST: '100000', WEBCHATS_EVENTS_PER_SECOND: '100000' });
      await server.start();
      const owner = await Account.owner(server.url, server.output, 'Owner', '<img src=x onerror=alert(1)>');
      const room = ((await owner.ask('room:create', { name: '"><svg onload=alert(1)>', topic: '{{constructor.constructor("alert(1)")()}}' }))['room'] as { id: number }).id;
      const short = texts.filter((text) => [...text].length <= 64);
      const names: string[] = [];
      const writers: Account[] = [];
      for (const name of short.filter((_, index) => index % 3 === 0)) {
        const account = await Account.register(server.url, name).catch(() => null);
        if (!account) continue; // A name that the server refuses; enough others are left.
        names.push(name);
        await account.rest('PATCH', '/api/v1/me', { status: name }).catch(() => undefined);
        await account.ask('room:join', { room });
        if (writers.length < writersCount) writers.push(account);
        else account.close();
      }
      const rooms: string[] = [];
      for (const name of short.filter((_, index) => index % 3 === 1)) {
        if (rooms.length === roomsCount) break;
        const made = await owner.ask('room:create', { name, topic: name }).catch(() => null);
        if (made) rooms.push(name);
      }
      const said = new Set<number>();
      await Promise.all(
        writers.map(async (writer, turn) => {
          for (let n = turn; n < texts.length; n += writers.length) {
            const seq = await writer.say(room, `${texts[n]} needle${n}`).catch(() => 0);
            if (seq === 0) continue;
            said.add(n);
            await writer.say(room, `quote needle${n}`, { reply_to: seq });
          }
        }),
      );
      const poet = writers[0] as Account;
      for (const name of fileNames) {
        const file = await poet.upload(png(40, 30), name).catch(() => '');
        if (file) await poet.say(room, 'file', { attachments: [file] });
      }
      await use({ server, owner, writers, room, said, names, rooms });
      for (const one of [owner, ...writers]) one.close();
      await server.dispose();
    },
    { scope: 'worker', timeout: 120_000 },
  ],
});

/** Nothing of what people wrote became an element of its own, and every link leads where a link may. */
async function expectText(page: Page): Promise<void> {
  const found = await page.evaluate(() => {
    const wrong: string[] = [];
    const marks = ['A', 'B', 'BLOCKQUOTE', 'CODE', 'EM', 'LI', 'OL', 'P', 'PRE', 'S', 'SPAN', 'STRONG', 'UL'];
    for (const one of document.querySelectorAll('[data-testid="message-text"] *')) {
      const allowed = one.closest('[data-testid="copy-code"], [data-testid="fold"]') ?? one.matches('[data-testid="code-block"], [data-testid="code-block"] .head');
      if (!allowed && !marks.includes(one.tagName)) wrong.push(one.outerHTML);
      for (const { name } of one.attributes) if (/^on|^style$|^src/.test(name) && !allowed) wrong.push(one.outerHTML);
    }
    for (const one of document.querySelectorAll('[data-testid="hit"] *')) if (one.tagName !== 'MARK') wrong.push(one.outerHTML);
    for (const one of document.querySelectorAll<HTMLAnchorElement>('a[target]')) if (!/^(https?|mailto):$/.test(one.protocol) || !one.rel.includes('noopener')) wrong.push(one.outerHTML);
    for (const one of document.querySelectorAll('iframe, object, embed, base, form[action], [onerror], [onload], [onclick], [onmouseover], [srcdoc]')) wrong.push(one.outerHTML);
    for (const one of document.querySelectorAll('script')) if (!one.src.startsWith(`${location.origin}/assets/`)) wrong.push(one.outerHTML);
    return wrong;
  });
  expect(found).toEqual([]);
}

const bare = (text: string): string => text.replace(/[\p{C}\p{M}\s\u2800\u3164]+/gu, '');

test('there are payloads enough, of every kind', () => {
  expect(texts.length + fileNames.length).toBeGreaterThanOrEqual(250);
  for (const [kind, some] of Object.entries(payloads)) expect(some.length, kind).toBeGreaterThanOrEqual(20);
  expect(new Set(texts).size).toBe(texts.length);
});

test('the policy of the page allows its own scripts and nothing else', async ({ poisoned: { server } }) => {
  for (const path of ['/', '/rooms/1', '/assets/none.js', '/api/v1/server', '/<script>alert(1)</script>']) {
    const policy = (await fetch(`${server.url}${path}`)).headers.get('content-security-policy') ?? '';
    const scripts = /script-src ([^;]*)/.exec(policy)?.[1]?.trim();
    expect(scripts, path).toBe("'self'");
    for (const part of ["default-src 'self'", "object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'"]) expect(policy, path).toContain(part);
  }
});

test('nothing that people write or name becomes more than text', async ({ browser, offences, poisoned }) => {
  test.setTimeout(180_000);
  const { server, owner, writers, room, said, names, rooms } = poisoned;
  expect(said.size).toBeGreaterThanOrEqual(250);
  expect(names.length).toBeGreaterThanOrEqual(40);
  expect(rooms.length).toBeGreaterThanOrEqual(roomsCount);
  const page = await watched(browser, server.url, {}, offences);
  await owner.enter(page.context());

  // Messages, quotes, names, images, and what is said about the room.
  await page.goto(`/rooms/${room}`);
  await page.getByTestId('message').last().waitFor();
  await expectText(page);
  const shown: { seq: number; text: string }[] = [];
  for (let more = true; more; ) {
    shown.push(...(await everyRow(page)));
    await expectText(page);
    more = Math.min(...shown.map((one) => one.seq)) > 3 && (await page.getByTestId('timeline').evaluate(async (list) => {
      const before = list.scrollHeight;
      for (let frame = 0; frame < 200 && list.scrollHeight === before; frame += 1) {
        list.scrollTop = 0;
        await new Promise(requestAnimationFrame);
      }
      return list.scrollHeight !== before;
    }));
  }
  const all = bare(shown.map((one) => one.text).join('\n'));
  for (const n of said) expect(all, texts[n]).toContain(bare(wordsOf(`${texts[n]} needle${n}`)));
  for (const link of await page.getByTestId('message-text').locator('a').all()) expect(await link.getAttribute('href')).toMatch(/^(https?:\/\/|mailto:)/);

  // People, side panels, menus and dialogs.
  await expect.poll(() => page.getByTestId('offline-person').or(page.getByTestId('online-person')).count()).toBeGreaterThan(30);
  for (const writer of writers) {
    await page.getByTestId('online-person').filter({ has: page.getByText(writer.me.name, { exact: true }) }).first().getByRole('button').click();
    await page.getByTestId('profile-card').locator('.status').waitFor();
    await page.keyboard.press('Escape');
    await expect(page.getByTestId('profile-card')).toHaveCount(0);
  }
  await page.getByTestId('composer-input').fill('@');
  await page.getByTestId('suggestion').first().waitFor();
  await page.getByTestId('composer-input').fill('');
  await page.getByTestId('room-menu').click();
  await page.getByTestId('room-settings').click();
  await page.getByTestId('settings-member').first().waitFor();
  await expectText(page);

  // Lists: rooms, findings, what was pinned.
  for (const path of ['/directory', '/admin/users', '/admin/rooms', '/admin/audit', '/admin/connections']) {
    await page.goto(path);
    await page.waitForLoadState('networkidle');
    await expectText(page);
  }
  for (const query of ['needle1', 'quote', 'alert', '<script', 'in:"><svg', ...texts.filter((_, index) => index % 20 === 0)]) {
    await page.goto(`/search?q=${encodeURIComponent(query)}`);
    await page.getByTestId('hit').or(page.getByTestId('list-empty')).or(page.locator('[role="alert"]')).first().waitFor();
    await expectText(page);
  }
});

test('what comes while the page is open, and in its address, is text too', async ({ browser, offences, poisoned }) => {
  test.setTimeout(120_000);
  const { server, owner, writers, room } = poisoned;
  const [writer] = writers as [Account];
  const reader = await Account.register(server.url, 'Reader');
  await reader.ask('room:join', { room });
  const page = await watched(browser, server.url, {}, offences);
  await reader.enter(page.context());
  await page.goto(`/rooms/${room}`);
  await page.getByTestId('message').last().waitFor();
  // Renames of the person and of the room, a line about it, typing, a draft: each payload in turn.
  for (const text of texts.filter((one) => [...one].length <= 64)) {
    await writer.rest('PATCH', '/api/v1/me', { name: text }).catch(() => undefined);
    await owner.ask('room:update', { room, name: text, topic: text }).catch(() => undefined);
    await writer.ask('typing', { room });
  }
  await expect(page.getByTestId('system-message').last()).toBeVisible();
  await reader.ask('draft', { room, text: texts[0] });
  await expect(page.getByTestId('composer-input')).toHaveValue(String(texts[0]));
  await expectText(page);

  for (const text of [...payloads.protocols, ...payloads.tags].filter((_, index) => index % 6 === 0)) {
    await page.goto(`/search?q=${encodeURIComponent(text)}&room=${encodeURIComponent(text)}`);
    await page.getByTestId('search-input').waitFor();
    const answer = await page.goto(`/${encodeURIComponent(text)}`);
    if (answer?.status() === 200) await page.locator('h1').first().waitFor(); // What looks like a file is none.
    await page.goto(`/login?next=${encodeURIComponent(text)}`);
    await page.getByTestId('room-list').waitFor();
    expect(new URL(page.url()).origin).toBe(server.url);
  }
  reader.close();
});

test('a file keeps its name as text, and is never shown by a browser', async ({ poisoned: { server, owner } }) => {
  for (const name of fileNames) {
    const form = new FormData();
    form.append('file', new Blob(['<script>alert(1)</script>']), name);
    const file = await owner.rest('POST', '/api/v1/files', form).catch(() => null);
    if (!file) continue;
    expect(String(file['name'])).not.toMatch(/[/\\\p{Cc}\u202a-\u202e]/u);
    const { headers } = await fetch(`${server.url}${String(file['url'])}`);
    expect(headers.get('content-disposition')).toMatch(/^attachment/);
    expect(headers.get('content-security-policy')).toContain('sandbox');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('content-type')).not.toMatch(/html|svg|xml|script/);
  }
});
