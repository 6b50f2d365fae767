import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { classicUser } from '../support/classic.js'
import { change, makeRole } from '../support/database.js'
import { request } from '../support/http.js'
import { eventually } from '../support/inbox.js'
import { freshId, modernUser } from '../support/modern.js'
import { startServer, stopServer } from '../support/server.js'

let server
before(async () => (server = await startServer()))
after(() => stopServer(server))

/** People with a synchronised socket each: `[{user, link, id}]`; the first owns a room that the others are in. */
async function roomOf(count, kind = 'public') {
  const people = []
  // One after the other, so that their ids rise as their numbers do.
  for (let n = 0; n < count; n += 1) {
    const user = await modernUser(server, `P${n} ${freshId()}`)
    const link = await user.socket()
    await link.get('sync')
    people.push({ user, link, id: user.me.id, ask: (...all) => link.ask(...all), get: (...all) => link.get(...all) })
  }
  const { room } = await people[0].get('room:create', { name: 'a room', kind })
  const others = people.slice(1)
  if (others.length > 0) {
    const { added } = await people[0].get('room:invite', { room: room.id, users: others.map((one) => one.id) })
    assert.deepEqual(added, others.map((one) => one.id))
    // Each who came is one message; the last of them is the last that an invitation tells.
    for (const one of others) await one.link.inbox.next('message', (seen) => seen.room === room.id && seen.seq === others.length)
  }
  return { people, room: room.id, close: () => people.forEach((one) => one.user.close()) }
}

const code = (answer) => (answer.ok ? 'ok' : answer.error.code)
const inRoom = (room) => (one) => one.room === room
const inRoomEvent = (room) => ({ value }) => value?.room === room
/** What a link heard of a room since `clear`; who is there is told when it is quiet. */
const heard = (link, room) =>
  link.inbox.received.filter(({ event, value }) => event !== 'presence' && (value?.room === room || value?.id === room))

describe('room:direct', () => {
  test('opens one room for the same people, without a name, and shows each the others', async () => {
    const { people: [a, b, c], close } = await roomOf(3)
    const { room } = await a.get('room:direct', { users: [b.id] })
    assert.deepEqual([room.kind, room.name, room.members], ['direct', '', 2])
    assert.deepEqual(room.people.map((one) => one.id), [b.id])
    await b.link.inbox.next('room:updated', (one) => one.id === room.id)
    const back = await b.get('room:direct', { users: [a.id, a.id, b.id] })
    assert.equal(back.room.id, room.id)
    assert.deepEqual(back.room.people.map((one) => one.id), [a.id])
    await a.link.send(room.id, 'psst')
    await b.link.inbox.next('message', (one) => one.text === 'psst')
    assert.equal(heard(c.link, room.id).length, 0)
    const group = await c.get('room:direct', { users: [a.id, b.id] })
    assert.notEqual(group.room.id, room.id)
    assert.equal((await a.get('room:direct', { users: [b.id, c.id] })).room.id, group.room.id)
    assert.equal(code(await c.ask('room:join', { room: room.id })), 'not_found')
    assert.equal(code(await a.ask('room:direct', { users: [99_999_999] })), 'invalid')
    assert.equal(code(await a.ask('room:direct', { users: Array.from({ length: 10 }, (_, n) => 1000 + n) })), 'invalid')
    close()
  })

  test('is refused where one has blocked the other, and so is what is said in it', async () => {
    const { people: [a, b], close } = await roomOf(2)
    const { room } = await a.get('room:direct', { users: [b.id] })
    change(server, `insert into blocks values (${b.id}, ${a.id});`)
    for (const [one, other] of [[a, b], [b, a]]) {
      assert.equal(code(await one.ask('room:direct', { users: [other.id] })), 'forbidden')
      assert.equal(code(await one.ask('message:send', { room: room.id, client_id: freshId(), text: 'x' })), 'forbidden')
      assert.equal(code(await one.ask('typing', { room: room.id })), 'forbidden')
      assert.equal(code(await one.ask('history', { room: room.id })), 'ok')
    }
    close()
  })

  test('is opened by nobody who is a guest', async () => {
    const { people: [a, b], close } = await roomOf(2)
    makeRole(server, a.user, 'guest')
    assert.equal(code(await a.ask('room:direct', { users: [b.id] })), 'forbidden')
    close()
  })
})

