import { rest, type ChatFile, type ChosenPresence, type Me, type Member, type Message, type Profile, type PublicRoom, type Room, type Session, type User } from '@/protocol';
import { dropUpload, uploadFile, type FileUploadOptions } from './file-upload';
import type { Http } from './http';

export interface SignedIn {
  token: string;
  me: Me;
}

/** Which part of a long list: `q` narrows it, `after` and `before` go on from an id. */
export interface Page {
  q?: string;
  after?: number;
  before?: number;
  limit?: number;
}

export interface ProfileChange {
  name?: string;
  status?: string;
  language?: string;
  time_zone?: string;
  hide_last_seen?: boolean;
  presence?: ChosenPresence;
  quiet_hours?: Me['quiet_hours'];
  mail_notifications?: boolean;
}

export interface InviteWish {
  room?: number;
  expires_in?: number;
  uses?: number;
  role?: 'member' | 'guest';
}

const nothing = (): null => null;

/** A path with what is given of the query. */
export function withQuery(path: string, query: object): string {
  const given = Object.entries(query).filter(([, value]) => value !== undefined && value !== '');
  return given.length === 0 ? path : `${path}?${new URLSearchParams(given.map(([key, value]) => [key, String(value)])).toString()}`;
}

/** The calls of `/api/v1` that the page uses. */
export class RestApi {
  private readonly http_: Http;

  constructor(http: Http) {
    this.http_ = http;
  }

  register(email: string, password: string, name: string, invite = ''): Promise<SignedIn> {
    const body = { email, password, ...(name ? { name } : {}), ...(invite ? { invite } : {}) };
    return this.http_.call('POST', '/api/v1/accounts', rest.signedIn, body);
  }

  login(email: string, password: string, device: string): Promise<SignedIn> {
    return this.http_.call('POST', '/api/v1/sessions', rest.signedIn, { email, password, device });
  }

  async logout(): Promise<void> {
    await this.http_.call('DELETE', '/api/v1/sessions/current', nothing);
  }

  async sessions(): Promise<Session[]> {
    return (await this.http_.call('GET', '/api/v1/sessions', rest.sessionList)).sessions;
  }

  async revokeSession(id: string): Promise<void> {
    await this.http_.call('DELETE', `/api/v1/sessions/${encodeURIComponent(id)}`, nothing);
  }

  changeMe(change: ProfileChange): Promise<Me> {
    return this.http_.call('PATCH', '/api/v1/me', rest.me, change);
  }

  setAvatar(image: Blob): Promise<Me> {
    return this.http_.upload('PUT', '/api/v1/me/avatar', image, 'avatar.png', rest.me);
  }

  uploadFile(file: Blob, name: string, options: FileUploadOptions): Promise<ChatFile> {
    return uploadFile(this.http_, file, name, options);
  }

  /** The server forgets an upload that is not wanted any more. */
  dropUpload(id: string): Promise<void> {
    return dropUpload(this.http_, id);
  }

  members(room: number, page: Page & { online?: boolean }): Promise<{ members: Member[]; more: boolean }> {
    return this.http_.call('GET', withQuery(`/api/v1/rooms/${room}/members`, page), rest.memberPage);
  }

  createRoom(name: string): Promise<Room> {
    return this.http_.call('POST', '/api/v1/rooms', rest.room, { name });
  }

  bans(room: number, page: Page): Promise<rest.BanPage> {
    return this.http_.call('GET', withQuery(`/api/v1/rooms/${room}/bans`, page), rest.bans);
  }

  async pins(room: number): Promise<Message[]> {
    return (await this.http_.call('GET', `/api/v1/rooms/${room}/pins`, rest.pins)).messages;
  }

  thread(room: number, seq: number, page: Page): Promise<{ messages: Message[]; more: boolean }> {
    return this.http_.call('GET', withQuery(`/api/v1/rooms/${room}/threads/${seq}`, page), rest.messagePage);
  }

  async edits(room: number, seq: number): Promise<{ text: string; time: string }[]> {
    return (await this.http_.call('GET', `/api/v1/rooms/${room}/messages/${seq}/edits`, rest.edits)).edits;
  }

