import { defineStore } from 'pinia';
import { ref, shallowReactive, shallowRef } from 'vue';
import { asChatError, historyPage, historyPageMax, type ChatError, type Message, type Patch } from '@/protocol';
import { useNet } from './net';
import { RoomLog, type Change, type Older } from './room-log';
import { useRooms } from './rooms';

/** What a room's page shows; a new object after each change. */
export interface TimelineView {
  readonly messages: readonly Message[];
  readonly older: Older;
  /** The window ends in the past: there are newer messages that it does not show. */
  readonly newer: boolean;
  readonly busy: 'no' | 'opening' | 'older' | 'newer';
  readonly error: ChatError | null;
}

/** Messages that came late: which, and when the hole was seen and closed. */
export interface Gap {
  readonly room: number;
  readonly from: number;
  readonly to: number;
  readonly seen: number;
  readonly closed: number | null;
}

const empty: TimelineView = { messages: [], older: 'unknown', newer: false, busy: 'no', error: null };

/** A larger gap is not fetched piece by piece: the newest page replaces the window. */
const gapMax = 200;
/** How much of a room is kept while nobody looks at it. */
const keepClosed = 100;

/** The messages of the rooms: history upwards, live ones at the end, holes filled, every number once, every change once. */
export const useTimeline = defineStore('timeline', () => {
  const { link } = useNet();
  const rooms = useRooms();
  const logs = new Map<number, RoomLog>();
  const views = shallowReactive(new Map<number, TimelineView>());
  const filling = new Set<number>();
  const lastGap = shallowRef<Gap | null>(null);
  /** How often a room was fetched: what is kept for the next visit has changed. */
  const loads = ref(0);
  let askSync: () => void = () => undefined;

  const view = (room: number): TimelineView => views.get(room) ?? empty;

  function publish(room: number, change: Partial<TimelineView> = {}): void {
    const log = logs.get(room);
    if (!log) return;
    const shown = log.past
      ? { messages: log.past.messages, older: log.past.older ? ('more' as const) : ('none' as const), newer: true }
      : { messages: log.messages, older: log.older, newer: false };
    views.set(room, { ...view(room), ...shown, ...change });
  }

  function logOf(room: number): RoomLog {
    const log = logs.get(room) ?? new RoomLog();
    logs.set(room, log);
    return log;
  }

  const versionOf = (room: number): number => rooms.byId.get(room)?.version ?? 0;

  async function load(room: number): Promise<void> {
    const log = logOf(room);
    publish(room, { busy: 'opening', error: null });
    try {
      /** As much as shows where the new ones begin, if a page reaches so far. */
      const wanted = (): number => {
        const unread = rooms.byId.get(room)?.unread ?? 0;
        return unread > historyPageMax ? historyPage : Math.min(historyPageMax, Math.max(historyPage, unread + 10));
      };
      const limit = wanted();
      let page = await link.request('history', { room, limit });
      // At the first visit the rooms are told beside it.
      if (page.more && wanted() > limit) page = await link.request('history', { room, limit: wanted() });
      if (logs.get(room) !== log) return;
      log.reset(page.messages, page.more);
      log.reachVersion(page.version ?? 0);
      publish(room, { busy: 'no' });
      loads.value += 1;
      if (versionOf(room) > log.version) askSync();
      await fill(room);
    } catch (reason) {
      publish(room, { busy: 'no', error: asChatError(reason) });
    }
  }

  /** Opens a room: at once from memory, else from the server. */
  async function open(room: number): Promise<void> {
    if (logOf(room).isLoaded || view(room).busy === 'opening') return;
    await load(room);
  }

  async function loadOlder(room: number): Promise<void> {
    const log = logs.get(room);
    const shown = view(room);
    const oldest = shown.messages[0];
    if (!log || !oldest || shown.older !== 'more' || shown.busy !== 'no') return;
    publish(room, { busy: 'older', error: null });
    try {
      const page = await link.request('history', { room, before: oldest.seq, limit: historyPage });
      if (log.past) log.past = { ...log.past, messages: [...page.messages, ...log.past.messages], older: page.more };
      else log.prepend(page.messages, page.more);
      publish(room, { busy: 'no' });
    } catch (reason) {
      publish(room, { busy: 'no', error: asChatError(reason) });
    }
  }

  /** While the past is shown: the page after it, until it meets the newest messages. */
  async function loadNewer(room: number): Promise<void> {
    const log = logs.get(room);
    const last = log?.past?.messages.at(-1);
    if (!log?.past || !last || view(room).busy !== 'no') return;
    publish(room, { busy: 'newer', error: null });
    try {
      const page = await link.request('history', { room, after: last.seq, limit: historyPage });
      if (log.past) log.showPast([...log.past.messages, ...page.messages], log.past.older, page.more);
      publish(room, { busy: 'no' });
    } catch (reason) {
      publish(room, { busy: 'no', error: asChatError(reason) });
    }
  }

  /** Makes the message of this number part of the window. Whether it is there now. */
  async function reveal(room: number, seq: number): Promise<boolean> {
    const log = logOf(room);
    if (!log.isLoaded) await load(room);
    if (view(room).messages.some((message) => message.seq === seq)) return true;
    publish(room, { busy: 'opening', error: null });
    try {
      if (log.messages.some((message) => message.seq === seq)) {
        log.past = null;
      } else {
        const page = await link.request('history', { room, around: seq, limit: historyPage });
        log.showPast(page.messages, page.more, page.more_after);
      }
      publish(room, { busy: 'no' });
      return view(room).messages.some((message) => message.seq === seq);
    } catch (reason) {
      publish(room, { busy: 'no', error: asChatError(reason) });
      return false;
    }
  }

  /** The number of the first message at or after a time; of the last one before it when there is none, 0 in an empty room. */
  async function seqAt(room: number, time: Date): Promise<number> {
    const page = await link.request('history', { room, at: time.toISOString(), limit: historyPage });
    const after = page.messages.find((message) => Date.parse(message.time) >= time.getTime() && message.thread === 0);
    return (after ?? page.messages.findLast((message) => message.thread === 0))?.seq ?? 0;
  }

  /** How far a room is known here without a hole. */
  const knownTo = (room: number): number => logs.get(room)?.tail ?? 0;

  /** Back to the newest messages. */
  function leavePast(room: number): void {
    const log = logs.get(room);
    if (!log?.past) return;
    log.past = null;
    publish(room);
  }

  /** Fetches what is missing between the window and the newest message known. One at a time per room. */
  async function fill(room: number): Promise<void> {
    const log = logs.get(room);
    if (!log?.isLoaded || filling.has(room)) return;
    filling.add(room);
    try {
      for (let wanted = newestKnown(room, log); wanted > log.tail; wanted = newestKnown(room, log)) {
        lastGap.value = { room, from: log.tail + 1, to: wanted, seen: Date.now(), closed: null };
        if (wanted - log.tail > gapMax) {
          const page = await link.request('history', { room, limit: historyPage });
          log.reset(page.messages, page.more);
        } else {
          const page = await link.request('history', { room, after: log.tail, limit: historyPageMax });
          log.append(page.messages, page.more, wanted);
        }
        publish(room);
        lastGap.value = { ...lastGap.value, closed: Date.now() };
      }
    } catch (reason) {
      // The next message or the next sync tries again.
      if (!asChatError(reason).isLost) console.warn('a gap could not be fetched', reason);
    } finally {
      filling.delete(room);
    }
  }

  const newestKnown = (room: number, log: RoomLog): number => Math.max(log.newest, rooms.byId.get(room)?.last_seq ?? 0);

  /** Takes a live or just acknowledged message. A room that was never opened is not kept. */
  function accept(message: Message): void {
    const log = logs.get(message.room);
    if (!log?.isLoaded) return;
    const accepted = log.accept(message);
    if (accepted === 'added') publish(message.room);
    if (accepted === 'hole') void fill(message.room);
  }

  /** Takes a live change. After a hole the state is asked for, which brings what is missing. */
  function change(room: number, one: Change): void {
    const log = logs.get(room);
    if (!log?.isLoaded) return;
    const taken = log.change(one);
    if (taken === 'added') publish(room);
    if (taken === 'hole') askSync();
  }

  /** A change that no version counts. */
  function touch(room: number, seq: number, apply: (message: Message) => Message): void {
    if (logs.get(room)?.edit(seq, apply)) publish(room);
  }

  const find = (room: number, seq: number): Message | undefined => logs.get(room)?.find(seq);

  /** One message, asked of the server when it is not here; the window stays as it is. */
  async function fetchOne(room: number, seq: number): Promise<Message | undefined> {
    return find(room, seq) ?? (await link.request('history', { room, around: seq, limit: 1 })).messages.find((message) => message.seq === seq);
  }

  /** What `sync` is told: up to where each room is known here. */
  function held(): { room: number; seq: number; version: number }[] {
    return [...logs].flatMap(([room, log]) => (log.isLoaded ? [{ room, seq: log.tail, version: log.version }] : []));
  }

  /** Takes the answer of `sync`; the rooms are already those of the answer. Rooms that failed to open are opened. */
  function catchUp(patches: readonly Patch[]): void {
    const byRoom = new Map(patches.map((patch) => [patch.room, patch]));
    for (const [room, log] of [...logs]) {
      if (!rooms.byId.has(room)) {
        if (log.isLoaded) forget(room);
        else if (view(room).busy !== 'opening') void load(room);
        continue;
      }
      const patch = byRoom.get(room);
      if (!log.isLoaded || !patch) {
        if (view(room).busy !== 'opening') void load(room);
        continue;
      }
      if (patch.fresh) {
        log.reset(patch.messages, patch.more);
      } else {
        log.append(patch.messages, patch.more, patch.messages.at(-1)?.seq ?? log.tail);
        log.replace(patch.changed);
      }
      log.reachVersion(versionOf(room));
      publish(room);
      void fill(room);
    }
  }

  /** What was kept from an earlier visit, until the server's answer brings it up to date. */
  function restore(room: number, messages: readonly Message[], more: boolean, version: number): void {
    const log = logOf(room);
    if (log.isLoaded) return;
    log.reset(messages, more);
    log.reachVersion(version);
    publish(room);
  }

  /** The end of a room as it is worth keeping. */
  function snapshot(room: number, keep: number): { messages: readonly Message[]; more: boolean; version: number } | null {
    const log = logs.get(room);
    if (!log?.isLoaded) return null;
    return { messages: log.messages.slice(-keep), more: log.older === 'more' || log.messages.length > keep, version: log.version };
  }

  /** Nobody looks at the room any more, or it follows its end: the far past is forgotten. */
  function trim(room: number, keep = keepClosed): void {
    leavePast(room);
    if (view(room).busy === 'no' && logs.get(room)?.trim(keep)) publish(room);
  }

  function forget(room: number): void {
    logs.delete(room);
    views.delete(room);
  }

  /** Who is asked for the state when a change is missing. */
  function onHole(listener: () => void): void {
    askSync = listener;
  }

  function clear(): void {
    logs.clear();
    views.clear();
    lastGap.value = null;
  }

  return { view, loads, lastGap, seqAt, knownTo, open, loadOlder, loadNewer, reveal, leavePast, accept, change, touch, find, fetchOne, held, catchUp, restore, snapshot, trim, forget, onHole, clear };
});
