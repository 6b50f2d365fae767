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
/** What the mail server said to a test mail; empty when it took it. */
export const mailTest = object({ sent: flag, said: text });
export const storage = object({ database_bytes: whole, files_bytes: whole, files: whole, messages: whole, users: whole, rooms: whole });
export const connections = object({ total: whole, connections: list(object({ user, device: text, transport: text, address: text, since: instant, rooms: whole })) });
export const hookKinds = ['incoming', 'outgoing', 'command'] as const;
export type HookKind = (typeof hookKinds)[number];
export const hookEvents = ['message.posted', 'message.updated', 'message.deleted', 'member.joined', 'member.left', 'reaction.added'] as const;
/** `token`, `path` and `secret` are told once, to who made it. */
export const hook = object({
  id: whole,
  kind: oneOf(...hookKinds),
  name: text,
  rooms: list(whole),
  created: instant,
  url: optional(text),
  events: optional(list(text)),
  command: optional(text),
  path: optional(text),
  secret: optional(text),
});
export type Hook = Shaped<typeof hook>;
export const hooks = object({ hooks: list(hook) });
export const delivery = object({ id: whole, event: text, state: text, attempts: whole, last_error: text, created: instant });
export type Delivery = Shaped<typeof delivery>;
export const deliveries = object({ deliveries: list(delivery), more: flag });

export const botScopes = ['messages:read', 'messages:write', 'rooms:read', 'rooms:write', 'files:write'] as const;
export type BotScope = (typeof botScopes)[number];
export const bot = object({ user, owner: whole, created: instant });
export type Bot = Shaped<typeof bot>;
export const bots = object({ bots: list(bot) });
export const botToken = object({ id: whole, label: text, scopes: list(text), rooms: list(whole), created: instant, last_used: instant, token: optional(text) });
export type BotToken = Shaped<typeof botToken>;
export const botTokens = object({ tokens: list(botToken) });
export const settings = object({
  name: text,
  registration: oneOf(...registrations),
  announcement,
  rooms_by: oneOf('members', 'moderators'),
  history_edit_minutes: whole,
  link_previews: oneOf('off', 'on'),
  preview_hosts: list(text),
  icon: text,
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
