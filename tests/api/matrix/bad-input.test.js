// Every field of every endpoint and event: missing, of the wrong type, out of bounds, or naming what belongs to another.
// Each gives the contract's error, or nothing where the contract says so; never a 5xx, never a crash, nothing stored.
// The cases are made from the tables below.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { classicUser, freshEmail } from '../support/classic.js'
import { exchange, freshAddress, request } from '../support/http.js'
import { freshId, ModernUser, modernUser } from '../support/modern.js'
import { assertProblem } from '../support/problem.js'
import { dataUrl, png } from '../support/png.js'
import { startServer, stopServer } from '../support/server.js'

let server
/** Somebody with a private room, a message, an upload and a session that are nobody else's. */
let victim
before(async () => {
  server = await startServer()
  const owner = await modernUser(server, 'victim')
  const link = await owner.socket()
  const { room } = await link.get('room:create', { name: 'private', kind: 'private' })
  const { seq } = await link.send(room.id, 'a secret')
  const file = await owner.upload(png(6, 6))
  const { sessions } = (await owner.call('GET', '/api/v1/sessions')).json
  victim = { owner, link, room: room.id, seq, file: file.id, session: sessions[0].id }
})
after(async () => {
  victim?.owner.close()
  await stopServer(server)
})

/** All that a bad request could have changed: of the victim, and of the one who made it. */
async function snapshot(person) {
  const of = async (one) => ({
    me: (await one.call('GET', '/api/v1/me')).json,
    rooms: (await one.call('GET', '/api/v1/rooms')).json.rooms.map(({ online, ...room }) => room),
    sessions: (await one.call('GET', '/api/v1/sessions')).json.sessions.map((session) => session.id),
  })
  return { victim: await of(victim.owner), person: await of(person) }
}

const deep = (depth) => JSON.parse('['.repeat(depth) + ']'.repeat(depth))
const notText = [0, 1, -1.5, true, false, {}, [], ['a'], { toString: 'x' }, deep(20)]
const notInteger = ['', '1', 'x', true, {}, [], [1], 1.5, 1e300, -1, '__proto__']

/** Kinds of fields: what is wrong for them, apart from being absent. `null` counts as absent. */
const kinds = {
  email: { wrong: [...notText, '', 'x', 'a@', '@b', 'a b@c.d', `${'a'.repeat(200)}@x.io`, 'a@b\u0000.c', 'x'.repeat(60_000)] },
  password: { wrong: [...notText, '', 'short', 'p'.repeat(129), 'p'.repeat(60_000)] },
  anyPassword: { wrong: notText },
  name: { wrong: [...notText, 'n'.repeat(65), 'n'.repeat(60_000), 'nul\u0000', ' ', '\u200b\u202e'] },
  topic: { wrong: [...notText, 't'.repeat(257), 't'.repeat(60_000), 'nul\u0000'] },
  device: { wrong: notText },
  kind: { wrong: [...notText, '', 'open', 'PUBLIC', 'x'.repeat(60_000)] },
  text: { wrong: [...notText, 'x'.repeat(4001), 'x'.repeat(60_000), 'nul\u0000'] },
  question: { wrong: [...notText, '', 'x'.repeat(1001), 'x'.repeat(60_000)] },
  clientId: { wrong: [...notText, '', 'x'.repeat(65), 'x'.repeat(60_000), 'nul\u0000', '中文'] },
  attachments: { wrong: [0, true, 'x', {}, [1], [{}], [['x']], [''], ['nothing'], ['../../etc/passwd'], Array(10).fill('x'), Array(1000).fill('x')] },
  room: { wrong: [...notInteger, 0] },
  seq: { wrong: notInteger },
  limit: { wrong: [...notInteger, 0, 101, 2 ** 53] },
  user: { wrong: [...notInteger, 0] },
  users: { wrong: [0, true, 'x', {}, [], [0], [-1], ['1'], [1.5], [{}], [[1]], Array(1001).fill(2)] },
  seconds: { wrong: [...notInteger, 2 ** 52] },
  roomSeconds: { wrong: [...notInteger, 21_601] },
  boolean: { wrong: [0, 1, '', 'true', {}, [], [true]] },
  roomRole: { wrong: [...notText, '', 'admin', 'OWNER', 'x'.repeat(60_000)] },
  level: { wrong: [...notText, '', 'none', 'ALL'] },
  inviteSeconds: { wrong: [...notInteger, 0, 31_536_001] },
  uses: { wrong: [...notInteger, 0, 10_001] },
  inviteRole: { wrong: [...notText, '', 'owner', 'admin', 'x'.repeat(60_000)] },
  reason: { wrong: [...notText, 'r'.repeat(501), 'r'.repeat(60_000), 'nul\u0000'] },
}

