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
const problems = { invalid: 422, unauthorized: 401, wrong_credentials: 401, forbidden: 403, not_found: 404, taken: 409, too_large: 413, unsupported: 415, rate_limited: 429, gone: 410, conflict: 409, muted: 403 };

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
const userOf = ({ id, name, avatar, role }) => ({ id, name, avatar, role });
const meOf = (user) => ({ ...userOf(user), email: user.email, created: user.created, status: user.status, language: user.language, time_zone: user.time_zone, hide_last_seen: user.hide_last_seen, presence: user.presence, quiet_hours: user.quiet_hours, mail_notifications: user.mail_notifications });
const profileOf = (user, me) => ({ ...userOf(user), status: user.status, last_seen: user.hide_last_seen ? null : user.created, joined: user.created, blocked: me.blocks.has(user.id) });
const userById = (id) => state.users.find((one) => one.id === id) ?? refuse('not_found');

function addUser(email, password, name) {
  const user = { id: state.nextId++, email, password, name: name || email.split('@')[0], avatar: '', created: now(), read: new Map(), role: state.users.length === 0 ? 'owner' : 'member' };
  Object.assign(user, { status: '', language: '', time_zone: '', hide_last_seen: false, presence: 'online', quiet_hours: null, mail_notifications: false, blocks: new Set(), saved: [], drafts: new Map(), notify: new Map(), state: 'active' });
  state.users.push(user);
  for (const room of state.rooms.values()) if (room.everybody) room.members.set(user.id, 'member');
  return user;
}

function addRoom(name, topic, kind = 'public', owner = null) {
  const room = { id: state.rooms.size + 1, kind, name, topic, version: 1, messages: [], members: new Map(owner ? [[owner.id, 'owner']] : []), archived: false, read_only: false, slow_seconds: 0, muted: new Map(), everybody: false };
  state.rooms.set(room.id, room);
  return room;
}

function addMessage(room, user, text, attachments = [], time = now(), clientId = randomBytes(8).toString('hex'), more = {}) {
  const message = { id: state.nextMessage++, room: room.id, seq: room.messages.length + 1, version: 0, kind: 'text', client_id: clientId, user, text, attachments, time, reply_to: null, thread: 0, edited: null, deleted: null, pinned: false, reacted: [], ...more };
  room.messages.push(message);
  state.byClient.set(`${user.id}:${clientId}`, message);
  user.read.set(room.id, message.seq);
  return message;
}

const isMember = (room, user) => room.members.has(user.id);
const quoteOf = (room, seq) => {
  const quoted = room.messages[seq - 1];
  return quoted ? { seq, user: userOf(quoted.user), text: quoted.text.slice(0, 200), deleted: quoted.deleted !== null } : null;
};
const messageFor = (message, user) => {
  const { client_id, reacted, ...rest } = message;
  const room = state.rooms.get(message.room);
  const reactions = reacted.map(({ emoji, users }) => ({ emoji, count: users.length, users: users.slice(0, 20), mine: user ? users.includes(user.id) : false }));
  const replies = room.messages.filter((one) => one.thread === message.seq).length;
  const seen = { ...rest, user: userOf(message.user), reply_to: message.reply_to ? quoteOf(room, message.reply_to) : null, replies, reactions };
  return user && message.user.id === user.id ? { client_id, ...seen } : seen;
};
const publicRoom = ({ id, kind, name, topic, archived, read_only, slow_seconds, messages, version, members }) => ({
  ...{ id, kind, name, topic, archived, read_only, slow_seconds, last_seq: messages.length, version, members: members.size },
});
const roomFor = (room, user) => {
  const lastRead = user.read.get(room.id) ?? 0;
  const last = room.messages.at(-1);
  return {
    ...publicRoom(room),
    online: onlineIn(room).length,
    role: room.members.get(user.id) ?? 'member',
    last_read: lastRead,
    unread: room.messages.length - lastRead,
    mentions: room.messages.filter((one) => one.seq > lastRead && one.user !== user && one.text.includes(`@${user.name}`)).length,
    notify: user.notify.get(room.id) ?? 'all',
    muted_until: room.muted.get(user.id) ?? null,
    draft: user.drafts.get(room.id) ?? '',
    last_message: last ? messageFor(last, user) : null,
    people: room.kind === 'direct' ? [...room.members.keys()].filter((id) => id !== user.id).map((id) => userOf(userById(id))) : [],
  };
};
const memberOf = (room, user) => {
  const online = onlineIn(room).some((one) => one.id === user.id);
  return { ...userOf(user), room_role: room.members.get(user.id), online, presence: online ? 'online' : 'offline', muted_until: room.muted.get(user.id) ?? null };
};

