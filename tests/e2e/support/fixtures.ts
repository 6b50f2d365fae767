import { test as base, expect, type Browser, type BrowserContextOptions, type Page } from '@playwright/test';
import { randomBytes } from 'node:crypto';
import { io, type Socket } from 'socket.io-client';
import { ChatServer } from './server';

export const password = 'correct horse';

/** Somebody at a browser of their own. */
export interface Person {
  readonly page: Page;
  readonly email: string;
  readonly name: string;
}

/** What a page must never do; empty at the end of every test. */
export interface Offences {
  foreign: string[];
  policy: string[];
  errors: string[];
}

interface WorkerFixtures {
  server: ChatServer;
}

interface Fixtures {
  /** A browser at the login page, nobody signed in. */
  visitor: (options?: BrowserContextOptions) => Promise<Page>;
  /** A new account, signed in at the lobby. */
  person: (name: string, options?: BrowserContextOptions) => Promise<Person>;
  /** A new account without a browser: its socket, for fast or many messages. */
  robotUser: (name: string) => Promise<SocketUser>;
}

export interface SocketUser {
  readonly socket: Socket;
  send(room: number, text: string, clientId?: string): Promise<{ id: number; seq: number }>;
}

export const newEmail = (name: string): string => `${name.toLowerCase().replace(/[^a-z]/g, '') || 'user'}-${randomBytes(5).toString('hex')}@example.com`;

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

async function call(url: string, path: string, body: object): Promise<Record<string, unknown>> {
  const answer = await fetch(`${url}${path}`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) });
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as Record<string, unknown>;
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
    await use(async (name, options = {}) => {
      const page = await visitor(options);
      const email = newEmail(name);
      await page.getByTestId('to-register').click();
      await page.getByTestId('register-form').waitFor();
      await fillForm(page, { email, password, name });
      await page.getByTestId('room-1').waitFor();
      return { page, email, name };
    });
  },

  robotUser: async ({ server }, use) => {
    const sockets: Socket[] = [];
    await use(async (name) => {
      const { token } = await call(server.url, '/api/v1/accounts', { email: newEmail(name), password, name });
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
        socket,
        send: async (room, text, clientId = randomBytes(8).toString('hex')) => (await ask('message:send', { room, client_id: clientId, text })) as unknown as { id: number; seq: number },
      };
    });
    for (const socket of sockets) socket.disconnect();
  },
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
