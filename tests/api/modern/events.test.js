import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { eventually, once } from '../support/inbox.js'
import { freshId, modernUser } from '../support/modern.js'
import { png } from '../support/png.js'
import { startServer, stopServer } from '../support/server.js'

/** `hasty` lets people say a lot at once. */
let server, hasty
before(async () => {
  server = await startServer()
  hasty = await startServer({ WEBCHATS_MESSAGE_BURST: '1000' })
})
after(() => Promise.all([stopServer(server), stopServer(hasty)]))

/** Two people with a synchronised socket each. */
async function two(where = server) {
  const [a, b] = await Promise.all([modernUser(where, 'Anna'), modernUser(where, 'Ben')])
  const [linkA, linkB] = await Promise.all([a.socket(), b.socket()])
  await Promise.all([linkA.get('sync'), linkB.get('sync')])
  return { a, b, linkA, linkB, close: () => [a, b].forEach((one) => one.close()) }
}

describe('the namespace', () => {
  const refused = { 'no auth': undefined, 'no token': {}, 'a dead token': { token: 'x'.repeat(60) }, 'a number': { token: 7 }, 'an object': { token: {} } }
  for (const [what, auth] of Object.entries(refused)) {
    test(`refuses ${what}, in the language asked for`, async () => {
      const user = await modernUser(server)
      for (const [lang, message] of [['zh-CN', '请先登录。'], ['en', 'Please sign in.']]) {
        await assert.rejects(user.socket({ auth: auth && { ...auth, lang }, ...(!auth && { auth: { lang } }) }), (error) => {
          assert.equal(error.message, 'unauthorized')
          assert.deepEqual(error.data, { code: 'unauthorized', message })
          return true
        })
      }
    })
  }

  test('is reached by polling and by WebSocket, with every upgrade', async () => {
    const user = await modernUser(server)
    for (const transports of [['polling'], ['websocket'], ['polling', 'websocket']]) {
      const link = await user.socket({ transports })
      assert.equal((await link.get('sync')).me.id, user.me.id)
    }
    user.close()
  })
})

describe('an event that nobody knows', () => {
  test('is refused by its acknowledgement, and harms nothing', async () => {
    const user = await modernUser(server)
    const link = await user.socket()
    for (const event of ['no:such', '__proto__', 'toString']) {
      assert.deepEqual(await link.ask(event, { room: 1 }), { ok: false, error: { code: 'invalid', field: 'event', message: 'event: does not exist or is not yours' } })
    }
    link.socket.emit('no:such', {})
    assert.equal((await link.get('sync')).me.id, user.me.id)
    user.close()
  })
})

describe('sync', () => {
  test('answers with the person and the rooms', async () => {
    const { a, b, linkA, close } = await two()
    const { me, rooms } = await linkA.get('sync')
    assert.deepEqual(me, a.me)
    assert.deepEqual(rooms, (await a.call('GET', '/api/v1/rooms')).json.rooms)
    assert.ok(rooms[0].online >= 2 && rooms[0].members >= 2)
    close()
  })

  test('brings what a client holds up to date, and no more', async () => {
    const { linkA, linkB, close } = await two()
    const { room } = await linkA.get('room:create', { name: 'held' })
    await linkB.get('room:join', { room: room.id })
    for (let n = 1; n <= 5; n++) await linkA.send(room.id, `line ${n}`)
    const { epoch, rooms, patches } = await linkB.get('sync')
    assert.deepEqual(patches, [])
    const { version } = rooms.find((one) => one.id === room.id)
    const patch = async (held, of = epoch) => (await linkB.get('sync', { epoch: of, rooms: [{ room: room.id, ...held }] })).patches[0]
    // The first message says that B has joined.
    assert.deepEqual(await patch({ seq: 6, version }), { room: room.id, messages: [], changed: [], fresh: false, more: false })
    assert.deepEqual((await patch({ seq: 4, version })).messages.map((one) => one.text), ['line 4', 'line 5'])
    // What never was, or belongs to another database, is not patched.
    assert.equal((await patch({ seq: 9, version })).fresh, true)
    assert.equal((await patch({ seq: 6, version: version + 1 })).fresh, true)
    assert.equal(await patch({ seq: 6, version }, 'another database'), undefined)
    close()
  })

  test('begins anew with the newest page when too much was missed', async () => {
    const { linkA, linkB, close } = await two(hasty)
    const { room } = await linkA.get('room:create', { name: 'long' })
    await linkB.get('room:join', { room: room.id })
    const { epoch } = await linkB.get('sync')
    for (let n = 2; n <= 202; n++) await linkA.send(room.id, `${n}`)
    const held = (seq) => linkB.get('sync', { epoch, rooms: [{ room: room.id, seq, version: room.version }] })
    const [far] = (await held(0)).patches
    assert.deepEqual([far.fresh, far.more, far.messages.length, far.messages.at(-1).seq], [true, true, 50, 202])
    const [near] = (await held(2)).patches
    assert.deepEqual([near.fresh, near.messages.length], [false, 200])
    close()
  })

  test('leaves no hole between its state and the events, however much is said meanwhile', async () => {
    const { linkA, close } = await two()
    let sent = 0
    const talk = (async () => {
      while (sent < 18) await linkA.send(2, `t${++sent}`)
    })()
    const watchers = await Promise.all(
      Array.from({ length: 6 }, async () => {
        const user = await modernUser(server)
        const link = await user.socket()
        const { rooms } = await link.get('sync')
        return { user, link, from: rooms.find((room) => room.id === 2).last_seq }
      }),
    )
    await talk
    const { seq } = await linkA.send(2, 'last')
    for (const { user, link, from } of watchers) {
      await link.inbox.next('message', (one) => one.seq === seq)
      const seen = link.inbox.all('message').filter((one) => one.room === 2 && one.seq > from).map((one) => one.seq)
      assert.deepEqual(seen, Array.from({ length: seq - from }, (_, n) => from + 1 + n))
      user.close()
    }
    close()
  })
})