describe('room:update', () => {
  test('tells members what the room is now, and writes down what people see of it', async () => {
    const { people: [a, b], room, close } = await roomOf(2)
    b.link.inbox.clear()
    const answer = await a.get('room:update', { room, name: 'renamed', topic: 'new', read_only: true, slow_seconds: 5 })
    const { name, topic, read_only, slow_seconds, version } = answer.room
    assert.deepEqual([name, topic, read_only, slow_seconds], ['renamed', 'new', true, 5])
    const told = await b.link.inbox.next('room:updated', (one) => one.version === version)
    assert.deepEqual([told.id, told.name, told.online, told.last_seq], [room, 'renamed', 2, answer.room.last_seq])
    const said = b.link.inbox.all('message').map((one) => [one.kind, JSON.parse(one.text)])
    const user = { id: a.id, name: a.user.me.name }
    assert.deepEqual(said, [
      ['system', { type: 'room_renamed', user, name: 'renamed' }],
      ['system', { type: 'topic_changed', user, topic: 'new' }],
    ])
    assert.equal(code(await b.ask('room:update', { room, name: 'mine' })), 'forbidden')
    // Nothing changes, nothing is told.
    b.link.inbox.clear()
    assert.equal((await a.get('room:update', { room, name: 'renamed' })).room.version, version)
    await b.get('sync')
    assert.equal(heard(b.link, room).length, 0)
    close()
  })

  test('makes a room private and public again', async () => {
    const { people: [a, b], room, close } = await roomOf(2)
    const stranger = await modernUser(server)
    const listed = async () => (await stranger.call('GET', '/api/v1/directory?q=a%20room&limit=100')).json.rooms.some((one) => one.id === room)
    assert.ok(await listed())
    assert.equal((await a.get('room:update', { room, kind: 'private' })).room.kind, 'private')
    assert.ok(!(await listed()))
    assert.equal((await b.get('history', { room })).messages.length, 1)
    await a.get('room:update', { room, kind: 'public' })
    assert.ok(await listed())
    close()
  })

  test('of a room that everybody is in is for admins, and never makes it private', async () => {
    const { people: [a], close } = await roomOf(1)
    assert.equal(code(await a.ask('room:update', { room: 2, topic: 'x' })), 'forbidden')
    makeRole(server, a.user, 'admin')
    assert.equal(code(await a.ask('room:update', { room: 2, topic: 'x' })), 'ok')
    assert.equal(code(await a.ask('room:update', { room: 2, kind: 'private' })), 'conflict')
    close()
  })
})

describe('room:archive', () => {
  test('leaves a room to be read and nothing else, until it is open again', async () => {
    const { people: [a, b], room, close } = await roomOf(2)
    assert.equal(code(await b.ask('room:archive', { room, archived: true })), 'forbidden')
    assert.equal((await a.get('room:archive', { room, archived: true })).room.archived, true)
    assert.equal((await b.link.inbox.next('room:updated', (one) => one.id === room && one.archived)).archived, true)
    const send = { room, client_id: freshId(), text: 'x' }
    for (const [event, payload] of [['message:send', send], ['typing', { room }], ['room:update', { room, name: 'x' }], ['room:invite', { room, users: [1] }]]) {
      assert.equal(code(await a.ask(event, payload)), 'conflict', event)
    }
    assert.equal(JSON.parse((await b.get('history', { room })).messages.at(-1).text).type, 'room_archived')
    await a.get('room:archive', { room, archived: false })
    assert.equal(code(await b.ask('message:send', send)), 'ok')
    close()
  })
})

