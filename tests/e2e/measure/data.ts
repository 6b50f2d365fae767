import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { io, type Socket } from 'socket.io-client';
import { uniqueName } from '../support/account';

export interface Account {
  readonly token: string;
  readonly me: { readonly id: number; readonly email: string };
}

/** A request; where there are too many, it waits as long as it is told to. */
export async function call(url: string, method: string, path: string, body?: object, token = ''): Promise<Record<string, unknown>> {
  const headers = { ...(token ? { Authorization: `Bearer ${token}` } : {}), ...(body ? { 'Content-Type': 'application/json' } : {}) };
  const answer = await fetch(`${url}${path}`, { method, headers, ...(body ? { body: JSON.stringify(body) } : {}) });
  if (answer.status === 429) {
    await sleep(1000 * Number(answer.headers.get('Retry-After') ?? 1));
    return call(url, method, path, body, token);
  }
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
  const said = await answer.text();
  return said === '' ? {} : (JSON.parse(said) as Record<string, unknown>);
}

export const password = 'correct horse';

export const register = async (url: string, name: string): Promise<Account> =>
  (await call(url, 'POST', '/api/v1/accounts', { email: `${randomBytes(6).toString('hex')}@example.com`, password, name: uniqueName(name) })) as unknown as Account;

const talk = ['好的，下午三点开会', 'see https://example.com/a?b=c for the plan', '收到 👍', '我们周五再确认一次预算，然后把方案发给客户', 'ok', '今天的构建失败了，谁看一下？', 'The red fox jumps over the lazy dog. '.repeat(4)];
/** So many messages wait for their answer at once, per writer. */
const atOnce = 200;
const writers = 4;

/** Writes `count` messages of several people into a room, as fast as the server takes them. */
export async function fill(url: string, room: number, count: number): Promise<void> {
  const one = async (who: number): Promise<void> => {
    const { token } = await register(url, `Writer ${who}`);
    const socket: Socket = io(`${url}/chat`, { auth: { token }, transports: ['websocket'] });
    await new Promise<void>((resolve, reject) => socket.once('connect', resolve).once('connect_error', reject));
    await socket.emitWithAck('sync', {});
    await socket.emitWithAck('room:join', { room });
    const mine = Math.ceil(count / writers);
    for (let from = 0; from < mine; from += atOnce) {
      const answers = await Promise.all(
        Array.from({ length: Math.min(atOnce, mine - from) }, (_, n) => socket.emitWithAck('message:send', { room, client_id: `${who}-${from + n}`, text: `${talk[(from + n) % talk.length]} ${who}-${from + n}` })),
      );
      const refused = answers.find((answer: { ok: boolean }) => !answer.ok);
      if (refused) throw new Error(JSON.stringify(refused));
    }
    socket.disconnect();
  };
  await Promise.all(Array.from({ length: writers }, (_, who) => one(who)));
}
