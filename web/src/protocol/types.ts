import { flag, instant, list, nullable, object, oneOf, optional, otherwise, text, whole, type Shape, type Shaped } from './shape';

/** The types of the modern contract (docs/protocol.md), each as the check that reads it from the wire. */

export const serverRoles = ['owner', 'admin', 'moderator', 'member', 'guest', 'bot'] as const;
export type ServerRole = (typeof serverRoles)[number];

/** `deleted`: the account is, and its name is nobody's. */
const userFields = { id: whole, name: text, avatar: text, role: oneOf(...serverRoles), deleted: optional(flag) };
export const user = object(userFields);
export type User = Shaped<typeof user>;

/** How somebody wants to be seen on all their devices; `online`: as these say. */
export const chosenPresences = ['online', 'idle', 'dnd', 'invisible'] as const;
export type ChosenPresence = (typeof chosenPresences)[number];

/** An older server has neither `presence` nor `quiet_hours` (minutes after midnight) nor `mail_notifications`. */
export const me = object({
  ...userFields,
  email: text,
  created: instant,
  status: text,
  language: text,
  time_zone: text,
  hide_last_seen: flag,
  presence: otherwise(oneOf(...chosenPresences), 'online'),
  quiet_hours: otherwise(nullable(object({ from: whole, to: whole })), null),
  mail_notifications: otherwise(flag, false),
});
export type Me = Shaped<typeof me>;

export const profile = object({ ...userFields, status: text, last_seen: nullable(instant), joined: instant, blocked: flag });
export type Profile = Shaped<typeof profile>;

export const fileKinds = ['image', 'file'] as const;
/** An older server has images only, and does not tell their names. */
export const file = object({ id: text, kind: otherwise(oneOf(...fileKinds), 'image'), name: otherwise(text, ''), url: text, thumb: text, type: text, width: whole, height: whole, size: whole });
export type ChatFile = Shaped<typeof file>;

export const quote = object({ seq: whole, user, text, deleted: flag });
export type Quote = Shaped<typeof quote>;

export const reaction = object({ emoji: text, count: whole, users: list(whole), mine: flag });
export type Reaction = Shaped<typeof reaction>;

/** What the page behind a message's link says of itself: text of others. An older server has none. */
export const linkPreview = optional(nullable(object({ url: text, title: text, description: text, site: text })));
export type LinkPreview = NonNullable<Shaped<typeof linkPreview>>;

export const messageKinds = ['text', 'action', 'system'] as const;
export type MessageKind = (typeof messageKinds)[number];

export const message = object({
  id: whole,
  room: whole,
  seq: whole,
  version: whole,
  kind: oneOf(...messageKinds),
  client_id: optional(text), // Only its author gets it.
  user,
  text,
  attachments: list(file),
  time: instant,
  reply_to: nullable(quote),
  thread: whole,
  replies: whole,
  edited: nullable(instant),
  deleted: nullable(instant),
  pinned: flag,
  reactions: list(reaction),
  crowd: optional(flag), // Its `@all` or `@here` counts.
  preview: linkPreview,
});
export type Message = Shaped<typeof message>;

export const roomKinds = ['public', 'private', 'direct'] as const;
export type RoomKind = (typeof roomKinds)[number];
export const memberRoles = ['owner', 'moderator', 'member'] as const;
export type MemberRole = (typeof memberRoles)[number];
export const notifyLevels = ['all', 'mentions', 'nothing'] as const;
export type NotifyLevel = (typeof notifyLevels)[number];

const roomFields = {
  id: whole,
  kind: oneOf(...roomKinds),
  name: text,
  topic: text,
  archived: flag,
  read_only: flag,
  slow_seconds: whole,
  last_seq: whole,
  version: whole,
  members: whole,
};

/** A room as everybody sees it: in the directory, and the payload of `room:updated`. */
export const publicRoom = object({ ...roomFields, online: optional(whole) });
export type PublicRoom = Shaped<typeof publicRoom>;

/** A room as one of its members sees it. */
export const room = object({
  ...roomFields,
  online: whole,
  role: oneOf(...memberRoles),
  last_read: whole,
  unread: whole,
  mentions: whole,
  notify: oneOf(...notifyLevels),
  muted_until: nullable(instant),
  draft: text,
  last_message: nullable(message),
  people: list(user),
});
export type Room = Shaped<typeof room>;

export const presences = ['online', 'idle', 'dnd', 'offline'] as const;
export type Presence = (typeof presences)[number];

export const member = object({ ...userFields, room_role: oneOf(...memberRoles), online: flag, presence: oneOf(...presences), muted_until: nullable(instant) });
export type Member = Shaped<typeof member>;

export const patch = object({ room: whole, messages: list(message), changed: list(message), fresh: flag, more: flag });
export type Patch = Shaped<typeof patch>;

export const memberChanges = ['joined', 'left', 'kicked', 'banned', 'role', 'muted'] as const;
export type MemberChange = (typeof memberChanges)[number];

/** What was told to everybody, in two languages. */
export const announcement = nullable(object({ en: text, zh: text }));
export type Announcement = Shaped<typeof announcement>;

/** The id of a session is opaque: servers may name it by number or by text. */
const sessionId: Shape<string> = (value, path) => (typeof value === 'number' ? String(whole(value, path)) : text(value, path));

export const session = object({ id: sessionId, device: text, created: instant, last_used: instant, current: flag });
export type Session = Shaped<typeof session>;

/** An older server does not count mentions with the marker. */
export const readPosition = { last_read: whole, unread: whole, mentions: otherwise(whole, 0) };
