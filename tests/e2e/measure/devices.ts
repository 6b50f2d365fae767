import { io, type Socket } from 'socket.io-client';
import { call, password, type Account } from './data';
import { p95 } from './room';
import type { Measured } from './table';

/** How often each thing is done. */
const times = 25;
/** What one device does is on the others of the same person within this many milliseconds. */
const target = 200;

interface Stored {
  readonly seq: number;
}

const heard = (socket: Socket, event: string): Promise<number> => new Promise((resolve) => socket.once(event, () => resolve(performance.now())));

/** Three devices of one person: from what one of them does until the last of the others knows. `writer` is another member of the room. */
export async function measureDevices(url: string, { token, me }: Account, writer: Account, room: number): Promise<Measured[]> {
  const signIn = async (): Promise<string> => (await call(url, 'POST', '/api/v1/sessions', { email: me.email, password }))['token'] as string;
  const connect = async (with_: string): Promise<Socket> => {
    const socket = io(`${url}/chat`, { auth: { token: with_ }, transports: ['websocket'], forceNew: true, reconnection: false });
    await new Promise<void>((resolve, reject) => socket.once('connect', resolve).once('connect_error', reject));
    await socket.emitWithAck('sync', {});
    return socket;
  };
  const [desk, ...others] = (await Promise.all([token, await signIn(), await signIn()].map(connect))) as [Socket, Socket, Socket];
  /** `act` n times; when the last of the other devices has heard of it. */
  const spread = async (event: string, act: (n: number) => Promise<unknown>): Promise<number[]> => {
    const found: number[] = [];
    for (let n = 0; n < times; n += 1) {
      const known = others.map((one) => heard(one, event));
      const start = performance.now();
      await act(n);
      found.push(Math.max(...(await Promise.all(known))) - start);
    }
    return found;
  };
  const other = await connect(writer.token);
  await other.emitWithAck('room:join', { room });
  const seqs: number[] = [];
  for (let n = 0; n < times; n += 1) seqs.push(((await other.emitWithAck('message:send', { room, client_id: `device-${n}`, text: `device ${n}` })) as Stored).seq);
  const markers = await spread('read', (n) => desk.emitWithAck('read', { room, seq: seqs[n] }));
  const drafts = await spread('draft', (n) => desk.emitWithAck('draft', { room, text: `draft ${n}` }));
  const reactions = await spread('reaction', (n) => desk.emitWithAck('reaction:add', { room, seq: seqs[n], emoji: '👍' }));
  const revoked: number[] = [];
  for (let n = 0; n < 5; n += 1) {
    const lost = await signIn();
    const phone = await connect(lost);
    const gone = heard(phone, 'disconnect');
    const { sessions } = (await call(url, 'GET', '/api/v1/sessions', undefined, lost)) as unknown as { sessions: { id: number; current: boolean }[] };
    const start = performance.now();
    await call(url, 'DELETE', `/api/v1/sessions/${sessions.find((one) => one.current)?.id}`, undefined, token);
    revoked.push((await gone) - start);
  }
  for (const one of [desk, other, ...others]) one.disconnect();
  return [
    p95('read marker on two other devices, p95', markers, target),
    p95('draft on two other devices, p95', drafts, target),
    p95('reaction on two other devices, p95', reactions, target),
    p95('revoked device thrown out, p95', revoked, target),
  ];
}
