import { test as base, expect, type Browser, type BrowserContextOptions, type Locator, type Page } from '@playwright/test';
import { randomBytes } from 'node:crypto';
import { io, type Socket } from 'socket.io-client';
import { uniqueName } from './account';
import { ChatServer } from './server';

export const password = 'correct horse';

/** Somebody at a browser of their own. */
export interface Person {
  readonly page: Page;
  readonly email: string;
  readonly name: string;
}

/** Somebody whose account was made without the form; may be asked things by REST as well. */
export interface Member extends Person {
  readonly id: number;
  readonly token: string;
  /** A call of `/api/v1` as this person: the answer's body. */
  rest(method: string, path: string, body?: object): Promise<Record<string, unknown>>;
  /** One more browser of the same person, with a session of its own. */
  device(options?: BrowserContextOptions): Promise<Page>;
}

/** What a page must never do; empty at the end of every test. */
export interface Offences {
  foreign: string[];
  policy: string[];
  errors: string[];
}

interface Account {
  readonly token: string;
  readonly me: { readonly id: number; readonly name: string };
}

interface WorkerFixtures {
  server: ChatServer;
  /** The account that owns the server. */
  ownerAccount: Account & { readonly email: string };
}

interface Fixtures {
  /** A browser at the login page, nobody signed in. */
  visitor: (options?: BrowserContextOptions) => Promise<Page>;
  /** A new account, signed in at the lobby; its name begins with this one, as all of these. */
  person: (name: string, options?: BrowserContextOptions) => Promise<Person>;
  /** A new account made without the form, signed in at the lobby. */
  member: (name: string, options?: BrowserContextOptions) => Promise<Member>;
  /** The owner of the server, signed in at the lobby. */
  owner: (options?: BrowserContextOptions) => Promise<Member>;
  /** A new account without a browser: its socket, for fast or many messages. */
  robotUser: (name: string) => Promise<SocketUser>;
}

export interface SocketUser {
  readonly name: string;
  readonly socket: Socket;
  send(room: number, text: string, clientId?: string): Promise<{ id: number; seq: number }>;
}

export const newEmail = (name: string): string => `${name.toLowerCase().replace(/[^a-z]/g, '') || 'user'}-${randomBytes(5).toString('hex')}@example.com`;

/** The owner's one-time code, as the server prints it. */
export const setupCode = (server: ChatServer): string => /enter this code: (\S+)/.exec(server.output)?.[1] ?? '';

