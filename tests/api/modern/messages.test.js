// What happens to messages after they were sent, and the other ways of reading them.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { change } from '../support/database.js'
import { freshId, modernUser } from '../support/modern.js'
import { png } from '../support/png.js'
import { startServer, stopServer } from '../support/server.js'

let server
before(async () => (server = await startServer()))
after(() => stopServer(server))

/** A room that `a` owns and `b` is in, with a synchronised socket each; `b2` is another device of `b`. */
async function talk() {
  const [a, b] = await Promise.all([modernUser(server, 'Anna'), modernUser(server, 'Ben')])
  const b2 = await b.signIn()
  const [linkA, linkB, linkB2] = await Promise.all([a.socket(), b.socket(), b2.socket()])
  const { room } = await linkA.get('room:create', { name: 'talk' })
  await linkB.get('room:join', { room: room.id })
  await Promise.all([linkA, linkB, linkB2].map((link) => link.get('sync')))
  const said = (one) => one.kind !== 'system'
  const history = async (link = linkB, range = {}) => (await link.get('history', { room: room.id, ...range })).messages.filter(said)
  return { a, b, linkA, linkB, linkB2, room: room.id, history, close: () => [a, b, b2].forEach((one) => one.close()) }
}

const of = (room, seq) => (one) => one.room === room && one.seq === seq

describe('editing', () => {
  test('reaches everybody, keeps what was said before, and is the author\'s alone', async () => {
    const { a, linkA, linkB, room, history, close } = await talk()
    const { seq } = await linkA.send(room, 'frist')
    const { version, edited } = await linkA.get('message:edit', { room, seq, text: 'first' })
    assert.deepEqual(await linkB.inbox.next('message:updated', of(room, seq)), { room, seq, version, text: 'first', edited, preview: null })
    assert.deepEqual((await history())[0].text, 'first')
    const { edits } = (await a.call('GET', `/api/v1/rooms/${room}/messages/${seq}/edits`)).json
    assert.deepEqual(edits.map((one) => one.text), ['frist'])
    assert.equal((await linkB.ask('message:edit', { room, seq, text: 'stolen' })).error.code, 'forbidden')
    assert.equal((await linkA.ask('message:edit', { room, seq, text: ' ' })).error.code, 'invalid')
    assert.equal((await linkA.ask('message:edit', { room, seq: 99, text: 'x' })).error.code, 'not_found')
    close()
  })
})

describe('deleting', () => {
  test('leaves a tombstone; moderators may delete what others said', async () => {
    const { a, linkA, linkB, room, history, close } = await talk()
    const { seq } = await linkB.send(room, 'regretted')
    const other = await linkA.send(room, 'stays')
    assert.equal((await linkB.ask('message:delete', { room, seq: other.seq })).error.code, 'forbidden')
    const { version } = await linkA.get('message:delete', { room, seq })
    const told = await linkB.inbox.next('message:deleted', of(room, seq))
    assert.deepEqual([told.version, told.by], [version, a.me.id])
    const [left] = await history()
    assert.deepEqual([left.text, left.attachments, left.deleted], ['', [], told.deleted])
    assert.equal((await linkB.get('message:delete', { room, seq })).version, 0)
    assert.equal((await linkB.ask('message:edit', { room, seq, text: 'back' })).error.code, 'conflict')
    close()
  })
})

describe('reactions', () => {
  test('are counted, told, and taken back', async () => {
    const { b, linkA, linkB, room, history, close } = await talk()
    const { seq } = await linkA.send(room, 'well done')
    const { version } = await linkB.get('reaction:add', { room, seq, emoji: '👍' })
    assert.deepEqual(await linkA.inbox.next('reaction'), { room, seq, version, emoji: '👍', user: b.me.id, added: true, count: 1 })
    assert.equal((await linkB.get('reaction:add', { room, seq, emoji: '👍' })).version, 0)
    assert.deepEqual((await history())[0].reactions, [{ emoji: '👍', count: 1, users: [b.me.id], mine: true }])
    assert.equal((await history(linkA))[0].reactions[0].mine, false)
    await linkB.get('reaction:remove', { room, seq, emoji: '👍' })
    assert.deepEqual((await history())[0].reactions, [])
    for (const emoji of ['', 'ok', '好', 'x'.repeat(40), '👍<b>', 7, null]) {
      assert.equal((await linkB.ask('reaction:add', { room, seq, emoji })).error.code, 'invalid', String(emoji))
    }
    close()
  })
})

