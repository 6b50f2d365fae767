import { flag, instant, list, nullable, object, oneOf, optional, text, whole, type Shape, type Shaped } from './shape';
import { announcement, file, me, member, memberRoles, message, profile, publicRoom, room, serverRoles, session, user } from './types';

/** The bodies of the REST answers that the page reads. */
export const signedIn = object({ token: text, me });
export const sessionList = object({ sessions: list(session) });
export { file, me, profile, room };

export const registrations = ['open', 'invite', 'closed'] as const;
export type Registration = (typeof registrations)[number];

/** What everybody may know of this server. Limits are optional: the page has the contract's. */
export const server = object({ name: text, version: text, registration: oneOf(...registrations), setup: flag, announcement });
export type ServerInfo = Shaped<typeof server>;

export const messagePage = object({ messages: list(message), more: flag });
export type MessagePage = Shaped<typeof messagePage>;
export const pins = object({ messages: list(message) });
export const memberPage = object({ members: list(member), more: flag });
export type MemberPage = Shaped<typeof memberPage>;
export const roomPage = object({ rooms: list(publicRoom), more: flag });
export type RoomPage = Shaped<typeof roomPage>;
export const edits = object({ edits: list(object({ text, time: instant })) });
export const readers = object({ readers: list(user), more: flag });
export const userList = object({ users: list(user) });

const opaque: Shape<string> = (value, path) => (typeof value === 'number' ? String(value) : text(value, path));
export const invite = object({ id: opaque, code: text, url: text, expires: nullable(instant), uses_left: nullable(whole) });
export type Invite = Shaped<typeof invite>;
export const inviteList = object({ invites: list(invite) });
export const inviteInfo = object({ server: text, room: nullable(text), inviter: text, valid: flag });
export type InviteInfo = Shaped<typeof inviteInfo>;

export const adminUser = object({
  id: whole,
  name: text,
  avatar: text,
  role: oneOf(...serverRoles),
  status: text,
  last_seen: nullable(instant),
  joined: instant,
  email: text,
  state: text,
  sessions: whole,
  connections: whole,
});
export type AdminUser = Shaped<typeof adminUser>;
export const adminUsers = object({ users: list(adminUser), more: flag });
export const resetCode = object({ code: text, url: text, expires: instant });
/** Of a private room only its number and size are told. */
export const adminRoom = object({ id: whole, kind: text, name: optional(text), topic: optional(text), members: whole, archived: optional(flag), last_seq: optional(whole) });
export const adminRooms = object({ rooms: list(adminRoom), more: flag });
export type AdminRoom = Shaped<typeof adminRoom>;
export const auditLog = object({ entries: list(object({ id: whole, time: instant, actor: nullable(user), action: text, target: opaque, details: (value: unknown) => value })), more: flag });
export const report = object({ id: whole, time: instant, reporter: user, message: nullable(message), reason: text, state: text, handled_by: nullable(user) });
export type Report = Shaped<typeof report>;
export const reports = object({ reports: list(report), more: flag });
export const wordActions = ['block', 'mask', 'flag'] as const;
export type WordAction = (typeof wordActions)[number];
export const words = object({ words: list(object({ word: text, action: oneOf(...wordActions) })) });
export const storage = object({ database_bytes: whole, files_bytes: whole, files: whole, messages: whole, users: whole, rooms: whole });
export const connections = object({ total: whole, connections: list(object({ user, device: text, transport: text, address: text, since: instant, rooms: whole })) });
export const settings = object({
  name: text,
  registration: oneOf(...registrations),
  announcement,
  rooms_by: oneOf('members', 'moderators'),
  history_edit_minutes: whole,
});
export type Settings = Shaped<typeof settings>;
export { memberRoles };