const http = createServer(handle);
const io = new Server(http, { maxHttpBufferSize: 16e6 });
const chat = io.of('/chat');

function onlineIn(room) {
  const users = new Map();
  for (const socket of chat.sockets.values()) if (isMember(room, socket.data.user)) users.set(socket.data.user.id, userOf(socket.data.user));
  for (const guest of room.guests ?? []) users.set(guest.id, userOf(guest));
  return [...users.values()];
}
const audience = (room) => [...chat.sockets.values()].filter((socket) => isMember(room, socket.data.user));
const tell = (room, event, payload) => audience(room).forEach((socket) => socket.emit(event, payload));
const tellUser = (user, event, payload, except) => [...chat.sockets.values()].filter((socket) => socket.data.user === user && socket !== except).forEach((socket) => socket.emit(event, payload));
const told = new Map();
const tellPresence = () => {
  for (const room of state.rooms.values()) {
    const [before, users] = [told.get(room.id) ?? new Set(), onlineIn(room)];
    const after = new Set(users.map((one) => one.id));
    told.set(room.id, after);
    const [joined, left] = [users.filter((one) => !before.has(one.id)), [...before].filter((id) => !after.has(id))];
    if (joined.length + left.length > 0) tell(room, 'presence', { room: room.id, online: users.length, joined, left });
  }
};
const changed = (room) => (room.version += 1);
const memberChanged = (room, user, change, more = {}) => tell(room, 'member', { room: room.id, version: changed(room), change, user: userOf(user), members: room.members.size, ...more });
const system = (room, user, type, more = {}) => {
  const message = addMessage(room, user, JSON.stringify({ type, user: userOf(user), ...more }), [], now(), randomBytes(8).toString('hex'), { kind: 'system' });
  for (const one of audience(room)) one.emit('message', messageFor(message, one.data.user));
};
const page = (list, query, size = 50) => {
  const limit = Number(query.get('limit') ?? size);
  return { page: list.slice(0, limit), more: list.length > limit };
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
    const { name, ...rest } = json(body);
    if (typeof name === 'string' && name.trim() === '') refuse('invalid', 'name');
    user.name = name ?? user.name;
    for (const key of ['status', 'language', 'time_zone', 'hide_last_seen', 'presence', 'mail_notifications']) user[key] = rest[key] ?? user[key];
    if ('quiet_hours' in rest) user.quiet_hours = rest.quiet_hours;
    chat.emit('profile', userOf(user));
    return [200, meOf(user)];
  },
  'PUT /api/v1/me/avatar': async ({ user, request }, body) => {
    user.avatar = (await filePart(request, body)).url;
    chat.emit('profile', userOf(user));
    return [200, meOf(user)];
  },
  'POST /api/v1/files': async ({ request }, body) => [201, await filePart(request, body)],
  'DELETE /api/v1/sessions/current': ({ token }) => {
    cut(token, 'logout');
    return [204, null];
  },
};

let wordList = { version: '1', words: [{ word: '敏感词', action: 'block' }] };
const settings = { name: 'webchats', registration: 'open', announcement: null, rooms_by: 'members', history_edit_minutes: 0, link_previews: 'off', preview_hosts: [], icon: '' };
const setup = { code: 'SETUP-2345', done: true };
const memberPage = (room, query) => {
  const q = (query.get('q') ?? '').toLowerCase();
  const users = [...room.members.keys()].map(userById).filter((user) => user.name.toLowerCase().includes(q) && user.id > Number(query.get('after') ?? 0));
  const { page: some, more } = page(users, query);
  return { members: some.map((user) => memberOf(room, user)).filter((one) => one.online || query.get('online') !== 'true'), more };
};
const listed = (messages, user, query) => {
  const { page: some, more } = page(messages, query);
  return { messages: some.map((message) => messageFor(message, user)), more };
};
const everyMessage = (user) => [...state.rooms.values()].filter((room) => isMember(room, user)).flatMap((room) => room.messages).filter((one) => !one.deleted).sort((a, b) => b.id - a.id);
const adminUser = (user, me) => ({ ...profileOf(user, me), email: user.email, state: user.state, sessions: [...state.sessions.values()].filter((one) => one.user === user).length, connections: [...chat.sockets.values()].filter((one) => one.data.user === user).length });
const inviteOf = ({ code, expires, uses_left, id }) => ({ id, code, url: `/invite/${code}`, expires, uses_left });
state.invites ??= [];
state.reports ??= [];
state.audit ??= [];
const audit = (actor, action, target) => state.audit.unshift({ id: state.nextId++, time: now(), actor: userOf(actor), action, target: String(target), details: {} });
const roomAt = (id, user) => {
  const room = state.rooms.get(Number(id));
  return room && isMember(room, user) ? room : refuse('not_found');
};