/** What belongs to another, by field: the answer is that there is no such thing, as for what does not exist. */
const foreign = () => ({
  room: { values: [victim.room, 99_999_999, Number.MAX_SAFE_INTEGER], code: 'not_found' },
  attachments: { values: [[victim.file]], code: 'invalid' },
})

const show = (value) => {
  const text = JSON.stringify(value) ?? 'undefined'
  return text.length > 40 ? `${text.slice(0, 40)}… (${text.length})` : text
}

/** The payloads made from a good one by one fault each: `[what, payload, code]`. */
function* faults(good, fields) {
  for (const [name, { kind, required }] of Object.entries(fields)) {
    if (required) {
      const { [name]: _, ...without } = good
      yield [`${name} missing`, without, 'invalid']
      yield [`${name} null`, { ...good, [name]: null }, 'invalid']
    }
    for (const value of kinds[kind].wrong) yield [`${name} ${show(value)}`, { ...good, [name]: value }, 'invalid']
    for (const value of foreign()[name]?.values ?? []) {
      yield [`${name} of another: ${show(value)}`, { ...good, [name]: value }, foreign()[name].code]
    }
  }
  for (const payload of [null, true, 7, 'text', [], [good]]) yield [`payload ${show(payload)}`, payload, 'invalid']
}

const room = { kind: 'room', required: true }
const events = {
  'room:create': { good: { name: 'x' }, fields: { name: { kind: 'name', required: true }, topic: { kind: 'topic' }, kind: { kind: 'kind' } } },
  'room:join': { good: { room: 1 }, fields: { room } },
  'room:leave': { good: { room: 1 }, fields: { room } },
  'room:direct': { good: { users: [1] }, fields: { users: { kind: 'users', required: true } } },
  'room:update': {
    good: { room: 1, name: 'x' },
    fields: {
      room,
      name: { kind: 'name' },
      topic: { kind: 'topic' },
      kind: { kind: 'kind' },
      read_only: { kind: 'boolean' },
      slow_seconds: { kind: 'roomSeconds' },
    },
  },
  'room:archive': { good: { room: 1, archived: true }, fields: { room, archived: { kind: 'boolean', required: true } } },
  'room:invite': { good: { room: 1, users: [1] }, fields: { room, users: { kind: 'users', required: true } } },
  'room:kick': { good: { room: 1, user: 1 }, fields: { room, user: { kind: 'user', required: true }, reason: { kind: 'reason' } } },
  'room:ban': {
    good: { room: 1, user: 1 },
    fields: { room, user: { kind: 'user', required: true }, reason: { kind: 'reason' }, seconds: { kind: 'seconds' } },
  },
  'room:unban': { good: { room: 1, user: 1 }, fields: { room, user: { kind: 'user', required: true } } },
  'room:mute': {
    good: { room: 1, user: 1, seconds: 60 },
    fields: { room, user: { kind: 'user', required: true }, seconds: { kind: 'seconds', required: true } },
  },
  'room:role': { good: { room: 1, user: 1, role: 'member' }, fields: { room, user: { kind: 'user', required: true }, role: { kind: 'roomRole', required: true } } },
  'room:notify': { good: { room: 1, level: 'all' }, fields: { room, level: { kind: 'level', required: true } } },
  history: { good: { room: 1 }, fields: { room, before: { kind: 'seq' }, after: { kind: 'seq' }, limit: { kind: 'limit' } } },
  'message:send': {
    good: { room: 1, client_id: 'bad-input', text: 'x' },
    fields: { room, client_id: { kind: 'clientId', required: true }, text: { kind: 'text' }, attachments: { kind: 'attachments' } },
  },
  'message:edit': { good: { room: 1, seq: 1, text: 'x' }, fields: { room, seq: { kind: 'seq', required: true } } },
  'message:delete': { good: { room: 1, seq: 1 }, fields: { room, seq: { kind: 'seq', required: true } } },
  'preview:remove': { good: { room: 1, seq: 1 }, fields: { room, seq: { kind: 'seq', required: true } } },
  'pin:add': { good: { room: 1, seq: 1 }, fields: { room, seq: { kind: 'seq', required: true } } },
  'save:add': { good: { room: 1, seq: 1 }, fields: { room, seq: { kind: 'seq', required: true } } },
  unread: { good: { room: 1, seq: 1 }, fields: { room, seq: { kind: 'seq', required: true } } },
  read: { good: { room: 1, seq: 0 }, fields: { room, seq: { kind: 'seq', required: true } } },
  typing: { good: { room: 1 }, fields: { room } },
  robot: { good: { text: 'hi' }, fields: { text: { kind: 'question', required: true } } },
}

