import { useTitle } from '@vueuse/core';
import { computed, type MaybeRefOrGetter, toValue, watchEffect } from 'vue';
import { useRooms, useSite } from '@/stores';

/** "(3) 聊天室1 · 清风茶馆", with the name of the server: what is unread first, because tabs are narrow. The icon of the installed page shows it, too. */
export function usePageTitle(name: MaybeRefOrGetter<string>): void {
  const rooms = useRooms();
  const site = useSite();
  watchEffect(() => {
    if ('setAppBadge' in navigator) navigator.setAppBadge(rooms.unread).catch(() => undefined);
  });
  useTitle(
    computed(() => {
      const count = rooms.unread > 0 ? `(${rooms.unread > 99 ? '99+' : rooms.unread}) ` : '';
      const place = toValue(name);
      return `${count}${place ? `${place} · ` : ''}${site.name || 'webchats'}`;
    }),
  );
}
