#!/usr/bin/env node
// A small server that speaks the modern contract (docs/protocol.md) from memory, for work on the page without the real one.
//   npm run build && npm run mock            http://127.0.0.1:5299
//   PORT=0 SEED=demo node dev/mock.mjs       prints the address it got; SEED=demo fills two rooms
// It also takes the binary's `serve --listen ADDR:PORT --data DIR` (the state is written to DIR at SIGTERM), so the browser tests
// in tests/e2e can be worked on with WEBCHATS_BIN=web/dev/mock.mjs.
// A message whose text contains "!fail" is refused, "!lost" is stored but its acknowledgement is dropped.
import { createReadStream, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { deserialize, serialize } from 'node:v8';
import { Server } from 'socket.io';
import { demo } from './mock-demo.mjs';

const dist = fileURLToPath(new URL('../dist/', import.meta.url));
const { values: flags } = parseArgs({ allowPositionals: true, options: { listen: { type: 'string' }, data: { type: 'string' } } });
const port = Number(flags.listen?.split(':').at(-1) ?? process.env.PORT ?? 5299);
const stateFile = flags.data ? join(flags.data, 'mock.state') : null;
const kinds = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml' };
const policy =
  "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; connect-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'";

const fresh = { users: [], sessions: new Map(), rooms: new Map(), files: new Map(), byClient: new Map(), nextId: 1, nextMessage: 1 };
const state = stateFile && existsSync(stateFile) ? deserialize(readFileSync(stateFile)) : fresh;
const problems = { invalid: 422, unauthorized: 401, wrong_credentials: 401, forbidden: 403, not_found: 404, taken: 409, too_large: 413, unsupported: 415, rate_limited: 429 };

class Refusal extends Error {
  constructor(code, detail = '') {
    super(detail);
    this.code = code;
  }
}
const refuse = (code, detail) => {
  throw new Refusal(code, detail);
};

const now = () => new Date().toISOString();
const userOf = ({ id, name, avatar }) => ({ id, name, avatar });
const meOf = (user) => ({ ...userOf(user), email: user.email, created: user.created });

function addUser(email, password, name) {
  const user = { id: state.nextId++, email, password, name: name || email.split('@')[0], avatar: '', created: now(), read: new Map() };
  state.users.push(user);
  return user;
}

function addRoom(name, topic, kind = 'public', owner = null) {
  const room = { id: state.rooms.size + 1, kind, name, topic, version: 1, messages: [], members: new Set(owner ? [owner.id] : []) };
  state.rooms.set(room.id, room);
  return room;
}

function addMessage(room, user, text, attachments = [], time = now(), clientId = randomBytes(8).toString('hex')) {
  const message = { id: state.nextMessage++, room: room.id, seq: room.messages.length + 1, client_id: clientId, user, text, attachments, time };
  room.messages.push(message);
  state.byClient.set(`${user.id}:${clientId}`, message);
  user.read.set(room.id, message.seq);
  return message;
}

const isMember = (room, user) => room.kind === 'public' || room.members.has(user.id);
const messageFor = (message, user) => {
  const { client_id, ...rest } = { ...message, user: userOf(message.user) };
  return user && message.user.id === user.id ? { client_id, ...rest } : rest;
};
const publicRoom = (room) => ({ id: room.id, kind: room.kind, name: room.name, topic: room.topic, last_seq: room.messages.length, version: room.version });
const roomFor = (room, user) => {
  const lastRead = user.read.get(room.id) ?? 0;
  const last = room.messages.at(-1);
  return { ...publicRoom(room), last_read: lastRead, unread: room.messages.length - lastRead, last_message: last ? messageFor(last, user) : null, online: onlineIn(room) };
};

const http = createServer(handle);
const io = new Server(http, { maxHttpBufferSize: 16e6 });
const chat = io.of('/chat');

function onlineIn(room) {
  const users = new Map();
  for (const socket of chat.sockets.values()) if (isMember(room, socket.data.user)) users.set(socket.data.user.id, userOf(socket.data.user));
  return [...(room.guests ?? []).map(userOf), ...users.values()];
}
const audience = (room) => [...chat.sockets.values()].filter((socket) => isMember(room, socket.data.user));
const tellPresence = () => {
  for (const room of state.rooms.values()) for (const socket of audience(room)) socket.emit('presence', { room: room.id, online: onlineIn(room) });
};

function signIn(user, device) {
  const token = randomBytes(24).toString('hex');
  state.sessions.set(token, { id: state.nextId++, user, device: device ?? '', created: now(), last_used: now() });
  return { token, me: meOf(user) };
}

function cut(token, reason) {
  state.sessions.delete(token);
  for (const socket of chat.sockets.values()) {
    if (socket.data.token !== token) continue;
    socket.emit('session:revoked', { reason });
    socket.disconnect(true);
  }
}

function imageSize(bytes, type) {
  if (type === 'image/png') return { width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) };
  return { width: 640, height: 480 };
}

