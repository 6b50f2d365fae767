import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { freshEmail } from '../support/classic.js'
import { freshAddress, request } from '../support/http.js'
import { once } from '../support/inbox.js'
import { modernUser } from '../support/modern.js'
import { hugePng, png } from '../support/png.js'
import { assertProblem } from '../support/problem.js'
import { startServer, stopServer } from '../support/server.js'

let server
before(async () => (server = await startServer()))
after(() => stopServer(server))

const time = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/

describe('accounts and sessions', () => {
  test('a registration answers 201 with a token and the account', async () => {
    const email = freshEmail('New.Person')
    const answer = await request(server, 'POST', '/api/v1/accounts', { json: { email, password: 'correct horse', name: '大白兔' } })
    assert.equal(answer.status, 201)
    assert.deepEqual(Object.keys(answer.json), ['token', 'me'])
    const { me } = answer.json
    assert.deepEqual({ ...me, id: 0, created: '' }, {
      ...{ id: 0, name: '大白兔', avatar: '', role: 'member', email: email.toLowerCase(), created: '' },
      ...{ status: '', language: '', time_zone: '', hide_last_seen: false, presence: 'online', quiet_hours: null, mail_notifications: false },
    })
    assert.match(me.created, time)
    assert.match(answer.headers['cache-control'], /no-store/)
  })

  test('refusals say which field, in the language of the request', async () => {
    const post = (json, lang) => request(server, 'POST', '/api/v1/accounts', { json, headers: { 'Accept-Language': lang }, from: freshAddress() })
    const english = await post({ email: 'x@x.io', password: 'short' }, 'en-GB,en;q=0.9')
    assertProblem(english, 422, 'invalid')
    assert.match(english.json.detail, /^password: must have at least 8/)
    const chinese = await post({ email: 'x@x.io', password: 'short' }, 'zh-CN,zh;q=0.9,en;q=0.8')
    assert.match(chinese.json.detail, /^密码：至少需要 8/)
    assert.equal(chinese.headers['content-language'], 'zh-CN')
    for (const wanted of ['zh-TW,zh;q=0.9', 'zh-Hant', 'zh-HK,en;q=0.5']) {
      const traditional = await post({ email: 'x@x.io', password: 'short' }, wanted)
      assert.match(traditional.json.detail, /^密碼：至少需要 8/)
      assert.equal(traditional.headers['content-language'], 'zh-TW')
    }
    const signIn = await request(server, 'POST', '/api/v1/sessions', { json: { email: 'nobody@x.io', password: 'wrong-pass' }, headers: { 'Accept-Language': 'zh-TW' }, from: freshAddress() })
    assert.equal(signIn.json.detail, '電子郵件和密碼不相符，請重新輸入。')
  })

  test('an address in use is taken', async () => {
    const user = await modernUser(server)
    assertProblem(await user.call('POST', '/api/v1/accounts', { json: { email: user.email, password: 'correct horse' } }), 409, 'taken')
  })

  test('a wrong password and an unknown address are answered alike', async () => {
    const user = await modernUser(server)
    const login = (email) => request(server, 'POST', '/api/v1/sessions', { json: { email, password: 'wrong horse' }, from: freshAddress() })
    const [wrong, unknown] = [await login(user.email), await login(freshEmail('ghost'))]
    assertProblem(wrong, 401, 'wrong_credentials')
    assert.equal(wrong.text, unknown.text)
  })

  test('guessing is limited per account and address, with Retry-After', async () => {
    const user = await modernUser(server)
    const from = freshAddress()
    const login = (password) => request(server, 'POST', '/api/v1/sessions', { json: { email: user.email, password }, from })
    for (let n = 0; n < 5; n++) await login(`guess ${n}`)
    const locked = await login(user.password)
    assertProblem(locked, 429, 'rate_limited')
    assert.ok(Number(locked.headers['retry-after']) > 0)
  })

  test('sessions are listed, the current one marked, and ended one by one', async () => {
    const user = await modernUser(server)
    const phone = await user.signIn('phone')
    const { json } = await user.call('GET', '/api/v1/sessions')
    assert.equal(json.sessions.length, 2)
    for (const one of json.sessions) {
      assert.deepEqual(Object.keys(one).sort(), ['created', 'current', 'device', 'id', 'last_used'])
      assert.match(one.last_used, time)
    }
    const other = json.sessions.find((one) => !one.current)
    assert.equal(other.device, 'phone')
    assert.equal((await user.call('DELETE', `/api/v1/sessions/${other.id}`)).status, 204)
    assertProblem(await phone.call('GET', '/api/v1/me'), 401, 'unauthorized')
    assertProblem(await user.call('DELETE', `/api/v1/sessions/${other.id}`), 404, 'not_found')
    assert.equal((await user.call('GET', '/api/v1/me')).status, 200)
    assert.equal((await user.call('DELETE', '/api/v1/sessions/current')).status, 204)
    assertProblem(await user.call('GET', '/api/v1/me'), 401, 'unauthorized')
  })

  test('a session of somebody else does not exist', async () => {
    const [user, other] = [await modernUser(server), await modernUser(server)]
    const { sessions } = (await other.call('GET', '/api/v1/sessions')).json
    const foreign = await user.call('DELETE', `/api/v1/sessions/${sessions[0].id}`)
    const missing = await user.call('DELETE', '/api/v1/sessions/987654321')
    assertProblem(foreign, 404, 'not_found')
    assert.equal(foreign.text, missing.text)
    assert.equal((await other.call('GET', '/api/v1/me')).status, 200)
  })

  test('an ended session is told so and its sockets are closed', async () => {
    const user = await modernUser(server)
    const phone = await user.signIn('phone')
    const [here, there] = [await user.socket(), await phone.socket()]
    const gone = once(there.socket, 'disconnect')
    const { sessions } = (await user.call('GET', '/api/v1/sessions')).json
    await user.call('DELETE', `/api/v1/sessions/${sessions.find((one) => !one.current).id}`)
    await gone
    assert.deepEqual(there.inbox.last('session:revoked'), { reason: 'revoked' })
    await here.get('sync')
    const ended = once(here.socket, 'disconnect')
    await user.call('DELETE', '/api/v1/sessions/current')
    await ended
    assert.deepEqual(here.inbox.last('session:revoked'), { reason: 'signed_out' })
    await assert.rejects(phone.socket(), { message: 'unauthorized' })
  })
})