/** Calls whose path carries an id: method, pattern, what is answered. */
const patterns = [
  ['GET', /^\/api\/v1\/rooms\/(\d+)\/members$/, ({ user, query }, [id]) => [200, memberPage(roomAt(id, user), query)]],
  ['GET', /^\/api\/v1\/rooms\/(\d+)\/pins$/, ({ user }, [id]) => [200, { messages: roomAt(id, user).messages.filter((one) => one.pinned).map((one) => messageFor(one, user)) }]],
  ['GET', /^\/api\/v1\/rooms\/(\d+)\/threads\/(\d+)$/, ({ user, query }, [id, seq]) => [200, listed(roomAt(id, user).messages.filter((one) => one.thread === Number(seq) && one.seq > Number(query.get('after') ?? 0)), user, query)]],
  ['GET', /^\/api\/v1\/rooms\/(\d+)\/messages\/(\d+)\/edits$/, ({ user }, [id, seq]) => [200, { edits: roomAt(id, user).messages[seq - 1]?.edits ?? [] }]],
  ['GET', /^\/api\/v1\/rooms\/(\d+)\/messages\/(\d+)\/readers$/, ({ user }, [id, seq]) => [200, { readers: [...roomAt(id, user).members.keys()].map(userById).filter((one) => one !== user && (one.read.get(Number(id)) ?? 0) >= seq).map(userOf), more: false }]],
  ['GET', /^\/api\/v1\/users\/(\d+)$/, ({ user }, [id]) => [200, profileOf(userById(Number(id)), user)]],
  ['PUT', /^\/api\/v1\/me\/blocks\/(\d+)$/, ({ user }, [id]) => [204, (user.blocks.add(Number(id)), null)]],
  ['DELETE', /^\/api\/v1\/me\/blocks\/(\d+)$/, ({ user }, [id]) => [204, (user.blocks.delete(Number(id)), null)]],
  ['GET', /^\/api\/v1\/invites\/(\w+)$/, (_, [code]) => {
    const found = state.invites.find((one) => one.code === code) ?? refuse('not_found');
    return [200, { server: settings.name, room: found.room?.name ?? null, inviter: found.by.name, valid: true }];
  }],
  ['DELETE', /^\/api\/v1\/invites\/(\w+)$/, (_, [id]) => [204, ((state.invites = state.invites.filter((one) => one.id !== id)), null)]],
  ['PATCH', /^\/api\/v1\/admin\/users\/(\d+)$/, ({ user, body }, [id]) => {
    const target = userById(Number(id));
    Object.assign(target, body);
    audit(user, 'user.change', target.name);
    return [200, adminUser(target, user)];
  }],
  ['POST', /^\/api\/v1\/admin\/users\/(\d+)\/reset$/, () => [200, { code: 'RESET-1234', url: '/reset?code=RESET-1234', expires: now() }]],
  ['GET', /^\/api\/v1\/rooms\/(\d+)\/commands$/, () => [200, { commands: [
    { names: ['me', '我'], arguments: '…', says: 'say what you do', hook: null },
    { names: ['help', '帮助', '說明'], arguments: '', says: 'this list', hook: null },
    { names: ['weather'], arguments: '[…]', says: 'Weather', hook: 1 },
  ] }]],
  ['DELETE', /^\/api\/v1\/admin\/users\/(\d+)\/sessions$/, () => [204, null]],
  ['DELETE', /^\/api\/v1\/admin\/users\/(\d+)\/messages$/, () => [200, { deleted: 0 }]],
  ['PATCH', /^\/api\/v1\/admin\/reports\/(\d+)$/, ({ user, body }, [id]) => {
    const found = state.reports.find((one) => one.id === Number(id)) ?? refuse('not_found');
    Object.assign(found, body, { handled_by: userOf(user) });
    return [200, found];
  }],
];

