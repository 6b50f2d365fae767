import { defineStore } from 'pinia';
import { shallowReactive } from 'vue';
import { typingEveryMs, type User } from '@/protocol';
import { useNet } from './net';

/** Longer than the senders' interval of 3 s, so the line does not blink. */
const shownMs = 5000;
const tellEveryMs = Math.max(3000, typingEveryMs);

/** Who is writing, per room. A sign lasts 5 s or until the message arrives, so it can never stay behind. */
export const useTyping = defineStore('typing', () => {
  const { link } = useNet();
  const writers = shallowReactive(new Map<number, readonly User[]>());
  const timers = new Map<string, ReturnType<typeof setTimeout>>();
  const told = new Map<number, number>();

  const inRoom = (room: number): readonly User[] => writers.get(room) ?? [];

  function note(room: number, user: User): void {
    stop(room, user.id);
    writers.set(room, [...inRoom(room), user]);
    timers.set(`${room}:${user.id}`, setTimeout(() => stop(room, user.id), shownMs));
  }

  function stop(room: number, userId: number): void {
    clearTimeout(timers.get(`${room}:${userId}`));
    timers.delete(`${room}:${userId}`);
    if (inRoom(room).some((one) => one.id === userId)) writers.set(room, inRoom(room).filter((one) => one.id !== userId));
  }

  /** Tells the others, at most every 3 s. */
  function tell(room: number, thread = 0): void {
    const now = Date.now();
    if (link.state !== 'online' || now - (told.get(room) ?? 0) < tellEveryMs) return;
    told.set(room, now);
    link.request('typing', thread > 0 ? { room, thread } : { room }).catch(() => undefined); // A lost sign of typing is no loss.
  }

  /** One's own message went out: the next key stroke is told at once. */
  function forget(room: number): void {
    told.delete(room);
  }

  function clear(): void {
    for (const timer of timers.values()) clearTimeout(timer);
    timers.clear();
    writers.clear();
    told.clear();
  }

  return { inRoom, note, stop, tell, forget, clear };
});
