import { list, object, text } from './shape';
import { file, me, session } from './types';

/** The bodies of the REST answers that the page reads. */
export const signedIn = object({ token: text, me });
export const sessionList = object({ sessions: list(session) });
export { file, me };
