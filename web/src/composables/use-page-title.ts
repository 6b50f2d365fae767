import { useTitle } from '@vueuse/core';
import { computed, type MaybeRefOrGetter, toValue, watchEffect } from 'vue';
import { useRooms } from '@/stores';

/** "(3) 聊天室1 · webchats": what is unread first, because tabs are narrow. The icon of the installed page shows it, too. */
export function usePageTitle(name: MaybeRefOrGetter<string>): void {
  const rooms = useRooms();
  watchEffect(() => {
    if ('setAppBadge' in navigator) navigator.setAppBadge(rooms.unread).catch(() => undefined);
  });
  useTitle(
    computed(() => {
      const count = rooms.unread > 0 ? `(${rooms.unread > 99 ? '99+' : rooms.unread}) ` : '';
      const place = toValue(name);
      return `${count}${place ? `${place} · ` : ''}webchats`;
    }),
  );
}
