import { useEventListener } from '@vueuse/core';
import { useRoute, useRouter } from 'vue-router';
import { useRooms } from '@/stores';
import { useSwitcher } from './use-switcher';

/** Keys that work everywhere in the shell; the page of help lists them. */
export function useShortcuts(): void {
  const route = useRoute();
  const router = useRouter();
  const rooms = useRooms();
  const { open } = useSwitcher();

  /** The next room of the list, or the one before. */
  function step(by: 1 | -1): void {
    const { list } = rooms;
    const at = list.findIndex((room) => route.path === `/rooms/${room.id}`);
    const next = list[at < 0 ? (by === 1 ? 0 : list.length - 1) : (at + by + list.length) % list.length];
    if (next) void router.push(`/rooms/${next.id}`);
  }

  useEventListener(window, 'keydown', (event: KeyboardEvent) => {
    const isTyping = event.target instanceof HTMLElement && event.target.matches('input, textarea, select');
    if ((event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === 'k') open.value = true;
    else if (event.altKey && !event.ctrlKey && event.key === 'ArrowDown') step(1);
    else if (event.altKey && !event.ctrlKey && event.key === 'ArrowUp') step(-1);
    else if (event.key === '?' && !isTyping) void router.push('/help');
    else return;
    event.preventDefault();
  });
}
