import { defineStore } from 'pinia';
import { shallowReactive } from 'vue';
import { asChatError, historyPage, historyPageMax, type ChatError, type Message } from '@/protocol';
import { useNet } from './net';
import { RoomLog, type Older } from './room-log';
import { useRooms } from './rooms';

/** What a room's page shows; a new object after each change. */
export interface TimelineView {
  readonly messages: readonly Message[];
  readonly older: Older;
  readonly busy: 'no' | 'opening' | 'older';
  readonly error: ChatError | null;
}

const empty: TimelineView = { messages: [], older: 'unknown', busy: 'no', error: null };

/** A larger gap is not fetched piece by piece: the newest page replaces the window. */
const gapMax = 200;
/** How much of a room is kept while nobody looks at it. */
const keepClosed = 100;

/** The messages of the rooms: history upwards, live ones at the end, holes filled, every number once. */
export const useTimeline = defineStore('timeline', () => {
  const { link } = useNet();
  const rooms = useRooms();
  const logs = new Map<number, RoomLog>();
  const views = shallowReactive(new Map<number, TimelineView>());
  const filling = new Set<number>();

  const view = (room: number): TimelineView => views.get(room) ?? empty;

  function publish(room: number, change: Partial<TimelineView> = {}): void {
    const log = logs.get(room);
    if (log) views.set(room, { ...view(room), messages: log.messages, older: log.older, ...change });
  }

  function logOf(room: number): RoomLog {
    const log = logs.get(room) ?? new RoomLog();
    logs.set(room, log);
    return log;
  }

  /** The newest page; a room that is not joined yet is joined first. */
  async function newestPage(room: number, limit: number) {
    if (!rooms.byId.has(room)) await rooms.join(room);
    try {
      return await link.request('history', { room, limit });
    } catch (reason) {
      if (asChatError(reason).code !== 'forbidden') throw reason;
      await rooms.join(room);
      return link.request('history', { room, limit });
    }
  }

  async function load(room: number): Promise<void> {
    const log = logOf(room);
    publish(room, { busy: 'opening', error: null });
    try {
      const unread = rooms.byId.get(room)?.unread ?? 0;
      const page = await newestPage(room, Math.min(historyPageMax, Math.max(historyPage, unread + 10)));
      if (logs.get(room) !== log) return;
      log.reset(page.messages, page.more);
      publish(room, { busy: 'no' });
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
    const oldest = log?.messages[0];
    if (!log || !oldest || log.older !== 'more' || view(room).busy !== 'no') return;
    publish(room, { busy: 'older', error: null });
    try {
      const page = await link.request('history', { room, before: oldest.seq, limit: historyPage });
      log.prepend(page.messages, page.more);
      publish(room, { busy: 'no' });
    } catch (reason) {
      publish(room, { busy: 'no', error: asChatError(reason) });
    }
  }

  /** Fetches what is missing between the window and the newest message known. One at a time per room. */
  async function fill(room: number): Promise<void> {
    const log = logs.get(room);
    if (!log?.isLoaded || filling.has(room)) return;
    filling.add(room);
    try {
      for (let wanted = newestKnown(room, log); wanted > log.tail; wanted = newestKnown(room, log)) {
        if (wanted - log.tail > gapMax) {
          const page = await link.request('history', { room, limit: historyPage });
          log.reset(page.messages, page.more);
        } else {
          const page = await link.request('history', { room, after: log.tail, limit: historyPageMax });
          log.append(page.messages, page.more, wanted);
        }
        publish(room);
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

  /** After a new connection: rooms that failed to open are opened, the others fetch what they missed. */
  function catchUp(): void {
    for (const [room, log] of logs) void (log.isLoaded ? fill(room) : load(room));
  }

  /** Nobody looks at the room any more, or it follows its end: the far past is forgotten. */
  function trim(room: number, keep = keepClosed): void {
    if (view(room).busy === 'no' && logs.get(room)?.trim(keep)) publish(room);
  }

  function clear(): void {
    logs.clear();
    views.clear();
  }

  return { view, open, loadOlder, accept, catchUp, trim, clear };
});