describe('what every call asks', () => {
  const personal = [
    ['GET', '/api/v1/sessions'], ['DELETE', '/api/v1/sessions/current'], ['DELETE', '/api/v1/sessions/1'], ['GET', '/api/v1/me'],
    ['PATCH', '/api/v1/me'], ['PUT', '/api/v1/me/avatar'], ['GET', '/api/v1/rooms'], ['POST', '/api/v1/rooms'],
    ['GET', '/api/v1/rooms/1/messages'], ['POST', '/api/v1/files'], ['POST', '/api/v1/robot'],
    ['POST', '/api/v1/uploads'], ['GET', '/api/v1/uploads/x'], ['PATCH', '/api/v1/uploads/x'], ['DELETE', '/api/v1/uploads/x'],
    ['POST', '/api/v1/uploads/x/complete'],
    ['DELETE', '/api/v1/sessions'], ['POST', '/api/v1/password'], ['DELETE', '/api/v1/me'], ['GET', '/api/v1/users/1'], ['GET', '/api/v1/me/blocks'],
    ['PUT', '/api/v1/me/blocks/1'], ['DELETE', '/api/v1/me/blocks/1'], ['GET', '/api/v1/invites'], ['POST', '/api/v1/invites'], ['DELETE', '/api/v1/invites/1'],
  ]
  for (const [method, path] of personal) {
    test(`${method} ${path} wants a live token, as bearer and nowhere else`, async () => {
      const user = await modernUser(server)
      const call = (suffix, headers) => request(server, method, path + suffix, { headers, from: freshAddress() })
      const tries = [
        ['', {}], ['', { Authorization: 'Bearer' }], ['', { Authorization: `Bearer ${'x'.repeat(60)}` }],
        ['', { Authorization: `Basic ${btoa(`x:${user.token}`)}` }], [`?api_token=${user.token}`, {}], [`?token=${user.token}`, {}],
        ['', { Cookie: `webchats_history=${user.token}` }],
      ]
      for (const [suffix, headers] of tries) {
        const answer = await call(suffix, headers)
        assertProblem(answer, 401, 'unauthorized')
        assert.match(answer.headers['www-authenticate'], /^Bearer/)
      }
    })
  }

  test('JSON is said to be JSON', async () => {
    const user = await modernUser(server)
    const room = JSON.stringify({ name: 'x' })
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', '']) {
      assertProblem(await user.call('POST', '/api/v1/rooms', { body: room, headers: type ? { 'content-type': type } : {} }), 415, 'unsupported')
    }
    for (const body of ['', '{', 'null', '[]', '"x"', '{"name":"\\ud800"}', '['.repeat(5000), '{"name":"x"}{}', Buffer.from('7b226e616d65223a22ff227d', 'hex')]) {
      assertProblem(await user.call('POST', '/api/v1/rooms', { body, headers: { 'content-type': 'application/json' } }), 422, 'invalid')
    }
  })

  test('a page of another site changes nothing', async () => {
    const user = await modernUser(server)
    for (const origin of ['https://evil.example', 'null', `https://127.0.0.1:${server.port}`, `http://127.0.0.1:${server.port}.evil.example`]) {
      assertProblem(await user.call('POST', '/api/v1/rooms', { json: { name: 'x' }, headers: { Origin: origin } }), 403, 'forbidden')
    }
    assert.equal((await user.call('POST', '/api/v1/rooms', { json: { name: 'x' }, headers: { Origin: server.url } })).status, 201)
  })

  test('an unknown path is a problem, not the page', async () => {
    for (const path of ['/api/v1/', '/api/v1/nothing', '/api/v1/rooms/1/nothing']) {
      assertProblem(await request(server, 'GET', path), 404, 'not_found')
    }
  })

  test('every answer has the headers that keep a browser safe', async () => {
    const { headers } = await request(server, 'GET', '/api/v1/me')
    assert.equal(headers['x-content-type-options'], 'nosniff')
    assert.match(headers['cache-control'], /no-store/)
  })

  test('the manifest has the name of the server and icons that are there', async () => {
    const { status, headers, json } = await request(server, 'GET', '/manifest.webmanifest')
    assert.equal(status, 200)
    assert.equal(headers['content-type'], 'application/manifest+json')
    assert.equal(headers['cache-control'], 'no-cache')
    assert.match(headers['content-security-policy'], /worker-src 'self'; manifest-src 'self'/)
    const { name } = (await request(server, 'GET', '/api/v1/server')).json
    assert.deepEqual([json.name, json.short_name, json.start_url, json.scope, json.display], [name, name, '/', '/', 'standalone'])
    assert.ok(json.icons.some((icon) => icon.purpose === 'maskable'))
  })
})

