import { defineStore } from 'pinia';
import { computed, ref, shallowReactive } from 'vue';
import type { Presence, Profile, User } from '@/protocol';
import { useNet } from './net';

/** What the server answers about at once. */
const mostAsked = 100;

/** The newest name and picture of everybody seen, so that old messages show today's face. */
export const usePeople = defineStore('people', () => {
  const { api, link } = useNet();
  const byId = shallowReactive(new Map<number, User>());

  function remember(user: User): void {
    const known = byId.get(user.id);
    if (known && known.name === user.name && known.avatar === user.avatar && known.role === user.role) return;
    byId.set(user.id, { id: user.id, name: user.name, avatar: user.avatar, role: user.role, ...(user.deleted && { deleted: true }) });
  }

  /** What they are called whose account is deleted: the reader's words. */
  const deletedName = ref('');
  function current(user: User): User {
    const known = byId.get(user.id) ?? user;
    return known.deleted ? { ...known, name: deletedName.value } : known;
  }

  /** The presence of the people of direct rooms, told by the server. */
  const presences = shallowReactive(new Map<number, Presence>());
  /** Whose direct messages are not wanted. */
  const blocked = shallowReactive(new Set<number>());

  function notePresence(id: number, presence: Presence): void {
    presences.set(id, presence);
  }

  /** How these people are now. What changes is told by the server; without an answer they are asked for with the next state. */
  function askPresences(users: readonly User[]): void {
    for (let at = 0; at < users.length; at += mostAsked) {
      const ids = users.slice(at, at + mostAsked).map((one) => one.id);
      link.request('people', { ids }).then(
        (answer) => answer.people.forEach(({ id, presence }) => presences.set(id, presence)),
        () => undefined,
      );
    }
  }

  function replaceBlocked(ids: readonly number[]): void {
    blocked.clear();
    ids.forEach((id) => blocked.add(id));
  }

  const all = computed(() => [...byId.values()]);
  const names = computed(() => [...byId.values()].map((user) => user.name));

  const find = (id: number): User | undefined => byId.get(id);
  const presenceOf = (id: number): Presence | undefined => presences.get(id);

  /** People of the server by name, pinyin or initials. */
  async function search(q: string, limit = 20): Promise<readonly User[]> {
    const found = await api.findPeople(q, limit);
    found.forEach(remember);
    return found;
  }

  const listBlocked = (): Promise<User[]> => api.blocks();

  async function profile(id: number): Promise<Profile> {
    const found = await api.profile(id);
    remember(found);
    return found;
  }

  async function block(id: number, wanted: boolean): Promise<void> {
    await api.block(id, wanted);
    if (wanted) blocked.add(id);
    else blocked.delete(id);
  }

  function clear(): void {
    byId.clear();
    presences.clear();
    blocked.clear();
  }

  return { all, names, deletedName, remember, current, find, notePresence, presenceOf, askPresences, blocked, replaceBlocked, search, listBlocked, profile, block, clear };
});
