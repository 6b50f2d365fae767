import { wireError, errorFromCode } from './errors';
import { flag, instant, list, nullable, object, oneOf, optional, otherwise, ShapeError, text, whole, type Shape, type Shaped } from './shape';
import {
  announcement,
  linkPreview,
  me,
  memberChanges,
  memberRoles,
  message,
  notifyLevels,
  patch,
  presences,
  publicRoom,
  readPosition,
  room,
  user,
  type MemberRole,
  type NotifyLevel,
  type RoomKind,
} from './types';

interface OfMessage {
  room: number;
  seq: number;
}
interface OfPerson {
  room: number;
  user: number;
}

/** Client → server: what each event carries. */
export interface RequestPayloads {
  sync: { epoch?: string; rooms?: { room: number; seq: number; version: number }[] };
  'room:create': { name: string; topic?: string; kind?: RoomKind };
  'room:direct': { users: number[] };
  'room:update': { room: number; name?: string; topic?: string; kind?: RoomKind; read_only?: boolean; slow_seconds?: number };
  'room:archive': { room: number; archived: boolean };
  'room:join': { room: number } | { invite: string };
  'room:leave': { room: number };
  'room:invite': { room: number; users: number[] };
  'room:kick': OfPerson & { reason?: string };
  'room:ban': OfPerson & { reason?: string; seconds?: number };
  'room:unban': OfPerson;
  'room:mute': OfPerson & { seconds: number };
  'room:role': OfPerson & { role: MemberRole };
  'room:notify': { room: number; level: NotifyLevel };
  history: { room: number; before?: number; after?: number; around?: number; at?: string; limit?: number };
  'message:send': { room: number; client_id: string; text?: string; attachments?: string[]; reply_to?: number; thread?: number; kind?: 'text' | 'action' };
  'message:edit': OfMessage & { text: string };
  'message:delete': OfMessage;
  'preview:remove': OfMessage;
  'reaction:add': OfMessage & { emoji: string };
  'reaction:remove': OfMessage & { emoji: string };
  'pin:add': OfMessage;
  'pin:remove': OfMessage;
  'save:add': OfMessage;
  'save:remove': OfMessage;
  'message:report': OfMessage & { reason: string };
  read: OfMessage;
  unread: OfMessage;
  draft: { room: number; thread?: number; text: string };
  typing: { room: number; thread?: number };
  presence: { status: 'online' | 'idle' };
  people: { ids: number[] };
  robot: { text: string };
  command: { room: number; text: string; thread?: number };
}
export type RequestName = keyof RequestPayloads;

const nothing = object({});
const versioned = object({ version: whole });

/** Client → server: what the acknowledgement adds to `ok`. */
export const answers = {
  sync: object({ epoch: text, me, blocks: list(whole), rooms: list(room), patches: list(patch) }),
  'room:create': object({ room }),
  'room:direct': object({ room }),
  'room:update': object({ room }),
  'room:archive': object({ room }),
  'room:join': object({ room }),
  'room:leave': nothing,
  'room:invite': object({ added: list(whole) }),
  'room:kick': nothing,
  'room:ban': nothing,
  'room:unban': nothing,
  'room:mute': object({ muted_until: nullable(instant) }),
  'room:role': nothing,
  'room:notify': nothing,
  history: object({ messages: list(message), more: flag, more_after: flag, version: optional(whole) }),
  'message:send': object({ id: whole, seq: whole, time: instant }),
  'message:edit': object({ version: whole, edited: instant }),
  'message:delete': versioned,
  'preview:remove': versioned,
  'reaction:add': versioned,
  'reaction:remove': versioned,
  'pin:add': versioned,
  'pin:remove': versioned,
  'save:add': nothing,
  'save:remove': nothing,
  'message:report': nothing,
  read: object(readPosition),
  unread: object(readPosition),
  draft: nothing,
  typing: nothing,
  presence: nothing,
  people: object({ people: list(object({ id: whole, presence: oneOf(...presences), last_seen: nullable(instant) })) }),
  robot: object({ text }),
  command: object({ reply: optional(text) }),
} satisfies Record<RequestName, Shape<unknown>>;
export type Answer<N extends RequestName> = Shaped<(typeof answers)[N]>;

const moved = { room: whole, seq: whole, version: whole };

/** Server → client. */
export const pushes = {
  message,
  'message:updated': object({ ...moved, text, edited: nullable(instant), preview: linkPreview }),
  'message:deleted': object({ ...moved, deleted: instant, by: whole }),
  reaction: object({ ...moved, emoji: text, user: whole, added: flag, count: whole }),
  pin: object({ ...moved, user: whole, pinned: flag }),
  thread: object({ room: whole, seq: whole, replies: whole }),
  'room:updated': publicRoom,
  member: object({
    room: whole,
    version: whole,
    change: oneOf(...memberChanges),
    user,
    role: optional(oneOf(...memberRoles)),
    muted_until: optional(instant),
    members: whole,
  }),
  /** Of `banned`: why, if anybody said so, and until when; null: for good. */
  'room:gone': object({ room: whole, reason: oneOf('left', 'kicked', 'banned'), why: optional(text), until: optional(nullable(instant)) }),
  /** The lists are missing when too many moved at once, `changed` of an older server too. */
  presence: object({ room: whole, online: whole, joined: optional(list(user)), left: optional(list(whole)), changed: optional(list(object({ id: whole, presence: oneOf(...presences) }))) }),
  status: object({ user: whole, presence: oneOf(...presences) }),
  profile: user,
  me,
  read: object({ room: whole, ...readPosition }),
  notify: object({ room: whole, level: oneOf(...notifyLevels) }),
  draft: object({ room: whole, thread: whole, text }),
  saved: object({ room: whole, seq: whole, saved: flag }),
  mention: object({ room: whole, seq: whole }),
  typing: object({ room: whole, thread: otherwise(whole, 0), user }),
  notice: announcement,
  'session:revoked': object({ reason: text }),
} satisfies Record<string, Shape<unknown>>;
export type PushName = keyof typeof pushes;
export type Push<N extends PushName> = Shaped<(typeof pushes)[N]>;

/** Reads an acknowledgement: the typed answer, or a thrown `ChatError` (refused) or `ShapeError` (not of the contract). */
export function readAck<N extends RequestName>(name: N, value: unknown): Answer<N> {
  if (typeof value !== 'object' || value === null) throw new ShapeError('', 'an object');
  const ack = value as Record<string, unknown>;
  if (flag(ack['ok'], 'ok')) return answers[name](ack) as Answer<N>;
  const error = wireError(ack['error'], 'error');
  throw errorFromCode(error.code, error.message, error.retry_after ?? null, error.field, error.reason);
}

/** Reads the payload of an event from the server. */
export function readPush<N extends PushName>(name: N, value: unknown): Push<N> {
  return pushes[name](value) as Push<N>;
}
