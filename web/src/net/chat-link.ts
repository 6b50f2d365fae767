import { io, type Socket } from 'socket.io-client';
import {
  asChatError,
  ChatError,
  pushes,
  readAck,
  readPush,
  ShapeError,
  type Answer,
  type Push,
  type PushName,
  type RequestName,
  type RequestPayloads,
} from '@/protocol';
import { Backoff } from './backoff';
import type { Caller } from './http';

/** `closed`: nobody is signed in. `connecting`, `waiting` (for the next try), `online`. `refused`: the token is dead. */
export type LinkState = 'closed' | 'connecting' | 'waiting' | 'online' | 'refused';

/** What the stores need of the connection; the tests give them one without a network. */
export interface Link {
  readonly state: LinkState;
  /** Connects at once, but is `online` only when `prepared`: what is asked first builds on what is kept here. */
  open(prepared?: Promise<unknown> | null): void;
  close(): void;
  /** How the bytes go now: `websocket`, `polling`, or nothing while there is no connection. */
  readonly transport: string;
  /** Tries at once instead of waiting for the back-off. */
  retryNow(): void;
  /** Replaces a connection that seems dead. */
  renew(): void;
  request<N extends RequestName>(name: N, payload: RequestPayloads[N], timeoutMs?: number): Promise<Answer<N>>;
  on<N extends PushName>(name: N, listener: (payload: Push<N>) => void): void;
  onState(listener: (state: LinkState) => void): void;
}

const ackTimeoutMs = 10_000;
const connectTimeoutMs = 8_000;

/** The Socket.IO connection to namespace `/chat`. It reconnects by itself until it is closed or refused. */
export class ChatLink implements Link {
  private state_: LinkState = 'closed';
  private timer_: ReturnType<typeof setTimeout> | null = null;
  private prepared_: Promise<unknown> | null = null;
  private readonly socket_: Socket;
  private readonly backoff_ = new Backoff();
  private readonly stateListeners_: ((state: LinkState) => void)[] = [];
  /** Who waits for the end of `connecting`. */
  private readonly connecting_: (() => void)[] = [];
  private readonly listeners_ = new Map<PushName, ((payload: never) => void)[]>();

  constructor(caller: Caller, origin = '') {
    this.socket_ = io(`${origin}/chat`, {
      autoConnect: false,
      reconnection: false, // Our own: first try within 300 ms, at once when the network or the tab comes back.
      transports: ['websocket', 'polling'],
      tryAllTransports: true,
      timeout: connectTimeoutMs,
      auth: (give) => give({ token: caller.token() ?? '', lang: caller.language() }),
    });
    this.socket_.on('connect', () => {
      this.backoff_.reset();
      const enter = (): void => {
        if (this.socket_.connected) this.enter('online');
      };
      if (this.prepared_) void this.prepared_.then(enter, enter);
      else enter();
    });
    this.socket_.on('connect_error', (reason: Error & { data?: { code?: string } }) => {
      if (reason.data?.code === 'unauthorized' || reason.message === 'unauthorized') this.refuse();
      else this.scheduleRetry();
    });
    this.socket_.on('disconnect', (reason) => {
      if (reason !== 'io client disconnect') this.scheduleRetry();
    });
    for (const name of Object.keys(pushes) as PushName[]) this.socket_.on(name, (payload: unknown) => this.deliver(name, payload));
  }

  get state(): LinkState {
    return this.state_;
  }

  get transport(): string {
    return this.socket_.connected ? this.socket_.io.engine.transport.name : '';
  }

  open(prepared: Promise<unknown> | null = null): void {
    this.prepared_ = prepared;
    if (this.state_ === 'closed' || this.state_ === 'refused') this.connect();
  }

  close(): void {
    this.clearTimer();
    this.enter('closed');
    this.socket_.disconnect();
  }

  retryNow(): void {
    if (this.state_ !== 'waiting') return;
    this.backoff_.reset();
    this.connect();
  }

  renew(): void {
    if (this.state_ !== 'online') {
      this.retryNow();
      return;
    }
    this.backoff_.reset();
    this.enter('connecting');
    this.socket_.disconnect();
    this.socket_.connect();
  }

  async request<N extends RequestName>(name: N, payload: RequestPayloads[N], timeoutMs = ackTimeoutMs): Promise<Answer<N>> {
    // Whoever has just come, or come back, need not ask twice.
    if (this.state_ === 'connecting') await new Promise<void>((resolve) => this.connecting_.push(resolve));
    if (this.state_ !== 'online') throw new ChatError('offline');
    let ack: unknown;
    try {
      ack = await this.socket_.timeout(timeoutMs).emitWithAck(name, payload);
    } catch {
      throw new ChatError(this.socket_.connected ? 'timeout' : 'offline');
    }
    try {
      return readAck(name, ack);
    } catch (reason) {
      if (reason instanceof ShapeError) throw new ChatError('unexpected', `${name}: ${reason.message}`);
      throw asChatError(reason);
    }
  }

  on<N extends PushName>(name: N, listener: (payload: Push<N>) => void): void {
    const known = this.listeners_.get(name) ?? [];
    this.listeners_.set(name, [...known, listener as (payload: never) => void]);
  }

  onState(listener: (state: LinkState) => void): void {
    this.stateListeners_.push(listener);
  }

  private connect(): void {
    this.clearTimer();
    this.enter('connecting');
    this.socket_.connect();
  }

  private scheduleRetry(): void {
    if (this.state_ === 'closed' || this.state_ === 'refused') return;
    this.clearTimer();
    this.timer_ = setTimeout(() => this.connect(), this.backoff_.next());
    this.enter('waiting');
  }

  private refuse(): void {
    this.clearTimer();
    this.socket_.disconnect();
    this.enter('refused');
  }

  private clearTimer(): void {
    if (this.timer_ !== null) clearTimeout(this.timer_);
    this.timer_ = null;
  }

  private enter(state: LinkState): void {
    if (this.state_ === state) return;
    this.state_ = state;
    for (const listener of this.stateListeners_) listener(state);
    for (const goOn of this.connecting_.splice(0)) goOn();
  }

  private deliver(name: PushName, value: unknown): void {
    let payload: unknown;
    try {
      payload = readPush(name, value);
    } catch (reason) {
      // One event that is not of the contract must not stop the others; the hole it leaves is filled from history.
      console.error(`ignored a malformed "${name}"`, reason);
      return;
    }
    for (const listener of this.listeners_.get(name) ?? []) (listener as (payload: unknown) => void)(payload);
  }
}

