import { defineStore } from 'pinia';
import { computed, ref, shallowReactive } from 'vue';
import { asChatError, type Message, type PublicRoom, type Room, type RoomKind, type User } from '@/protocol';
import { useNet } from './net';

const activity = (room: Room): number => (room.last_message ? Date.parse(room.last_message.time) : 0);

/** The rooms of this user: names, last message, who is online, how much is unread. */
export const useRooms = defineStore('rooms', () => {
  const { link } = useNet();
  const byId = shallowReactive(new Map<number, Room>());
  const isLoaded = ref(false);

  /** Newest activity first. */
  const list = computed(() => [...byId.values()].sort((a, b) => activity(b) - activity(a) || a.id - b.id));
  const unread = computed(() => list.value.reduce((sum, room) => sum + room.unread, 0));

  function put(room: Room): void {
    const lastRead = Math.max(room.last_read, byId.get(room.id)?.last_read ?? 0);
    byId.set(room.id, { ...room, last_read: lastRead, unread: Math.max(0, room.last_seq - lastRead) });
  }

  function change(id: number, fields: Partial<Room>): void {
    const room = byId.get(id);
    if (room) put({ ...room, ...fields });
  }

  /** Takes the whole state. What was read here while the connection was down is told again. */
  function replaceAll(fresh: readonly Room[]): void {
    const ids = new Set(fresh.map((room) => room.id));
    for (const id of [...byId.keys()]) if (!ids.has(id)) byId.delete(id);
    for (const room of fresh) {
      const readHere = byId.get(room.id)?.last_read ?? 0;
      put(room);
      if (readHere > room.last_read) void tellRead(room.id, readHere);
    }
    isLoaded.value = true;
  }

  /** A message arrived. One's own never counts as unread. */
  function noteMessage(message: Message, mine: boolean): void {
    const room = byId.get(message.room);
    if (!room || message.seq <= (room.last_message?.seq ?? 0)) return;
    put({
      ...room,
      last_message: message,
      last_seq: Math.max(room.last_seq, message.seq),
      last_read: mine ? Math.max(room.last_read, message.seq) : room.last_read,
    });
  }

  function noteOnline(id: number, online: User[]): void {
    change(id, { online });
  }

  function noteRead(id: number, lastRead: number): void {
    change(id, { last_read: lastRead });
  }

  function noteUpdated(fresh: PublicRoom): void {
    const room = byId.get(fresh.id);
    if (room && fresh.version >= room.version) put({ ...room, ...fresh, last_seq: Math.max(room.last_seq, fresh.last_seq) });
  }

  async function tellRead(id: number, seq: number): Promise<void> {
    try {
      const told = await link.request('read', { room: id, seq });
      noteRead(id, told.last_read);
    } catch (reason) {
      // Kept in last_read here and told again after the next sync.
      if (!asChatError(reason).isLost) console.warn('the read marker was refused', reason);
    }
  }

  /** Everything up to `seq` was seen. Moves forward only. */
  function markRead(id: number, seq: number): void {
    const room = byId.get(id);
    if (!room || seq <= room.last_read) return;
    put({ ...room, last_read: Math.min(seq, room.last_seq) });
    void tellRead(id, seq);
  }

  async function create(name: string, topic: string, kind: RoomKind): Promise<Room> {
    const { room } = await link.request('room:create', { name, topic, kind });
    put(room);
    return room;
  }

  async function join(id: number): Promise<Room> {
    const { room } = await link.request('room:join', { room: id });
    put(room);
    return room;
  }

  function clear(): void {
    byId.clear();
    isLoaded.value = false;
  }

  return { byId, isLoaded, list, unread, replaceAll, noteMessage, noteOnline, noteRead, noteUpdated, markRead, create, join, clear };
});