describe('the end of a membership', () => {
  for (const [event, reason] of [['room:kick', 'kicked'], ['room:ban', 'banned']]) {
    test(`by ${event} cuts every socket of the person at once`, async () => {
      const { people: [a, b, c], room, close } = await roomOf(3, 'private')
      const links = [b.link, ...(await Promise.all([b.user.socket(), b.user.socket({ transports: ['polling'] })]))]
      for (const link of links) await link.get('sync')
      const { version } = (await a.get('sync')).rooms.find((one) => one.id === room)
      await a.get(event, { room, user: b.id, reason: 'noise' })
      await a.link.send(room, 'among us again')
      const told = await c.link.inbox.next('member', (one) => one.room === room && one.change === reason)
      assert.deepEqual([told.user.id, told.members, told.version], [b.id, 2, version + 1])
      await c.link.inbox.next('message', (one) => one.text === 'among us again')
      for (const link of links) {
        const because = reason === 'banned' ? { why: 'noise', until: null } : { why: 'noise' }
        assert.deepEqual(await link.inbox.next('room:gone'), { room, reason, ...because })
        assert.ok(!(await link.get('sync')).rooms.some((one) => one.id === room))
        const at = link.inbox.received.findIndex((one) => one.event === 'room:gone')
        const later = link.inbox.received.slice(at + 1).filter(inRoomEvent(room))
        assert.deepEqual(later, [])
      }
      for (const [asked, payload] of [['message:send', { room, client_id: freshId(), text: 'x' }], ['history', { room }], ['room:join', { room }]]) {
        assert.equal(code(await b.ask(asked, payload)), 'not_found', asked)
      }
      close()
    })
  }

  test('by a ban tells the banned alone why and until when, and so does the refusal of coming back', async () => {
    const { people: [a, b, c], room, close } = await roomOf(3, 'public')
    await a.get('room:ban', { room, user: b.id, reason: 'noise', seconds: 600 })
    const { until, ...gone } = await b.link.inbox.next('room:gone')
    assert.deepEqual(gone, { room, reason: 'banned', why: 'noise' })
    assert.ok(Math.abs(Date.parse(until) - Date.now() - 600_000) < 60_000, until)
    const told = await c.link.inbox.next('member', (one) => one.change === 'banned')
    assert.ok(!JSON.stringify([told, ...c.link.inbox.received]).includes('noise'))
    const { error } = await b.ask('room:join', { room })
    assert.deepEqual(error, { code: 'forbidden', message: `You are banned from this room until ${until}`, reason: 'banned', until })
    await a.get('room:ban', { room, user: b.id })
    assert.deepEqual((await b.ask('room:join', { room })).error, { code: 'forbidden', message: 'You are banned from this room.', reason: 'banned', until: null })
    close()
  })

  test('by a kick tells the kicked alone why, if anything was given', async () => {
    const { people: [a, b, c], room, close } = await roomOf(3, 'public')
    assert.equal((await a.ask('room:kick', { room, user: b.id, reason: 'x'.repeat(501) })).error.field, 'reason')
    await a.get('room:kick', { room, user: b.id, reason: ' too\nloud ' })
    assert.deepEqual(await b.link.inbox.next('room:gone'), { room, reason: 'kicked', why: 'too loud' })
    const told = await c.link.inbox.next('member', (one) => one.change === 'kicked')
    assert.ok(!JSON.stringify([told, ...c.link.inbox.received]).includes('loud'))
    await b.get('room:join', { room })
    await a.get('room:kick', { room, user: b.id })
    await b.link.inbox.next('room:gone', (one) => one.why === '')
    await b.get('room:join', { room })
    await b.get('room:leave', { room })
    assert.deepEqual(await b.link.inbox.next('room:gone', (one) => one.reason === 'left'), { room, reason: 'left' })
    close()
  })

  test('is before or after what is sent at the same time, never both', async () => {
    const { people: [a, b, c], room, close } = await roomOf(3)
    const sends = Array.from({ length: 15 }, (_, n) => b.ask('message:send', { room, client_id: freshId(), text: `b${n}` }))
    const kick = a.get('room:kick', { room, user: b.id })
    sends.push(...Array.from({ length: 4 }, (_, n) => b.ask('message:send', { room, client_id: freshId(), text: `late ${n}` })))
    const answers = await Promise.all(sends)
    await kick
    const { seq } = await a.link.send(room, 'mark')
    await c.link.inbox.next('message', (one) => one.seq === seq)
    const order = c.link.inbox.received.filter(inRoomEvent(room))
    const cut = order.findIndex((one) => one.event === 'member' && one.value.change === 'kicked')
    assert.ok(cut >= 0)
    assert.ok(order.slice(cut).every((one) => one.event !== 'message' || one.value.user.id !== b.id))
    const stored = order.filter((one) => one.event === 'message' && one.value.user.id === b.id && one.value.kind === 'text').length
    assert.equal(answers.filter((one) => one.ok).length, stored)
    assert.equal(code(await b.ask('message:send', { room, client_id: freshId(), text: 'after' })), 'forbidden')
    close()
  })

  test('by leaving is refused to the last owner of a room with others', async () => {
    const { people: [a, b], room, close } = await roomOf(2)
    assert.equal(code(await a.ask('room:leave', { room })), 'conflict')
    await a.get('room:role', { room, user: b.id, role: 'owner' })
    const told = await b.link.inbox.next('member', (one) => one.room === room && one.change === 'role')
    assert.deepEqual([told.user.id, told.role], [b.id, 'owner'])
    await a.get('room:leave', { room })
    await b.get('room:leave', { room })
    assert.equal(code(await a.ask('room:join', { room })), 'conflict')
    close()
  })
})