async function filePart(request, body) {
  const form = await new Response(body, { headers: { 'content-type': request.headers['content-type'] ?? '' } }).formData();
  const file = form.get('file');
  if (!file || typeof file === 'string') refuse('invalid', 'file');
  if (!/^image\/(png|jpeg|webp|gif)$/.test(file.type)) refuse('unsupported');
  const bytes = Buffer.from(await file.arrayBuffer());
  if (bytes.length > 10 * 1024 * 1024) refuse('too_large');
  return storeFile(bytes, file.type);
}

function storeFile(bytes, type) {
  const id = randomBytes(16).toString('hex');
  const url = `/files/${id}.${type.split('/')[1]}`;
  const file = { id, url, thumb: url, type, ...imageSize(bytes, type), size: bytes.length };
  state.files.set(url, { ...file, bytes });
  return file;
}

const json = (body) => {
  try {
    return JSON.parse(body.toString() || '{}');
  } catch {
    return refuse('invalid', 'body');
  }
};

const robotAnswer = (text) => (/笑话|joke/i.test(text) ? '程序员最讨厌的两件事：写文档，和别人不写文档。😄' : /谁|who/i.test(text) ? '我是大白，你的聊天助手。' : `你说的是“${text}”吗？我记下了。`);

const routes = {
  'POST /api/v1/accounts': (context, body) => {
    const { email, password, name } = json(body);
    if (!/^[^@\s]+@[^@\s]+$/.test(email ?? '')) refuse('invalid', 'email');
    if ((password ?? '').length < 6) refuse('invalid', 'password');
    if (state.users.some((user) => user.email === email)) refuse('taken');
    return [201, signIn(addUser(email, password, name), context.request.headers['user-agent'])];
  },
  'POST /api/v1/sessions': (_, body) => {
    const { email, password, device } = json(body);
    const user = state.users.find((one) => one.email === email && one.password === password) ?? refuse('wrong_credentials');
    return [201, signIn(user, device)];
  },
  'GET /api/v1/sessions': ({ user, token }) => [
    200,
    { sessions: [...state.sessions].filter(([, one]) => one.user === user).map(([key, { id, device, created, last_used }]) => ({ id, device, created, last_used, current: key === token })) },
  ],
  'GET /api/v1/me': ({ user }) => [200, meOf(user)],
  'PATCH /api/v1/me': ({ user }, body) => {
    const { name } = json(body);
    if (typeof name === 'string' && name.trim() === '') refuse('invalid', 'name');
    user.name = name ?? user.name;
    tellPresence();
    return [200, meOf(user)];
  },
  'PUT /api/v1/me/avatar': async ({ user, request }, body) => {
    user.avatar = (await filePart(request, body)).url;
    tellPresence();
    return [200, meOf(user)];
  },
  'POST /api/v1/files': async ({ request }, body) => [201, await filePart(request, body)],
  'DELETE /api/v1/sessions/current': ({ token }) => {
    cut(token, 'logout');
    return [204, null];
  },
};

async function handle(request, response) {
  const url = new URL(request.url, 'http://mock');
  if (url.pathname.startsWith('/api/')) return api(request, response, url);
  const file = state.files.get(url.pathname);
  if (file) return response.writeHead(200, { 'content-type': file.type, 'x-content-type-options': 'nosniff' }).end(file.bytes);
  const path = join(dist, normalize(url.pathname));
  const found = path.startsWith(dist) && extname(path) && existsSync(path) ? path : join(dist, 'index.html');
  response.writeHead(200, { 'content-type': kinds[extname(found)] ?? 'application/octet-stream', 'content-security-policy': policy });
  createReadStream(found).pipe(response);
}

