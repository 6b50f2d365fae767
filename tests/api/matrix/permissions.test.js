// Who may do what: every role of the server × every standing to a room × every kind and state of room × every call about a
// room, on real sockets, against the tables of the server itself (tests/vectors/permissions.json, which a unit test keeps
// equal to chat/permissions.cpp). A refusal changes nothing and tells nobody; to strangers a private room and a missing
// one answer alike, byte by byte.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, before, describe, test } from 'node:test'
import { change, codeHash, rows, serverRoles, token } from '../support/database.js'
import { freshId, ModernUser } from '../support/modern.js'
import { startServer, stopServer } from '../support/server.js'

const tables = JSON.parse(readFileSync(new URL('../../vectors/permissions.json', import.meta.url)))
const statuses = { forbidden: 403, muted: 403, not_found: 404, conflict: 409 }
const missing = 99_999_999

const kinds = { public: 0, private: 1, direct: 2 }
const states = Object.keys(kinds).flatMap((kind) => [kind, `${kind} archived`, `${kind} read-only`])
/** Column of the table, and the row in `members` if there is one: role and mute. */
const relations = {
  owner: { column: 'owner', role: 1 },
  moderator: { column: 'moderator', role: 2 },
  member: { column: 'member', role: 0 },
  muted: { column: 'muted', role: 0, muted: true },
  stranger: { column: 'stranger' },
  banned: { column: 'stranger', banned: true },
}

/** People who are in, or kept out of, every room: who sees all, who owns all, and those on whom the others act. */
const people = { witness: 10, boss: 11, kicked: 12, banned: 13, muted: 14, promoted: 15, outsider: 16, pardoned: 17 }
const everywhere = [people.witness, people.boss, people.kicked, people.banned, people.muted, people.promoted]
const barriers = [5000, 5001, 5002, 5003]

/** One person and one room of their own for every combination. */
const combinations = []
for (const state of states) {
  for (const server of Object.keys(serverRoles)) {
    for (const relation of Object.keys(relations)) {
      const number = combinations.length
      combinations.push({ state, server, relation, kind: state.split(' ')[0], room: 10_000 + number, actor: 1000 + number })
    }
  }
}

const letters = (table, { state, server }) => table[state][server]
const ruling = (letter) => tables.verdicts[letter]
const judged = (action) => (one) => ruling(letters(tables.room[action], one)[tables.relations.indexOf(relations[one.relation].column)])
/** Of two questions the first that is answered with no. */
const both = (first, second) => (one) => (first(one) === 'allowed' ? second(one) : first(one))
const joining = (invited) => (one) => {
  if (relations[one.relation].role !== undefined) return 'allowed'
  const comer = [one.relation === 'banned' && 'banned', invited && 'invited'].filter(Boolean).join(' ') || 'stranger'
  return ruling(letters(tables.join, one)[tables.newcomers.indexOf(comer)])
}

/** Deleting what one has said, and what others have: moderators delete both. */
const deletingOwn = (one) => (judged('delete_any')(one) === 'allowed' ? 'allowed' : judged('delete_own')(one))
const deletingOthers = (one) => (judged('delete_any')(one) !== 'allowed' && judged('delete_own')(one) === 'allowed' ? 'forbidden' : deletingOwn(one))
const editingOthers = (one) => (judged('edit_own')(one) === 'allowed' ? 'forbidden' : judged('edit_own')(one))

/** In every room: the first message is the witness's, the second the actor's. */
const [theirs, mine] = [{ seq: 1 }, { seq: 2 }]

/** An event, or a REST call, about `room`. */
const event = (name, expected, payload = {}) => ({
  name: `${name} ${Object.keys(payload)}`,
  expected,
  run: async (one, room) => {
    const answer = await one.link.ask(name, { room, ...(typeof payload === 'function' ? payload(one) : payload) })
    return { code: answer.ok ? 'allowed' : answer.error.code, text: JSON.stringify(answer) }
  },
})
const rest = (method, path, expected, body) => ({
  name: `${method} ${path}`,
  expected,
  run: async (one, room) => {
    const answer = await one.user.call(method, path.replace('{id}', room), body && { json: body(room) })
    if (answer.status < 300) return { code: 'allowed', text: answer.text }
    assert.equal(answer.status, statuses[answer.json.code], answer.text)
    return { code: answer.json.code, text: answer.text }
  },
})

