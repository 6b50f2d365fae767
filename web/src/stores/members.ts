import { defineStore } from 'pinia';
import { shallowReactive } from 'vue';
import { asChatError, type ChatError, type Member, type Push, type User } from '@/protocol';
import { useNet } from './net';
import { usePeople } from './people';

/** The people of one room as far as they are known here. */
export interface Crowd {
  readonly members: readonly Member[];
  readonly more: boolean;
  /** The last person of the pages that came, by id; those who are here come before their page. */
  readonly last: number;
  readonly state: 'none' | 'loading' | 'loaded' | 'failed';
  readonly error: ChatError | null;
}

const nobody: Crowd = { members: [], more: false, last: 0, state: 'none', error: null };
const pageSize = 100;

/** Who is in the rooms, with what role, and who of them is here. Fetched when somebody looks; kept true by events. */
export const useMembers = defineStore('members', () => {
  const { api } = useNet();
  const people = usePeople();
  const crowds = shallowReactive(new Map<number, Crowd>());
  /** What was told while a first page was on its way: the page may be older, so it is done once more after it. */
  const meanwhile = new Map<number, (() => void)[]>();

  const of = (room: number): Crowd => crowds.get(room) ?? nobody;

  function put(room: number, change: Partial<Crowd>): void {
    crowds.set(room, { ...of(room), ...change });
  }

  function remember(members: readonly Member[]): void {
    members.forEach(people.remember);
  }

  /** `some`, and those of `more` who are not among them. */
  function joined(some: readonly Member[], more: readonly Member[]): Member[] {
    const known = new Set(some.map((one) => one.id));
    return [...some, ...more.filter((one) => !known.has(one.id))];
  }

  /** Those who are here, and the first page of all, anew; who was seen meanwhile stays until it is here. */
  async function load(room: number): Promise<void> {
    if (of(room).state === 'loading') return;
    put(room, { state: 'loading', error: null });
    meanwhile.set(room, []);
    try {
      const [here, page] = await Promise.all([api.members(room, { online: true, limit: pageSize }), api.members(room, { limit: pageSize })]);
      const members = joined(here.members, page.members);
      remember(members);
      put(room, { members, more: page.more, last: page.members.at(-1)?.id ?? 0, state: 'loaded' });
    } catch (reason) {
      put(room, { state: 'failed', error: asChatError(reason) });
    }
    const told = meanwhile.get(room) ?? [];
    meanwhile.delete(room);
    told.forEach((again) => again());
  }

  async function loadMore(room: number): Promise<void> {
    const crowd = of(room);
    if (crowd.state !== 'loaded' || !crowd.more) return;
    put(room, { state: 'loading' });
    try {
      const page = await api.members(room, { after: crowd.last, limit: pageSize });
      remember(page.members);
      put(room, { members: joined(of(room).members, page.members), more: page.more, last: page.members.at(-1)?.id ?? crowd.last, state: 'loaded' });
    } catch (reason) {
      put(room, { state: 'loaded', error: asChatError(reason) });
    }
  }

  /** People of the room whose name, pinyin or initials begin so; the server knows all of them. */
  async function search(room: number, q: string, limit = 20): Promise<readonly Member[]> {
    const page = await api.members(room, { q, limit });
    remember(page.members);
    return page.members;
  }

  const memberOf = (user: User, online: boolean): Member => ({ ...user, room_role: 'member', online, presence: online ? 'online' : 'offline', muted_until: null });

  function notePresence(push: Push<'presence'>): void {
    const { room, joined, left, changed } = push;
    meanwhile.get(room)?.push(() => notePresence(push));
    const crowd = of(room);
    if (!joined && !left) {
      if (crowd.state === 'loaded') void load(room);
      return;
    }
    const gone = new Set(left);
    const come = new Map((joined ?? []).map((user) => [user.id, user]));
    const known = new Set(crowd.members.map((one) => one.id));
    const all = [...crowd.members, ...[...come.values()].filter((user) => !known.has(user.id)).map((user) => memberOf(user, true))];
    const moods = new Map((changed ?? []).map((one) => [one.id, one.presence]));
    const members = all.map((one) => {
      if (gone.has(one.id)) return { ...one, online: false, presence: 'offline' as const };
      const presence = moods.get(one.id) ?? (one.online ? one.presence : 'online');
      return moods.has(one.id) || come.has(one.id) ? { ...one, online: true, presence } : one;
    });
    put(room, { members });
  }

  function noteMember(push: Push<'member'>): void {
    const { room, change, user, role, muted_until } = push;
    meanwhile.get(room)?.push(() => noteMember(push));
    const crowd = of(room);
    if (crowd.state === 'none') return;
    const rest = crowd.members.filter((one) => one.id !== user.id);
    if (change === 'left' || change === 'kicked' || change === 'banned') {
      put(room, { members: rest });
      return;
    }
    const known = crowd.members.find((one) => one.id === user.id) ?? memberOf(user, false);
    const fresh: Member = { ...known, ...user, room_role: role ?? known.room_role, muted_until: change === 'muted' ? (muted_until ?? null) : known.muted_until };
    put(room, { members: crowd.members.some((one) => one.id === user.id) ? crowd.members.map((one) => (one.id === user.id ? fresh : one)) : [...rest, fresh] });
  }

  function clear(): void {
    crowds.clear();
  }

  return { of, load, loadMore, search, notePresence, noteMember, clear };
});