describe('events of /chat', () => {
  for (const [event, { good, fields }] of Object.entries(events)) {
    test(`${event} refuses every fault with its code and stores nothing`, async () => {
      const person = await modernUser(server)
      const link = await person.socket()
      await link.get('sync')
      const before = await snapshot(person)
      for (const [what, payload, code] of faults(good, fields)) {
        const answer = await link.ask(event, payload)
        assert.equal(answer.ok, false, `${event} with ${what} was accepted`)
        const { retry_after, field, ...error } = answer.error
        assert.deepEqual(Object.keys(error).sort(), ['code', 'message'], what)
        assert.equal(typeof field, error.code === 'invalid' ? 'string' : 'undefined', what)
        if (error.code === 'rate_limited') {
          assert.ok(retry_after >= 1)
          continue
        }
        assert.equal(retry_after, undefined)
        assert.equal(answer.error.code, code, `${event} with ${what}: ${JSON.stringify(answer)}`)
        assert.ok(answer.error.message.length > 0)
      }
      assert.equal((await link.ask(event)).ok, false, 'without a payload')
      assert.deepEqual(await snapshot(person), before)
      assert.ok(link.socket.connected)
      person.close()
    })
  }

  test('message:send with neither text nor attachments is refused', async () => {
    const person = await modernUser(server)
    const link = await person.socket()
    for (const extra of [{}, { text: '' }, { text: '  \n ' }, { attachments: [] }, { text: '', attachments: [] }]) {
      assert.equal((await link.ask('message:send', { room: 1, client_id: freshId(), ...extra })).error?.code, 'invalid')
    }
    person.close()
  })

  test('fields that nobody asked for are ignored', async () => {
    const person = await modernUser(server)
    const link = await person.socket()
    const extra = { id: 1, user: victim.owner.me, user_id: victim.owner.me.id, seq: 999, time: '1970-01-01', role: 'owner', __proto__: { a: 1 } }
    const ack = await link.get('message:send', { ...extra, room: 1, client_id: freshId(), text: 'mine' })
    const said = await link.inbox.next('message', (one) => one.id === ack.id)
    assert.equal(said.user.id, person.me.id)
    assert.notEqual(said.seq, 999)
    person.close()
  })
})

