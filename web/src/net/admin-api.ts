import * as shapes from '@/protocol/admin';
import type { Announcement, ServerRole } from '@/protocol';
import type { Http } from './http';
import { withQuery, type Page } from './rest-api';

const nothing = (): null => null;

export interface SettingsChange {
  name?: string;
  registration?: 'open' | 'invite' | 'closed';
  announcement?: Announcement;
  rooms_by?: 'members' | 'moderators';
  history_edit_minutes?: number;
}

export interface HookWish {
  kind: shapes.HookKind;
  name: string;
  rooms?: readonly number[];
  everywhere?: boolean;
  url?: string;
  command?: string;
  description?: string;
  events?: readonly string[];
}

/** The calls of `/api/v1/admin`, and of the doors to other programs. */
export class AdminApi {
  private readonly http_: Http;

  constructor(http: Http) {
    this.http_ = http;
  }

  users(page: Page) {
    return this.http_.call('GET', withQuery('/api/v1/admin/users', page), shapes.adminUsers);
  }

  changeUser(id: number, change: { role?: ServerRole; state?: 'active' | 'disabled' }) {
    return this.http_.call('PATCH', `/api/v1/admin/users/${id}`, shapes.adminUser, change);
  }

  resetUser(id: number) {
    return this.http_.call('POST', `/api/v1/admin/users/${id}/reset`, shapes.resetCode);
  }

  async endSessions(id: number): Promise<void> {
    await this.http_.call('DELETE', `/api/v1/admin/users/${id}/sessions`, nothing);
  }

  async deleteMessages(id: number): Promise<void> {
    await this.http_.call('DELETE', `/api/v1/admin/users/${id}/messages`, nothing);
  }

  rooms(page: Page) {
    return this.http_.call('GET', withQuery('/api/v1/admin/rooms', page), shapes.adminRooms);
  }

  settings() {
    return this.http_.call('GET', '/api/v1/admin/settings', shapes.settings);
  }

  changeSettings(change: SettingsChange) {
    return this.http_.call('PATCH', '/api/v1/admin/settings', shapes.settings, change);
  }

  setIcon(image: Blob) {
    return this.http_.upload('PUT', '/api/v1/admin/icon', image, 'icon', shapes.settings);
  }

  dropIcon() {
    return this.http_.call('DELETE', '/api/v1/admin/icon', shapes.settings);
  }

  testMail() {
    return this.http_.call('POST', '/api/v1/admin/mail/test', shapes.mailTest);
  }

  words() {
    return this.http_.call('GET', '/api/v1/admin/words', shapes.wordList);
  }

  /** Refused with `conflict` when the list is not `version` any more. */
  replaceWords(words: readonly shapes.FilteredWord[], version: string) {
    return this.http_.call('PUT', '/api/v1/admin/words', shapes.wordList, { words, version });
  }

  audit(page: Page) {
    return this.http_.call('GET', withQuery('/api/v1/admin/audit', page), shapes.auditLog);
  }

  reports(page: Page & { state?: string }) {
    return this.http_.call('GET', withQuery('/api/v1/admin/reports', page), shapes.reports);
  }

  async judgeReport(id: number, state: 'resolved' | 'dismissed'): Promise<void> {
    await this.http_.call('PATCH', `/api/v1/admin/reports/${id}`, nothing, { state });
  }

  storage() {
    return this.http_.call('GET', '/api/v1/admin/storage', shapes.storage);
  }

  async hooks(): Promise<shapes.Hook[]> {
    return (await this.http_.call('GET', '/api/v1/hooks', shapes.hooks)).hooks;
  }

  makeHook(wish: HookWish): Promise<shapes.Hook> {
    return this.http_.call('POST', '/api/v1/hooks', shapes.hook, wish);
  }

  async dropHook(id: number): Promise<void> {
    await this.http_.call('DELETE', `/api/v1/hooks/${id}`, nothing);
  }

  async deliveries(hook: number): Promise<shapes.Delivery[]> {
    return (await this.http_.call('GET', `/api/v1/hooks/${hook}/deliveries`, shapes.deliveries)).deliveries;
  }

  async resend(hook: number, delivery: number): Promise<void> {
    await this.http_.call('POST', `/api/v1/hooks/${hook}/deliveries/${delivery}/resend`, nothing);
  }

  async bots(): Promise<shapes.Bot[]> {
    return (await this.http_.call('GET', '/api/v1/bots', shapes.bots)).bots;
  }

  makeBot(name: string): Promise<shapes.Bot> {
    return this.http_.call('POST', '/api/v1/bots', shapes.bot, { name });
  }

  async dropBot(id: number): Promise<void> {
    await this.http_.call('DELETE', `/api/v1/bots/${id}`, nothing);
  }

  async botTokens(bot: number): Promise<shapes.BotToken[]> {
    return (await this.http_.call('GET', `/api/v1/bots/${bot}/tokens`, shapes.botTokens)).tokens;
  }

  makeBotToken(bot: number, label: string, scopes: readonly shapes.BotScope[]): Promise<shapes.BotToken> {
    return this.http_.call('POST', `/api/v1/bots/${bot}/tokens`, shapes.botToken, { label, scopes });
  }

  async dropBotToken(bot: number, token: number): Promise<void> {
    await this.http_.call('DELETE', `/api/v1/bots/${bot}/tokens/${token}`, nothing);
  }

  async bringBot(bot: number, room: number): Promise<void> {
    await this.http_.call('PUT', `/api/v1/bots/${bot}/rooms/${room}`, nothing);
  }

  connections(limit: number) {
    return this.http_.call('GET', withQuery('/api/v1/admin/connections', { limit }), shapes.connections);
  }
}