describe('me', () => {
  test('is shown, renamed and given a face', async () => {
    const user = await modernUser(server, 'first')
    assert.deepEqual((await user.call('GET', '/api/v1/me')).json, user.me)
    const renamed = await user.call('PATCH', '/api/v1/me', { json: { name: '  second   name \u202e', email: 'other@x.io', id: 1 } })
    assert.equal(renamed.json.name, 'second name')
    assert.equal(renamed.json.email, user.me.email)
    const faced = await user.call('PUT', '/api/v1/me/avatar', { form: [{ name: 'file', file: png(300, 200) }] })
    assert.equal(faced.status, 200)
    assert.match(faced.json.avatar, /^\/files\//)
    assert.deepEqual((await user.call('GET', '/api/v1/me')).json, faced.json)
  })

  test('shows no avatar that lies on another host', async () => {
    const answer = await request(server, 'POST', '/api/register', { json: { name: freshEmail(), password: 'secret-pass', src: '//evil.example/x.png' } })
    const me = await request(server, 'GET', '/api/v1/me', { headers: { Authorization: `Bearer ${answer.json.user.api_token}` } })
    assert.equal(me.json.avatar, '')
  })
})

describe('rooms and history', () => {
  test('everybody is in the first two rooms, and a room has the fields of the contract', async () => {
    const user = await modernUser(server)
    const { rooms } = (await user.call('GET', '/api/v1/rooms')).json
    assert.deepEqual(rooms.slice(0, 2).map((room) => room.id), [1, 2])
    for (const room of rooms) {
      assert.deepEqual(Object.keys(room).sort(), ['archived', 'draft', 'id', 'kind', 'last_message', 'last_read', 'last_seq', 'members', 'mentions', 'muted_until', 'name', 'notify', 'online', 'people', 'read_only', 'role', 'slow_seconds', 'topic', 'unread', 'version'])
      assert.equal(room.unread, room.last_seq - room.last_read)
    }
  })

  test('a private room is seen by its members only: to others it is as missing', async () => {
    const [owner, stranger] = [await modernUser(server), await modernUser(server)]
    const made = await owner.call('POST', '/api/v1/rooms', { json: { name: ' ours ', topic: 'plans', kind: 'private' } })
    assert.equal(made.status, 201)
    assert.deepEqual({ kind: made.json.kind, name: made.json.name, topic: made.json.topic }, { kind: 'private', name: 'ours', topic: 'plans' })
    const seen = await stranger.call('GET', `/api/v1/rooms/${made.json.id}/messages`)
    const missing = await stranger.call('GET', '/api/v1/rooms/99999999/messages')
    assertProblem(seen, 404, 'not_found')
    assert.equal(seen.text, missing.text)
    assert.ok(!(await stranger.call('GET', '/api/v1/rooms')).text.includes('ours'))
  })

  test('history pages backwards by seq', async () => {
    const user = await modernUser(server)
    const link = await user.socket()
    const { room } = await link.get('room:create', { name: 'pages', kind: 'private' })
    for (let n = 1; n <= 12; n++) await link.send(room.id, `no ${n}`)
    const page = async (query) => (await user.call('GET', `/api/v1/rooms/${room.id}/messages${query}`)).json
    const first = await page('?limit=5')
    assert.deepEqual(first.messages.map((one) => one.seq), [8, 9, 10, 11, 12])
    assert.equal(first.more, true)
    const second = await page('?limit=5&before=8')
    assert.deepEqual(second.messages.map((one) => one.seq), [3, 4, 5, 6, 7])
    const last = await page('?limit=5&before=3')
    assert.deepEqual(last.messages.map((one) => one.seq), [1, 2])
    assert.equal(last.more, false)
    assert.deepEqual(await page('?before=1'), { messages: [], more: false, more_after: false, version: 1 })
    assert.deepEqual(Object.keys(first.messages[0]).sort(), ['attachments', 'client_id', 'deleted', 'edited', 'id', 'kind', 'pinned', 'preview', 'reactions', 'replies', 'reply_to', 'room', 'seq', 'text', 'thread', 'time', 'user', 'version'])
    user.close()
  })

  for (const query of ['limit=0', 'limit=101', 'limit=x', 'limit=1.5', 'limit=', 'before=-1', 'before=x', `before=${'9'.repeat(40)}`]) {
    test(`history refuses ${query.slice(0, 20)}`, async () => {
      const user = await modernUser(server)
      assertProblem(await user.call('GET', `/api/v1/rooms/1/messages?${query}`), 422, 'invalid')
    })
  }

  for (const id of ['0', '-1', 'x', '1x', '9'.repeat(40), '%00']) {
    test(`the room called ${id.slice(0, 5)} does not exist`, async () => {
      const user = await modernUser(server)
      const answer = await user.call('GET', `/api/v1/rooms/${id}/messages`)
      assert.ok([400, 404].includes(answer.status), answer.text)
    })
  }
})

describe('files', () => {
  test('that are images are stored with their size and a small version', async () => {
    const user = await modernUser(server)
    const file = await user.upload(png(600, 400))
    assert.deepEqual(Object.keys(file).sort(), ['blur', 'height', 'id', 'kind', 'medium', 'name', 'size', 'thumb', 'type', 'url', 'width'])
    assert.deepEqual([file.width, file.height, file.kind, file.name], [600, 400, 'image', 'pic.png'])
    assert.equal(file.medium, file.url)
    assert.match(file.blur, /^L.{27}$/)
    for (const url of [file.url, file.thumb]) {
      const got = await request(server, 'GET', url)
      assert.equal(got.status, 200)
      assert.match(got.headers['content-type'], /^image\//)
    }
    assert.equal((await request(server, 'GET', file.url)).bytes.length, file.size)
  })

  const refused = {
    'nothing': [Buffer.alloc(0), 422, 'invalid'],
    'a bomb': [hugePng(60_000, 60_000), 413, 'too_large'],
  }
  for (const [what, [bytes, status, code]] of Object.entries(refused)) {
    test(`are not ${what}`, async () => {
      const user = await modernUser(server)
      assertProblem(await user.call('POST', '/api/v1/files', { form: [{ name: 'file', file: bytes }] }), status, code)
    })
  }

  test('are at most 10 MiB', async () => {
    const user = await modernUser(server)
    const answer = await user
      .call('POST', '/api/v1/files', { form: [{ name: 'file', file: Buffer.concat([png(), Buffer.alloc(11 << 20)]) }] })
      .catch((error) => error)
    // The server may close before it has read everything; the client then sees the answer or a broken pipe.
    assert.ok(answer.status === 413 || ['EPIPE', 'ECONNRESET'].includes(answer.code), String(answer.status ?? answer))
    assert.equal((await user.call('GET', '/api/v1/me')).status, 200)
  })

  test('want the part called file', async () => {
    const user = await modernUser(server)
    assertProblem(await user.call('POST', '/api/v1/files', { form: [{ name: 'image', file: png() }] }), 422, 'invalid')
    assertProblem(await user.call('POST', '/api/v1/files', { json: { file: 'x' } }), 415, 'unsupported')
    assertProblem(await user.call('POST', '/api/v1/files', { body: 'x', headers: { 'content-type': 'multipart/form-data; boundary=b' } }), 422, 'invalid')
  })
})

describe('what is not an image', () => {
  const harmful = {
    'an SVG': Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'),
    'a page': Buffer.from('<html><script>alert(1)</script></html>'),
    'a script with a GIF head': Buffer.from('GIF89a/*<script>*/'),
  }
  for (const [what, bytes] of Object.entries(harmful)) {
    test(`is saved and never shown: ${what}`, async () => {
      const user = await modernUser(server)
      const answer = await user.call('POST', '/api/v1/files', { form: [{ name: 'file', file: bytes, filename: 'x.html', type: 'text/html' }] })
      assert.equal(answer.status, 201)
      const file = answer.json
      assert.deepEqual([file.kind, file.type, file.name, file.size], ['file', 'application/octet-stream', 'x.html', bytes.length])
      assert.deepEqual([file.thumb, file.medium, file.blur, file.width, file.height], ['', '', '', 0, 0])
      const got = await request(server, 'GET', file.url)
      assert.equal(got.status, 200)
      assert.deepEqual(got.bytes, bytes)
      assert.equal(got.headers['content-type'], 'application/octet-stream')
      assert.equal(got.headers['content-disposition'], `attachment; filename="x.html"; filename*=UTF-8''x.html`)
      assert.equal(got.headers['x-content-type-options'], 'nosniff')
      assert.equal(got.headers['content-security-policy'], "sandbox; default-src 'none'")
      assertProblem(await user.call('PUT', '/api/v1/me/avatar', { form: [{ name: 'file', file: bytes }] }), 415, 'unsupported')
    })
  }

  test('goes with a message', async () => {
    const user = await modernUser(server)
    const link = await user.socket()
    const { json: file } = await user.call('POST', '/api/v1/files', { form: [{ name: 'file', file: Buffer.from('text'), filename: '笔记.txt' }] })
    await link.send(1, '', { attachments: [file.id] })
    const seen = await link.inbox.next('message')
    assert.deepEqual(seen.attachments, [file])
    user.close()
  })
})

describe('robot', () => {
  test('answers in both languages', async () => {
    const user = await modernUser(server)
    for (const text of ['你好', 'hello']) {
      const { status, json } = await user.call('POST', '/api/v1/robot', { json: { text } })
      assert.equal(status, 200)
      assert.deepEqual(Object.keys(json), ['text'])
      assert.ok(json.text.length > 0)
    }
  })
})