describe('a ban', () => {
  test('keeps out of a public room until it is ended, by word or by time', async () => {
    const { people: [a, b], room, close } = await roomOf(2)
    await a.get('room:ban', { room, user: b.id, reason: 'noise' })
    assert.equal(code(await b.ask('room:join', { room })), 'forbidden')
    assert.deepEqual((await a.get('room:invite', { room, users: [b.id] })).added, [])
    const { bans } = (await a.user.call('GET', `/api/v1/rooms/${room}/bans`)).json
    assert.deepEqual(bans.map((one) => [one.user.id, one.by.id, one.reason, one.expires]), [[b.id, a.id, 'noise', null]])
    assert.equal((await b.user.call('GET', `/api/v1/rooms/${room}/bans`)).status, 403)
    await a.get('room:unban', { room, user: b.id })
    await b.get('room:join', { room })
    await a.get('room:ban', { room, user: b.id, seconds: 3600 })
    assert.equal(code(await b.ask('room:join', { room })), 'forbidden')
    change(server, `update bans set expires = 1 where room_id = ${room} and user_id = ${b.id};`)
    await b.get('room:join', { room })
    assert.deepEqual((await a.user.call('GET', `/api/v1/rooms/${room}/bans`)).json, { bans: [], more: false })
    close()
  })

  test('holds in the contract of the original clients too', async () => {
    const { people: [a], close } = await roomOf(1)
    makeRole(server, a.user, 'moderator')
    const banned = await classicUser(server, 'banned')
    const inside = await banned.socket()
    const entered = await inside.room(2)
    assert.ok(entered[banned.user.id])
    await a.get('room:ban', { room: 2, user: banned.user.id })
    await eventually(async () => {
      inside.inbox.clear()
      inside.message(2, 'still here')
      inside.socket.emit('room', { roomid: '2', api_token: banned.token })
      await inside.settled()
      return inside.inbox.all('room').length === 0
    })
    const { seq } = await a.link.send(2, 'after the ban')
    await a.link.inbox.next('message', (one) => one.seq === seq)
    await inside.settled()
    assert.deepEqual(inside.texts(), [])
    const again = await banned.socket()
    again.socket.emit('room', { roomid: '2', api_token: banned.token })
    again.message(2, 'from a new tab')
    await again.settled()
    assert.equal(again.inbox.all('room').length, 0)
    const { messages } = await a.get('history', { room: 2, limit: 100 })
    assert.ok(!messages.some((one) => one.kind === 'text' && one.user.id === banned.user.id))
    assert.equal((await banned.call('GET', `/api/history/message?current=1&roomid=2&api_token=${banned.token}`)).json.data.errno, 1)
    // The other room is theirs.
    await again.room(1)
    banned.close()
    close()
  })
})

describe('room:mute', () => {
  test('silences a member until it ends, told to all', async () => {
    const { people: [a, b], room, close } = await roomOf(2)
    const { muted_until } = await a.get('room:mute', { room, user: b.id, seconds: 3600 })
    assert.ok(Date.parse(muted_until) > Date.now() + 3_500_000)
    const told = await b.link.inbox.next('member', (one) => one.room === room && one.change === 'muted')
    assert.deepEqual([told.user.id, told.muted_until], [b.id, muted_until])
    const answer = await b.ask('message:send', { room, client_id: freshId(), text: 'x' })
    assert.equal(code(answer), 'muted')
    assert.ok(answer.error.message.includes(muted_until))
    assert.equal(code(await b.ask('typing', { room })), 'muted')
    assert.equal((await b.get('sync')).rooms.find((one) => one.id === room).muted_until, muted_until)
    // Going and coming does not end it.
    await b.get('room:leave', { room })
    await b.get('room:join', { room })
    assert.equal(code(await b.ask('message:send', { room, client_id: freshId(), text: 'x' })), 'muted')
    assert.equal((await a.get('room:mute', { room, user: b.id, seconds: 0 })).muted_until, null)
    await b.link.send(room, 'again')
    assert.equal(code(await b.ask('room:mute', { room, user: a.id, seconds: 60 })), 'forbidden')
    close()
  })
})

