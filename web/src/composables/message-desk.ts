import { inject, type InjectionKey } from 'vue';
import type { Message } from '@/protocol';
import type { MessageRow } from './rows';

/** The reactions that are one touch away. */
export const quickEmoji = ['👍', '❤️', '😂', '🎉', '😮', '🙏'] as const;

/** What a row asks its page to do. Given by the page of a room to everything below it. */
export interface MessageDesk {
  /** A message to look at: it is marked for a moment. */
  readonly marked: number | null;
  reply(message: Message): void;
  /** Whether the message of this number is being edited in its place. */
  isEditing(seq: number): boolean;
  edit(message: Message): void;
  cancelEdit(message: Message): void;
  saveEdit(message: Message, text: string): Promise<void>;
  react(message: Message, emoji: string): void;
  openMenu(row: MessageRow, at: { x: number; y: number } | null): void;
  jump(seq: number): void;
  /** `at`: an answer in it to be led to. */
  openThread(seq: number, at?: number): void;
  mark(seq: number): void;
  openPerson(id: number): void;
  openEdits(message: Message): void;
}

export const messageDeskKey: InjectionKey<MessageDesk> = Symbol('message desk');

export function useMessageDesk(): MessageDesk {
  const desk = inject(messageDeskKey);
  if (!desk) throw new Error('a message row needs the page of a room around it (messageDeskKey)');
  return desk;
}
