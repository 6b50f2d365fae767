import { flag, object, text, type Shaped } from '@/protocol/shape';
import type { Http } from './http';

const path = '/api/v1/me/push';
const nothing = (): null => null;

/** What the server has of this device: `text` is whether it sends what was written. */
const state = object({ public_key: text, subscribed: flag, text: flag });
export type PushState = Shaped<typeof state>;

/** Where notifications for this device go, and its keys. */
export interface PushTarget {
  endpoint: string;
  p256dh: string;
  auth: string;
  text: boolean;
}

/** The calls about notifications while the page is closed. */
export class PushApi {
  private readonly http_: Http;

  constructor(http: Http) {
    this.http_ = http;
  }

  state(): Promise<PushState> {
    return this.http_.call('GET', path, state);
  }

  async put(target: PushTarget): Promise<void> {
    await this.http_.call('PUT', path, nothing, target);
  }

  async drop(): Promise<void> {
    await this.http_.call('DELETE', path, nothing);
  }
}
