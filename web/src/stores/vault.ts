import { createStore, delMany, get, keys, promisifyRequest, set, type UseStore } from 'idb-keyval';
import type { Message, Room } from '@/protocol';
import type { Draft } from './drafts';
import type { Outgoing, OutgoingFile } from './outbox';
import type { Unfinished } from './unfinished';

/** What is kept of one person's chat between two visits of this browser. */
export interface Kept {
  readonly epoch: string;
  readonly rooms: readonly Room[];
  readonly logs: readonly { readonly room: number; readonly messages: readonly Message[]; readonly more: boolean; readonly version: number }[];
}

/** A message on its way as it is kept: files as bytes, without what belongs to one page. */
export type KeptOutgoing = Omit<Outgoing, 'files' | 'error'> & {
  readonly files: readonly Pick<OutgoingFile, 'kind' | 'blob' | 'name' | 'width' | 'height' | 'upload'>[];
  readonly order: number;
};

let database: UseStore | null = null;

/** Private windows and old browsers have none: then nothing is kept, and nothing else changes. */
export const hasVault = typeof indexedDB !== 'undefined';

const store = (): UseStore => (database ??= createStore('webchats', 'kept'));

const stateKey = (user: number): string => `state:${user}`;
const outPrefix = (user: number): string => `out:${user}:`;
const unfinishedPrefix = (user: number): string => `unfinished:${user}:`;
const draftPrefix = (user: number): string => `draft:${user}:`;
const draftKey = (user: number, { room, thread }: Draft): string => `${draftPrefix(user)}${room}:${thread}`;

/** A disk that is full or forbidden must not stop the chat. */
async function quietly<T>(work: () => Promise<T>, otherwise: T): Promise<T> {
  if (!hasVault) return otherwise;
  try {
    return await work();
  } catch (reason) {
    console.warn('the browser keeps nothing', reason);
    return otherwise;
  }
}

const readAll = <T>(prefix: string): Promise<readonly T[]> =>
  quietly(() => store()('readonly', (kept) => promisifyRequest<T[]>(kept.getAll(IDBKeyRange.bound(prefix, `${prefix}\uffff`)))), []);

export const readState = (user: number): Promise<Kept | null> => quietly(async () => (await get<Kept>(stateKey(user), store())) ?? null, null);

export const writeState = (user: number, kept: Kept): Promise<void> => quietly(() => set(stateKey(user), kept, store()), undefined);

/** What waits to be sent, in the order of typing. */
export const readOutgoing = (user: number): Promise<readonly KeptOutgoing[]> =>
  readAll<KeptOutgoing>(outPrefix(user)).then((all) => all.filter((one) => Array.isArray(one.files)).sort((a, b) => a.order - b.order));

export const writeOutgoing = (user: number, one: KeptOutgoing): Promise<void> => quietly(() => set(outPrefix(user) + one.clientId, one, store()), undefined);

export const dropOutgoing = (user: number, clientId: string): Promise<void> => quietly(() => delMany([outPrefix(user) + clientId], store()), undefined);

/** What was being written. */
export const readDrafts = (user: number): Promise<readonly Draft[]> => readAll(draftPrefix(user));

export const writeDraft = (user: number, draft: Draft): Promise<void> => quietly(() => set(draftKey(user, draft), draft, store()), undefined);

export const dropDraft = (user: number, draft: Draft): Promise<void> => quietly(() => delMany([draftKey(user, draft)], store()), undefined);

/** What was being answered and edited. */
export const readUnfinished = (user: number): Promise<readonly Unfinished[]> => readAll(unfinishedPrefix(user));

export const writeUnfinished = (user: number, one: Unfinished): Promise<void> =>
  quietly(() => {
    const key = `${unfinishedPrefix(user)}${one.room}`;
    const isOver = one.replyTo === null && Object.keys(one.edits).length === 0;
    return isOver ? delMany([key], store()) : set(key, one, store());
  }, undefined);

/** Whoever signs out leaves nothing behind. Whose time has run out finds the words that were not sent when he is back, and nothing else. */
export const forgetUser = (user: number, unsent: 'drop' | 'keep'): Promise<void> =>
  quietly(async () => {
    const gone = unsent === 'keep' ? [] : [outPrefix, draftPrefix, unfinishedPrefix];
    const all = await keys<string>(store());
    await delMany(
      all.filter((key) => key === stateKey(user) || gone.some((prefix) => key.startsWith(prefix(user)))),
      store(),
    );
  }, undefined);
