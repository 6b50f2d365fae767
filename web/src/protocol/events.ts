import { wireError, errorFromCode } from './errors';
import { flag, instant, list, object, ShapeError, text, whole, type Shape, type Shaped } from './shape';
import { me, message, publicRoom, room, user, type RoomKind } from './types';

/** Client → server: what each event carries. */
export interface RequestPayloads {
  sync: Record<string, never>;
  'room:create': { name: string; topic?: string; kind?: RoomKind };
  'room:join': { room: number };
  'room:leave': { room: number };
  history: { room: number; before?: number; after?: number; limit?: number };
  'message:send': { room: number; client_id: string; text?: string; attachments?: string[] };
  read: { room: number; seq: number };
  typing: { room: number };
  robot: { text: string };
}
export type RequestName = keyof RequestPayloads;

/** Client → server: what the acknowledgement adds to `ok`. */
export const answers = {
  sync: object({ me, rooms: list(room) }),
  'room:create': object({ room }),
  'room:join': object({ room }),
  'room:leave': object({}),
  history: object({ messages: list(message), more: flag }),
  'message:send': object({ id: whole, seq: whole, time: instant }),
  read: object({ last_read: whole, unread: whole }),
  typing: object({}),
  robot: object({ text }),
} satisfies Record<RequestName, Shape<unknown>>;
export type Answer<N extends RequestName> = Shaped<(typeof answers)[N]>;

/** Server → client. */
export const pushes = {
  message,
  presence: object({ room: whole, online: list(user) }),
  read: object({ room: whole, last_read: whole, unread: whole }),
  typing: object({ room: whole, user }),
  'room:updated': publicRoom,
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
  throw errorFromCode(error.code, error.message);
}

/** Reads the payload of an event from the server. */
export function readPush<N extends PushName>(name: N, value: unknown): Push<N> {
  return pushes[name](value) as Push<N>;
}