describe('message:send', () => {
  test('is acknowledged with id, seq and time, and reaches every connection of every member', async () => {
    const { a, b, linkA, linkB, close } = await two()
    const secondOfA = await a.socket()
    const client_id = freshId()
    const text = '<b>你好</b> \u2028 😄 "quoted" \\ &amp;'
    const ack = await linkA.get('message:send', { room: 1, client_id, text, user: b.me.id, seq: 1, time: 'x', id: 1 })
    assert.deepEqual(Object.keys(ack).sort(), ['id', 'ok', 'seq', 'time'])
    const own = {
      ...{ id: ack.id, room: 1, seq: ack.seq, version: 0, kind: 'text', client_id, user: { id: a.me.id, name: a.me.name, avatar: '', role: 'member' }, text },
      ...{ attachments: [], time: ack.time, reply_to: null, thread: 0, replies: 0, edited: null, deleted: null, pinned: false, reactions: [], preview: null },
    }
    for (const link of [linkA, secondOfA]) assert.deepEqual(await link.inbox.next('message', (one) => one.id === ack.id), own)
    const { client_id: _, ...others } = own
    assert.deepEqual(await linkB.inbox.next('message', (one) => one.id === ack.id), others)
    const stored = (link) => link.get('history', { room: 1, after: ack.seq - 1, limit: 1 })
    assert.deepEqual((await stored(linkA)).messages, [own])
    assert.deepEqual((await stored(linkB)).messages, [others])
    close()
  })

  test('repeated with its client id gets the first answer and makes no second message', async () => {
    const { linkA, linkB, close } = await two()
    const payload = { room: 1, client_id: freshId(), text: 'once' }
    const acks = await Promise.all([1, 2, 3].map(() => linkA.get('message:send', payload)))
    assert.deepEqual(acks[1], acks[0])
    assert.deepEqual(acks[2], acks[0])
    assert.deepEqual(await linkA.get('message:send', { ...payload, text: 'other words' }), acks[0])
    const { seq } = await linkA.send(1, 'mark')
    await linkB.inbox.next('message', (one) => one.seq === seq)
    assert.equal(linkB.inbox.all('message').filter((one) => one.id === acks[0].id).length, 1)
    assert.equal(seq, acks[0].seq + 1)
    close()
  })

  test('of two people with one client id is two messages', async () => {
    const { linkA, linkB, close } = await two()
    const client_id = freshId()
    const one = await linkA.get('message:send', { room: 1, client_id, text: 'a' })
    const other = await linkB.get('message:send', { room: 1, client_id, text: 'b' })
    assert.notEqual(one.id, other.id)
    close()
  })

  test('carries images that the sender uploaded, once', async () => {
    const { a, b, linkA, linkB, close } = await two()
    const [mine, foreign] = [await a.upload(png(10, 10)), await b.upload(png(11, 11))]
    const send = (attachments) => linkA.ask('message:send', { room: 1, client_id: freshId(), attachments })
    for (const attachments of [[foreign.id], ['nothing'], [mine.id, mine.id], [mine.id, foreign.id]]) {
      assert.equal((await send(attachments)).error?.code, 'invalid', JSON.stringify(attachments))
    }
    const { id } = await send([mine.id])
    const said = await linkB.inbox.next('message', (one) => one.id === id)
    assert.deepEqual(said.attachments, [mine])
    assert.equal(said.text, '')
    assert.equal((await send([mine.id])).error?.code, 'invalid')
    close()
  })

  test('holds 4,000 code points and not one more', async () => {
    const { linkA, close } = await two()
    await linkA.send(1, '中'.repeat(4000))
    const long = await linkA.ask('message:send', { room: 1, client_id: freshId(), text: 'x'.repeat(4001) })
    assert.equal(long.error.code, 'invalid')
    assert.match(long.error.message, /^text: /)
    close()
  })

  test('floods nobody: a person may say 20 at once', async () => {
    const { linkA, close } = await two()
    const acks = await Promise.all(Array.from({ length: 40 }, (_, n) => linkA.ask('message:send', { room: 1, client_id: freshId(), text: `f${n}` })))
    const refused = acks.filter((ack) => !ack.ok)
    assert.ok(refused.length >= 10)
    assert.ok(refused.every((ack) => ack.error.code === 'rate_limited'))
    close()
  })

  test('is in the same order for all readers, that of the database', async () => {
    const { linkA, linkB, close } = await two()
    const acks = await Promise.all(
      Array.from({ length: 30 }, (_, n) => (n % 2 ? linkA : linkB).get('message:send', { room: 2, client_id: freshId(), text: `o${n}` })),
    )
    const last = Math.max(...acks.map((ack) => ack.seq))
    for (const link of [linkA, linkB]) {
      await link.inbox.next('message', (one) => one.room === 2 && one.seq === last)
      const seqs = link.inbox.all('message').filter((one) => one.room === 2).map((one) => one.seq)
      assert.deepEqual(seqs, [...seqs].sort((x, y) => x - y))
      assert.equal(new Set(seqs).size, seqs.length)
    }
    close()
  })
})