  readers(room: number, seq: number): Promise<{ readers: User[]; more: boolean }> {
    return this.http_.call('GET', `/api/v1/rooms/${room}/messages/${seq}/readers`, rest.readers);
  }

  /** The rooms of this person that these letters mean, by pinyin and initials, too. */
  async ownRooms(q: string): Promise<Room[]> {
    return (await this.http_.call('GET', withQuery('/api/v1/rooms', { q }), rest.rooms)).rooms;
  }

  directory(page: Page): Promise<{ rooms: PublicRoom[]; more: boolean }> {
    return this.http_.call('GET', withQuery('/api/v1/directory', page), rest.roomPage);
  }

  saved(page: Page): Promise<{ messages: Message[]; more: boolean }> {
    return this.http_.call('GET', withQuery('/api/v1/saved', page), rest.messagePage);
  }

  mentions(page: Page): Promise<{ messages: Message[]; more: boolean }> {
    return this.http_.call('GET', withQuery('/api/v1/mentions', page), rest.messagePage);
  }

  profile(id: number): Promise<Profile> {
    return this.http_.call('GET', `/api/v1/users/${id}`, rest.profile);
  }

  async block(id: number, wanted: boolean): Promise<void> {
    await this.http_.call(wanted ? 'PUT' : 'DELETE', `/api/v1/me/blocks/${id}`, nothing);
  }

  createInvite(wish: InviteWish): Promise<rest.Invite> {
    return this.http_.call('POST', '/api/v1/invites', rest.invite, wish);
  }

  async invites(): Promise<rest.Invite[]> {
    return (await this.http_.call('GET', '/api/v1/invites', rest.inviteList)).invites;
  }

  async revokeInvite(id: string): Promise<void> {
    await this.http_.call('DELETE', `/api/v1/invites/${encodeURIComponent(id)}`, nothing);
  }

  invite(code: string): Promise<rest.InviteInfo> {
    return this.http_.call('GET', `/api/v1/invites/${encodeURIComponent(code)}`, rest.inviteInfo);
  }

  server(): Promise<rest.ServerInfo> {
    return this.http_.call('GET', '/api/v1/server', rest.server);
  }

  async commands(room: number): Promise<rest.SlashCommand[]> {
    return (await this.http_.call('GET', `/api/v1/rooms/${room}/commands`, rest.slashCommands)).commands;
  }

  search(q: string, page: { in?: number; before?: number; limit?: number; utc_offset: number }): Promise<rest.HitPage> {
    return this.http_.call('GET', withQuery('/api/v1/search', { q, ...page }), rest.hits);
  }

  async findPeople(q: string, limit: number): Promise<User[]> {
    return (await this.http_.call('GET', withQuery('/api/v1/people', { q, limit }), rest.foundPeople)).people;
  }

  setup(code: string, email: string, password: string, name: string, serverName: string): Promise<SignedIn> {
    return this.http_.call('POST', '/api/v1/setup', rest.signedIn, { code, email, password, name, ...(serverName ? { server_name: serverName } : {}) });
  }

  async changePassword(old: string, fresh: string): Promise<void> {
    await this.http_.call('POST', '/api/v1/password', nothing, { old, new: fresh });
  }

  async forgot(email: string): Promise<void> {
    await this.http_.call('POST', '/api/v1/password/forgot', nothing, { email });
  }

  resetPassword(code: string, password: string): Promise<SignedIn> {
    return this.http_.call('POST', '/api/v1/password/reset', rest.signedIn, { code, password });
  }

  async revokeOthers(): Promise<void> {
    await this.http_.call('DELETE', '/api/v1/sessions', nothing);
  }

  async blocks(): Promise<User[]> {
    return (await this.http_.call('GET', '/api/v1/me/blocks', rest.userList)).users;
  }

  async deleteMe(password: string): Promise<void> {
    await this.http_.call('DELETE', '/api/v1/me', nothing, { password });
  }
}
