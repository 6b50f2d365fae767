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

/** The calls of `/api/v1/admin`. */
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

  connections(limit: number) {
    return this.http_.call('GET', withQuery('/api/v1/admin/connections', { limit }), shapes.connections);
  }
}
