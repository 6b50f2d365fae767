import type { ChatFile, Message, Quote, User } from '@/protocol';
import type { Outgoing, OutgoingFile } from '@/stores';
import { sameDay } from './format';

/** A file in a row: one that is stored, or one on its way. */
export type RowFile =
  | { readonly kind: 'stored'; readonly file: ChatFile }
  | { readonly kind: 'outgoing'; readonly file: OutgoingFile };

/** One message as the timeline shows it. */
export interface MessageRow {
  readonly kind: 'message';
  readonly key: string;
  readonly seq: number | null;
  /** Whoever sees this row has seen everything up to this number: answers in threads after it are shown elsewhere. */
  readonly seen: number | null;
  readonly user: User;
  readonly mine: boolean;
  readonly text: string;
  readonly images: readonly RowFile[];
  /** What is no image. */
  readonly files: readonly RowFile[];
  readonly time: string;
  readonly replyTo: Quote | null;
  /** First and last of a run by the same person within a few minutes. */
  readonly first: boolean;
  readonly last: boolean;
  readonly state: 'sent' | 'sending' | 'failed';
  /** The message as it is stored, or how it is on its way: exactly one of them. */
  readonly stored: Message | null;
  readonly outgoing: Outgoing | null;
}

/** Something that happened in the room, told by the server. */
export interface SystemRow {
  readonly kind: 'system';
  readonly key: string;
  readonly seq: number;
  readonly seen: number;
  readonly message: Message;
}

export type Row = MessageRow | SystemRow | { readonly kind: 'day'; readonly key: string; readonly time: string } | { readonly kind: 'unread'; readonly key: string; readonly count: number };

const runMs = 5 * 60_000;

type Draft = (Omit<MessageRow, 'first' | 'last'> | SystemRow) & { breakBefore: 'none' | 'day' | 'unread' };

/** Keeps its key when it is acknowledged, so the row on screen stays the same element. */
const keyOf = (message: Message): string => (message.client_id === undefined ? `s${message.seq}` : `c${message.client_id}`);

const sorted = (all: readonly RowFile[]): Pick<MessageRow, 'images' | 'files'> => ({
  images: all.filter((one) => one.file.kind === 'image'),
  files: all.filter((one) => one.file.kind === 'file'),
});

function ofMessage(message: Message, seen: number, me: User): Draft {
  if (message.kind === 'system') return { kind: 'system', key: keyOf(message), seq: message.seq, seen, message, breakBefore: 'none' };
  return {
    kind: 'message',
    key: keyOf(message),
    seq: message.seq,
    seen,
    user: message.user,
    mine: message.user.id === me.id,
    text: message.text,
    ...sorted(message.attachments.map((file) => ({ kind: 'stored', file }))),
    time: message.time,
    replyTo: message.reply_to,
    state: 'sent',
    stored: message,
    outgoing: null,
    breakBefore: 'none',
  };
}

function ofOutgoing(one: Outgoing, me: User): Draft {
  return {
    kind: 'message',
    key: `c${one.clientId}`,
    seq: null,
    seen: null,
    user: me,
    mine: true,
    text: one.text,
    ...sorted(one.files.map((file) => ({ kind: 'outgoing', file }))),
    time: one.time,
    replyTo: one.replyTo,
    state: one.state,
    stored: null,
    outgoing: one,
    breakBefore: 'none',
  };
}

const timeOf = (draft: Draft): string => (draft.kind === 'system' ? draft.message.time : draft.time);

function sameRun(a: Draft, b: Draft): boolean {
  if (a.kind === 'system' || b.kind === 'system') return false;
  return b.breakBefore === 'none' && b.replyTo === null && a.user.id === b.user.id && Math.abs(Date.parse(b.time) - Date.parse(a.time)) < runMs;
}

/**
 * What is stored and what is on its way, as rows with day lines, the unread line and runs. `readUpTo`: null shows no unread
 * line. `thread`: 0 for the room itself, without the answers in threads; else only the thread of this number.
 */
export function buildRows(messages: readonly Message[], outgoing: readonly Outgoing[], me: User, readUpTo: number | null, thread = 0): Row[] {
  const sent = new Set(messages.map((message) => message.client_id));
  const waiting = outgoing.filter((one) => one.thread === thread && !sent.has(one.clientId));
  const shown = messages.filter((message) => (thread === 0 ? message.thread === 0 : message.thread === thread || message.seq === thread));
  const newest = messages.at(-1)?.seq ?? 0;
  const stored = shown.map((message, index) => {
    const after = shown[index + 1];
    return ofMessage(message, after ? after.seq - 1 : newest, me);
  });
  const drafts = [...stored, ...waiting.map((one) => ofOutgoing(one, me))];
  const rows: Row[] = [];
  let unreadShown = readUpTo === null;
  let unreadAt = -1;
  let unread = 0;
  drafts.forEach((draft, index) => {
    const before = drafts[index - 1];
    const mine = draft.kind === 'message' && draft.mine;
    if (draft.seq !== null && readUpTo !== null && draft.seq > readUpTo && !mine) unread += 1;
    if (!unreadShown && draft.seq !== null && readUpTo !== null && draft.seq > readUpTo && !mine) {
      unreadShown = true;
      unreadAt = index;
      draft.breakBefore = 'unread';
    }
    if (!before || !sameDay(timeOf(before), timeOf(draft))) draft.breakBefore = 'day';
  });
  drafts.forEach((draft, index) => {
    const before = drafts[index - 1];
    const after = drafts[index + 1];
    if (draft.breakBefore === 'day') rows.push({ kind: 'day', key: `d${draft.key}`, time: timeOf(draft) });
    if (index === unreadAt) rows.push({ kind: 'unread', key: 'unread', count: unread });
    const { breakBefore: _, ...rest } = draft;
    rows.push(rest.kind === 'system' ? rest : { ...rest, first: !before || !sameRun(before, draft), last: !after || !sameRun(draft, after) });
  });
  return rows;
}

const sameFiles = (a: readonly RowFile[], b: readonly RowFile[]): boolean => a.length === b.length && a.every((one, index) => one.file === b[index]?.file);

const sameValue = (a: unknown, b: unknown): boolean => a === b || (Array.isArray(a) && Array.isArray(b) && sameFiles(a as RowFile[], b as RowFile[]));

/** `now`, where each row that says what it said before is the object of before: what is drawn of it stays as it is. */
export function keepRows(before: readonly Row[], now: readonly Row[]): Row[] {
  const known = new Map(before.map((row) => [row.key, row]));
  return now.map((row) => {
    const old = known.get(row.key);
    return old && (Object.keys(row) as (keyof Row)[]).every((name) => sameValue(old[name], row[name])) ? old : row;
  });
}
