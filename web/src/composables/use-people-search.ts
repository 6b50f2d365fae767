import { useDebounceFn } from '@vueuse/core';
import { computed, shallowRef, watch, type Ref } from 'vue';
import type { User } from '@/protocol';
import { usePeople, useSession } from '@/stores';

const askAfterMs = 250;

/** Other people by a few letters: who is known here at once, then whom the server finds by pinyin and initials too. */
export function usePeopleSearch(words: Ref<string>, max: number) {
  const people = usePeople();
  const session = useSession();
  const found = shallowRef<readonly User[]>([]);
  const ask = useDebounceFn(async () => {
    const q = words.value.trim();
    try {
      found.value = q === '' ? [] : await people.search(q, max);
    } catch {
      found.value = []; // Those who are known are offered anyway.
    }
  }, askAfterMs);
  watch(words, ask);

  return computed<User[]>(() => {
    const wanted = words.value.trim().toLowerCase();
    const near = people.all.filter((one) => wanted === '' || one.name.toLowerCase().includes(wanted));
    const others = [...near, ...found.value].filter((one) => one.role !== 'bot' && one.id !== session.me?.id);
    return [...new Map(others.map((one) => [one.id, one])).values()].slice(0, max);
  });
}