describe('a slow or read-only room', () => {
  test('holds members to its pace and says how long to wait', async () => {
    const { people: [a, b], room, close } = await roomOf(2)
    await a.get('room:update', { room, slow_seconds: 600 })
    const client_id = freshId()
    const first = await b.get('message:send', { room, client_id, text: 'one' })
    const answer = await b.ask('message:send', { room, client_id: freshId(), text: 'two' })
    assert.equal(code(answer), 'rate_limited')
    assert.ok(answer.error.retry_after > 590 && answer.error.retry_after <= 600)
    assert.equal(answer.error.reason, 'slow_mode')
    assert.equal(answer.error.message, `This room is in slow mode: you can write again in ${answer.error.retry_after} s.`)
    assert.deepEqual(await b.get('message:send', { room, client_id, text: 'one' }), first)
    for (const text of ['an owner', 'is not slowed']) await a.link.send(room, text)
    close()
  })

  test('is written in by its moderators only', async () => {
    const { people: [a, b], room, close } = await roomOf(2)
    await a.get('room:update', { room, read_only: true })
    const send = { room, client_id: freshId(), text: 'x' }
    assert.equal(code(await b.ask('message:send', send)), 'forbidden')
    assert.equal(code(await b.ask('typing', { room })), 'forbidden')
    await a.get('room:role', { room, user: b.id, role: 'moderator' })
    assert.equal(code(await b.ask('message:send', send)), 'ok')
    close()
  })
})

describe('room:role', () => {
  test('is given by owners, of whom one always stays', async () => {
    const { people: [a, b, c], room, close } = await roomOf(3)
    await a.get('room:role', { room, user: b.id, role: 'moderator' })
    assert.equal(code(await b.ask('room:role', { room, user: c.id, role: 'moderator' })), 'forbidden')
    assert.equal(code(await b.ask('room:kick', { room, user: a.id })), 'forbidden')
    assert.equal(code(await a.ask('room:role', { room, user: a.id, role: 'member' })), 'conflict')
    assert.equal(code(await a.ask('room:role', { room, user: 99_999_999, role: 'member' })), 'not_found')
    await b.get('room:kick', { room, user: c.id })
    assert.equal((await b.get('sync')).rooms.find((one) => one.id === room).role, 'moderator')
    close()
  })
})

describe('room:notify', () => {
  test('is told to the other connections of the person only', async () => {
    const { people: [a, b], room, close } = await roomOf(2)
    const second = await b.user.socket()
    await b.get('room:notify', { room, level: 'mentions' })
    assert.deepEqual(await second.inbox.next('notify'), { room, level: 'mentions' })
    assert.equal((await second.get('sync')).rooms.find((one) => one.id === room).notify, 'mentions')
    await a.get('sync')
    assert.equal(a.link.inbox.all('notify').length + b.link.inbox.all('notify').length, 0)
    close()
  })
})

