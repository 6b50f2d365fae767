import { computed, ref, type Ref, type WritableComputedRef } from 'vue';
import { useDrafts } from '@/stores';

/** The words in a composer: the draft of its room or thread, or, where there is no room, its own. */
export function useDraft(room: Ref<number | null>, thread: Ref<number>): WritableComputedRef<string> {
  const drafts = useDrafts();
  const own = ref('');
  return computed({
    get: () => (room.value === null ? own.value : drafts.of(room.value, thread.value)),
    set: (text) => {
      if (room.value === null) own.value = text;
      else drafts.write(room.value, thread.value, text);
    },
  });
}
