import { defineStore } from 'pinia';
import { computed, shallowReactive } from 'vue';
import { asChatError, type ChatError, type ChatFile, type Message, type Quote } from '@/protocol';
import { useNet } from './net';
import { useSession } from './session';
import { dropOutgoing, readOutgoing, writeOutgoing } from './vault';

/** A file on its way: shown from memory, uploaded once. */
export interface OutgoingFile {
  readonly kind: ChatFile['kind'];
  readonly blob: Blob;
  readonly name: string;
  /** Where an image is shown from; of other files "". */
  readonly preview: string;
  readonly width: number;
  readonly height: number;
  readonly uploaded: ChatFile | null;
  /** From 0 to 1. */
  readonly progress: number;
  /** The upload in pieces that a cut interrupts, or "". */
  readonly upload: string;
}

/** A message that the server has not acknowledged. `sending` also while off line: it goes out when the connection is back. */
export interface Outgoing {
  readonly clientId: string;
  readonly room: number;
  readonly text: string;
  readonly files: readonly OutgoingFile[];
  readonly time: string;
  readonly state: 'sending' | 'failed';
  readonly error: ChatError | null;
  readonly replyTo: Quote | null;
  /** The number of the first message of the thread that it answers, or 0. */
  readonly thread: number;
}

/** What a message is besides its words. */
export interface SendOptions {
  readonly replyTo?: Quote | null;
  readonly thread?: number;
}