async function api(request, response, url) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const answer = (status, body, type = 'application/json') => response.writeHead(status, { 'content-type': type }).end(body === null ? '' : JSON.stringify(body));
  try {
    const name = `${request.method} ${url.pathname}`;
    const token = (request.headers.authorization ?? '').replace(/^Bearer /, '');
    const session = state.sessions.get(token);
    if (!session && name !== 'POST /api/v1/accounts' && name !== 'POST /api/v1/sessions') refuse('unauthorized');
    const context = { request, token, user: session?.user };
    const other = /^DELETE \/api\/v1\/sessions\/(\d+)$/.exec(name);
    if (other) {
      const [key] = [...state.sessions].find(([, one]) => one.id === Number(other[1]) && one.user === session.user) ?? refuse('not_found');
      cut(key, 'revoked');
      return answer(204, null);
    }
    const route = routes[name] ?? refuse('not_found');
    return answer(...(await route(context, Buffer.concat(chunks))));
  } catch (reason) {
    if (!(reason instanceof Refusal)) console.error(reason);
    const code = reason.code in problems ? reason.code : 'invalid';
    return answer(problems[code], { type: 'about:blank', title: code, status: problems[code], code, detail: reason.message }, 'application/problem+json');
  }
}

chat.use((socket, next) => {
  const token = socket.handshake.auth.token;
  const session = state.sessions.get(token);
  if (!session) return next(Object.assign(new Error('unauthorized'), { data: { code: 'unauthorized', message: '' } }));
  Object.assign(socket.data, { token, user: session.user });
  return next();
});

chat.on('connection', (socket) => {
  const me = socket.data.user;
  const roomOf = (payload) => {
    const room = state.rooms.get(payload?.room);
    return room && isMember(room, me) ? room : refuse('not_found');
  };
  const events = {
    sync: () => ({ me: meOf(me), rooms: [...state.rooms.values()].filter((room) => isMember(room, me)).map((room) => roomFor(room, me)) }),
    'room:create': ({ name, topic = '', kind = 'public' }) => {
      const room = addRoom(name, topic, kind, me);
      for (const one of audience(room)) one.emit('room:updated', publicRoom(room));
      return { room: roomFor(room, me) };
    },
    'room:join': (payload) => ({ room: roomFor(roomOf(payload), me) }),
    'room:leave': () => ({}),
    history: (payload) => {
      const { before = Infinity, after = 0, limit = 50 } = payload;
      const all = roomOf(payload).messages.filter((message) => message.seq < before && message.seq > after);
      const page = payload.after === undefined ? all.slice(-limit) : all.slice(0, limit);
      return { messages: page.map((message) => messageFor(message, me)), more: all.length > page.length };
    },
    'message:send': (payload) => {
      const room = roomOf(payload);
      const { client_id, text = '', attachments = [] } = payload;
      if (text.includes('!fail')) refuse('forbidden');
      const known = state.byClient.get(`${me.id}:${client_id}`);
      const files = attachments.map((id) => [...state.files.values()].find((file) => file.id === id) ?? refuse('invalid', 'attachments')).map(({ bytes: _, ...file }) => file);
      const message = known ?? addMessage(room, me, text, files, now(), client_id);
      if (!known) for (const one of audience(room)) one.emit('message', messageFor(message, one.data.user));
      if (text.includes('!lost') && !known) return null;
      return { id: message.id, seq: message.seq, time: message.time };
    },
    read: (payload) => {
      const room = roomOf(payload);
      me.read.set(room.id, Math.max(me.read.get(room.id) ?? 0, Math.min(payload.seq, room.messages.length)));
      const { last_read, unread } = roomFor(room, me);
      for (const one of audience(room)) if (one.data.user === me && one !== socket) one.emit('read', { room: room.id, last_read, unread });
      return { last_read, unread };
    },
    typing: (payload) => {
      const room = roomOf(payload);
      for (const one of audience(room)) if (one.data.user !== me) one.emit('typing', { room: room.id, user: userOf(me) });
      return {};
    },
    robot: async ({ text }) => {
      await new Promise((resolve) => setTimeout(resolve, 300));
      return { text: robotAnswer(text) };
    },
  };
  for (const [name, run] of Object.entries(events)) {
    socket.on(name, async (payload, ack) => {
      try {
        const answer = await run(payload ?? {});
        if (answer) ack?.({ ok: true, ...answer });
      } catch (reason) {
        ack?.({ ok: false, error: { code: reason.code ?? 'invalid', message: reason.message } });
      }
    });
  }
  socket.on('disconnect', tellPresence);
  tellPresence();
});

if (state.rooms.size === 0) {
  addRoom('聊天室1', '随便聊聊，欢迎新朋友');
  addRoom('聊天室2', '');
}
if (process.env.SEED === 'demo') demo({ state, addUser, addMessage, storeFile });

http.listen(port, '127.0.0.1', () => console.log(`mock server ready at http://127.0.0.1:${http.address().port}`));

process.once('SIGTERM', () => {
  if (stateFile) {
    mkdirSync(flags.data, { recursive: true });
    writeFileSync(stateFile, serialize(state));
  }
  process.exit(0);
});