describe('history', () => {
  test('pages both ways', async () => {
    const { linkA, close } = await two()
    const { room } = await linkA.get('room:create', { name: 'log', kind: 'private' })
    for (let n = 1; n <= 7; n++) await linkA.send(room.id, `n${n}`)
    const seqs = async (range) => {
      const { messages, more } = await linkA.get('history', { room: room.id, ...range })
      return [messages.map((one) => one.seq), more]
    }
    assert.deepEqual(await seqs({}), [[1, 2, 3, 4, 5, 6, 7], false])
    assert.deepEqual(await seqs({ limit: 3 }), [[5, 6, 7], true])
    assert.deepEqual(await seqs({ limit: 3, before: 5 }), [[2, 3, 4], true])
    assert.deepEqual(await seqs({ limit: 3, after: 2 }), [[3, 4, 5], true])
    assert.deepEqual(await seqs({ after: 5 }), [[6, 7], false])
    assert.deepEqual(await seqs({ after: 7 }), [[], false])
    close()
  })
})

describe('rooms', () => {
  test('that are public are joined by whoever likes', async () => {
    const { a, b, linkA, linkB, close } = await two()
    const { room } = await linkA.get('room:create', { name: 'square', topic: 'all' })
    await linkB.get('room:join', { room: room.id })
    const { user, change, members } = await linkA.inbox.next('member', (one) => one.room === room.id)
    assert.deepEqual([user.id, change, members], [b.me.id, 'joined', 2])
    await linkA.send(room.id, 'hear me')
    assert.equal((await linkB.inbox.next('message', (one) => one.room === room.id && one.text === 'hear me')).user.id, a.me.id)
    assert.ok((await linkB.get('sync')).rooms.some((one) => one.id === room.id))
    close()
  })

  test('that are private are their members\', and are missing to all others', async () => {
    const { linkA, linkB, close } = await two()
    const { room } = await linkA.get('room:create', { name: 'us', kind: 'private' })
    const about = (id) => [
      ['room:join', { room: id }],
      ['room:leave', { room: id }],
      ['history', { room: id }],
      ['message:send', { room: id, client_id: freshId(), text: 'x' }],
      ['read', { room: id, seq: 1 }],
      ['typing', { room: id }],
    ]
    const missing = about(99_999_999)
    for (const [index, [event, payload]] of about(room.id).entries()) {
      const answer = await linkB.ask(event, payload)
      assert.equal(answer.ok, false, event)
      assert.equal(answer.error.code, 'not_found', event)
      assert.deepEqual(answer, await linkB.ask(event, missing[index][1]), event)
    }
    await linkA.send(room.id, 'between us')
    await linkB.get('sync')
    assert.ok(linkB.inbox.received.every((one) => JSON.stringify(one.value).includes('between us') === false))
    assert.equal((await linkA.get('history', { room: room.id })).messages.length, 1)
    close()
  })

  test('are left and joined again, with what was missed', async () => {
    const { a, linkA, linkB, close } = await two()
    const { room } = await linkB.get('room:create', { name: 'door' })
    await linkA.get('room:join', { room: room.id })
    const secondOfA = await a.socket()
    await secondOfA.get('sync')
    await linkA.get('room:leave', { room: room.id })
    for (const link of [linkA, secondOfA]) assert.deepEqual(await link.inbox.next('room:gone'), { room: room.id, reason: 'left' })
    await linkB.send(room.id, 'while you were out')
    for (const event of ['message:send', 'history', 'typing']) {
      const answer = await linkA.ask(event, { room: room.id, client_id: freshId(), text: 'x' })
      assert.equal(answer.error?.code, 'forbidden', event)
    }
    assert.ok(!(await linkA.get('sync')).rooms.some((one) => one.id === room.id))
    for (const { inbox } of [linkA, secondOfA]) {
      const since = inbox.received.slice(inbox.received.findIndex((one) => one.event === 'room:gone'))
      assert.ok(!since.some(({ event, value }) => event === 'message' && value.room === room.id))
    }
    const back = await linkA.get('room:join', { room: room.id })
    const { messages } = await linkA.get('history', { room: room.id, limit: 2 })
    assert.deepEqual([messages[0].text, JSON.parse(messages[1].text)],
      ['while you were out', { type: 'member_joined', user: { id: a.me.id, name: a.me.name } }])
    assert.deepEqual(back.room.last_message, messages[1])
    assert.deepEqual(await linkA.get('room:join', { room: room.id }), await linkA.get('room:join', { room: room.id }))
    await linkB.send(room.id, 'welcome back')
    for (const link of [linkA, secondOfA]) await link.inbox.next('message', (one) => one.text === 'welcome back')
    close()
  })
})

