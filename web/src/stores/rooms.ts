import { defineStore } from 'pinia';
import { computed, ref, shallowReactive, shallowRef } from 'vue';
import { asChatError, type Message, type NotifyLevel, type PublicRoom, type Push, type RequestPayloads, type Room, type rest, type RoomKind, type User } from '@/protocol';
import type { Page } from '@/net';
import { useNet } from './net';
import { usePeople } from './people';

/** The other person of a direct room of two. */
export function partnerOf(room: Room): User | null {
  const [other, second] = room.people;
  return room.kind === 'direct' && other && !second ? other : null;
}

/** A room that this person is in no more, as it was; `missing`: it happened while nobody told. */
export interface GoneRoom {
  readonly room: Room;
  readonly reason: Push<'room:gone'>['reason'] | 'missing';
  readonly why?: string | undefined;
  readonly until?: string | null | undefined;
}

const activity = (room: Room): number => (room.last_message ? Date.parse(room.last_message.time) : 0);

/** The rooms of this user: names, last message, how many are online, how much is unread. */
export const useRooms = defineStore('rooms', () => {
  const { api, link } = useNet();
  const people = usePeople();
  const byId = shallowReactive(new Map<number, Room>());
  const isLoaded = ref(false);
  /** The one that went last, unless this page itself left it. */
  const gone = shallowRef<GoneRoom | null>(null);
  /** What was read here and is not told yet. */
  const untold = new Map<number, number>();

  /** Newest activity first. */
  const list = computed(() => [...byId.values()].sort((a, b) => activity(b) - activity(a) || a.id - b.id));
  /** What counts outside: nothing of a room that is to be silent. */
  const unread = computed(() =>
    list.value.reduce((sum, room) => sum + (room.notify === 'all' ? room.unread : room.notify === 'mentions' ? room.mentions : 0), 0),
  );

  function put(room: Room): void {
    byId.set(room.id, { ...room, unread: Math.max(0, room.last_seq - room.last_read) });
  }

  function change(id: number, fields: Partial<Room>): void {
    const room = byId.get(id);
    if (room) put({ ...room, ...fields });
  }

  /** Takes the whole state. What was read here while the connection was down is told again. */
  function replaceAll(fresh: readonly Room[]): void {
    const ids = new Set(fresh.map((room) => room.id));
    for (const id of [...byId.keys()]) if (!ids.has(id)) forget(id, { reason: 'missing' });
    for (const room of fresh) {
      const readHere = untold.get(room.id) ?? 0;
      put({ ...room, last_read: Math.max(room.last_read, readHere) });
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
      mentions: mine ? 0 : room.mentions,
    });
  }

  /** The last message of a room changed: the list shows its new words. */
  function noteChange(id: number, seq: number, version: number, apply: (message: Message) => Message): void {
    const room = byId.get(id);
    if (!room) return;
    const last = room.last_message;
    put({ ...room, version: Math.max(room.version, version), last_message: last && last.seq === seq && last.version < version ? { ...apply(last), version } : last });
  }

  function noteMention(id: number, seq: number): void {
    const room = byId.get(id);
    if (room && seq > room.last_read) put({ ...room, mentions: room.mentions + 1 });
  }

  function noteOnline(id: number, online: number): void {
    if (byId.get(id)?.online !== online) change(id, { online });
  }

  function noteRead(id: number, lastRead: number): void {
    change(id, { last_read: Math.max(lastRead, byId.get(id)?.last_read ?? 0) });
  }

  /** Where the marker stands by another connection of this person; it may have gone back. */
  function setRead(id: number, lastRead: number, mentions: number): void {
    untold.delete(id);
    change(id, { last_read: lastRead, mentions });
  }

  function noteUpdated(fresh: PublicRoom): void {
    const room = byId.get(fresh.id);
    if (room && fresh.version >= room.version) put({ ...room, ...fresh, online: fresh.online ?? room.online, last_seq: Math.max(room.last_seq, fresh.last_seq) });
  }

  function noteMember(push: Push<'member'>, mine: boolean): void {
    const room = byId.get(push.room);
    if (!room) return;
    const own = mine ? { role: push.role ?? room.role, ...(push.change === 'muted' ? { muted_until: push.muted_until ?? null } : {}) } : {};
    put({ ...room, ...own, version: Math.max(room.version, push.version), members: push.members });
  }

  function noteProfile(user: User): void {
    for (const room of byId.values()) {
      if (room.people.some((one) => one.id === user.id)) put({ ...room, people: room.people.map((one) => (one.id === user.id ? user : one)) });
    }
  }

  function setDraft(id: number, draft: string): void {
    change(id, { draft });
  }

  function noteNotify(id: number, notify: NotifyLevel): void {
    change(id, { notify });
  }

  async function tellRead(id: number, seq: number): Promise<void> {
    untold.set(id, Math.max(seq, untold.get(id) ?? 0));
    try {
      const told = await link.request('read', { room: id, seq });
      if ((untold.get(id) ?? 0) <= seq) untold.delete(id);
      noteRead(id, told.last_read);
      change(id, { mentions: told.mentions });
    } catch (reason) {
      // Told again after the next sync.
      if (!asChatError(reason).isLost) console.warn('the read marker was refused', reason);
    }
  }

  /** Everything up to `seq` was seen. Moves forward only. */
  function markRead(id: number, seq: number): void {
    const room = byId.get(id);
    if (!room || seq <= room.last_read) return;
    const lastRead = Math.min(seq, room.last_seq);
    put({ ...room, last_read: lastRead, mentions: lastRead === room.last_seq ? 0 : room.mentions });
    void tellRead(id, seq);
  }

  /** From this message on, everything is unread again. */
  async function markUnread(id: number, seq: number): Promise<void> {
    const told = await link.request('unread', { room: id, seq });
    setRead(id, told.last_read, told.mentions);
  }

  async function create(name: string, topic: string, kind: RoomKind): Promise<Room> {
    const { room } = await link.request('room:create', { name, topic, kind });
    put(room);
    return room;
  }

  /** Before there is a connection, which brings the room by itself. */
  const createBefore = (name: string): Promise<Room> => api.createRoom(name);

  async function join(by: RequestPayloads['room:join']): Promise<Room> {
    const { room } = await link.request('room:join', by);
    put(room);
    return room;
  }

  async function openDirect(users: number[]): Promise<Room> {
    const { room } = await link.request('room:direct', { users });
    put(room);
    people.askPresences(room.people);
    return room;
  }

  async function update(payload: RequestPayloads['room:update']): Promise<void> {
    put((await link.request('room:update', payload)).room);
  }

  async function archive(id: number, archived: boolean): Promise<void> {
    put((await link.request('room:archive', { room: id, archived })).room);
  }

  async function leave(id: number): Promise<void> {
    await link.request('room:leave', { room: id });
    byId.delete(id);
  }

  async function setNotify(id: number, level: NotifyLevel): Promise<void> {
    await link.request('room:notify', { room: id, level });
    noteNotify(id, level);
  }

  async function invite(id: number, users: number[]): Promise<readonly number[]> {
    return (await link.request('room:invite', { room: id, users })).added;
  }

  async function kick(payload: RequestPayloads['room:kick']): Promise<void> {
    await link.request('room:kick', payload);
  }

  async function ban(payload: RequestPayloads['room:ban']): Promise<void> {
    await link.request('room:ban', payload);
  }

  async function unban(payload: RequestPayloads['room:unban']): Promise<void> {
    await link.request('room:unban', payload);
  }

  const bans = (id: number, page: Page): Promise<rest.BanPage> => api.bans(id, page);

  async function mute(payload: RequestPayloads['room:mute']): Promise<void> {
    await link.request('room:mute', payload);
  }

  async function setRole(payload: RequestPayloads['room:role']): Promise<void> {
    await link.request('room:role', payload);
  }

  const findOwn = (q: string): Promise<Room[]> => api.ownRooms(q);
  const directory = (page: Page): Promise<{ rooms: PublicRoom[]; more: boolean }> => api.directory(page);

  function forget(id: number, told: Omit<GoneRoom, 'room'>): void {
    const room = byId.get(id);
    if (room) gone.value = { ...told, room };
    byId.delete(id);
  }

  function clear(): void {
    byId.clear();
    untold.clear();
    gone.value = null;
    isLoaded.value = false;
  }

  return {
    byId,
    gone,
    isLoaded,
    list,
    unread,
    replaceAll,
    noteMessage,
    noteChange,
    noteMention,
    noteOnline,
    noteRead,
    setRead,
    noteUpdated,
    noteMember,
    noteProfile,
    noteNotify,
    setDraft,
    markRead,
    markUnread,
    create,
    createBefore,
    join,
    openDirect,
    update,
    archive,
    leave,
    setNotify,
    invite,
    kick,
    ban,
    unban,
    bans,
    mute,
    setRole,
    findOwn,
    directory,
    forget,
    clear,
  };
});