/** In an order in which what is allowed leaves the standing of the actor as it is for what comes after it. */
const calls = [
  event('history', judged('read')),
  rest('GET', '/api/v1/rooms/{id}', judged('read')),
  rest('GET', '/api/v1/rooms/{id}/messages', judged('read')),
  rest('GET', '/api/v1/rooms/{id}/members', judged('read')),
  rest('GET', '/api/v1/rooms/{id}/pins', judged('read')),
  rest('GET', '/api/v1/rooms/{id}/threads/1', judged('read')),
  rest('GET', '/api/v1/rooms/{id}/messages/1/edits', judged('read')),
  rest('GET', '/api/v1/rooms/{id}/messages/1/readers', judged('read')),
  rest('GET', '/api/v1/rooms/{id}/bans', judged('ban')),
  event('read', judged('mark_read'), theirs),
  event('unread', judged('mark_read'), mine),
  event('save:add', judged('mark_read'), theirs),
  event('save:remove', judged('mark_read'), theirs),
  event('draft', judged('mark_read'), { text: 'unsaid' }),
  event('room:notify', judged('mark_read'), { level: 'mentions' }),
  event('typing', judged('type')),
  event('message:send', judged('send'), () => ({ client_id: freshId(), text: 'x' })),
  event('reaction:add', judged('react'), { ...theirs, emoji: '👍' }),
  event('reaction:remove', judged('react'), { ...theirs, emoji: '👍' }),
  event('pin:add', judged('pin'), theirs),
  event('pin:remove', judged('pin'), theirs),
  event('message:edit', judged('edit_own'), { ...mine, text: 'changed' }),
  event('message:edit', editingOthers, { ...theirs, text: 'changed' }),
  event('preview:remove', deletingOwn, mine),
  event('preview:remove', deletingOthers, theirs),
  event('message:delete', deletingOwn, mine),
  event('message:delete', deletingOthers, theirs),
  event('room:invite', judged('invite'), { users: [people.outsider] }),
  rest('POST', '/api/v1/invites', judged('invite'), (room) => ({ room })),
  event('room:kick', judged('kick'), { user: people.kicked }),
  event('room:ban', judged('ban'), { user: people.banned }),
  event('room:unban', judged('ban'), { user: people.pardoned }),
  event('room:mute', judged('mute'), { user: people.muted, seconds: 60 }),
  event('room:role', judged('give_roles'), { user: people.promoted, role: 'moderator' }),
  event('room:update', judged('update'), { topic: 'changed' }),
  event('room:archive', judged('archive'), (one) => ({ archived: one.state.includes('archived') })),
  event('room:join', joining(false)),
  { ...event('room:join', joining(true), (one) => ({ invite: token(one.room).text })), anyRoom: true },
  event('room:update', both(judged('update'), judged('change_kind')), (one) => ({ kind: one.kind === 'public' ? 'private' : 'public' })),
  event('room:leave', judged('leave')),
]

function setUp(server) {
  const now = Date.now()
  const far = now + 1e9
  const sql = []
  const person = (id, role) => {
    sql.push(`insert into users (id, email, name, avatar, password, created, updated, role) values (${id}, 'u${id}@x.io', 'U${id}', '', '', 1, 1, ${role});`)
    sql.push(`insert into sessions (user_id, token_hash, device, created, last_used, expires) values (${id}, '${token(id).hash}', '', 1, ${now}, ${far});`)
  }
  const member = (room, user, role, muted = 0) =>
    sql.push(`insert into members (room_id, user_id, role, last_read_seq, joined, muted_until) values (${room}, ${user}, ${role}, 0, 1, ${muted});`)
  const makeRoom = (id, kind, author, flags) =>
    sql.push(`insert into rooms (id, kind, name, topic, created, archived, read_only, direct_key, last_seq) values (${id}, ${kind}, 'r', '', 1, ${flags.archived}, ${flags.readOnly}, ${flags.key}, 2);`,
      ...[people.witness, author].map((user, n) =>
        `insert into messages (room_id, seq, user_id, text, files, created) values (${id}, ${n + 1}, ${user}, 'said', 0, ${now});`))
  const ban = (room, user) => sql.push(`insert into bans values (${room}, ${user}, ${people.boss}, '', 1, 0);`)

  // What is put into the tables by hand is indexed when the server starts.
  sql.push(`update search_state set version = '';`)
  for (const id of Object.values(people)) person(id, serverRoles.member)
  for (const id of barriers) {
    makeRoom(id, kinds.private, people.witness, { archived: 0, readOnly: 0, key: 'null' })
    member(id, people.witness, 1)
  }
  for (const { state, server: role, relation, kind, room, actor } of combinations) {
    person(actor, serverRoles[role])
    makeRoom(room, kinds[kind], actor, {
      archived: Number(state.endsWith(' archived')),
      readOnly: Number(state.endsWith(' read-only')),
      key: kind === 'direct' ? `'of ${room}'` : 'null',
    })
    for (const id of everywhere) member(room, id, id === people.boss ? 1 : 0)
    ban(room, people.pardoned)
    const { role: own, muted, banned } = relations[relation]
    if (own !== undefined) member(room, actor, own, muted ? far : 0)
    if (banned) ban(room, actor)
    sql.push(`insert into invites (code_hash, room_id, creator, role, created, expires, uses_left) values ('${codeHash(token(room).text)}', ${room}, ${people.boss}, 3, 1, ${far}, -1);`)
  }
  sql.push('update rooms set members = (select count(*) from members m where m.room_id = rooms.id);')
  change(server, sql.join('\n'))
}