describe('invite links', () => {
  const make = async (person, json) => {
    const answer = await person.user.call('POST', '/api/v1/invites', { json })
    assert.equal(answer.status, 201, answer.text)
    return answer.json
  }

  test('let people into a private room, as often as said', async () => {
    const { people: [a], room, close } = await roomOf(1, 'private')
    const { people: [b, c], close: closeOthers } = await roomOf(2)
    const link = await make(a, { room, uses: 1, expires_in: 600 })
    assert.equal(link.url, `/invite/${link.code}`)
    assert.equal(link.uses_left, 1)
    assert.ok(Math.abs(Date.parse(link.expires) - Date.now() - 600_000) < 60_000)
    const look = () => request(server, 'GET', `/api/v1/invites/${link.code}`)
    assert.deepEqual((await look()).json, { server: 'webchats', room: 'a room', inviter: a.user.me.name, valid: true })
    const joined = await b.get('room:join', { invite: link.code })
    assert.deepEqual([joined.room.id, joined.room.members], [room, 2])
    assert.equal((await a.link.inbox.next('member', inRoom(room))).user.id, b.id)
    await a.link.send(room, 'welcome')
    await b.link.inbox.next('message', (one) => one.text === 'welcome')
    assert.equal(code(await c.ask('room:join', { invite: link.code })), 'gone')
    assert.equal((await look()).json.valid, false)
    assert.equal(code(await c.ask('room:join', { invite: 'x'.repeat(60) })), 'not_found')
    assert.equal((await request(server, 'GET', `/api/v1/invites/${'x'.repeat(60)}`)).status, 404)
    close()
    closeOthers()
  })

  test('are listed without their code and ended by those who may', async () => {
    const { people: [a, b, c], room, close } = await roomOf(3, 'private')
    const link = await make(b, { room })
    const listed = async (person) => (await person.user.call('GET', '/api/v1/invites')).json.invites
    const [one] = await listed(a)
    assert.deepEqual([one.id, one.room, one.inviter, one.uses_left, one.code], [link.id, room, b.id, null, undefined])
    assert.deepEqual(await listed(c), [])
    assert.equal((await c.user.call('DELETE', `/api/v1/invites/${link.id}`)).status, 404)
    assert.equal((await a.user.call('DELETE', `/api/v1/invites/${link.id}`)).status, 204)
    assert.equal((await request(server, 'GET', `/api/v1/invites/${link.code}`)).status, 404)
    close()
  })

  test('are no way back for who was banned, and end with who made them', async () => {
    const { people: [a, b, c], room, close } = await roomOf(3, 'private')
    const mine = await make(a, { room })
    const theirs = await make(b, { room })
    await a.get('room:ban', { room, user: b.id })
    assert.equal(code(await b.ask('room:join', { invite: mine.code })), 'not_found')
    await c.get('room:leave', { room })
    assert.equal(code(await c.ask('room:join', { invite: theirs.code })), 'not_found')
    assert.equal(code(await c.ask('room:join', { invite: mine.code })), 'ok')
    close()
  })

  test('bring guests, who join nothing by themselves', async () => {
    const { people: [a, b], close } = await roomOf(2)
    const { room } = await a.get('room:create', { name: 'for guests' })
    makeRole(server, b.user, 'guest')
    assert.equal(code(await b.ask('room:join', { room: room.id })), 'forbidden')
    assert.equal((await b.user.call('GET', '/api/v1/directory')).status, 403)
    assert.equal(code(await b.ask('room:create', { name: 'x' })), 'forbidden')
    const { code: invite } = await make(a, { room: room.id })
    assert.equal(code(await b.ask('room:join', { invite })), 'ok')
    await b.link.send(room.id, 'hello')
    close()
  })

  test('are made by nobody who may not invite', async () => {
    const { people: [a], room, close } = await roomOf(1, 'private')
    const stranger = await modernUser(server)
    const refused = await stranger.call('POST', '/api/v1/invites', { json: { room } })
    const missing = await stranger.call('POST', '/api/v1/invites', { json: { room: 99_999_999 } })
    assert.deepEqual([refused.status, refused.text], [404, missing.text])
    await a.get('room:archive', { room, archived: true })
    assert.equal((await a.user.call('POST', '/api/v1/invites', { json: { room } })).status, 409)
    close()
  })
})