describe('pins', () => {
  test('are made by who may, and listed', async () => {
    const { b, linkA, linkB, room, close } = await talk()
    const { seq } = await linkB.send(room, 'important')
    assert.equal((await linkB.ask('pin:add', { room, seq })).error.code, 'forbidden')
    await linkA.get('pin:add', { room, seq })
    assert.equal((await linkB.inbox.next('pin', of(room, seq))).pinned, true)
    const listed = async () => (await b.call('GET', `/api/v1/rooms/${room}/pins`)).json.messages.map((one) => one.seq)
    assert.deepEqual(await listed(), [seq])
    await linkA.get('pin:remove', { room, seq })
    assert.deepEqual(await listed(), [])
    close()
  })
})

describe('answers and threads', () => {
  test('quote what they answer and grow their thread', async () => {
    const { b, linkA, linkB, room, close } = await talk()
    const first = await linkA.send(room, 'a question')
    const answer = await linkB.get('message:send', { room, client_id: freshId(), text: 'an answer', reply_to: first.seq, thread: first.seq })
    const heard = await linkA.inbox.next('message', of(room, answer.seq))
    assert.deepEqual([heard.reply_to.text, heard.reply_to.seq, heard.thread], ['a question', first.seq, first.seq])
    assert.equal((await linkA.inbox.next('thread', of(room, first.seq))).replies, 1)
    const { messages } = (await b.call('GET', `/api/v1/rooms/${room}/threads/${first.seq}`)).json
    assert.deepEqual(messages.map((one) => one.text), ['a question', 'an answer'])
    await linkA.get('message:delete', { room, seq: first.seq })
    assert.equal((await linkB.ask('message:send', { room, client_id: freshId(), text: 'late', reply_to: first.seq })).error.code, 'invalid')
    close()
  })

  test('an action says how it reads; a system message cannot be sent', async () => {
    const { linkA, linkB, room, close } = await talk()
    const { seq } = await linkA.get('message:send', { room, client_id: freshId(), text: 'waves', kind: 'action' })
    assert.equal((await linkB.inbox.next('message', of(room, seq))).kind, 'action')
    assert.equal((await linkA.ask('message:send', { room, client_id: freshId(), text: '{}', kind: 'system' })).error.code, 'invalid')
    close()
  })
})

describe('mentions', () => {
  test('are counted until they are read, without a space before them', async () => {
    const { b, linkA, linkB, linkB2, room, close } = await talk()
    const { seq } = await linkA.send(room, `好的@${b.me.name}，看一下`)
    assert.deepEqual(await linkB.inbox.next('mention'), { room, seq })
    const mine = async () => (await linkB.get('sync')).rooms.find((one) => one.id === room)
    assert.equal((await mine()).mentions, 1)
    assert.deepEqual((await b.call('GET', '/api/v1/mentions')).json.messages.map((one) => one.seq), [seq])
    assert.deepEqual(await linkB.get('read', { room, seq }), { ok: true, last_read: seq, unread: 0, mentions: 0 })
    assert.equal((await linkB2.inbox.next('read', (one) => one.room === room)).mentions, 0)
    assert.deepEqual(await linkB.get('unread', { room, seq }), { ok: true, last_read: seq - 1, unread: 1, mentions: 1 })
    assert.equal((await linkB2.inbox.next('read', (one) => one.room === room && one.unread === 1)).mentions, 1)
    close()
  })

  test('of everybody count where their author may name everybody, and the message says so', async () => {
    const { a, b, linkA, linkB, room, close } = await talk()
    const seen = async (link, text) => (await link.get('history', { room })).messages.find((one) => one.text === text).crowd
    change(server, `update rooms set members = 30 where id = ${room};`)
    for (const [link, other, words, counts] of [[linkB, linkA, '@all who may not', undefined], [linkB, linkA, '@here who may not', undefined], [linkB, linkA, `@all @${a.me.name} who may not`, undefined], [linkB, linkA, `@here @${a.me.name} who may not`, undefined], [linkA, linkB, '@all who may', true], [linkA, linkB, `@all @${b.me.name} who may`, true], [linkA, linkB, '@在线 who may', true], [linkA, linkB, 'x@all.example', undefined]]) {
      const { seq } = await link.send(room, words)
      for (const each of [link, other]) {
        assert.equal((await each.inbox.next('message', (one) => one.seq === seq)).crowd, counts, words)
        assert.equal(await seen(each, words), counts, words)
      }
    }
    assert.equal(linkA.inbox.all('mention').length, 2)
    assert.equal((await linkB.get('sync')).rooms.find((one) => one.id === room).mentions, 3)
    close()
  })
})