describe('read', () => {
  test('moves forward only, never beyond the end, and is told to the other connections of the reader', async () => {
    const { b, linkA, linkB, close } = await two()
    const secondOfB = await b.socket()
    const { seq } = await linkA.send(1, 'one')
    const state = async () => (await linkB.get('sync')).rooms.find((room) => room.id === 1)
    assert.ok((await state()).unread >= 1)
    assert.deepEqual(await linkB.get('read', { room: 1, seq }), { ok: true, last_read: seq, unread: 0, mentions: 0 })
    assert.deepEqual(await secondOfB.inbox.next('read'), { room: 1, last_read: seq, unread: 0, mentions: 0 })
    assert.equal((await linkB.get('read', { room: 1, seq: seq - 1 })).last_read, seq)
    assert.equal((await linkB.get('read', { room: 1, seq: seq + 1000 })).last_read, seq)
    assert.equal((await state()).unread, 0)
    assert.equal(linkB.inbox.all('read').length, 0)
    assert.equal(linkA.inbox.all('read').length, 0)
    // A claim beyond the end must not make this socket deaf to what the other one reads later.
    const later = await linkA.send(1, 'two')
    await secondOfB.get('read', { room: 1, seq: later.seq })
    assert.deepEqual(await linkB.inbox.next('read'), { room: 1, last_read: later.seq, unread: 0, mentions: 0 })
    close()
  })

  test('is where one\'s own messages are read from the start', async () => {
    const { linkA, close } = await two()
    await linkA.send(1, 'mine')
    assert.equal((await linkA.get('sync')).rooms.find((room) => room.id === 1).unread, 0)
    close()
  })
})

