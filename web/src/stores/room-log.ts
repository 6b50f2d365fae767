import type { Message } from '@/protocol';

/** What happened to a live message. `hole`: messages before it are missing and have to be fetched. */
export type Accepted = 'added' | 'known' | 'hole';

/** What the last fetch said about what lies before the oldest message here. */
export type Older = 'unknown' | 'more' | 'none';

/**
 * A window on the messages of one room that always ends at the newest one known: ascending, no number twice, no hole.
 * Owner: the timeline store. Holds no Vue state; `messages` is replaced, never changed in place.
 */
export class RoomLog {
  messages: readonly Message[] = [];
  older: Older = 'unknown';
  /** The highest number up to which nothing is missing. 0 in an empty room. */
  tail = 0;
  /** Messages after a hole, by number, until it is filled. */
  private readonly early_ = new Map<number, Message>();

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

  /** Forgets the oldest messages beyond `keep`; they are fetched again when somebody scrolls up. */
  trim(keep: number): boolean {
    if (this.messages.length <= keep) return false;
    this.messages = this.messages.slice(-keep);
    this.older = 'more';
    return true;
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
