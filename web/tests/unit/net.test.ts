// @vitest-environment node
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Server, type Socket } from 'socket.io';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Backoff } from '@/net/backoff';
import { ChatLink, type LinkState } from '@/net/chat-link';
import { Http } from '@/net/http';
import { RestApi } from '@/net/rest-api';
import { li, message } from './support';

const timeTold = vi.fn();
const caller = { token: () => 'good', language: () => 'zh-CN', timeTold };

describe('Backoff', () => {
  it('tries within 300 ms at first, doubles up to 30 s, and spreads', () => {
    for (const random of [0, 0.5, 0.999]) {
      const backoff = new Backoff(() => random);
      const waits = Array.from({ length: 12 }, () => backoff.next());
      expect(waits[0]).toBeLessThanOrEqual(300);
      expect(Math.max(...waits)).toBeLessThanOrEqual(30_000);
      expect(waits[11]).toBeGreaterThanOrEqual(15_000);
      expect((waits[1] ?? 0) / (waits[0] ?? 1)).toBeCloseTo(2);
      backoff.reset();
      expect(backoff.next()).toBe(waits[0]);
    }
  });
});

describe('Http', () => {
  afterEach(() => vi.unstubAllGlobals());

  it('sends token, language and JSON, and reads the answer', async () => {
    const fetch = vi.fn(async () => new Response(JSON.stringify(li)));
    vi.stubGlobal('fetch', fetch);
    expect(await new RestApi(new Http(caller)).changeMe({ name: '李小雨' })).toEqual(li);
    const [path, init] = fetch.mock.calls[0] as unknown as [string, RequestInit];
    expect(path).toBe('/api/v1/me');
    expect(init).toMatchObject({ method: 'PATCH', body: '{"name":"李小雨"}', headers: { Authorization: 'Bearer good', 'Accept-Language': 'zh-CN', 'Content-Type': 'application/json' } });
  });

  it('tells what time it is for the server', async () => {
    vi.stubGlobal('fetch', async () => new Response(JSON.stringify(li), { headers: { Date: 'Mon, 23 Nov 2026 08:00:00 GMT' } }));
    await new RestApi(new Http(caller)).changeMe({ name: '李小雨' });
    expect(timeTold).toHaveBeenLastCalledWith(Date.UTC(2026, 10, 23, 8), expect.any(Number), expect.any(Number));
  });

  it('tells a refusal, a lost request and an answer that is not of the contract apart', async () => {
    const api = new RestApi(new Http(caller));
    const answer = (make: () => Promise<Response>): void => void vi.stubGlobal('fetch', make);
    answer(async () => new Response('{"code":"taken"}', { status: 409 }));
    await expect(api.register('a@b', 'secret', '')).rejects.toMatchObject({ code: 'taken' });
    answer(() => Promise.reject(new TypeError('failed')));
    await expect(api.register('a@b', 'secret', '')).rejects.toMatchObject({ code: 'offline' });
    answer(() => Promise.reject(new DOMException('late', 'TimeoutError')));
    await expect(api.register('a@b', 'secret', '')).rejects.toMatchObject({ code: 'timeout' });
    answer(async () => new Response('{"token":5}'));
    await expect(api.register('a@b', 'secret', '')).rejects.toMatchObject({ code: 'unexpected' });
  });
});