describe('what is personal', () => {
  test('drafts and saved messages follow to the other devices only', async () => {
    const { b, linkA, linkB, linkB2, room, close } = await talk()
    await linkB.get('draft', { room, text: 'not yet' })
    assert.deepEqual(await linkB2.inbox.next('draft'), { room, thread: 0, text: 'not yet' })
    assert.equal((await linkB2.get('sync')).rooms.find((one) => one.id === room).draft, 'not yet')
    const { seq } = await linkA.send(room, 'worth keeping')
    await linkB.get('save:add', { room, seq })
    assert.deepEqual(await linkB2.inbox.next('saved'), { room, seq, saved: true })
    assert.deepEqual((await b.call('GET', '/api/v1/saved')).json.messages.map((one) => one.seq), [seq])
    assert.deepEqual([linkA.inbox.all('draft'), linkA.inbox.all('saved'), linkB.inbox.all('draft')], [[], [], []])
    close()
  })

  test('who has read is told to members', async () => {
    const { a, b, linkA, linkB, room, close } = await talk()
    const { seq } = await linkA.send(room, 'seen?')
    const readers = async () => (await a.call('GET', `/api/v1/rooms/${room}/messages/${seq}/readers`)).json.readers.map((one) => one.id)
    assert.deepEqual(await readers(), [])
    await linkB.get('read', { room, seq })
    assert.deepEqual(await readers(), [b.me.id])
    close()
  })
})

describe('history', () => {
  test('is read around a message and a time', async () => {
    const { b, linkA, room, history, close } = await talk()
    const times = []
    let first
    for (let n = 1; n <= 9; n++) {
      const { seq, time } = await linkA.send(room, `${n}`)
      first ??= seq
      times.push(time)
    }
    assert.deepEqual((await history(undefined, { around: first + 4, limit: 4 })).map((one) => one.text), ['3', '4', '5', '6'])
    // Messages of one millisecond stand at the same time.
    const { messages, more } = (await b.call('GET', `/api/v1/rooms/${room}/messages?at=${times[8]}&limit=2`)).json
    assert.ok(more && messages.some((one) => one.time === times[8]), JSON.stringify(messages))
    assert.equal((await b.call('GET', `/api/v1/rooms/${room}/messages?at=yesterday`)).status, 422)
    close()
  })
})

describe('a stranger', () => {
  test('hears the same of a private room and of a missing one, whatever is asked', async () => {
    const { linkA, b, linkB, close } = await talk()
    const { room } = await linkA.get('room:create', { name: 'hidden', kind: 'private' })
    const { seq } = await linkA.send(room.id, 'secret')
    const events = { 'message:edit': { text: 'x' }, 'message:delete': {}, 'preview:remove': {}, 'reaction:add': { emoji: '👍' }, 'reaction:remove': { emoji: '👍' }, 'pin:add': {}, 'pin:remove': {}, 'save:add': {}, 'save:remove': {}, draft: { text: 'x' }, read: {}, unread: {} }
    for (const [event, more] of Object.entries(events)) {
      const hidden = await linkB.ask(event, { room: room.id, seq, ...more })
      assert.equal(hidden.error?.code, 'not_found', event)
      assert.deepEqual(hidden, await linkB.ask(event, { room: 99_999_999, seq, ...more }), event)
    }
    for (const path of ['messages', 'pins', `threads/${seq}`, `messages/${seq}/edits`, `messages/${seq}/readers`]) {
      const hidden = await b.call('GET', `/api/v1/rooms/${room.id}/${path}`)
      const missing = await b.call('GET', `/api/v1/rooms/99999999/${path}`)
      assert.deepEqual([hidden.status, hidden.text], [404, missing.text], path)
    }
    close()
  })
})

describe('attachments', () => {
  test('go with their message', async () => {
    const { a, linkA, linkB, room, history, close } = await talk()
    const file = await a.upload(png())
    const { seq } = await linkA.get('message:send', { room, client_id: freshId(), attachments: [file.id] })
    assert.equal((await linkB.inbox.next('message', of(room, seq))).attachments.length, 1)
    await linkA.get('message:delete', { room, seq })
    assert.deepEqual((await history())[0].attachments, [])
    close()
  })
})
