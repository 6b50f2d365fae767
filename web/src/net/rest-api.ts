import { rest, type ChatFile, type Me, type Session } from '@/protocol';
import type { Http, UploadOptions } from './http';

export interface SignedIn {
  token: string;
  me: Me;
}

const nothing = (): null => null;

/** The calls of `/api/v1` that the page uses. */
export class RestApi {
  private readonly http_: Http;

  constructor(http: Http) {
    this.http_ = http;
  }

  register(email: string, password: string, name: string): Promise<SignedIn> {
    return this.http_.call('POST', '/api/v1/accounts', rest.signedIn, name ? { email, password, name } : { email, password });
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

  rename(name: string): Promise<Me> {
    return this.http_.call('PATCH', '/api/v1/me', rest.me, { name });
  }

  setAvatar(image: Blob): Promise<Me> {
    return this.http_.upload('PUT', '/api/v1/me/avatar', image, 'avatar.png', rest.me);
  }

  uploadImage(image: Blob, name: string, options: UploadOptions): Promise<ChatFile> {
    return this.http_.upload('POST', '/api/v1/files', image, name, rest.file, options);
  }
}
