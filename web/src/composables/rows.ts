import type { ChatFile, Message, User } from '@/protocol';
import type { Outgoing, OutgoingImage } from '@/stores';
import { sameDay } from './format';

/** A picture in a row: one that is stored, or one on its way. */
export type RowImage =
  | { readonly kind: 'stored'; readonly file: ChatFile }
  | { readonly kind: 'outgoing'; readonly image: OutgoingImage };

/** One message as the timeline shows it. */
export interface MessageRow {
  readonly kind: 'message';
  readonly key: string;
  readonly seq: number | null;
  readonly user: User;
  readonly mine: boolean;
  readonly text: string;
  readonly images: readonly RowImage[];
  readonly time: string;
  /** First and last of a run by the same person within a few minutes. */
  readonly first: boolean;
  readonly last: boolean;
  readonly state: 'sent' | 'sending' | 'failed';
  readonly outgoing: Outgoing | null;
}

export type Row = MessageRow | { readonly kind: 'day'; readonly key: string; readonly time: string } | { readonly kind: 'unread'; readonly key: string };

const runMs = 5 * 60_000;

interface Draft extends Omit<MessageRow, 'first' | 'last'> {
  breakBefore: 'none' | 'day' | 'unread';
}

/** Keeps its key when it is acknowledged, so the row on screen stays the same element. */
const keyOf = (message: Message): string => (message.client_id === undefined ? `s${message.seq}` : `c${message.client_id}`);

function ofMessage(message: Message, me: User): Draft {
  return {
    kind: 'message',
    key: keyOf(message),
    seq: message.seq,
    user: message.user,
    mine: message.user.id === me.id,
    text: message.text,
    images: message.attachments.map((file) => ({ kind: 'stored', file })),
    time: message.time,
    state: 'sent',
    outgoing: null,
    breakBefore: 'none',
  };
}

function ofOutgoing(one: Outgoing, me: User): Draft {
  return {
    kind: 'message',
    key: `c${one.clientId}`,
    seq: null,
    user: me,
    mine: true,
    text: one.text,
    images: one.images.map((image) => ({ kind: 'outgoing', image })),
    time: one.time,
    state: one.state,
    outgoing: one,
    breakBefore: 'none',
  };
}

function sameRun(a: Draft, b: Draft): boolean {
  return b.breakBefore === 'none' && a.user.id === b.user.id && Math.abs(Date.parse(b.time) - Date.parse(a.time)) < runMs;
}

/** What is stored and what is on its way, as rows with day lines, the unread line and runs. `readUpTo`: null shows no unread line. */
export function buildRows(messages: readonly Message[], outgoing: readonly Outgoing[], me: User, readUpTo: number | null): Row[] {
  const stored = new Set(messages.map((message) => message.client_id));
  const waiting = outgoing.filter((one) => !stored.has(one.clientId));
  const drafts = [...messages.map((message) => ofMessage(message, me)), ...waiting.map((one) => ofOutgoing(one, me))];
  const rows: Row[] = [];
  let unreadShown = readUpTo === null;
  let unreadAt = -1;
  drafts.forEach((draft, index) => {
    const before = drafts[index - 1];
    if (!unreadShown && draft.seq !== null && readUpTo !== null && draft.seq > readUpTo && !draft.mine) {
      unreadShown = true;
      unreadAt = index;
      draft.breakBefore = 'unread';
    }
    if (!before || !sameDay(before.time, draft.time)) draft.breakBefore = 'day';
  });
  drafts.forEach((draft, index) => {
    const before = drafts[index - 1];
    const after = drafts[index + 1];
    const { breakBefore, ...rest } = draft;
    if (breakBefore === 'day') rows.push({ kind: 'day', key: `d${draft.key}`, time: draft.time });
    if (index === unreadAt) rows.push({ kind: 'unread', key: 'unread' });
    rows.push({ ...rest, first: !before || !sameRun(before, draft), last: !after || !sameRun(draft, after) });
  });
  return rows;
}
