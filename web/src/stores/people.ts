import { defineStore } from 'pinia';
import { shallowReactive } from 'vue';
import type { User } from '@/protocol';

/** The newest name and picture of everybody seen, so that old messages show today's face. */
export const usePeople = defineStore('people', () => {
  const byId = shallowReactive(new Map<number, User>());

  function remember(user: User): void {
    const known = byId.get(user.id);
    if (known && known.name === user.name && known.avatar === user.avatar) return;
    byId.set(user.id, { id: user.id, name: user.name, avatar: user.avatar });
  }

  const current = (user: User): User => byId.get(user.id) ?? user;

  return { remember, current };
});
