import { flag, list, object, text } from './shape';
import { file, me, message, room, session } from './types';

/** The bodies of the REST answers that are more than one plain type. */
export const signedIn = object({ token: text, me });
export const sessionList = object({ sessions: list(session) });
export const roomList = object({ rooms: list(room) });
export const messagePage = object({ messages: list(message), more: flag });
export const robotAnswer = object({ text });
export { file, me, room };