const endpoints = {
  'POST /api/v1/accounts': {
    open: true,
    good: () => ({ email: freshEmail('bad'), password: 'correct horse' }),
    fields: { email: { kind: 'email', required: true }, password: { kind: 'password', required: true }, name: { kind: 'name' } },
  },
  'POST /api/v1/sessions': {
    open: true,
    good: () => ({ email: 'nobody@example.com', password: 'wrong horse' }),
    fields: { email: { kind: 'anyPassword', required: true }, password: { kind: 'anyPassword', required: true }, device: { kind: 'device' } },
  },
  'PATCH /api/v1/me': { good: () => ({ name: 'x' }), fields: { name: { kind: 'name' } } },
  'POST /api/v1/password': {
    good: () => ({ old: 'wrong horse', new: 'a better horse' }),
    fields: { old: { kind: 'anyPassword', required: true }, new: { kind: 'password', required: true } },
  },
  'POST /api/v1/password/reset': {
    open: true,
    good: () => ({ code: 'ZZZZ', password: 'a better horse' }),
    fields: { code: { kind: 'anyPassword', required: true }, password: { kind: 'password', required: true } },
  },
  'DELETE /api/v1/me': { good: () => ({ password: 'wrong horse' }), fields: { password: { kind: 'anyPassword', required: true } } },
  'POST /api/v1/rooms': {
    good: () => ({ name: 'x' }),
    fields: { name: { kind: 'name', required: true }, topic: { kind: 'topic' }, kind: { kind: 'kind' } },
  },
  'POST /api/v1/invites': {
    good: () => ({}),
    fields: { room: { kind: 'room' }, expires_in: { kind: 'inviteSeconds' }, uses: { kind: 'uses' }, role: { kind: 'inviteRole' } },
  },
  'POST /api/v1/robot': { good: () => ({ text: 'hi' }), fields: { text: { kind: 'question', required: true } } },
}

describe('calls of /api/v1', () => {
  for (const [name, { open, good, fields }] of Object.entries(endpoints)) {
    test(`${name} refuses every fault with 422 invalid and stores nothing`, async () => {
      const person = await modernUser(server)
      const before = await snapshot(person)
      const [method, path] = name.split(' ')
      for (const [what, payload, code] of faults(good(), fields)) {
        const options = { json: payload, from: freshAddress() }
        const answer = await (open ? request(server, method, path, options) : person.call(method, path, options))
        assert.equal(answer.status, code === 'not_found' ? 404 : 422, `${name} with ${what}: ${answer.status} ${answer.text.slice(0, 200)}`)
        assert.equal(answer.json.code, code, what)
      }
      assert.deepEqual(await snapshot(person), before)
    })
  }

  test('a body that is too large is 413, and the next request is served', async () => {
    const person = await modernUser(server)
    const answer = await person.call('POST', '/api/v1/rooms', { json: { name: 'x'.repeat(3_000_000) } }).catch((error) => error)
    assert.ok(answer.status === 413 || ['EPIPE', 'ECONNRESET'].includes(answer.code), String(answer.status ?? answer))
    if (answer.status === 413) assertProblem(answer, 413, 'too_large')
    assert.equal((await person.call('GET', '/api/v1/me')).status, 200)
  })

  test('a body that is not taken is refused in the shape of every other error', async () => {
    const person = await modernUser(server)
    const send = (head, body = '') => exchange(server, `POST /api/v1/rooms HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${person.token}\r\nAccept-Language: en\r\n${head}\r\n\r\n${body}`)
    for (const [head, body, status, code] of [
      ['Content-Length: 3000000', '', 413, 'too_large'],
      ['Transfer-Encoding: chunked', 'nonsense', 400, 'invalid'],
      ['Content-Length: 2\r\nContent-Encoding: gzip', '{}', 415, 'unsupported'],
      ['Content-Length: 2\r\nExpect: something', '', 417, 'invalid'],
    ]) {
      assertProblem(await send(head, body), status, code)
    }
  })

  test('whatever belongs to another is not there', async () => {
    const person = await modernUser(server)
    const before = await snapshot(person)
    for (const [method, path] of [
      ['GET', `/api/v1/rooms/${victim.room}/messages`],
      ['DELETE', `/api/v1/sessions/${victim.session}`],
    ]) {
      const theirs = await person.call(method, path)
      const nobodys = await person.call(method, path.replace(/\d+(?=\/|$)/g, (id) => (id === '1' ? id : '88888888')))
      assert.equal(theirs.status, 404)
      assert.equal(theirs.text, nobodys.text)
    }
    assert.deepEqual(await snapshot(person), before)
  })
})