const signedIn = (id) => ModernUser.withToken(server, `u${id}@x.io`, token(id).text)

/** Everything a refused call could have changed in the rooms of one state. */
const stored = (state) => {
  const ids = combinations.filter((one) => one.state === state).map((one) => one.room)
  const [first, last] = [ids[0], ids.at(-1)]
  const within = `where room_id between ${first} and ${last}`
  return [
    `select * from rooms where id between ${first} and ${last} order by id`,
    `select * from members ${within} order by room_id, user_id`,
    `select * from bans ${within} order by room_id, user_id`,
    `select * from messages ${within} order by room_id, seq`,
    `select * from changes ${within} order by room_id, version`,
    `select id, room_id, uses_left from invites ${within} order by id`,
  ].map((query) => rows(server, query))
}

/** Runs `task` for each of `all`, a few at a time. */
async function each(all, task) {
  const waiting = [...all]
  await Promise.all(Array.from({ length: 12 }, async () => {
    for (let one = waiting.shift(); one; one = waiting.shift()) await task(one)
  }))
}

let server
let witness
before(async () => {
  server = await startServer({ WEBCHATS_MESSAGE_BURST: '1000' })
  await server.stop()
  setUp(server)
  await server.start()
  witness = await signedIn(people.witness).socket()
  await witness.get('sync')
})
after(async () => {
  witness?.user.close()
  await stopServer(server)
})

/** What was told before this has arrived: every loop of the server has had a message to deliver. */
async function settled() {
  for (const room of barriers) {
    const { seq } = await witness.send(room, 'barrier')
    await witness.inbox.next('message', (one) => one.room === room && one.seq === seq)
  }
}

const about = (one, call) => `${call.name} by a ${one.server} of the server, ${one.relation} of a ${one.state} room`

describe('who may do what', () => {
  for (const state of states) {
    test(`in a ${state} room`, async () => {
      const here = combinations.filter((one) => one.state === state)
      await each(here, async (one) => {
        one.user = signedIn(one.actor)
        one.link = await one.user.socket()
      })
      await settled()
      witness.inbox.clear()
      const before = stored(state)
      let refusals = 0
      await each(here, async (one) => {
        for (const call of calls) {
          const expected = call.expected(one)
          if (expected === 'allowed') continue
          refusals += 1
          const answer = await call.run(one, one.room)
          assert.equal(answer.code, expected, about(one, call))
          if (expected !== 'not_found' || call.anyRoom) continue
          assert.equal(answer.text, (await call.run(one, missing)).text, `${about(one, call)}: unlike a missing one`)
        }
      })
      await settled()
      const told = witness.inbox.received.filter(({ event, value }) => event !== 'presence' && here.some((one) => one.room === (value?.room ?? value?.id)))
      assert.deepEqual(told, [], 'refusals are told to nobody')
      assert.deepEqual(stored(state), before, 'refusals change nothing')

      let allowed = 0
      await each(here, async (one) => {
        for (const call of calls) {
          if (call.expected(one) !== 'allowed') continue
          allowed += 1
          const answer = await call.run(one, one.room)
          assert.equal(answer.code, 'allowed', `${about(one, call)}: ${answer.text}`)
        }
        one.user.close()
      })
      assert.equal(refusals + allowed, here.length * calls.length)
      assert.ok(refusals > 0 && allowed > 0)
    })
  }

  /** Of the server as a whole. */
  const serverCalls = [
    ['create_room', (one) => one.link.ask('room:create', { name: 'x' })],
    ['open_direct', (one) => one.link.ask('room:direct', { users: [people.witness] })],
    ['create_room', (one) => one.user.call('POST', '/api/v1/rooms', { json: { name: 'x' } })],
    ['see_directory', (one) => one.user.call('GET', '/api/v1/directory')],
    ['invite_people', (one) => one.user.call('POST', '/api/v1/invites', { json: {} })],
  ]
  for (const role of Object.keys(serverRoles)) {
    test(`on the server as its ${role}`, async () => {
      const user = signedIn(combinations.find((one) => one.server === role && one.relation === 'stranger').actor)
      const one = { user, link: await user.socket() }
      for (const [action, run] of serverCalls) {
        const answer = await run(one)
        const allowed = answer.ok ?? answer.status < 300
        assert.equal(allowed, tables.server[action].includes(role), `${action}: ${JSON.stringify(answer.json ?? answer)}`)
        if (!allowed) assert.equal((answer.error ?? answer.json).code, 'forbidden')
      }
      user.close()
    })
  }
})
