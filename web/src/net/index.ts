import { ChatLink, type Link } from './chat-link';
import { Http, type Caller } from './http';
import { RestApi } from './rest-api';

/** The two ways to the server, made once at start. */
export interface Net {
  api: Pick<RestApi, keyof RestApi>;
  link: Link;
  /** For the calls of pages that are loaded late. */
  http: Http;
}

export function connectNet(caller: Caller): Net {
  const http = new Http(caller);
  return { api: new RestApi(http), link: new ChatLink(caller), http };
}

export type { Caller, Link };
export type { LinkState } from './chat-link';
export type { InviteWish, Page, ProfileChange, SignedIn } from './rest-api';