describe('typing', () => {
  test('is told to the other members, at most every two seconds', async () => {
    const { a, linkA, linkB, close } = await two()
    const secondOfA = await a.socket()
    const began = Date.now()
    for (let n = 0; n < 5; n++) assert.deepEqual(await linkA.get('typing', { room: 1 }), { ok: true })
    assert.deepEqual(await linkB.inbox.next('typing'), { room: 1, thread: 0, user: { id: a.me.id, name: a.me.name, avatar: '', role: 'member' } })
    await linkB.get('sync')
    assert.ok(linkB.inbox.all('typing').length <= 1 + Math.floor((Date.now() - began) / 2000))
    assert.equal(linkA.inbox.all('typing').length + secondOfA.inbox.all('typing').length, 0)
    close()
  })
})

describe('presence', () => {
  test('is told when the people change, not when their connections do', async () => {
    const { linkA, close } = await two()
    const user = await modernUser(server)
    const links = [await user.socket(), await user.socket({ transports: ['polling'] })]
    const came = (people) => people.joined.some((one) => one.id === user.me.id)
    const went = (people) => people.left.includes(user.me.id)
    await linkA.inbox.next('presence', (one) => one.room === 1 && came(one))
    linkA.inbox.clear()
    links[0].socket.close()
    await links[1].get('sync')
    await linkA.get('sync')
    assert.ok(!linkA.inbox.all('presence').some(went))
    links[1].socket.close()
    await linkA.inbox.next('presence', (one) => one.room === 1 && went(one))
    close()
  })

  test('shows a new name', async () => {
    const { b, linkA, close } = await two()
    await b.call('PATCH', '/api/v1/me', { json: { name: 'B the second' } })
    await linkA.inbox.next('profile', (one) => one.id === b.me.id && one.name === 'B the second')
    const link = await b.socket()
    await link.send(1, 'it is me')
    assert.equal((await linkA.inbox.next('message', (one) => one.text === 'it is me')).user.name, 'B the second')
    close()
  })
})

describe('robot', () => {
  test('answers and stores nothing', async () => {
    const { linkA, close } = await two()
    const before = (await linkA.get('sync')).rooms.map((room) => room.last_seq)
    assert.ok((await linkA.get('robot', { text: '你好' })).text.length > 0)
    assert.deepEqual((await linkA.get('sync')).rooms.map((room) => room.last_seq), before)
    close()
  })
})

describe('a signed-out session', () => {
  test('hears nothing any more, on any transport', async () => {
    const { a, linkA, linkB, close } = await two()
    const polling = await a.socket({ transports: ['polling'] })
    const gone = Promise.all([once(linkA.socket, 'disconnect'), once(polling.socket, 'disconnect')])
    await a.call('DELETE', '/api/v1/sessions/current')
    await linkB.send(1, 'after the cut')
    await gone
    for (const link of [linkA, polling]) {
      assert.ok(!link.inbox.all('message').some((one) => one.text === 'after the cut'))
      assert.deepEqual(link.inbox.last('session:revoked'), { reason: 'signed_out' })
    }
    await linkB.inbox.next('presence', (one) => one.left.includes(a.me.id))
    close()
  })

  test('cannot slip in while it is being signed out', async () => {
    for (let n = 0; n < 5; n++) {
      const user = await modernUser(server)
      const [link] = await Promise.allSettled([user.socket(), user.call('DELETE', '/api/v1/sessions/current')])
      if (link.status === 'fulfilled') await eventually(() => !link.value.socket.connected)
      await assert.rejects(user.socket(), { message: 'unauthorized' })
    }
  })
})

describe('events that are none', () => {
  test('are ignored, and a flood of them is refused while others go on', async () => {
    const { linkA, linkB, close } = await two()
    for (const event of ['nothing', 'constructor', '__proto__', 'message', 'room:delete', 'login', 'room']) linkA.socket.emit(event, { room: 1 })
    await linkA.get('sync')
    const answers = await Promise.all(Array.from({ length: 400 }, () => linkA.ask('typing', { room: 1 })))
    assert.ok(answers.some((answer) => answer.error?.code === 'rate_limited'))
    await linkB.send(1, 'still served')
    close()
  })

  test('without an acknowledgement are carried out all the same', async () => {
    const { linkA, linkB, close } = await two()
    linkA.socket.emit('message:send', { room: 1, client_id: freshId(), text: 'no answer wanted' })
    await linkB.inbox.next('message', (one) => one.text === 'no answer wanted')
    close()
  })
})
