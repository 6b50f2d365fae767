import { defineStore } from 'pinia';
import { shallowReactive } from 'vue';
import type { Quote } from '@/protocol';
import { useSession } from './session';
import { readUnfinished, writeUnfinished } from './vault';

/** What somebody is about to do in a room besides writing: the message that is answered, and the new words of messages that are edited. */
export interface Unfinished {
  readonly room: number;
  readonly replyTo: Quote | null;
  /** The number of a message → what it is to say. */
  readonly edits: Readonly<Record<number, string>>;
}

/** Answers and edits that are begun, per room: whoever looks elsewhere, or loads the page anew, finds them again. */
export const useUnfinished = defineStore('unfinished', () => {
  const session = useSession();
  const byRoom = shallowReactive(new Map<number, Unfinished>());

  const of = (room: number): Unfinished => byRoom.get(room) ?? { room, replyTo: null, edits: {} };

  function change(room: number, fields: Partial<Unfinished>): void {
    const now = { ...of(room), ...fields };
    byRoom.set(room, now);
    if (session.me) void writeUnfinished(session.me.id, now);
  }

  const replyTo = (room: number): Quote | null => of(room).replyTo;

  function setReplyTo(room: number, quote: Quote | null): void {
    if (quote !== replyTo(room)) change(room, { replyTo: quote });
  }

  /** What the message is to say, or null while it is not edited. */
  const editOf = (room: number, seq: number): string | null => of(room).edits[seq] ?? null;
  const setEdit = (room: number, seq: number, text: string): void => change(room, { edits: { ...of(room).edits, [seq]: text } });

  function endEdit(room: number, seq: number): void {
    const { [seq]: _, ...edits } = of(room).edits;
    change(room, { edits });
  }

  /** Takes what an earlier visit left. */
  async function restore(): Promise<void> {
    const me = session.me;
    if (!me) return;
    const left = await readUnfinished(me.id);
    if (session.me?.id !== me.id) return;
    for (const one of left) if (!byRoom.has(one.room)) byRoom.set(one.room, one);
  }

  const clear = (): void => byRoom.clear();

  return { replyTo, setReplyTo, editOf, setEdit, endEdit, restore, clear };
});
