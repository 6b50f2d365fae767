import { randomBytes } from 'node:crypto';
import type { BrowserContext } from '@playwright/test';
import { io, type Socket } from 'socket.io-client';

type Answer = Record<string, unknown>;

interface Me {
  readonly id: number;
  readonly name: string;
}

/** A name that nobody else on a server has: those of people are unique. In the pictures there is one of each. */
export const uniqueName = (name: string): string => (process.env['SCREENS'] ? name : `${name}${randomBytes(4).toString('hex')}`);

/** Somebody who is signed in without a browser: makes what the pages show. `close` ends its socket. */
export class Account {
  readonly url: string;
  readonly token: string;
  readonly me: Me;
  private socket_: Socket | null = null;

  private constructor(url: string, answer: Answer) {
    this.url = url;
    this.token = String(answer['token']);
    this.me = answer['me'] as Me;
  }

  static async register(url: string, name: string, email = `${randomBytes(6).toString('hex')}@example.com`): Promise<Account> {
    return new Account(url, await send(url, 'POST', '/api/v1/accounts', { email, password: 'correct horse', name }));
  }

  /** The owner of a server that has none yet: `output` is what the server printed, its one-time code among it. */
  static async owner(url: string, output: string, name: string, serverName: string): Promise<Account> {
    const code = /enter this code: (\S+)/.exec(output)?.[1];
    const body = { code, email: 'owner@example.com', password: 'correct horse', name, server_name: serverName };
    return new Account(url, await send(url, 'POST', '/api/v1/setup', body));
  }

  /** A call of `/api/v1`. */
  rest(method: string, path: string, body?: object | FormData): Promise<Answer> {
    return send(this.url, method, path, body, this.token);
  }

  /** An event of `/chat`; what it is answered with, or an error when it is refused. */
  async ask(event: string, payload: object): Promise<Answer> {
    const socket = await this.connected();
    const ack = (await socket.timeout(10_000).emitWithAck(event, payload)) as Answer;
    if (ack['ok'] !== true) throw new Error(`${event}: ${JSON.stringify(ack)}`);
    return ack;
  }

  /** Says something in a room; its number there. */
  async say(room: number, text: string, more: object = {}): Promise<number> {
    const sent = await this.ask('message:send', { room, client_id: randomBytes(8).toString('hex'), text, ...more });
    return sent['seq'] as number;
  }

  /** Puts an image on the server; its id for `attachments`. */
  async upload(image: Buffer, name: string): Promise<string> {
    const form = new FormData();
    form.append('file', new Blob([new Uint8Array(image)], { type: 'image/png' }), name);
    return String((await this.rest('POST', '/api/v1/files', form))['id']);
  }

  async setAvatar(image: Buffer): Promise<void> {
    const form = new FormData();
    form.append('file', new Blob([new Uint8Array(image)], { type: 'image/png' }), 'avatar.png');
    await this.rest('PUT', '/api/v1/me/avatar', form);
  }

  /** Every page of this browser is signed in as this person from its first script on. */
  async enter(context: BrowserContext): Promise<void> {
    const stored = JSON.stringify({ token: this.token, me: await this.rest('GET', '/api/v1/me') });
    await context.addInitScript((session) => localStorage.setItem('webchats.session', session), stored);
  }

  close(): void {
    this.socket_?.disconnect();
  }

  private async connected(): Promise<Socket> {
    if (this.socket_) return this.socket_;
    const socket = io(`${this.url}/chat`, { auth: { token: this.token }, transports: ['websocket'] });
    this.socket_ = socket;
    await new Promise<void>((resolve, reject) => socket.once('connect', resolve).once('connect_error', reject));
    await this.ask('sync', {});
    return socket;
  }
}

/** What the list of devices shows. */
const browser = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36';

async function send(url: string, method: string, path: string, body?: object | FormData, token = ''): Promise<Answer> {
  const isForm = body instanceof FormData;
  const answer = await fetch(`${url}${path}`, {
    method,
    headers: { 'User-Agent': browser, ...(token ? { Authorization: `Bearer ${token}` } : {}), ...(body && !isForm ? { 'Content-Type': 'application/json' } : {}) },
    ...(body ? { body: isForm ? body : JSON.stringify(body) } : {}),
  });
  const said = await answer.text();
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${said}`);
  return said === '' ? {} : (JSON.parse(said) as Answer);
}
