import { defineStore } from 'pinia';
import { shallowReactive } from 'vue';
import type { Message, rest, User } from '@/protocol';
import type { Page } from '@/net';
import { useNet } from './net';
import { useRooms } from './rooms';

const commandPatienceMs = 90_000;
const savedMax = 100;

/** What is done with messages that are stored. What changes comes back as an event to everybody, this page included. */
export const useMessages = defineStore('messages', () => {
  const { api, link } = useNet();
  const rooms = useRooms();
  /** What is known to be saved, as `room:seq`. */
  const saved = shallowReactive(new Set<string>());

  const keyOf = ({ room, seq }: { room: number; seq: number }): string => `${room}:${seq}`;
  const at = ({ room, seq }: Message): { room: number; seq: number } => ({ room, seq });

  async function edit(message: Message, text: string): Promise<void> {
    await link.request('message:edit', { ...at(message), text });
  }

  /** Carries out a slash command; what only its writer is told, if there is something. A language model takes its time. */
  async function command(room: number, text: string, thread: number): Promise<string | undefined> {
    return (await link.request('command', { room, text, ...(thread > 0 ? { thread } : {}) }, commandPatienceMs)).reply;
  }

  const commands = (room: number): Promise<rest.SlashCommand[]> => api.commands(room);

  async function remove(message: Message): Promise<void> {
    await link.request('message:delete', at(message));
  }

  async function react(message: Message, emoji: string): Promise<void> {
    const mine = message.reactions.some((one) => one.emoji === emoji && one.mine);
    await link.request(mine ? 'reaction:remove' : 'reaction:add', { ...at(message), emoji });
  }

  async function pin(message: Message, pinned: boolean): Promise<void> {
    await link.request(pinned ? 'pin:add' : 'pin:remove', at(message));
  }

  function noteSaved(key: { room: number; seq: number }, isSaved: boolean): void {
    if (isSaved) saved.add(keyOf(key));
    else saved.delete(keyOf(key));
  }

  async function save(message: Message, wanted: boolean): Promise<void> {
    await link.request(wanted ? 'save:add' : 'save:remove', at(message));
    noteSaved(message, wanted);
  }

  async function report(message: Message, reason: string): Promise<void> {
    await link.request('message:report', { ...at(message), reason });
  }

  const markUnread = (message: Message): Promise<void> => rooms.markUnread(message.room, message.seq);

  let savedAsked: Promise<void> | null = null;

  /** Learns once what is saved already; from then on the server tells. The newest are enough: older ones are in the list of saved messages. */
  function learnSaved(): Promise<void> {
    savedAsked ??= api.saved({ limit: savedMax }).then(
      ({ messages }) => messages.forEach((message) => noteSaved(message, true)),
      () => void (savedAsked = null), // The next menu asks again.
    );
    return savedAsked;
  }

  function clear(): void {
    saved.clear();
    savedAsked = null;
  }

  const isSaved = (message: Message): boolean => saved.has(keyOf(message));
  const pins = (room: number): Promise<Message[]> => api.pins(room);
  const readers = async (message: Message): Promise<User[]> => (await api.readers(message.room, message.seq)).readers;
  const edits = (message: Message): Promise<{ text: string; time: string }[]> => api.edits(message.room, message.seq);
  const thread = (room: number, seq: number, page: Page): Promise<{ messages: Message[]; more: boolean }> => api.thread(room, seq, page);
  const listSaved = (page: Page): Promise<{ messages: Message[]; more: boolean }> => api.saved(page);
  const listMentions = (page: Page): Promise<{ messages: Message[]; more: boolean }> => api.mentions(page);

  const search = (q: string, page: { in?: number; before?: number; limit?: number; utc_offset: number }): Promise<rest.HitPage> => api.search(q, page);

  return { edit, command, commands, remove, react, pin, save, isSaved, learnSaved, noteSaved, clear, report, markUnread, pins, readers, edits, thread, listSaved, listMentions, search };
});
