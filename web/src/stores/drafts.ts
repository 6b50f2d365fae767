import { defineStore } from 'pinia';
import { computed, shallowReactive } from 'vue';
import { asChatError, type Push } from '@/protocol';
import { useNet } from './net';
import type { OutgoingFile } from './outbox';
import { useRooms } from './rooms';
import { useSession } from './session';
import { dropDraft, readDrafts, writeDraft } from './vault';

/** What stands in the composer of a room, or of a thread of it, and is not sent. `thread`: the number of its first message, or 0. */
export interface Draft {
  readonly room: number;
  readonly thread: number;
  readonly text: string;
  /** The server has it. Until then it is newer than whatever the server tells. */
  readonly stored: boolean;
}

/** The typing is looked at so often; words that stand since the last look are told, so within twice that time. */
const lookEveryMs = 240;
/** A server that asks for patience, or does not answer, is told again. */
const againAfterMs = 5000;

const keyOf = (room: number, thread: number): string => `${room}:${thread}`;
const noFiles: readonly OutgoingFile[] = [];

/** The words and files that are being written, per room and thread. They survive a reload, and the server tells other devices. */
export const useDrafts = defineStore('drafts', () => {
  const { link } = useNet();
  const rooms = useRooms();
  const session = useSession();
  /** What was written in this browser, as far as the server's state may not have it yet. */
  const drafts = shallowReactive(new Map<string, Draft>());
  const files = shallowReactive(new Map<string, readonly OutgoingFile[]>());
  const timers = new Map<string, ReturnType<typeof setTimeout>>();
  const telling = new Set<string>();
  /** The other tabs of this browser, which keep in the same place. */
  const tabs = typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel('webchats.drafts');
  tabs?.addEventListener('message', ({ data: { user, draft } }: MessageEvent<{ user: number; draft: Draft }>) => {
    const key = keyOf(draft.room, draft.thread);
    const here = drafts.get(key);
    // Words of another tab are newer than what nobody types here; that they are stored says nothing about others.
    const isNews = draft.stored ? here?.stored !== false || here.text === draft.text : !timers.has(key);
    if (isNews && user === session.me?.id) drafts.set(key, draft);
  });

  const of = (room: number, thread = 0): string => drafts.get(keyOf(room, thread))?.text ?? (thread === 0 ? (rooms.byId.get(room)?.draft ?? '') : '');

  /** How many drafts only this browser has. */
  const unsaved = computed(() => [...drafts.values()].filter((draft) => !draft.stored && draft.text !== '').length);

  function keep(draft: Draft): void {
    const me = session.me;
    if (!me) return;
    void (draft.stored && draft.text === '' ? dropDraft(me.id, draft) : writeDraft(me.id, draft));
  }

  /** What was written here, for the next visit and the other tabs. */
  function share(draft: Draft): void {
    keep(draft);
    tabs?.postMessage({ user: session.me?.id, draft });
  }

  function look(key: string, before: Draft | undefined, afterMs = lookEveryMs): void {
    clearTimeout(timers.get(key));
    timers.set(
      key,
      setTimeout(() => {
        timers.delete(key);
        const draft = drafts.get(key);
        if (!draft || draft.stored) return;
        if (draft === before) void tell(draft);
        else look(key, draft);
      }, afterMs),
    );
  }

  /** The words as they stand now: written down with each key, for a page that ends has no time for it. */
  function write(room: number, thread: number, text: string): void {
    if (text === of(room, thread)) return;
    const key = keyOf(room, thread);
    const draft = { room, thread, text, stored: false };
    drafts.set(key, draft);
    share(draft);
    if (!timers.has(key)) look(key, draft);
  }

  async function tell(draft: Draft): Promise<void> {
    const { room, thread, text } = draft;
    const key = keyOf(room, thread);
    if (link.state !== 'online' || telling.has(key)) return; // flush(), or the end of the telling, goes on.
    telling.add(key);
    let again = 0;
    try {
      await link.request('draft', { room, ...(thread > 0 ? { thread } : {}), text });
      if (thread === 0) rooms.setDraft(room, text);
      if (drafts.get(key) === draft) {
        const stored = { ...draft, stored: true };
        drafts.set(key, stored);
        share(stored);
      }
    } catch (reason) {
      // What is refused for good is asked again with the next connection, and stays here as long.
      if (['timeout', 'rate_limited', 'unavailable'].includes(asChatError(reason).code)) again = againAfterMs;
    }
    telling.delete(key);
    const now = drafts.get(key);
    if (now && !now.stored && !timers.has(key) && (again > 0 || now !== draft)) look(key, now, again);
  }

  /** Tells at once, because the page may be about to end, or because the words have just been sent. */
  function tellNow(): void {
    for (const [key, timer] of timers) {
      clearTimeout(timer);
      timers.delete(key);
      const draft = drafts.get(key);
      if (draft && !draft.stored) void tell(draft);
    }
  }

  /** The connection is back, and its state was taken. */
  function flush(): void {
    for (const draft of drafts.values()) if (!draft.stored) void tell(draft);
  }

  /** Another connection of this person has these words. What stands here unsaved is newer, and on its way. */
  function take({ room, thread, text }: Push<'draft'>): void {
    const key = keyOf(room, thread);
    if (drafts.get(key)?.stored === false) return;
    const draft = { room, thread, text, stored: true };
    if (thread === 0) rooms.setDraft(room, text);
    drafts.set(key, draft);
    keep(draft);
  }

  /** What the server has by now: to be asked before a sync, and let go after it. */
  const stored = (): readonly Draft[] => [...drafts.values()].filter((draft) => draft.stored);

  /** The state that came later than these knows them, or what is newer. Of threads it tells nothing. */
  function release(known: readonly Draft[]): void {
    for (const draft of known) {
      const key = keyOf(draft.room, draft.thread);
      if (drafts.get(key) !== draft || (draft.thread > 0 && draft.text !== '')) continue;
      drafts.delete(key);
      if (session.me) void dropDraft(session.me.id, draft);
    }
  }

  /** Takes what an earlier visit left. */
  async function restore(): Promise<void> {
    const me = session.me;
    if (!me) return;
    const left = await readDrafts(me.id);
    if (session.me?.id !== me.id) return;
    for (const draft of left) {
      const key = keyOf(draft.room, draft.thread);
      if (!drafts.has(key)) drafts.set(key, draft);
    }
  }

  const filesOf = (room: number, thread: number): readonly OutgoingFile[] => files.get(keyOf(room, thread)) ?? noFiles;

  function setFiles(room: number, thread: number, wanted: readonly OutgoingFile[]): void {
    if (wanted.length === 0) files.delete(keyOf(room, thread));
    else files.set(keyOf(room, thread), wanted);
  }

  function clear(): void {
    for (const timer of timers.values()) clearTimeout(timer);
    timers.clear();
    drafts.clear();
    for (const { preview } of [...files.values()].flat()) if (preview !== '') URL.revokeObjectURL(preview);
    files.clear();
  }

  return { of, unsaved, write, tellNow, flush, take, stored, release, restore, filesOf, setFiles, clear };
});
