// How people are seen: idle, busy, invisible, by whom and where.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { after, before, describe, test } from 'node:test'
import { ClassicUser, freshEmail } from '../support/classic.js'
import { ownerOf } from '../support/community.js'
import { eventually } from '../support/inbox.js'
import { freshId, modernUser } from '../support/modern.js'
import { assertProblem } from '../support/problem.js'
import { startServer, stopServer } from '../support/server.js'

let server
let owner
before(async () => {
  server = await startServer()
  owner = await ownerOf(server)
})
after(() => stopServer(server))

/** Ann and Ben in a room of theirs and in a direct one; Ben looks. */
async function pair() {
  const [ann, ben] = await Promise.all([modernUser(server, 'Ann'), modernUser(server, 'Ben')])
  const [mine, theirs] = await Promise.all([ann.socket(), ben.socket()])
  const { room } = await mine.get('room:create', { name: `R ${freshId()}`, kind: 'private' })
  await mine.get('room:invite', { room: room.id, users: [ben.me.id] })
  const direct = (await mine.get('room:direct', { users: [ben.me.id] })).room
  await eventually(async () => (await theirs.get('sync')).rooms.some((one) => one.id === direct.id && one.online === 2))
  const about = { room: room.id, direct: direct.id, id: ann.me.id }
  return { ann, ben, mine, theirs, ...about, close: () => [ann, ben].forEach((one) => one.close()) }
}

const choose = async (who, presence) => {
  const answer = await who.call('PATCH', '/api/v1/me', { json: { presence } })
  assert.equal(answer.status, 200, answer.text)
  assert.equal(answer.json.presence, presence)
}
const told = (link, room, id, presence) => link.inbox.next('presence', (one) => one.room === room && one.changed?.some((each) => each.id === id && each.presence === presence))
const asked = async (link, id) => (await link.get('people', { ids: [id] })).people[0].presence
const member = async (who, room, id, query = '') => (await who.call('GET', `/api/v1/rooms/${room}/members${query}`)).json.members.find((one) => one.id === id)

describe('the people of a room', () => {
  test('see who turns idle, busy and back, by connection and by choice', async () => {
    const { ann, ben, mine, theirs, room, id, close } = await pair()
    for (const status of ['idle', 'dnd', 'online']) {
      await mine.get('presence', { status })
      const push = await told(theirs, room, id, status)
      assert.deepEqual([push.joined, push.left, push.online], [[], [], 2])
      assert.equal((await member(ben, room, id)).presence, status)
    }
    theirs.inbox.clear()
    for (const presence of ['dnd', 'idle', 'online']) {
      await choose(ann, presence)
      await told(theirs, room, id, presence)
      await theirs.inbox.next('status', (one) => one.user === id && one.presence === presence)
      assert.equal(await asked(theirs, id), presence)
    }
    close()
  })

  test('hear once of who only turned to look and back', async () => {
    const { mine, theirs, room, id, close } = await pair()
    theirs.inbox.clear()
    for (let n = 0; n < 20; n++) mine.socket.emit('presence', { status: n % 2 ? 'online' : 'idle' })
    await mine.get('presence', { status: 'dnd' })
    await told(theirs, room, id, 'dnd')
    assert.equal(theirs.inbox.all('presence').filter((one) => one.room === room).length, 1)
    close()
  })

  test('hear at once of who was killed and could say no word', async () => {
    const { ann, theirs, room, id, close } = await pair()
    const lone = await modernUser(server, 'Lone')
    await theirs.get('room:invite', { room, users: [lone.me.id] })
    const program = `const { io } = await import('socket.io-client')
      io('${server.url}/chat', { auth: { token: '${lone.token}' }, transports: ['websocket'] }).on('connect', () => console.log('here'))`
    const client = spawn(process.execPath, ['--input-type=module', '-e', program], { cwd: import.meta.dirname, stdio: ['ignore', 'pipe', 'inherit'] })
    await once(client.stdout, 'data')
    const came = await theirs.inbox.next('presence', (one) => one.room === room && one.joined?.some((each) => each.id === lone.me.id))
    assert.equal(came.online, 3)
    client.kill('SIGKILL')
    const left = await theirs.inbox.next('presence', (one) => one.room === room && one.left?.includes(lone.me.id))
    assert.equal(left.online, 2)
    assert.equal(await asked(theirs, lone.me.id), 'offline')
    assert.equal((await member(ann, room, id)).online, true)
    close()
  })

  test('are told of who comes how they are', async () => {
    const { ann, mine, theirs, room, id, close } = await pair()
    await choose(ann, 'dnd')
    await told(theirs, room, id, 'dnd')
    mine.socket.close()
    await theirs.inbox.next('presence', (one) => one.room === room && one.left.includes(id))
    theirs.inbox.clear()
    await ann.socket()
    const push = await theirs.inbox.next('presence', (one) => one.room === room && one.joined.some((each) => each.id === id))
    assert.deepEqual(push.changed, [{ id, presence: 'dnd' }])
    close()
  })
})

describe('the other one of a direct room', () => {
  test('is told of who came and went in a moment, and was asked about in between', async () => {
    const { ann, mine, theirs, id, close } = await pair()
    mine.socket.close()
    await theirs.inbox.next('status', (one) => one.user === id && one.presence === 'offline')
    theirs.inbox.clear()
    const short = await ann.socket()
    assert.equal(await asked(theirs, id), 'online')
    short.socket.close()
    await theirs.inbox.next('status', (one) => one.user === id && one.presence === 'offline')
    close()
  })
})

