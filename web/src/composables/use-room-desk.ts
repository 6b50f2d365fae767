import { computed, reactive, ref, shallowReactive, shallowRef, type Ref } from 'vue';
import type { Message } from '@/protocol';
import { useMessages, useUnfinished } from '@/stores';
import type { MessageDesk } from './message-desk';
import type { MessageRow } from './rows';
import { useWork } from './use-work';

const markedMs = 2200;
/** So much of a message stands in its quote. */
const quotedMax = 200;

export type PanelName = 'people' | 'pins' | 'thread';

/** What the page of a room is about to do: which message is answered, edited, marked, whose menu is open, what stands beside. */
export function useRoomDesk(room: Ref<number>, jumpTo: (seq: number) => Promise<Message | null>, showThread: (seq: number) => void, missing: () => void) {
  const messages = useMessages();
  const unfinished = useUnfinished();
  const { run: tell } = useWork();

  const replyTo = computed({
    get: () => unfinished.replyTo(room.value),
    set: (quote) => unfinished.setReplyTo(room.value, quote),
  });
  const marked = ref<number | null>(null);
  /** The answer that the open thread leads to; a new object each time somebody is led. */
  const threadAt = shallowRef<{ seq: number } | null>(null);
  const personId = ref<number | null>(null);
  /** The message whose earlier words are shown. */
  const historyOf = ref<Message | null>(null);
  /** Each opening is a menu of its own: who asks for another one has clicked outside of the open one, which closes some tasks later. */
  const menu = shallowReactive<{ open: boolean; row: MessageRow | null; at: { x: number; y: number } | null; count: number }>({ open: false, row: null, at: null, count: 0 });
  let markTimer: ReturnType<typeof setTimeout> | undefined;

  async function jump(seq: number): Promise<void> {
    const found = await jumpTo(seq);
    if (!found) missing();
    else if (found.thread > 0) desk.openThread(found.thread, seq);
    else mark(seq);
  }

  function mark(seq: number): void {
    marked.value = seq;
    clearTimeout(markTimer);
    markTimer = setTimeout(() => (marked.value = null), markedMs);
  }

  const desk: MessageDesk = reactive({
    marked,
    reply: (message: Message) => {
      if (message.thread > 0) desk.openThread(message.thread);
      else replyTo.value = { seq: message.seq, user: message.user, text: message.text.slice(0, quotedMax), deleted: false };
    },
    isEditing: (seq: number) => unfinished.editOf(room.value, seq) !== null,
    edit: ({ seq, text }: Message) => {
      if (unfinished.editOf(room.value, seq) === null) unfinished.setEdit(room.value, seq, text);
    },
    cancelEdit: (message: Message) => unfinished.endEdit(message.room, message.seq),
    saveEdit: async (message: Message, text: string) => {
      if (await tell(() => messages.edit(message, text))) unfinished.endEdit(message.room, message.seq);
    },
    react: (message: Message, emoji: string) => void tell(() => messages.react(message, emoji)),
    openMenu: (row: MessageRow, at: { x: number; y: number } | null) => {
      Object.assign(menu, { row, at, open: true, count: menu.count + 1 });
    },
    jump: (seq: number) => void jump(seq),
    openThread: (seq: number, at?: number) => {
      threadAt.value = at === undefined ? null : { seq: at };
      showThread(seq);
    },
    mark,
    openEdits: (message: Message) => {
      historyOf.value = message;
    },
    openPerson: (id: number) => {
      personId.value = id;
    },
  });

  function reset(): void {
    historyOf.value = null;
    marked.value = null;
    threadAt.value = null;
    menu.open = false;
  }

  return { desk, replyTo, threadAt, personId, historyOf, menu, tell, jump, reset };
}

