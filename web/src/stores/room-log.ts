import type { Message } from '@/protocol';

/** What happened to a live message. `hole`: messages before it are missing and have to be fetched. */
export type Accepted = 'added' | 'known' | 'hole';

/** What the last fetch said about what lies before the oldest message here. */
export type Older = 'unknown' | 'more' | 'none';

/** A change of one message, carried by a version of its room; `null`: the room itself or its people changed. */
export interface Change {
  readonly version: number;
  readonly seq: number | null;
  readonly apply: (message: Message) => Message;
}

/** A window on the past that does not reach the newest messages. */
export interface PastWindow {
  readonly messages: readonly Message[];
  readonly older: boolean;
  readonly newer: boolean;
}

/** So many changes wait for the ones before them; beyond that only `sync` helps. */
const waitingChangesMax = 500;

/**
 * A window on the messages of one room that always ends at the newest one known: ascending, no number twice, no hole.
 * Beside it at most one window on the past. Owner: the timeline store. Holds no Vue state; lists are replaced, never changed in place.
 */
export class RoomLog {
  messages: readonly Message[] = [];
  older: Older = 'unknown';
  /** The highest number up to which nothing is missing. 0 in an empty room. */
  tail = 0;
  /** The version of the room up to which every change is in {@link messages}. */
  version = 0;
  past: PastWindow | null = null;
  /** Messages after a hole, by number, until it is filled. */
  private readonly early_ = new Map<number, Message>();
  private readonly waiting_ = new Map<number, Change>();

  get isLoaded(): boolean {
    return this.older !== 'unknown';
  }

  /** The highest number seen, also beyond a hole. */
  get newest(): number {
    return Math.max(this.tail, ...this.early_.keys());
  }

  /** Starts again from the newest page. */
  reset(page: readonly Message[], more: boolean): void {
    this.messages = page;
    this.older = more ? 'more' : 'none';
    this.tail = page.at(-1)?.seq ?? 0;
    this.past = null;
    this.takeEarly();
  }

  /** Puts an older page in front. */
  prepend(page: readonly Message[], more: boolean): void {
    const oldest = this.messages[0]?.seq ?? Number.POSITIVE_INFINITY;
    this.messages = [...page.filter((message) => message.seq < oldest), ...this.messages];
    this.older = more ? 'more' : 'none';
  }

  /**
   * Puts a page that follows {@link tail} at the end. `settled`: the highest number known to be on disk when the page was asked
   * for. When the server has no more, everything up to it is complete; what came early beyond it may still have a hole.
   */
  append(page: readonly Message[], more: boolean, settled: number): void {
    const last = page.at(-1)?.seq ?? this.tail;
    const complete = more ? last : Math.max(last, settled);
    const fresh = new Map<number, Message>();
    for (const message of [...this.early_.values(), ...page]) {
      if (message.seq > this.tail && message.seq <= complete) fresh.set(message.seq, message);
    }
    if (fresh.size > 0) this.messages = [...this.messages, ...[...fresh.values()].sort((a, b) => a.seq - b.seq)];
    this.tail = Math.max(this.tail, complete);
    this.takeEarly();
  }

  /** Takes one live or just acknowledged message. */
  accept(message: Message): Accepted {
    if (message.seq <= this.tail || this.early_.has(message.seq)) return 'known';
    this.early_.set(message.seq, message);
    if (message.seq !== this.tail + 1) return 'hole';
    this.takeEarly();
    return 'added';
  }

  /** Takes one live change. One that comes too early waits until `sync` has brought what is missing. */
  change(change: Change): Accepted {
    if (change.version <= this.version) return 'known';
    if (change.version > this.version + 1) {
      if (this.waiting_.size < waitingChangesMax) this.waiting_.set(change.version, change);
      return 'hole';
    }
    this.carryOut(change);
    this.takeWaiting();
    return 'added';
  }

  /** Puts newer forms of messages that are here already. */
  replace(changed: readonly Message[]): void {
    if (changed.length === 0) return;
    const bySeq = new Map(changed.map((message) => [message.seq, message]));
    const newer = (one: Message): Message => {
      const fresh = bySeq.get(one.seq);
      return fresh && fresh.version >= one.version ? fresh : one;
    };
    this.messages = this.messages.map(newer);
    if (this.past) this.past = { ...this.past, messages: this.past.messages.map(newer) };
  }

  /** Everything up to this version is here now. */
  reachVersion(version: number): void {
    this.version = Math.max(this.version, version);
    this.takeWaiting();
  }

  /** Changes one message without a version, such as the number of answers in its thread. */
  edit(seq: number, apply: (message: Message) => Message): boolean {
    const one = (list: readonly Message[]): readonly Message[] => (list.some((message) => message.seq === seq) ? list.map((message) => (message.seq === seq ? apply(message) : message)) : list);
    const [live, past] = [one(this.messages), this.past ? one(this.past.messages) : null];
    const touched = live !== this.messages || (this.past !== null && past !== this.past.messages);
    this.messages = live;
    if (this.past && past) this.past = { ...this.past, messages: past };
    return touched;
  }

  find(seq: number): Message | undefined {
    return this.messages.find((message) => message.seq === seq) ?? this.past?.messages.find((message) => message.seq === seq);
  }

  /** Shows the past; when it touches the live messages, they are one window again. */
  showPast(messages: readonly Message[], older: boolean, newer: boolean): void {
    const first = this.messages[0]?.seq ?? Number.POSITIVE_INFINITY;
    const last = messages.at(-1)?.seq ?? 0;
    if (newer && last < first - 1) {
      this.past = { messages, older, newer };
      return;
    }
    this.past = null;
    this.prepend(messages, older);
  }

  /** Forgets the oldest messages beyond `keep`; they are fetched again when somebody scrolls up. */
  trim(keep: number): boolean {
    if (this.messages.length <= keep) return false;
    this.messages = this.messages.slice(-keep);
    this.older = 'more';
    return true;
  }

  private carryOut({ version, seq, apply }: Change): void {
    this.version = version;
    if (seq !== null) this.edit(seq, (message) => (message.version >= version ? message : { ...apply(message), version }));
  }

  private takeWaiting(): void {
    for (const version of [...this.waiting_.keys()]) if (version <= this.version) this.waiting_.delete(version);
    for (let next = this.waiting_.get(this.version + 1); next; next = this.waiting_.get(this.version + 1)) {
      this.waiting_.delete(next.version);
      this.carryOut(next);
    }
  }

  private takeEarly(): void {
    const ready: Message[] = [];
    for (let next = this.early_.get(this.tail + 1); next; next = this.early_.get(this.tail + 1)) {
      ready.push(next);
      this.tail = next.seq;
    }
    for (const seq of [...this.early_.keys()]) if (seq <= this.tail) this.early_.delete(seq);
    if (ready.length > 0) this.messages = [...this.messages, ...ready];
  }
}
