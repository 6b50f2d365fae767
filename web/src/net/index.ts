import { ChatLink, type Link } from './chat-link';
import { Http, type Caller } from './http';
import { RestApi } from './rest-api';

/** The two ways to the server, made once at start. */
export interface Net {
  api: Pick<RestApi, keyof RestApi>;
  link: Link;
}

export function connectNet(caller: Caller): Net {
  return { api: new RestApi(new Http(caller)), link: new ChatLink(caller) };
}

export type { Caller, Link };
export type { LinkState } from './chat-link';
export type { InviteWish, Page, ProfileChange, SignedIn } from './rest-api';
