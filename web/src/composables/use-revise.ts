import type { Ref } from 'vue';
import { useDrafts, useOutbox, useUnfinished, type Outgoing } from '@/stores';

/** What was not sent stands in its composer again – words, files and whom it answers – before what is being written there. */
export function useRevise(composer: Ref<{ focus(): void } | null>): (one: Outgoing) => void {
  const drafts = useDrafts();
  const outbox = useOutbox();
  const unfinished = useUnfinished();
  return ({ room, thread, clientId }) => {
    const back = outbox.takeBack(room, clientId);
    if (!back) return;
    drafts.write(room, thread, [back.text, drafts.of(room, thread)].filter((text) => text !== '').join('\n'));
    drafts.setFiles(room, thread, [...back.files, ...drafts.filesOf(room, thread)]);
    if (thread === 0 && back.replyTo && !unfinished.replyTo(room)) unfinished.setReplyTo(room, back.replyTo);
    composer.value?.focus();
  };
}
