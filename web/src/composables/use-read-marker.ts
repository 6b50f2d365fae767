import { useDocumentVisibility, useEventListener, useWindowFocus } from '@vueuse/core';
import { onScopeDispose, watch, type Ref } from 'vue';
import { useRooms } from '@/stores';

/** A message counts as read when it was on screen this long, in a visible tab that has the focus. */
const seenMs = 500;

/** Moves the read marker of a room. `lastSeen` finds the newest number on screen at this moment. */
export function useReadMarker(room: Ref<number>, lastSeen: () => number) {
  const rooms = useRooms();
  const visibility = useDocumentVisibility();
  const focused = useWindowFocus();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let candidate = 0;

  const isLooking = (): boolean => visibility.value === 'visible' && focused.value;

  function cancel(): void {
    clearTimeout(timer);
    timer = undefined;
  }

  /** Something moved: what is on screen now is read if it is still there after the dwell time. */
  function look(): void {
    if (!isLooking()) {
      cancel();
      return;
    }
    const { last_read: read, last_seq: newest } = rooms.byId.get(room.value) ?? { last_read: 0, last_seq: 0 };
    // Looking costs a layout, and scrolling asks often.
    if (timer !== undefined || read >= newest) return;
    candidate = lastSeen();
    if (candidate <= read) return;
    const target = room.value;
    timer = setTimeout(() => {
      timer = undefined;
      if (!isLooking() || room.value !== target) return;
      const seen = Math.min(candidate, lastSeen());
      if (seen > 0) rooms.markRead(target, seen);
      look();
    }, seenMs);
  }

  watch([visibility, focused], look);
  watch(room, cancel, { flush: 'sync' });
  useEventListener(window, 'focus', look);
  onScopeDispose(cancel);
  return { look };
}