describe('lists', () => {
  test('of members say who is here, in pages and by name', async () => {
    const { people: [a, b, c], room, close } = await roomOf(3, 'private')
    c.user.close()
    const list = async (query = '') => (await a.user.call('GET', `/api/v1/rooms/${room}/members${query}`)).json
    const all = await eventually(async () => {
      const found = await list()
      return found.members[2].online ? undefined : found
    })
    const seen = ({ id, room_role, online, presence, muted_until }) => ({ id, room_role, online, presence, muted_until })
    assert.deepEqual(all.members.map(seen), [
      { id: a.id, room_role: 'owner', online: true, presence: 'online', muted_until: null },
      { id: b.id, room_role: 'member', online: true, presence: 'online', muted_until: null },
      { id: c.id, room_role: 'member', online: false, presence: 'offline', muted_until: null },
    ])
    assert.equal(all.more, false)
    const page = await list('?limit=2')
    assert.deepEqual([page.members.length, page.more], [2, true])
    assert.deepEqual((await list(`?after=${b.id}`)).members.map((one) => one.id), [c.id])
    assert.deepEqual((await list('?q=p1')).members.map((one) => one.id), [b.id])
    assert.deepEqual((await list('?q=%25')).members, [])
    const here = await list('?online=true&limit=1')
    assert.deepEqual([here.members.map((one) => one.id), here.more], [[a.id], true])
    assert.deepEqual((await list(`?online=true&after=${a.id}`)).members.map((one) => one.id), [b.id])
    const wrong = await a.user.call('GET', `/api/v1/rooms/${room}/members?online=yes`)
    assert.equal(wrong.status, 422, wrong.text)
    assert.ok(!JSON.stringify(all).includes('@'))
    close()
  })

  test('of public rooms hold those one is not in, but no private and no archived ones', async () => {
    const { people: [a], room, close } = await roomOf(1)
    const { room: hidden } = await a.get('room:create', { name: 'a room', kind: 'private' })
    const { room: old } = await a.get('room:create', { name: 'a room' })
    await a.get('room:archive', { room: old.id, archived: true })
    const stranger = await modernUser(server)
    const all = (await stranger.call('GET', `/api/v1/directory?after=${room - 1}&limit=100`)).json
    const ids = all.rooms.map((one) => one.id)
    assert.ok(ids.includes(room) && !ids.includes(hidden.id) && !ids.includes(old.id))
    const { id, kind, members, online, archived } = all.rooms.find((one) => one.id === room)
    assert.deepEqual({ id, kind, members, online, archived }, { id: room, kind: 'public', members: 1, online: 1, archived: false })
    for (const query of ['limit=0', 'limit=101', 'after=-1', 'after=x', `q=${'x'.repeat(65)}`]) {
      assert.equal((await stranger.call('GET', `/api/v1/directory?${query}`)).status, 422, query)
    }
    close()
  })

  test('are found by characters, pinyin and initials, page by page', async () => {
    const { people: [a, b], room, close } = await roomOf(2)
    const made = []
    for (const name of ['审计小组', 'Tea 审计', '沈记茶馆']) made.push((await a.get('room:create', { name })).room.id)
    await b.user.call('PATCH', '/api/v1/me', { json: { name: '李小明' } })
    const found = async (q, more = '') => (await b.user.call('GET', `/api/v1/directory?q=${encodeURIComponent(q)}&limit=100${more}`)).json.rooms.map((one) => one.id)
    assert.deepEqual(await found('审计'), made.slice(0, 2))
    assert.deepEqual(await found('shenji'), made)
    assert.deepEqual(await found('SJXZ'), made.slice(0, 1))
    assert.deepEqual(await found('ea 审'), made.slice(1, 2))
    assert.deepEqual(await found('shenji', `&after=${made[0]}`), made.slice(1))
    const page = (await b.user.call('GET', '/api/v1/directory?q=shenji&limit=2')).json
    assert.deepEqual([page.rooms.map((one) => one.id), page.more], [made.slice(0, 2), true])
    assert.deepEqual(await found('mingtian'), [])
    const hidden = (await a.get('room:create', { name: '沈家茶话', kind: 'private' })).room.id
    const direct = (await a.get('room:direct', { users: [b.id] })).room.id
    const own = async (user, q) => (await user.call('GET', `/api/v1/rooms?q=${encodeURIComponent(q)}`)).json.rooms.map((one) => one.id)
    assert.deepEqual(await own(a.user, 'shenj'), [...made, hidden])
    assert.deepEqual(await own(a.user, 'sjchah'), [hidden])
    assert.deepEqual(await own(a.user, 'lxm'), [direct])
    assert.deepEqual(await own(b.user, 'shenj'), [])
    assert.deepEqual(await own(a.user, '%'), [])
    assert.equal((await a.user.call('GET', `/api/v1/rooms?q=${'x'.repeat(101)}`)).status, 422)
    const members = async (q) => (await a.user.call('GET', `/api/v1/rooms/${room}/members?q=${encodeURIComponent(q)}`)).json.members.map((one) => one.id)
    for (const q of ['lxm', 'lixiao', '小明', 'ming']) assert.deepEqual(await members(q), [b.id], q)
    assert.deepEqual(await members('%'), [])
    assert.equal((await members('')).length, 2)
    close()
  })

  test('and a single room is what sync says of it', async () => {
    const { people: [a, b], room, close } = await roomOf(2)
    await b.link.send(room, 'hi')
    const { rooms } = await a.get('sync')
    assert.deepEqual((await a.user.call('GET', `/api/v1/rooms/${room}`)).json, rooms.find((one) => one.id === room))
    const stranger = await modernUser(server)
    assert.equal((await stranger.call('GET', `/api/v1/rooms/${room}`)).status, 403)
    assert.equal((await stranger.call('GET', '/api/v1/rooms/99999999')).status, 404)
    close()
  })
})