describe('calls of the original\'s contract', () => {
  /** `[call, good fields, the faults of each field, what every fault is answered with]` */
  const refusedWith = (check) => (answer) => {
    assert.equal(answer.status, 200)
    check(answer.json)
  }
  const errno1 = refusedWith((json) => {
    assert.equal(json.errno, 1)
    assert.equal(typeof json.message, 'string')
    assert.ok(!/sql|sqlite|exception|select |insert /i.test(json.message), json.message)
  })
  const data1 = refusedWith((json) => assert.deepEqual(json, { data: { errno: 1 } }))
  const errno500 = refusedWith((json) => {
    assert.equal(json.errno, 500)
    assert.match(json.msg, /^(无效的参数|文件上传失败)/)
  })
  const noAnswer = refusedWith((json) => assert.ok(![100000, 200000].includes(JSON.parse(json.data).code)))

  const json = (path) => (person, fields) => request(server, 'POST', path, { json: fields, from: freshAddress() })
  const query = (path) => (person, fields) =>
    person.call('GET', `${path}?${new URLSearchParams(Object.entries(fields).map(([name, value]) => [name, typeof value === 'string' ? value : JSON.stringify(value)]))}`)
  const form = (path) => (person, fields) =>
    person.call('POST', path, {
      form: Object.entries(fields).map(([name, value]) =>
        Buffer.isBuffer(value) ? { name, file: value } : { name, value: typeof value === 'string' ? value : JSON.stringify(value) }),
    })

  const badRoom = () => ['', '0', '-1', '3', 'x', '1x', ' ', '1.5', '9'.repeat(40), '1,2', '[1]', 'room1', String(victim.room)]
  const badFile = ['', 'text', Buffer.alloc(0), Buffer.from('text'), Buffer.from('<svg/>'), Buffer.from('%PDF-1.7'), Buffer.alloc(100_000)]
  const calls = () => ({
    'POST /api/register': {
      send: json('/api/register'),
      good: { name: freshEmail('bad'), password: 'secret-pass' },
      wrong: {
        name: [undefined, ...kinds.email.wrong, victim.owner.email],
        password: [undefined, ...notText, '', 'short', 'p'.repeat(129)],
        src: [...notText, 'x y', 'ftp://x', '"><script>', `//x/${'a'.repeat(300)}`],
      },
      check: errno1,
    },
    'POST /api/login': {
      send: json('/api/login'),
      good: { name: victim.owner.email, password: 'not the password' },
      wrong: { name: [undefined, ...kinds.email.wrong], password: [undefined, ...notText, '', 'p'.repeat(60_000)] },
      check: errno1,
    },
    'GET /api/history/message': {
      send: query('/api/history/message'),
      good: { current: '1', roomid: '1' },
      wrong: { current: [undefined, '', '0', '-1', 'x', '1.5', '9'.repeat(40), '{}'], roomid: [undefined, ...badRoom()] },
      check: data1,
    },
    'GET /api/robot': {
      send: query('/api/robot'),
      good: { info: 'hi' },
      wrong: { info: [undefined, '', ' ', 'x'.repeat(5000)] },
      check: noAnswer,
    },
    'POST /api/file/uploadimg': {
      send: form('/api/file/uploadimg'),
      good: { file: png(3, 3), roomid: '1' },
      wrong: { file: [undefined, ...badFile], roomid: [undefined, ...badRoom()] },
      check: errno500,
    },
    'POST /api/file/avatar': { send: form('/api/file/avatar'), good: { file: png(3, 3) }, wrong: { file: [undefined, ...badFile] }, check: errno500 },
  })

  const names = ['POST /api/register', 'POST /api/login', 'GET /api/history/message', 'GET /api/robot', 'POST /api/file/uploadimg', 'POST /api/file/avatar']
  for (const name of names) {
    test(`${name} refuses every fault in its own words and stores nothing`, async () => {
      const { send, good, wrong, check } = calls()[name]
      const person = await modernUser(server)
      const before = await snapshot(person)
      const token = name.includes('register') || name.includes('login') ? {} : { api_token: person.token }
      for (const [field, values] of Object.entries(wrong)) {
        for (const value of values) {
          const fields = { ...token, ...good, [field]: value }
          if (value === undefined) delete fields[field]
          const answer = await send(person, fields)
          assert.ok(answer.status < 500, `${name} with ${field} ${show(value)}: ${answer.status}`)
          if (answer.status === 429) continue
          try {
            check(answer)
          } catch (error) {
            error.message = `${name} with ${field} ${show(value)}: ${answer.text.slice(0, 300)}\n${error.message}`
            throw error
          }
        }
      }
      assert.deepEqual(await snapshot(person), before)
    })
  }

  test('personal calls with a bad token are 401, wherever it stands and whatever it is', async () => {
    for (const bad of ['', 'false', 'null', 'x', 'x'.repeat(60), "' or 1=1 --", '%00', 'x'.repeat(2000)]) {
      for (const [method, path] of [['GET', '/api/user'], ['GET', '/api/history/message'], ['GET', '/api/robot'], ['POST', '/api/logout']]) {
        const answer = await request(server, method, `${path}?current=1&roomid=1&info=x&api_token=${encodeURIComponent(bad)}`, { from: freshAddress() })
        assert.equal(answer.status, 401)
        assert.deepEqual(answer.json, { message: 'Unauthenticated.' })
      }
    }
  })
})

