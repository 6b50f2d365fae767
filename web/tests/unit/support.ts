import { createPinia, setActivePinia } from 'pinia';
import { createApp, type App } from 'vue';
import type { Link, LinkState, Net } from '@/net';
import { ChatError, type ChatFile, type Me, type Message, type Patch, type PushName, type RequestName, type Room, type User } from '@/protocol';
import { netKey } from '@/stores';

export const ann: User = { id: 7, name: 'Ann', avatar: '', role: 'member' };
export const li: Me = { id: 8, name: '李小雨', avatar: '', role: 'member', email: 'li@example.com', created: '2026-11-01T08:00:00Z', status: '', language: '', time_zone: '', hide_last_seen: false, presence: 'online', quiet_hours: null, mail_notifications: false };
export const liAsUser: User = { id: li.id, name: li.name, avatar: li.avatar, role: li.role };

export function message(seq: number, fields: Partial<Message> = {}): Message {
  return {
    id: 1000 + seq,
    room: 1,
    seq,
    version: 0,
    kind: 'text',
    user: ann,
    text: `m${seq}`,
    attachments: [],
    time: new Date(Date.UTC(2026, 10, 23, 8, 0, seq)).toISOString(),
    reply_to: null,
    thread: 0,
    replies: 0,
    edited: null,
    deleted: null,
    pinned: false,
    reactions: [],
    ...fields,
  };
}

export const messages = (from: number, to: number): Message[] => Array.from({ length: to - from + 1 }, (_, index) => message(from + index));

export function room(fields: Partial<Room> = {}): Room {
  return {
    id: 1,
    kind: 'public',
    name: '聊天室1',
    topic: '',
    archived: false,
    read_only: false,
    slow_seconds: 0,
    last_seq: 0,
    version: 1,
    members: 2,
    online: 0,
    role: 'member',
    last_read: 0,
    unread: 0,
    mentions: 0,
    notify: 'all',
    muted_until: null,
    draft: '',
    last_message: null,
    people: [],
    ...fields,
  };
}

/** An answer of `sync`. */
export function state(rooms: Room[], patches: Patch[] = [], epoch = 'e1') {
  return { epoch, me: li, blocks: [], rooms, patches };
}

export function patch(fields: Partial<Patch> = {}): Patch {
  return { room: 1, messages: [], changed: [], fresh: false, more: false, ...fields };
}

export function file(id: string): ChatFile {
  return { id, kind: 'image', name: `${id}.png`, url: `/files/${id}.webp`, thumb: `/files/${id}_t.webp`, type: 'image/webp', width: 100, height: 50, size: 1000 };
}

interface Call {
  name: RequestName;
  payload: never;
  resolve: (answer: object) => void;
  reject: (reason: ChatError) => void;
}

/** A connection whose server is the test: it sees each request and answers when it likes. */
export class FakeLink implements Link {
  state: LinkState = 'closed';
  transport = 'websocket';
  readonly calls: Call[] = [];
  readonly log: string[] = [];
  private readonly stateListeners_: ((state: LinkState) => void)[] = [];
  private readonly listeners_ = new Map<PushName, ((payload: unknown) => void)[]>();

  open(): void {
    this.log.push('open');
    this.enter('connecting');
  }
  close(): void {
    this.log.push('close');
    this.enter('closed');
  }
  retryNow(): void {
    this.log.push('retryNow');
  }
  renew(): void {
    this.log.push('renew');
  }

  enter(state: LinkState): void {
    if (this.state === state) return;
    this.state = state;
    if (state !== 'online') for (const call of this.calls.splice(0)) call.reject(new ChatError('offline'));
    this.stateListeners_.forEach((listener) => listener(state));
  }

  request(name: RequestName, payload: object): Promise<never> {
    if (this.state !== 'online') return Promise.reject(new ChatError('offline'));
    return new Promise<object>((resolve, reject) => this.calls.push({ name, payload: payload as never, resolve, reject })) as Promise<never>;
  }

  on(name: PushName, listener: (payload: never) => void): void {
    this.listeners_.set(name, [...(this.listeners_.get(name) ?? []), listener as (payload: unknown) => void]);
  }

  onState(listener: (state: LinkState) => void): void {
    this.stateListeners_.push(listener);
  }

  push(name: PushName, payload: object): void {
    for (const listener of this.listeners_.get(name) ?? []) listener(payload);
  }

  /** The oldest unanswered request of this name; fails the test when there is none. */
  take(name: RequestName): Call & { payload: Record<string, unknown> } {
    const index = this.calls.findIndex((call) => call.name === name);
    if (index < 0) throw new Error(`no request "${name}" is waiting; waiting: ${this.calls.map((call) => call.name).join(', ') || 'none'}`);
    return this.calls.splice(index, 1)[0] as never;
  }

  waiting(name: RequestName): number {
    return this.calls.filter((call) => call.name === name).length;
  }

  async answer(name: RequestName, answer: object): Promise<Record<string, unknown>> {
    const call = this.take(name);
    call.resolve(answer);
    await settled();
    return call.payload;
  }
}

/** Lets everything that waits for promises run. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
}

export interface World {
  link: FakeLink;
  api: { [K in keyof Net['api']]: Net['api'][K] };
  app: App;
}

/** An application without a page: stores on a fake connection. */
export function makeWorld(api: Partial<Net['api']> = {}): World {
  localStorage.clear();
  Object.defineProperty(navigator, 'locks', { value: undefined, configurable: true }); // As without https.
  const link = new FakeLink();
  const refused = () => Promise.reject(new ChatError('unexpected', 'not part of this test'));
  const whole = new Proxy(api, { get: (given, name) => Reflect.get(given, name) ?? refused }) as Net['api'];
  const app = createApp({});
  const pinia = createPinia();
  app.use(pinia).provide(netKey, { link, api: whole, http: {} as Net['http'] });
  setActivePinia(pinia);
  return { link, api: whole, app };
}

export function signInAs(me: Me): void {
  localStorage.setItem('webchats.session', JSON.stringify({ token: 't0k3n', me }));
}

/** The channel between the tabs of a browser, without waiting. */
export class FakeChannel extends EventTarget {
  static readonly all = new Set<FakeChannel>();

  constructor(readonly name: string) {
    super();
    FakeChannel.all.add(this);
  }

  postMessage(data: unknown): void {
    for (const one of FakeChannel.all) if (one !== this && one.name === this.name) one.dispatchEvent(new MessageEvent('message', { data }));
  }
}
