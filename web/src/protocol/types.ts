import { flag, instant, list, nullable, object, oneOf, optional, text, whole, type Shape, type Shaped } from './shape';

/** The types of the modern contract (docs/protocol.md), each as the check that reads it from the wire. */

export const user = object({ id: whole, name: text, avatar: text });
export type User = Shaped<typeof user>;

export const me = object({ id: whole, name: text, avatar: text, email: text, created: instant });
export type Me = Shaped<typeof me>;

export const file = object({ id: text, url: text, thumb: text, type: text, width: whole, height: whole, size: whole });
export type ChatFile = Shaped<typeof file>;

export const message = object({
  id: whole,
  room: whole,
  seq: whole,
  client_id: optional(text), // Only its author gets it.
  user,
  text,
  attachments: list(file),
  time: instant,
});
export type Message = Shaped<typeof message>;

export const roomKinds = ['public', 'private'] as const;
export type RoomKind = (typeof roomKinds)[number];

export const room = object({
  id: whole,
  kind: oneOf(...roomKinds),
  name: text,
  topic: text,
  last_seq: whole,
  version: whole,
  last_read: whole,
  unread: whole,
  last_message: nullable(message),
  online: list(user),
});
export type Room = Shaped<typeof room>;

/** A room as everybody sees it: the payload of `room:updated`. */
export const publicRoom = object({
  id: whole,
  kind: oneOf(...roomKinds),
  name: text,
  topic: text,
  last_seq: whole,
  version: whole,
});
export type PublicRoom = Shaped<typeof publicRoom>;

/** The id of a session is opaque: servers may name it by number or by text. */
const sessionId: Shape<string> = (value, path) => (typeof value === 'number' ? String(whole(value, path)) : text(value, path));

export const session = object({ id: sessionId, device: text, created: instant, last_used: instant, current: flag });
export type Session = Shaped<typeof session>;