describe('events of the original\'s contract', () => {
  test('ignore every fault of every field and store nothing', async () => {
    const user = await classicUser(server)
    const tab = await user.socket()
    await tab.room(1)
    const asPerson = ModernUser.withToken(server, user.email, user.token)
    const before = await snapshot(asPerson)
    const badRooms = [undefined, null, 0, -1, 3, '0', '3', 'x', '1x', '', {}, [], [1], true, 1.5, 1e300, '9'.repeat(40), victim.room, String(victim.room)]
    const badTexts = [undefined, null, 0, true, {}, [], '', 'x'.repeat(4001), 'nul\u0000']
    const badImages = [undefined, null, 0, true, {}, [], 'x', 'data:', 'data:image/png;base64,', 'data:image/png;base64,AAAA', dataUrl(Buffer.alloc(2000))]
    for (const roomid of badRooms) {
      for (const event of ['roomout', 'message']) tab.socket.emit(event, { msg: 'bad', img: '', name: user.email, roomid, api_token: user.token })
      await tab.settled()
    }
    for (const msg of badTexts) {
      for (const img of badImages) tab.socket.emit('message', { msg: typeof img === 'string' ? '' : msg, img, roomid: '1', api_token: user.token })
      await tab.settled()
    }
    for (const event of ['login', 'room', 'roomout', 'message']) {
      for (const payload of [undefined, null, 1, 'x', [], [1], true]) tab.socket.emit(event, payload)
      await tab.settled()
    }
    assert.equal(tab.inbox.all('message').length, 0)
    assert.equal(tab.inbox.all('login').length, 0)
    const after = await snapshot(asPerson)
    const still = ({ person, victim: owner }) => ({ person: { ...person, rooms: person.rooms.map((one) => one.last_seq) }, owner })
    assert.deepEqual(still(after), still(before))
    user.close()
  })
})
