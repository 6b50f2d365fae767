import { ref, shallowRef } from 'vue';
import { asChatError, type ChatError } from '@/protocol';

/** A list that comes page by page: what is here, whether there is more, and what went wrong. `last` is what was here before. */
export function usePages<T>(fetch: (last: T | undefined) => Promise<{ items: readonly T[]; more: boolean }>) {
  const items = shallowRef<readonly T[]>([]);
  const more = ref(false);
  const busy = ref(false);
  const isLoaded = ref(false);
  const error = shallowRef<ChatError | null>(null);
  let turn = 0;

  async function load(from: 'start' | 'end'): Promise<void> {
    const mine = ++turn;
    busy.value = true;
    error.value = null;
    try {
      const page = await fetch(from === 'start' ? undefined : items.value.at(-1));
      if (mine !== turn) return; // A newer question was asked meanwhile.
      items.value = from === 'start' ? page.items : [...items.value, ...page.items];
      more.value = page.more;
      isLoaded.value = true;
    } catch (reason) {
      if (mine === turn) error.value = asChatError(reason);
    } finally {
      if (mine === turn) busy.value = false;
    }
  }

  return { items, more, busy, isLoaded, error, restart: () => load('start'), next: () => load('end') };
}
