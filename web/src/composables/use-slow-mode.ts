import { computed, type Ref } from 'vue';
import type { Me, Room } from '@/protocol';
import { useClock, useTimeline } from '@/stores';
import type { RoomRights } from './rights';

/** The instant, by the clock of this device, from which this person may write again in a room with slow mode; 0 where there is none. */
export function useSlowMode(room: Ref<Room | null>, me: Ref<Me | null>, rights: Ref<RoomRights>) {
  const timeline = useTimeline();
  const clock = useClock();
  return computed(() => {
    const slow = room.value?.slow_seconds ?? 0;
    if (!room.value || slow === 0 || rights.value.moderates) return 0;
    const last = timeline.view(room.value.id).messages.findLast((message) => message.user.id === me.value?.id && message.kind !== 'system');
    return last ? Date.parse(last.time) + slow * 1000 - clock.offset : 0;
  });
}