/** A page of a browser of its own; what it must never do is written down. */
export async function watched(browser: Browser, url: string, options: BrowserContextOptions, offences: Offences): Promise<Page> {
  const context = await browser.newContext({ baseURL: url, ...options });
  const host = new URL(url).host;
  await context.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) => console.error(`policy: ${event.violatedDirective} ${event.blockedURI}`));
  });
  context.on('request', (request) => {
    const target = new URL(request.url());
    if (/^(https?|wss?):$/.test(target.protocol) && target.host !== host) offences.foreign.push(request.url());
  });
  const page = await context.newPage();
  page.on('websocket', (socket) => {
    if (new URL(socket.url()).host !== host) offences.foreign.push(socket.url());
  });
  page.on('pageerror', (error) => offences.errors.push(String(error.stack ?? error)));
  page.on('dialog', (dialog) => {
    offences.errors.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('console', (line) => {
    if (/^policy: |Content Security Policy/.test(line.text())) offences.policy.push(line.text());
  });
  return page;
}

async function call(url: string, method: string, path: string, body?: object, token = ''): Promise<Record<string, unknown>> {
  const headers = { ...(token ? { Authorization: `Bearer ${token}` } : {}), ...(body ? { 'Content-Type': 'application/json' } : {}) };
  const answer = await fetch(`${url}${path}`, { method, headers, ...(body ? { body: JSON.stringify(body) } : {}) });
  const said = await answer.text();
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${said}`);
  return said === '' ? {} : (JSON.parse(said) as Record<string, unknown>);
}

/** A browser in which this session is signed in from the start. */
const signedIn = (url: string, account: Account): BrowserContextOptions => ({
  storageState: { cookies: [], origins: [{ origin: url, localStorage: [{ name: 'webchats.session', value: JSON.stringify({ token: account.token, me: account.me }) }] }] },
});

async function memberOf(browser: Browser, url: string, account: Account & { readonly email: string }, options: BrowserContextOptions, offences: Offences, pages: Page[]): Promise<Member> {
  const open = async (session: Account, wanted: BrowserContextOptions): Promise<Page> => {
    const page = await watched(browser, url, { ...signedIn(url, session), ...wanted }, offences);
    pages.push(page);
    await page.goto('/');
    await page.getByTestId('room-list').waitFor();
    return page;
  };
  return {
    page: await open(account, options),
    email: account.email,
    name: account.me.name,
    id: account.me.id,
    token: account.token,
    rest: (method, path, body) => call(url, method, path, body, account.token),
    device: async (wanted = {}) => {
      const session = await call(url, 'POST', '/api/v1/sessions', { email: account.email, password, device: 'another browser' });
      return open(session as unknown as Account, { ...options, ...wanted });
    },
  };
}

export const test = base.extend<Fixtures & { offences: Offences }, WorkerFixtures>({
  server: [
    async ({}, use) => {
      const server = new ChatServer();
      await server.start();
      await use(server);
      await server.dispose();
    },
    { scope: 'worker' },
  ],

  ownerAccount: [
    async ({ server }, use) => {
      const email = newEmail('owner');
      const account = await call(server.url, 'POST', '/api/v1/setup', { code: setupCode(server), email, password, name: 'Olive' });
      await use({ ...(account as unknown as Account), email });
    },
    { scope: 'worker' },
  ],

  offences: async ({ server }, use, info) => {
    const offences: Offences = { foreign: [], policy: [], errors: [] };
    const said = server.output.length;
    await use(offences);
    if (info.status !== info.expectedStatus) await info.attach('server', { body: server.output.slice(said), contentType: 'text/plain' });
    expect(offences).toEqual({ foreign: [], policy: [], errors: [] });
  },

  visitor: async ({ browser, server, offences }, use) => {
    const pages: Page[] = [];
    await use(async (options = {}) => {
      const page = await watched(browser, server.url, options, offences);
      pages.push(page);
      await page.goto('/');
      await page.getByTestId('login-form').waitFor();
      return page;
    });
    for (const page of pages) await page.context().close();
  },

  person: async ({ visitor }, use) => {
    await use(async (wanted, options = {}) => {
      const page = await visitor(options);
      const email = newEmail(wanted);
      const name = uniqueName(wanted);
      await page.getByTestId('to-register').click();
      await page.getByTestId('register-form').waitFor();
      await fillForm(page, { email, password, name });
      await page.getByTestId('room-1').waitFor();
      return { page, email, name };
    });
  },

  member: async ({ browser, server, offences }, use) => {
    const pages: Page[] = [];
    await use(async (name, options = {}) => {
      const email = newEmail(name);
      const account = (await call(server.url, 'POST', '/api/v1/accounts', { email, password, name: uniqueName(name) })) as unknown as Account;
      return memberOf(browser, server.url, { ...account, email }, options, offences, pages);
    });
    for (const page of pages) await page.context().close();
  },

  owner: async ({ browser, server, offences, ownerAccount }, use) => {
    const pages: Page[] = [];
    await use((options = {}) => memberOf(browser, server.url, ownerAccount, options, offences, pages));
    for (const page of pages) await page.context().close();
  },

  robotUser: async ({ server }, use) => {
    const sockets: Socket[] = [];
    await use(async (wanted) => {
      const name = uniqueName(wanted);
      const { token } = await call(server.url, 'POST', '/api/v1/accounts', { email: newEmail(wanted), password, name });
      const socket = io(`${server.url}/chat`, { auth: { token }, transports: ['websocket'] });
      sockets.push(socket);
      await new Promise<void>((resolve, reject) => socket.once('connect', resolve).once('connect_error', reject));
      const ask = async (event: string, payload: object): Promise<Record<string, unknown>> => {
        const ack = (await socket.timeout(10_000).emitWithAck(event, payload)) as Record<string, unknown>;
        if (ack['ok'] !== true) throw new Error(`${event}: ${JSON.stringify(ack)}`);
        return ack;
      };
      await ask('sync', {});
      await ask('room:join', { room: 1 });
      return {
        name,
        socket,
        send: async (room, text, clientId = randomBytes(8).toString('hex')) => (await ask('message:send', { room, client_id: clientId, text })) as unknown as { id: number; seq: number },
      };
    });
    for (const socket of sockets) socket.disconnect();
  },
});

/** With a server that takes many messages at once. */
export const busyTest = test.extend<object, { server: ChatServer }>({
  server: [
    async ({}, use) => {
      const server = new ChatServer({ WEBCHATS_MESSAGES_PER_SECOND: '100000', WEBCHATS_MESSAGE_BURST: '100000', WEBCHATS_EVENTS_PER_SECOND: '100000' });
      await server.start();
      await use(server);
      await server.dispose();
    },
    { scope: 'worker' },
  ],
});

export async function fillForm(page: Page, fields: { email: string; password: string; name?: string }): Promise<void> {
  await page.getByTestId('email').locator('input').fill(fields.email);
  await page.getByTestId('password').locator('input').fill(fields.password);
  if (fields.name !== undefined) await page.getByTestId('name').locator('input').fill(fields.name);
  await page.getByTestId('submit').click();
}

export async function enterRoom(page: Page, id: number): Promise<void> {
  await page.getByTestId(`room-${id}`).click();
  await page.getByTestId('composer-input').waitFor();
}

export async function say(page: Page, text: string): Promise<void> {
  await page.getByTestId('composer-input').fill(text);
  await page.keyboard.press('Enter');
}

export const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true } satisfies BrowserContextOptions;

/** What is tested on both kinds of screen, and in both languages. */
export const views = [
  { view: 'desk, zh-CN', zh: true, options: { locale: 'zh-CN' } as BrowserContextOptions },
  { view: 'phone, en', zh: false, options: { ...phone, locale: 'en-US' } as BrowserContextOptions },
] as const;

/** A tool of a message, for the mouse: the tools come with it, and go when the message moves away below it. */
export async function useTool(message: Locator, tool: string): Promise<void> {
  await expect(async () => {
    await message.hover({ timeout: 2_000 });
    await message.getByTestId(tool).first().click({ timeout: 2_000 });
  }).toPass({ timeout: 15_000 });
}

/** The menu of a message, by the right button; then one of its entries. */
export async function deed(page: Page, message: Locator, name: string): Promise<void> {
  await expect(async () => {
    await message.getByTestId('message-text').first().click({ button: 'right', timeout: 2_000 });
    await expect(page.getByTestId('message-menu')).toBeVisible({ timeout: 1_000 });
  }).toPass({ timeout: 15_000 });
  await page.getByTestId(`menu-${name}`).first().click();
}

/** The row of the message with exactly this text. */
export const row = (page: Page, text: string) => page.getByTestId('message').filter({ has: page.getByTestId('message-text').getByText(text, { exact: true }) });

/** All messages of the window from the end upwards, in the order on screen: only those near the screen exist at once. */
export async function everyRow(page: Page): Promise<{ seq: number; text: string }[]> {
  return page.getByTestId('timeline').evaluate(async (list) => {
    const found = new Map<number, { seq: number; text: string }>();
    for (list.scrollTop = list.scrollHeight; ; list.scrollTop -= 300) {
      for (let frame = 0; frame < 3; frame += 1) await new Promise(requestAnimationFrame);
      const shown = [...list.querySelectorAll<HTMLElement>('[data-testid="message"][data-seq]')].map((row) => ({ seq: Number(row.dataset['seq']), text: row.innerText }));
      const order = shown.map((one) => one.seq);
      if (order.some((seq, index) => index > 0 && seq <= (order[index - 1] as number))) throw new Error(`out of order: ${order.join(' ')}`);
      for (const one of shown) found.set(one.seq, one);
      if (list.scrollTop <= 0) break;
    }
    return [...found.values()].sort((a, b) => a.seq - b.seq);
  });
}

export { expect };