Object.assign(routes, {
  'GET /api/v1/server': () => [200, { name: settings.name, version: 'mock', registration: settings.registration, setup: !setup.done, announcement: settings.announcement, icon: settings.icon, limits: {} }],
  'POST /api/v1/setup': (context, body) => {
    const { code, email, password, name } = json(body);
    if (setup.done) refuse('not_found');
    if (code !== setup.code) refuse('gone');
    setup.done = true;
    return [201, signIn(addUser(email, password, name), context.request.headers['user-agent'])];
  },
  'POST /api/v1/password': () => [204, null],
  'POST /api/v1/password/forgot': () => [202, null],
  'DELETE /api/v1/sessions': ({ user, token }) => {
    for (const [key, one] of [...state.sessions]) if (one.user === user && key !== token) cut(key, 'revoked');
    return [204, null];
  },
  'GET /api/v1/me/blocks': ({ user }) => [200, { users: [...user.blocks].map((id) => userOf(userById(id))) }],
  'GET /api/v1/rooms': ({ user, query }) => [200, { rooms: [...state.rooms.values()].filter((room) => isMember(room, user) && room.name.includes(query.get('q') ?? '')).map((room) => roomFor(room, user)) }],
  'GET /api/v1/directory': ({ query }) => {
    const q = query.get('q') ?? '';
    const { page: rooms, more } = page([...state.rooms.values()].filter((room) => room.kind === 'public' && room.name.includes(q) && room.id > Number(query.get('after') ?? 0)), query);
    return [200, { rooms: rooms.map((room) => ({ ...publicRoom(room), online: onlineIn(room).length })), more }];
  },
  'GET /api/v1/saved': ({ user, query }) => [200, listed(user.saved.map(([room, seq]) => state.rooms.get(room).messages[seq - 1]).reverse(), user, query)],
  'GET /api/v1/mentions': ({ user, query }) => [200, listed(everyMessage(user).filter((one) => one.text.includes(`@${user.name}`)), user, query)],
  'GET /api/v1/search': ({ user, query }) => {
    const found = everyMessage(user).filter((one) => one.kind === 'text' && one.text.toLowerCase().includes((query.get('q') ?? '').toLowerCase()));
    const q = (query.get('q') ?? '').toLowerCase();
    const { page: some, more } = page(found, query);
    const hitOf = (one) => ({ message: messageFor(one, user), highlights: [[one.text.toLowerCase().indexOf(q), one.text.toLowerCase().indexOf(q) + q.length]] });
    return [200, { hits: some.map(hitOf), more, next: null }];
  },
  'GET /api/v1/people': ({ query }) => [200, { people: state.users.filter((one) => one.name.toLowerCase().includes((query.get('q') ?? '').toLowerCase())).map(userOf) }],
  'GET /api/v1/invites': () => [200, { invites: state.invites.map(inviteOf) }],
  'POST /api/v1/invites': ({ user }, body) => {
    const wish = json(body);
    const code = randomBytes(6).toString('hex');
    state.invites.push({ id: code, code, room: wish.room ? state.rooms.get(wish.room) : null, by: user, expires: null, uses_left: wish.uses ?? null });
    return [201, inviteOf(state.invites.at(-1))];
  },
  'GET /api/v1/admin/users': ({ user, query }) => [200, { users: state.users.filter((one) => `${one.name} ${one.email}`.includes(query.get('q') ?? '')).map((one) => adminUser(one, user)), more: false }],
  'GET /api/v1/admin/rooms': () => [200, { rooms: [...state.rooms.values()].map((room) => (room.kind === 'public' ? publicRoom(room) : { id: room.id, kind: room.kind, members: room.members.size })), more: false }],
  'GET /api/v1/admin/settings': () => [200, settings],
  'GET /api/v1/admin/words': () => [200, wordList],
  'PUT /api/v1/admin/words': (_, body) => {
    const { version, words } = json(body);
    if (version !== undefined && version !== wordList.version) refuse('conflict');
    wordList = { version: String(Number(wordList.version) + 1), words: words.toSorted((one, other) => (one.word < other.word ? -1 : 1)) };
    return [200, wordList];
  },
  'PATCH /api/v1/admin/settings': ({ user }, body) => {
    Object.assign(settings, json(body));
    chat.emit('notice', settings.announcement);
    audit(user, 'settings.change', '');
    return [200, settings];
  },
  'GET /api/v1/admin/audit': () => [200, { entries: state.audit, more: false }],
  'GET /api/v1/admin/reports': ({ query }) => [200, { reports: state.reports.filter((one) => !query.get('state') || one.state === query.get('state')), more: false }],
  'GET /api/v1/admin/storage': () => [200, { database_bytes: 1234567, files_bytes: 7654321, files: state.files.size, messages: state.nextMessage - 1, users: state.users.length, rooms: state.rooms.size }],
  'GET /api/v1/admin/connections': () => [200, { total: chat.sockets.size, connections: [...chat.sockets.values()].map((one) => ({ user: userOf(one.data.user), device: 'Chrome · Linux', transport: 'websocket', address: '127.0.0.1', since: now(), rooms: 2 })) }],
});
const openCalls = ['POST /api/v1/accounts', 'POST /api/v1/sessions', 'GET /api/v1/server', 'POST /api/v1/setup', 'POST /api/v1/password/forgot'];

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
    if (!session && !openCalls.includes(name) && !/^GET \/api\/v1\/invites\/\w/.test(name)) refuse('unauthorized');
    const context = { request, token, user: session?.user, query: url.searchParams };
    const other = /^DELETE \/api\/v1\/sessions\/(\d+)$/.exec(name);
    if (other) {
      const [key] = [...state.sessions].find(([, one]) => one.id === Number(other[1]) && one.user === session.user) ?? refuse('not_found');
      cut(key, 'revoked');
      return answer(204, null);
    }
    for (const [method, pattern, run] of patterns) {
      const found = method === request.method ? pattern.exec(url.pathname) : null;
      if (found) return answer(...run({ ...context, body: chunks.length > 0 ? json(Buffer.concat(chunks)) : {} }, found.slice(1)));
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
    if (room && isMember(room, me)) return room;
    return refuse(room?.kind === 'public' ? 'forbidden' : 'not_found');
  };
  const messageOf = (payload) => roomOf(payload).messages[payload.seq - 1] ?? refuse('not_found');
  const moved = (message, event, more) => {
    const room = state.rooms.get(message.room);
    message.version = changed(room);
    tell(room, event, { room: room.id, seq: message.seq, version: message.version, ...more });
    return { version: message.version };
  };
  const rank = { owner: 2, moderator: 1, member: 0 };
  const moderates = (payload) => {
    const room = roomOf(payload);
    return rank[room.members.get(me.id)] > 0 || me.role === 'owner' || room.kind === 'direct' ? room : refuse('forbidden');
  };
  const drop = (payload, change, reason) => {
    const [room, user] = [moderates(payload), userById(payload.user)];
    room.members.delete(user.id);
    tellUser(user, 'room:gone', { room: room.id, reason });
    memberChanged(room, user, change);
    system(room, me, 'member_kicked', { target: userOf(user) });
    tellPresence();
    return {};
  };
  const updated = (room) => {
    changed(room);
    tell(room, 'room:updated', publicRoom(room));
    return { room: roomFor(room, me) };
  };
  const react = (payload, added) => {
    const message = messageOf(payload);
    const known = message.reacted.find((one) => one.emoji === payload.emoji) ?? { emoji: payload.emoji, users: [] };
    if (known.users.includes(me.id) === added) return { version: message.version };
    known.users = added ? [...known.users, me.id] : known.users.filter((id) => id !== me.id);
    message.reacted = [...message.reacted.filter((one) => one !== known), known].filter((one) => one.users.length > 0);
    return moved(message, 'reaction', { emoji: payload.emoji, user: me.id, added, count: known.users.length });
  };
  const pin = (payload, pinned) => {
    moderates(payload);
    const message = messageOf(payload);
    message.pinned = pinned;
    return moved(message, 'pin', { user: me.id, pinned });
  };
  const marker = (room) => {
    const { last_read, unread, mentions } = roomFor(room, me);
    tellUser(me, 'read', { room: room.id, last_read, unread, mentions }, socket);
    return { last_read, unread, mentions };
  };
  const save = (payload, saved) => {
    messageOf(payload);
    me.saved = me.saved.filter(([room, seq]) => room !== payload.room || seq !== payload.seq);
    if (saved) me.saved.push([payload.room, payload.seq]);
    tellUser(me, 'saved', { room: payload.room, seq: payload.seq, saved });
    return {};
  };
  const events = {
    sync: ({ epoch, rooms: held = [] }) => ({
      epoch: 'mock',
      me: meOf(me),
      blocks: [...me.blocks],
      rooms: [...state.rooms.values()].filter((room) => isMember(room, me)).map((room) => roomFor(room, me)),
      patches: epoch !== 'mock' ? [] : held.filter(({ room }) => state.rooms.has(room) && isMember(state.rooms.get(room), me)).map(({ room: id, seq, version }) => {
        const all = state.rooms.get(id).messages;
        const changes = all.filter((one) => one.seq <= seq && one.version > version);
        const fresh = all.length - seq + changes.length > 200;
        const some = fresh ? all.slice(-50) : all.slice(seq);
        return { room: id, messages: some.map((one) => messageFor(one, me)), changed: fresh ? [] : changes.map((one) => messageFor(one, me)), fresh, more: fresh && all.length > 50 };
      }),
    }),
    'room:create': ({ name, topic = '', kind = 'public' }) => {
      const room = addRoom(name, topic, kind, me);
      tell(room, 'room:updated', publicRoom(room));
      return { room: roomFor(room, me) };
    },
    'room:direct': ({ users }) => {
      const ids = [...new Set([me.id, ...users])].sort();
      const known = [...state.rooms.values()].find((room) => room.kind === 'direct' && [...room.members.keys()].sort().join() === ids.join());
      const room = known ?? addRoom('', '', 'direct');
      for (const id of ids) room.members.set(id, 'member');
      if (!known) tell(room, 'room:updated', publicRoom(room));
      return { room: roomFor(room, me) };
    },
    'room:update': (payload) => {
      const room = moderates(payload);
      if (payload.name !== undefined && payload.name !== room.name) system(room, me, 'room_renamed', { name: payload.name });
      for (const key of ['name', 'topic', 'kind', 'read_only', 'slow_seconds']) room[key] = payload[key] ?? room[key];
      return updated(room);
    },
    'room:archive': (payload) => {
      const room = moderates(payload);
      room.archived = payload.archived;
      system(room, me, payload.archived ? 'room_archived' : 'room_opened');
      return updated(room);
    },
    'room:join': (payload) => {
      const room = payload.invite ? state.invites.find((one) => one.code === payload.invite)?.room : state.rooms.get(payload.room);
      if (!room || (room.kind !== 'public' && !payload.invite)) refuse('not_found');
      if (!room.members.has(me.id)) {
        room.members.set(me.id, 'member');
        memberChanged(room, me, 'joined', { role: 'member' });
        system(room, me, 'member_joined');
        tellPresence();
      }
      return { room: roomFor(room, me) };
    },
    'room:leave': (payload) => {
      const room = roomOf(payload);
      room.members.delete(me.id);
      memberChanged(room, me, 'left');
      system(room, me, 'member_left');
      tellUser(me, 'room:gone', { room: room.id, reason: 'left' });
      tellPresence();
      return {};
    },
    'room:invite': (payload) => {
      const room = roomOf(payload);
      const added = payload.users.filter((id) => !room.members.has(id));
      for (const id of added) {
        room.members.set(id, 'member');
        memberChanged(room, userById(id), 'joined', { role: 'member' });
      }
      return { added };
    },
    'room:kick': (payload) => drop(payload, 'kicked', 'kicked'),
    'room:ban': (payload) => drop(payload, 'banned', 'banned'),
    'room:unban': () => ({}),
    'room:mute': (payload) => {
      const room = moderates(payload);
      const until = payload.seconds > 0 ? new Date(Date.now() + 1000 * payload.seconds).toISOString() : null;
      if (until) room.muted.set(payload.user, until);
      else room.muted.delete(payload.user);
      memberChanged(room, userById(payload.user), 'muted', { role: room.members.get(payload.user), ...(until ? { muted_until: until } : {}) });
      return { muted_until: until };
    },
    'room:role': (payload) => {
      const room = moderates(payload);
      room.members.set(payload.user, payload.role);
      memberChanged(room, userById(payload.user), 'role', { role: payload.role });
      return {};
    },
    'room:notify': (payload) => {
      me.notify.set(payload.room, payload.level);
      tellUser(me, 'notify', { room: payload.room, level: payload.level }, socket);
      return {};
    },
    history: (payload) => {
      const { before, after, around, limit = 50 } = payload;
      const all = roomOf(payload).messages;
      let from = Math.max(0, all.length - limit);
      if (before !== undefined) from = Math.max(0, before - 1 - limit);
      if (after !== undefined) from = after;
      if (around !== undefined) from = Math.max(0, around - 1 - limit / 2);
      const to = before !== undefined ? before - 1 : Math.min(all.length, from + limit);
      const more = after !== undefined ? to < all.length : from > 0;
      return { messages: all.slice(from, to).map((message) => messageFor(message, me)), more, more_after: to < all.length };
    },
    'message:send': (payload) => {
      const room = roomOf(payload);
      const { client_id, text = '', attachments = [], reply_to = null, thread = 0, kind = 'text' } = payload;
      if (text.includes('!fail')) refuse('forbidden');
      if (room.archived) refuse('conflict');
      if (room.muted.has(me.id)) refuse('muted');
      const known = state.byClient.get(`${me.id}:${client_id}`);
      const files = attachments.map((id) => [...state.files.values()].find((file) => file.id === id) ?? refuse('invalid', 'attachments')).map(({ bytes: _, ...file }) => file);
      const message = known ?? addMessage(room, me, text, files, now(), client_id, { reply_to, thread, kind });
      if (!known) {
        for (const one of audience(room)) one.emit('message', messageFor(message, one.data.user));
        for (const one of audience(room)) if (one.data.user !== me && text.includes(`@${one.data.user.name}`)) one.emit('mention', { room: room.id, seq: message.seq });
        if (thread > 0) tell(room, 'thread', { room: room.id, seq: thread, replies: messageFor(room.messages[thread - 1]).replies });
      }
      if (text.includes('!lost') && !known) return null;
      return { id: message.id, seq: message.seq, time: message.time };
    },
    'message:edit': (payload) => {
      const message = messageOf(payload);
      if (message.user !== me || message.deleted) refuse('forbidden');
      message.edits = [...(message.edits ?? []), { text: message.text, time: message.edited ?? message.time }];
      Object.assign(message, { text: payload.text, edited: now() });
      return { ...moved(message, 'message:updated', { text: message.text, edited: message.edited }), edited: message.edited };
    },
    'message:delete': (payload) => {
      const message = messageOf(payload);
      if (message.user !== me) moderates(payload);
      Object.assign(message, { text: '', attachments: [], reacted: [], pinned: false, deleted: now() });
      return moved(message, 'message:deleted', { deleted: message.deleted, by: me.id });
    },
    'reaction:add': (payload) => react(payload, true),
    'reaction:remove': (payload) => react(payload, false),
    'pin:add': (payload) => pin(payload, true),
    'pin:remove': (payload) => pin(payload, false),
    'save:add': (payload) => save(payload, true),
    'save:remove': (payload) => save(payload, false),
    'message:report': (payload) => {
      state.reports.unshift({ id: state.nextId++, time: now(), reporter: userOf(me), message: messageFor(messageOf(payload)), reason: payload.reason, state: 'open', handled_by: null });
      return {};
    },
    read: (payload) => {
      const room = roomOf(payload);
      me.read.set(room.id, Math.max(me.read.get(room.id) ?? 0, Math.min(payload.seq, room.messages.length)));
      return marker(room);
    },
    unread: (payload) => {
      me.read.set(payload.room, payload.seq - 1);
      return marker(roomOf(payload));
    },
    draft: (payload) => {
      if (!payload.thread) me.drafts.set(payload.room, payload.text);
      tellUser(me, 'draft', { thread: 0, ...payload }, socket);
      return {};
    },
    presence: () => ({}),
    people: ({ ids }) => ({ people: ids.map((id) => ({ id, presence: 'online', last_seen: null })) }),
    typing: (payload) => {
      const room = roomOf(payload);
      for (const one of audience(room)) if (one.data.user !== me) one.emit('typing', { room: room.id, thread: payload.thread ?? 0, user: userOf(me) });
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
  for (const [name, topic] of [['聊天室1', '随便聊聊，欢迎新朋友'], ['聊天室2', '']]) addRoom(name, topic).everybody = true;
}
if (process.env.SEED === 'demo') demo({ state, addUser, addRoom, addMessage, storeFile });
if (process.env.SETUP) setup.done = false;

http.listen(port, '127.0.0.1', () => console.log(`mock server ready at http://127.0.0.1:${http.address().port}`));

process.once('SIGTERM', () => {
  if (stateFile) {
    mkdirSync(flags.data, { recursive: true });
    writeFileSync(stateFile, serialize(state));
  }
  process.exit(0);
});