/** 128 random bits. `crypto.randomUUID` exists only under https and on localhost, a chat in the office has neither. */
export function newClientId(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

const previewsKept = 40;
const triesWhileOnline = 3;
/** A message that nobody answers is tried so often by a new connection. */
const askedAgain = 3;
/** The server asks for patience: tried again by itself before the person is asked. */
const patienceMs = 1000;
const patientTries = 5;
/** Whoever is to wait for longer decides for themselves whether they do. */
const longestPatienceMs = 15_000;

/** What the tabs of a browser tell each other: a message that is gone, or "" when there is something to look for. */
interface TabNews {
  readonly user: number;
  readonly gone: string;
}

/** Of several tabs that have the same files to upload one does it at a time. Words need no lock, and without https there is none: the client id makes it one message. */
function inOneTab({ clientId, files }: Outgoing, work: () => Promise<void>): Promise<void> {
  const locks = navigator.locks as LockManager | undefined;
  return locks && files.length > 0 ? locks.request(`webchats.outbox.${clientId}`, work) : work();
}

const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Messages on their way, in order per room, each with its client id: sent again under the same id, stored once. */
export const useOutbox = defineStore('outbox', () => {
  const { api, link } = useNet();
  const session = useSession();
  const queues = shallowReactive(new Map<number, readonly Outgoing[]>());
  const pumping = new Set<number>();
  /** File id → the picture that is already in memory, so that an own image does not flicker when it is acknowledged. */
  const previews = new Map<string, string>();
  const tabs = typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel('webchats.outbox');
  let deliver: (message: Message) => void = () => undefined;

  const of = (room: number): readonly Outgoing[] => queues.get(room) ?? [];

  /** How many wait for their acknowledgement, in all rooms. */
  const waiting = computed(() => [...queues.values()].reduce((sum, queue) => sum + queue.length, 0));
  /** What was refused and is not sent by itself, in all rooms. */
  const failed = computed(() => [...queues.values()].flat().filter((one) => one.state === 'failed'));
  const find = (room: number, clientId: string): Outgoing | undefined => of(room).find((one) => one.clientId === clientId);

  let lastOrder = 0;
  const orders = new Map<string, number>();
  /** Client id → what ends its upload. */
  const uploading = new Map<string, AbortController>();
  /** Client id → how often nobody answered. */
  const unanswered = new Map<string, number>();

  function tellTabs(gone: string): void {
    if (session.me) tabs?.postMessage({ user: session.me.id, gone } satisfies TabNews);
  }

  /** The next visit finds it where this one was closed. */
  async function keep(entry: Outgoing): Promise<void> {
    const me = session.me;
    if (!me) return;
    const files = entry.files.map(({ kind, blob, name, width, height, upload }) => ({ kind, blob, name, width, height, upload }));
    const { clientId, room, text, time, state, replyTo, thread } = entry;
    lastOrder = Math.max(Date.parse(time), lastOrder + 1);
    const order = orders.get(clientId) ?? lastOrder;
    orders.set(clientId, order);
    await writeOutgoing(me.id, { clientId, room, text, time, state, replyTo, thread, files, order });
  }

  function unkeep(clientId: string): void {
    orders.delete(clientId);
    unanswered.delete(clientId);
    if (session.me) void dropOutgoing(session.me.id, clientId);
  }

  /** Takes what an earlier visit or another tab left, for the next flush. Both may send the same: the client id makes it one message. */
  async function restore(): Promise<void> {
    const me = session.me;
    if (!me) return;
    const left = await readOutgoing(me.id);
    if (session.me?.id !== me.id) return;
    for (const { order, files, ...one } of left) {
      if (find(one.room, one.clientId)) continue;
      orders.set(one.clientId, order);
      const shown = files.map((file) => ({ ...file, preview: file.kind === 'image' ? URL.createObjectURL(file.blob) : '', uploaded: null, progress: 0 }));
      queues.set(one.room, [...of(one.room), { ...one, files: shown, error: null }]);
    }
  }

  function change(entry: Outgoing, fields: Partial<Outgoing>): void {
    queues.set(
      entry.room,
      of(entry.room).map((one) => (one.clientId === entry.clientId ? { ...one, ...fields } : one)),
    );
  }

  function changeFile(entry: Outgoing, index: number, fields: Partial<OutgoingFile>): void {
    const files = find(entry.room, entry.clientId)?.files ?? [];
    change(entry, { files: files.map((file, at) => (at === index ? { ...file, ...fields } : file)) });
  }

  function remove(room: number, clientId: string): void {
    tellTabs(clientId);
    drop(room, clientId);
  }

  function drop(room: number, clientId: string): void {
    unkeep(clientId);
    uploading.delete(clientId);
    const rest = of(room).filter((one) => one.clientId !== clientId);
    if (rest.length !== of(room).length) queues.set(room, rest);
  }

  function keepPreview(file: ChatFile, url: string): void {
    previews.set(file.id, url);
    for (const [oldest, stale] of previews) {
      if (previews.size <= previewsKept) break;
      previews.delete(oldest);
      URL.revokeObjectURL(stale);
    }
  }

  /** Writes down under which id an upload can be resumed, for the next try and the next visit. */
  function noteUpload(entry: Outgoing, index: number, upload: string): void {
    changeFile(entry, index, { upload });
    const now = find(entry.room, entry.clientId);
    if (now) void keep(now);
  }

  async function uploadFiles(entry: Outgoing): Promise<ChatFile[]> {
    const upload = uploading.get(entry.clientId) ?? new AbortController();
    uploading.set(entry.clientId, upload);
    const files: ChatFile[] = [];
    for (const [index, one] of entry.files.entries()) {
      const file =
        one.uploaded ??
        (await api.uploadFile(one.blob, one.name, {
          resume: one.upload,
          signal: upload.signal,
          onProgress: (progress) => {
            unanswered.delete(entry.clientId);
            changeFile(entry, index, { progress });
          },
          onAnnounced: (id) => noteUpload(entry, index, id),
        }));
      changeFile(entry, index, { uploaded: file, progress: 1 });
      if (one.preview !== '') keepPreview(file, one.preview);
      files.push(file);
    }
    return files;
  }

  async function transmit(entry: Outgoing): Promise<void> {
    if (!find(entry.room, entry.clientId)) return; // Another tab has brought it meanwhile.
    const files = await uploadFiles(entry);
    const stored = await link.request('message:send', {
      room: entry.room,
      client_id: entry.clientId,
      text: entry.text,
      ...(files.length > 0 ? { attachments: files.map((file) => file.id) } : {}),
      ...(entry.replyTo ? { reply_to: entry.replyTo.seq } : {}),
      ...(entry.thread > 0 ? { thread: entry.thread } : {}),
    });
    const me = session.me;
    if (!me) return;
    deliver({
      id: stored.id,
      room: entry.room,
      seq: stored.seq,
      client_id: entry.clientId,
      version: 0,
      kind: 'text',
      user: { id: me.id, name: me.name, avatar: me.avatar, role: me.role },
      text: entry.text,
      attachments: files,
      time: stored.time,
      reply_to: entry.replyTo,
      thread: entry.thread,
      replies: 0,
      edited: null,
      deleted: null,
      pinned: false,
      reactions: [],
    });
  }

  /** Whether to try once more by itself. `tries`: how often this message failed so far, this one included. */
  async function tryAgain(error: ChatError, tries: number): Promise<boolean> {
    if (error.code === 'offline') return tries < triesWhileOnline; // The connection went and came back in the meantime.
    if (error.code !== 'rate_limited' && error.code !== 'unavailable') return false;
    const told = (error.retryAfterSeconds ?? 0) * 1000;
    if (tries >= patientTries || told > longestPatienceMs) return false;
    await pause(Math.max(patienceMs * tries, told));
    return true;
  }

  /** Nobody answered: the connection may be dead without telling. The next one goes on under the same client id. */
  function asksAgain({ clientId }: Outgoing): boolean {
    const times = (unanswered.get(clientId) ?? 0) + 1;
    unanswered.set(clientId, times);
    if (times > askedAgain) return false;
    link.renew();
    return true;
  }

  /** Sends what waits in a room, one after the other, so that the order on the server is the order of typing. */
  async function pump(room: number): Promise<void> {
    if (pumping.has(room)) return;
    pumping.add(room);
    let tries = 0;
    try {
      for (;;) {
        const entry = of(room).find((one) => one.state === 'sending');
        if (!entry || link.state !== 'online') return; // Resumed by flush().
        try {
          await inOneTab(entry, () => transmit(entry));
          remove(room, entry.clientId);
          tries = 0;
        } catch (reason) {
          const error = asChatError(reason);
          tries += 1;
          const now = find(room, entry.clientId);
          if (!now) continue; // Settled, or taken back, in the meantime.
          if (link.state !== 'online' && error.isLost) return;
          const lost = error.code === 'timeout' || (error.code === 'offline' && now.files.some((file) => !file.uploaded));
          if (lost && asksAgain(now)) return;
          if (await tryAgain(error, tries)) continue;
          change(now, { state: 'failed', error });
          tries = 0;
        }
      }
    } finally {
      pumping.delete(room);
    }
  }

  function send(room: number, text: string, files: readonly OutgoingFile[], { replyTo = null, thread = 0 }: SendOptions = {}): void {
    const entry: Outgoing = { clientId: newClientId(), room, text, files, time: new Date().toISOString(), state: 'sending', error: null, replyTo, thread };
    queues.set(room, [...of(room), entry]);
    void keep(entry).then(() => link.state !== 'online' && tellTabs(''));
    void pump(room);
  }

  /** Once more; `but`: what is to be different. */
  function retry(room: number, clientId: string, but: Partial<Pick<Outgoing, 'replyTo'>> = {}): void {
    const entry = find(room, clientId);
    if (!entry) return;
    unanswered.delete(clientId);
    const again: Outgoing = { ...entry, ...but, state: 'sending', error: null };
    change(entry, again);
    void keep(again);
    void pump(room);
  }

  /** The person wants to say it otherwise: what it was, with its files, for the composer. */
  function takeBack(room: number, clientId: string): Outgoing | undefined {
    const entry = find(room, clientId);
    if (entry) remove(room, clientId);
    return entry;
  }

  /** The person takes it back: what was uploaded of it is not wanted any more. */
  function discard(room: number, clientId: string): void {
    const entry = find(room, clientId);
    uploading.get(clientId)?.abort();
    for (const file of entry?.files ?? []) {
      if (file.preview !== '' && !file.uploaded) URL.revokeObjectURL(file.preview);
      if (file.upload !== '' && !file.uploaded) void api.dropUpload(file.upload).catch(() => undefined); // It is dropped after a day anyway.
    }
    remove(room, clientId);
  }

  /** The message came back from the server: it is stored, whatever became of its acknowledgement. */
  function settle(message: Message): void {
    if (message.client_id !== undefined) remove(message.room, message.client_id);
  }

  /** The connection is back. */
  function flush(): void {
    for (const room of queues.keys()) void pump(room);
  }

  /** Another tab may have left something. */
  async function lookForMore(): Promise<void> {
    await restore();
    flush();
  }

  /** This page may end: what waits here is for the tabs that stay. */
  function handOver(): void {
    if (waiting.value > 0) tellTabs('');
  }

  tabs?.addEventListener('message', ({ data: { user, gone } }: MessageEvent<TabNews>) => {
    if (user !== session.me?.id) return;
    if (gone === '') return void lookForMore();
    uploading.get(gone)?.abort();
    for (const [room, queue] of queues) if (queue.some((one) => one.clientId === gone)) drop(room, gone);
  });

  /** Who takes an acknowledged message. */
  function onDelivered(listener: (message: Message) => void): void {
    deliver = listener;
  }

  function clear(): void {
    for (const one of uploading.values()) one.abort();
    uploading.clear();
    orders.clear();
    unanswered.clear();
    queues.clear();
    for (const url of previews.values()) URL.revokeObjectURL(url);
    previews.clear();
  }

  const previewOf = (fileId: string): string | undefined => previews.get(fileId);

  return { of, waiting, failed, send, retry, takeBack, discard, settle, flush, lookForMore, handOver, previewOf, onDelivered, restore, clear };
});
