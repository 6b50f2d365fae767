import { flag, instant, list, nullable, object, oneOf, optional, text, whole, type Shape, type Shaped } from './shape';
import { announcement, file, me, member, message, profile, publicRoom, room, session, user } from './types';

/** The bodies of the REST answers that the page reads. */
export const signedIn = object({ token: text, me });
export const sessionList = object({ sessions: list(session) });
export { file, me, profile, room };
/** How far an upload in pieces is. */
export const upload = object({ id: text, size: whole, offset: whole, chunk: whole });
export type Upload = Shaped<typeof upload>;

export const registrations = ['open', 'invite', 'closed'] as const;
export type Registration = (typeof registrations)[number];

/** What everybody may know of this server. Limits are optional: the page has the contract's. */
export const server = object({ name: text, version: text, registration: oneOf(...registrations), setup: flag, mail: optional(flag), announcement, icon: optional(text) });
export type ServerInfo = Shaped<typeof server>;

/** What may be written after a slash in a room, by the one who asks; the first name is that of their language. */
export const slashCommand = object({ names: list(text), arguments: text, says: text });
export type SlashCommand = Shaped<typeof slashCommand>;
export const slashCommands = object({ commands: list(slashCommand) });

export const messagePage = object({ messages: list(message), more: flag });
export type MessagePage = Shaped<typeof messagePage>;
export const pins = object({ messages: list(message) });
export const memberPage = object({ members: list(member), more: flag });
export type MemberPage = Shaped<typeof memberPage>;
export const rooms = object({ rooms: list(room) });
export const roomPage = object({ rooms: list(publicRoom), more: flag });
/** Who may not come back into a room. */
export const ban = object({ user, by: user, reason: text, time: instant, expires: nullable(instant) });
export type Ban = Shaped<typeof ban>;
export const bans = object({ bans: list(ban), more: flag });
export type BanPage = Shaped<typeof bans>;
export type RoomPage = Shaped<typeof roomPage>;
export const edits = object({ edits: list(object({ text, time: instant })) });
export const readers = object({ readers: list(user), more: flag });
export const userList = object({ users: list(user) });

const opaque: Shape<string> = (value, path) => (typeof value === 'number' ? String(value) : text(value, path));
/** The code is told once, to who made it. */
export const invite = object({ id: opaque, code: optional(text), expires: nullable(instant), uses_left: nullable(whole) });
export type Invite = Shaped<typeof invite>;
export const inviteList = object({ invites: list(invite) });
export const inviteInfo = object({ server: text, room: nullable(text), inviter: text, valid: flag });
export type InviteInfo = Shaped<typeof inviteInfo>;

/** What was found, with the places in the text, in UTF-16 units. */
export const hit = object({ message, highlights: list(list(whole)) });
export type Hit = Shaped<typeof hit>;
export const hits = object({ hits: list(hit), more: flag, next: nullable(whole) });
export type HitPage = Shaped<typeof hits>;
export const foundPeople = object({ people: list(user) });