describe('somebody invisible', () => {
  test('is offline to everybody else, and knows it on all devices', async () => {
    const { ann, ben, mine, theirs, room, direct, id, close } = await pair()
    const phone = await (await ann.signIn()).socket()
    await mine.get('read', { room, seq: 1 })
    await choose(ann, 'dnd')
    await theirs.inbox.next('status', (one) => one.user === id && one.presence === 'dnd')
    await choose(ann, 'invisible')
    for (const link of [mine, phone]) assert.equal((await link.inbox.next('me', (one) => one.presence === 'invisible')).id, id)
    for (const where of [room, direct]) {
      const push = await theirs.inbox.next('presence', (one) => one.room === where && one.left?.includes(id))
      assert.equal(push.online, 1)
    }
    for (const where of [1, 2]) await theirs.inbox.next('presence', (one) => one.room === where && one.left?.includes(id))
    await theirs.inbox.next('status', (one) => one.user === id && one.presence === 'offline')
    const profile = async () => (await ben.call('GET', `/api/v1/users/${id}`)).json
    const { last_seen: vanished } = await eventually(async () => (await profile()).last_seen && profile())
    theirs.inbox.clear()

    // Whatever they do in silence.
    await mine.get('presence', { status: 'idle' })
    await mine.get('presence', { status: 'online' })
    await mine.get('typing', { room })
    await mine.get('typing', { room: direct })
    const seq = (await theirs.send(room, 'are you there?')).seq
    await theirs.send(room, '@here and you?')
    await mine.get('read', { room, seq })
    await ann.call('PATCH', '/api/v1/me', { json: { status: 'hidden', quiet_hours: { from: 1, to: 2 } } })
    phone.socket.close()
    await ann.socket()
    await mine.get('sync')
    assert.equal(await asked(theirs, id), 'offline')
    assert.deepEqual([(await member(ben, room, id)).online, (await member(ben, room, id)).presence], [false, 'offline'])
    assert.equal(await member(ben, room, id, '?online=true'), undefined)
    assert.equal((await ben.call('GET', `/api/v1/rooms/${room}`)).json.online, 1)
    assert.equal((await theirs.get('sync')).rooms.find((one) => one.id === direct).online, 1)
    const readers = async () => (await ben.call('GET', `/api/v1/rooms/${room}/messages/${seq}/readers`)).json.readers.map((one) => one.id)
    assert.deepEqual(await readers(), [])
    assert.equal((await mine.get('sync')).rooms.find((one) => one.id === room).mentions, 0)
    const shown = (await owner.call('GET', '/api/v1/admin/users?q=Ann&limit=100')).json.users.find((one) => one.id === id)
    assert.equal(shown.connections, 0)
    mine.socket.close()
    ann.close()
    const back = await ann.socket()
    await theirs.get('sync')
    assert.equal((await profile()).last_seen, vanished)
    const names = ({ id: itself, user, joined = [], left = [], changed = [] }) => [itself, user, user?.id, ...left, ...[...joined, ...changed].map((one) => one.id)]
    for (const event of ['typing', 'presence', 'status', 'profile', 'member']) {
      assert.deepEqual(theirs.inbox.all(event).filter((one) => names(one).includes(id)), [], event)
    }

    // What is said is said, and its author stays where they are.
    await back.send(room, 'boo')
    await theirs.inbox.next('message', (one) => one.text === 'boo')
    assert.equal(await asked(theirs, id), 'offline')
    await choose(ann, 'online')
    await theirs.inbox.next('presence', (one) => one.room === room && one.joined.some((each) => each.id === id))
    assert.deepEqual(await readers(), [id])
    close()
  })

  test('is so after a restart, for a client that connects then, and in the original contract', async () => {
    const { ann, ben, room, id, close } = await pair()
    await choose(ann, 'invisible')
    close()
    await server.stop()
    await server.start()
    const theirs = await ben.socket()
    const mine = await ann.socket()
    assert.equal((await mine.get('sync')).me.presence, 'invisible')
    assert.equal(await asked(theirs, id), 'offline')
    assert.equal((await theirs.get('sync')).rooms.find((one) => one.id === room).online, 1)
    const seer = await new ClassicUser(server, freshEmail(), 'secret-pass').register()
    const people = await (await seer.socket()).room(1)
    assert.ok(!(id in people), JSON.stringify(people))
    seer.close()
    close()
  })
})

test('what is no presence, and what are no quiet hours, is refused', async () => {
  const { ann, mine, close } = await pair()
  const wrong = [
    { presence: 'gone' }, { presence: '' }, { presence: 3 }, { quiet_hours: true }, { quiet_hours: {} }, { quiet_hours: { from: 1 } },
    { quiet_hours: { from: 0, to: 1440 } }, { quiet_hours: { from: -1, to: 5 } }, { quiet_hours: { from: 60, to: 60 } }, { quiet_hours: { from: '1', to: '2' } },
  ]
  for (const json of wrong) assertProblem(await ann.call('PATCH', '/api/v1/me', { json }), 422, 'invalid')
  assert.equal((await mine.ask('presence', { status: 'invisible' })).error.code, 'invalid')
  const night = { from: 1320, to: 420 }
  assert.deepEqual((await ann.call('PATCH', '/api/v1/me', { json: { quiet_hours: night } })).json.quiet_hours, night)
  assert.deepEqual((await ann.call('PATCH', '/api/v1/me', { json: { presence: 'idle' } })).json.quiet_hours, night)
  assert.equal((await ann.call('PATCH', '/api/v1/me', { json: { quiet_hours: null } })).json.quiet_hours, null)
  close()
})
