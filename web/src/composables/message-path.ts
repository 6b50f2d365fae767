import type { Message } from '@/protocol';

/** The number of a message in the query of an address; 0 when there is none. */
export function seqOf(value: unknown): number {
  const seq = Number(value);
  return typeof value === 'string' && Number.isSafeInteger(seq) && seq > 0 ? seq : 0;
}

/** The page of a message: its room, and its thread if it is an answer in one, at this message. */
export function pathOf({ room, seq, thread }: Pick<Message, 'room' | 'seq' | 'thread'>): string {
  return thread > 0 ? `/rooms/${room}?thread=${thread}&at=${seq}` : `/rooms/${room}?at=${seq}`;
}
