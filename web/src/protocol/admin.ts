import { registrations } from './rest';
import { flag, instant, list, nullable, object, oneOf, optional, text, whole, type Shape, type Shaped } from './shape';
import { announcement, message, serverRoles, user } from './types';

/** The bodies of the REST answers of administration. Loaded with its pages only. */

const idOrText: Shape<string> = (value, path) => (typeof value === 'number' ? String(value) : text(value, path));

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
export const auditEntry = object({ id: whole, time: instant, actor: nullable(user), action: text, target: idOrText, details: (value: unknown) => value });
export type AuditEntry = Shaped<typeof auditEntry>;
export const auditLog = object({ entries: list(auditEntry), more: flag });
export const report = object({ id: whole, time: instant, reporter: nullable(user), message: nullable(message), reason: text, state: text, handled_by: nullable(user) });
export type Report = Shaped<typeof report>;
export const reports = object({ reports: list(report), more: flag });
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
/** What becomes of a text with the word in it. */
export const wordActions = ['block', 'mask', 'report'] as const;
export type WordAction = (typeof wordActions)[number];
export const filteredWord = object({ word: text, action: oneOf(...wordActions) });
export type FilteredWord = Shaped<typeof filteredWord>;
export const wordList = object({ version: text, words: list(filteredWord) });
export type WordList = Shaped<typeof wordList>;
export type Storage = Shaped<typeof storage>;
export type Connections = Shaped<typeof connections>;
export type ResetCode = Shaped<typeof resetCode>;