describe('ChatLink', () => {
  let server: Server;
  let link: ChatLink;
  let states: LinkState[];
  let onSocket: (socket: Socket) => void;

  async function listen(port = 0): Promise<number> {
    const http = createServer();
    server = new Server(http);
    server.of('/chat').use((socket, next) => {
      if (socket.handshake.auth['token'] === 'good') next();
      else next(Object.assign(new Error('unauthorized'), { data: { code: 'unauthorized', message: '' } }));
    });
    server.of('/chat').on('connection', (socket) => onSocket(socket));
    await new Promise<void>((resolve) => http.listen(port, '127.0.0.1', resolve));
    return (http.address() as AddressInfo).port;
  }

  const becomes = (state: LinkState): Promise<void> => vi.waitFor(() => expect(link.state).toBe(state), { timeout: 3000, interval: 5 });

  function connect(port: number, token = 'good'): void {
    link = new ChatLink({ ...caller, token: () => token }, `http://127.0.0.1:${port}`);
    link.onState((state) => states.push(state));
    link.open();
  }

  beforeEach(() => {
    states = [];
    onSocket = () => undefined;
  });
  afterEach(async () => {
    link.close();
    await server.close();
  });

  it('connects, asks and reads the acknowledgement', async () => {
    onSocket = (socket) => socket.on('read', (payload, ack) => ack({ ok: true, last_read: payload.seq, unread: 0, mentions: 0 }));
    connect(await listen());
    await becomes('online');
    expect(states).toEqual(['connecting', 'online']);
    expect(await link.request('read', { room: 1, seq: 5 })).toEqual({ last_read: 5, unread: 0, mentions: 0 });
  });

  it('holds a question until the connection is there, and gives it back when there will be none', async () => {
    onSocket = (socket) => socket.on('read', (payload, ack) => ack({ ok: true, last_read: payload.seq, unread: 0, mentions: 0 }));
    connect(await listen());
    expect(link.state).toBe('connecting');
    expect(await link.request('read', { room: 1, seq: 5 })).toMatchObject({ last_read: 5 });
    link.close();
    await server.close();
    link.open();
    await expect(link.request('read', { room: 1, seq: 6 })).rejects.toMatchObject({ code: 'offline' });
  });

  it('tells refusals, silence and malformed answers apart', async () => {
    onSocket = (socket) => {
      socket.on('history', (_, ack) => ack({ ok: false, error: { code: 'not_found', message: '' } }));
      socket.on('read', (_, ack) => ack({ ok: true, last_read: 'x' }));
    };
    connect(await listen());
    await becomes('online');
    await expect(link.request('history', { room: 9 })).rejects.toMatchObject({ code: 'not_found' });
    await expect(link.request('read', { room: 1, seq: 5 })).rejects.toMatchObject({ code: 'unexpected' });
    await expect(link.request('typing', { room: 1 }, 30)).rejects.toMatchObject({ code: 'timeout' });
  });

  it('delivers events of the contract and ignores malformed ones', async () => {
    vi.spyOn(console, 'error').mockReturnValue(undefined);
    onSocket = (socket) => {
      socket.emit('message', { id: 'x' });
      socket.emit('message', message(1));
    };
    const seen: number[] = [];
    const port = await listen();
    link = new ChatLink(caller, `http://127.0.0.1:${port}`);
    link.on('message', (one) => seen.push(one.seq));
    link.open();
    await vi.waitFor(() => expect(seen).toEqual([1]));
    expect(console.error).toHaveBeenCalledOnce();
  });

  it('fails what was under way when the connection is lost, and comes back by itself', async () => {
    const port = await listen();
    connect(port);
    await becomes('online');
    const lost = link.request('typing', { room: 1 });
    const check = expect(lost).rejects.toMatchObject({ code: 'offline' });
    await server.close();
    await check;
    expect(link.state).not.toBe('online');
    await listen(port);
    await becomes('online');
  });

  it('comes back after the server itself cut the connection', async () => {
    const sockets: Socket[] = [];
    onSocket = (socket) => sockets.push(socket);
    connect(await listen());
    await becomes('online');
    sockets[0]?.disconnect(true);
    await vi.waitFor(() => expect(sockets.length).toBe(2), { timeout: 3000 });
    await becomes('online');
  });

  it('stops for good when the token is dead', async () => {
    connect(await listen(), 'dead');
    await becomes('refused');
    await expect(link.request('typing', { room: 1 })).rejects.toMatchObject({ code: 'offline' });
    expect(states).toEqual(['connecting', 'refused']);
  });

  it('replaces a connection on demand and stays closed when closed', async () => {
    let count = 0;
    onSocket = () => (count += 1);
    connect(await listen());
    await becomes('online');
    link.renew();
    await vi.waitFor(() => expect(count).toBe(2), { timeout: 3000 });
    await becomes('online');
    link.close();
    link.retryNow();
    expect(link.state).toBe('closed');
  });
});
