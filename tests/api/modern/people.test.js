import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { ClassicUser, freshEmail } from '../support/classic.js'
import { ownerOf, personOf, setupCode } from '../support/community.js'
import { freshAddress, request } from '../support/http.js'
import { eventually, once } from '../support/inbox.js'
import { modernUser } from '../support/modern.js'
import { assertProblem } from '../support/problem.js'
import { startServer, stopServer } from '../support/server.js'

const post = (server, path, json, options = {}) => request(server, 'POST', path, { json, from: freshAddress(), ...options })
const register = (server, extra = {}) => post(server, '/api/v1/accounts', { email: freshEmail('p'), password: 'correct horse', ...extra })

describe('the first start', () => {
  let server
  before(async () => (server = await startServer()))
  after(() => stopServer(server))

  test('prints a code that only the server\'s account can read, and people can register without it', async () => {
    const code = await setupCode(server)
    assert.ok(server.log.includes(code))
    assert.equal((await stat(join(server.data, 'setup-code'))).mode & 0o777, 0o600)
    assert.equal((await register(server)).status, 201)
    assert.equal((await request(server, 'GET', '/api/v1/server')).json.setup, true)
  })

  test('a wrong code makes nobody the owner', async () => {
    const answer = await post(server, '/api/v1/setup', { code: '2222-2222-2222-2222-2222', email: freshEmail(), password: 'correct horse', name: 'x' })
    assertProblem(answer, 422, 'invalid')
    assert.equal((await request(server, 'GET', '/api/v1/server')).json.setup, true)
  })

  // A11
  test('of fifty who are the first at once, one is; afterwards there is no setup', async () => {
    const code = await setupCode(server)
    const tries = await Promise.all(Array.from({ length: 50 }, (_, n) =>
      post(server, '/api/v1/setup', { code, email: freshEmail('first'), password: 'correct horse', name: `first ${n}`, server_name: '茶馆' })))
    const owners = tries.filter((one) => one.status === 201)
    assert.equal(owners.length, 1)
    assert.equal(owners[0].json.me.role, 'owner')
    // The hashing queue turns some away; nobody else gets in by the setup.
    for (const one of tries) assert.ok([201, 404, 429].includes(one.status), one.text)
    assertProblem(await post(server, '/api/v1/setup', { code, email: freshEmail(), password: 'correct horse', name: 'late' }), 404, 'not_found')
    const { json } = await request(server, 'GET', '/api/v1/server')
    assert.equal(json.setup, false)
    assert.equal(json.name, '茶馆')
    await assert.rejects(readFile(join(server.data, 'setup-code')))
    const list = await request(server, 'GET', '/api/v1/admin/users?limit=100', { headers: { Authorization: `Bearer ${owners[0].json.token}` } })
    assert.equal(list.json.users.filter((one) => one.role === 'owner').length, 1)
  })

  test('a restart offers nothing any more', async () => {
    await server.stop()
    const before = server.log.length
    await server.start()
    assert.ok(!server.log.slice(before).includes('Nobody owns'))
    assert.equal((await request(server, 'GET', '/api/v1/server')).json.setup, false)
  })
})

describe('somebody who was here before', () => {
  let server
  before(async () => (server = await startServer()))
  after(() => stopServer(server))

  test('becomes the owner with the code and their own password only', async () => {
    const user = await modernUser(server, 'early')
    const claim = async (password) => post(server, '/api/v1/setup', { code: await setupCode(server), email: user.email, password, name: 'early' })
    assertProblem(await claim('not my password'), 401, 'wrong_credentials')
    const answer = await claim(user.password)
    assert.equal(answer.status, 201, answer.text)
    assert.equal(answer.json.me.id, user.me.id)
    assert.equal(answer.json.me.role, 'owner')
    // What the server remembered of the older session is forgotten.
    assert.equal((await user.call('GET', '/api/v1/me')).json.role, 'owner')
  })
})

describe('getting in', () => {
  let server, owner
  before(async () => {
    server = await startServer()
    owner = await ownerOf(server)
  })
  after(() => stopServer(server))
  const mode = async (registration) => assert.equal((await owner.call('PATCH', '/api/v1/admin/settings', { json: { registration } })).status, 200)

  test('needs an invite when the server says so, and uses it up', async () => {
    const made = await owner.call('POST', '/api/v1/invites', { json: { uses: 2, role: 'guest' } })
    assert.equal(made.status, 201, made.text)
    const { code } = made.json
    await mode('invite')
    assertProblem(await register(server), 403, 'forbidden')
    const seen = await request(server, 'GET', `/api/v1/invites/${code}`)
    assert.deepEqual(seen.json, { server: 'webchats', room: null, inviter: 'Olga Owner', valid: true })
    const first = await register(server, { invite: code.toLowerCase().replaceAll('-', ' ') })
    assert.equal(first.status, 201, first.text)
    assert.equal(first.json.me.role, 'guest')
    const rest = await Promise.all(Array.from({ length: 5 }, () => register(server, { invite: code })))
    assert.deepEqual(rest.map((one) => one.status).sort(), [201, 410, 410, 410, 410])
    assert.equal((await request(server, 'GET', `/api/v1/invites/${code}`)).json.valid, false)
    assertProblem(await register(server, { invite: 'AAAA-AAAA-AAAA-AAAA-AAAA' }), 410, 'gone')
    await mode('open')
  })

  test('an invite ends by time, and by who made it', async () => {
    const member = await modernUser(server)
    const short = (await member.call('POST', '/api/v1/invites', { json: { expires_in: 1 } })).json
    const kept = (await member.call('POST', '/api/v1/invites', { json: {} })).json
    await eventually(async () => (await request(server, 'GET', `/api/v1/invites/${short.code}`, { from: freshAddress() })).json.valid === false)
    assertProblem(await register(server, { invite: short.code }), 410, 'gone')
    const { invites } = (await member.call('GET', '/api/v1/invites')).json
    assert.deepEqual(invites.map((one) => one.id), [kept.id])
    assert.ok(!JSON.stringify(invites).includes(kept.code))
    const other = await modernUser(server)
    assertProblem(await other.call('DELETE', `/api/v1/invites/${kept.id}`), 404, 'not_found')
    assert.equal((await member.call('DELETE', `/api/v1/invites/${kept.id}`)).status, 204)
    assertProblem(await register(server, { invite: kept.code }), 410, 'gone')
  })

  test('is for nobody when it is closed, in both contracts', async () => {
    await mode('closed')
    const made = (await owner.call('POST', '/api/v1/invites', { json: {} })).json
    assertProblem(await register(server), 403, 'forbidden')
    assertProblem(await register(server, { invite: made.code }), 403, 'forbidden')
    const classic = await post(server, '/api/register', { name: freshEmail(), password: 'secret-pass' })
    assert.deepEqual(classic.json, { errno: 1, message: '本站目前不开放注册' })
    await mode('open')
    assert.equal((await register(server)).status, 201)
  })

  // A2
  test('takes no password that everybody tries, none too short or too long, and cuts none', async () => {
    for (const password of ['password', 'Password1', 'qwertyuiop', '1234567890', 'woaini1314', 'iloveyou!', 'Dragon2024', '88888888', 'xxxxxxxxxxxx', '1234567', 'p'.repeat(129)]) {
      assertProblem(await register(server, { password }), 422, 'invalid')
    }
    const classic = await post(server, '/api/register', { name: freshEmail(), password: 'qwerty123' })
    assert.equal(classic.json.errno, 1)
    const long = 'ü'.repeat(100) + 'a'
    const email = freshEmail()
    assert.equal((await register(server, { email, password: long })).status, 201)
    const login = (password) => post(server, '/api/v1/sessions', { email, password })
    assertProblem(await login('ü'.repeat(100) + 'b'), 401, 'wrong_credentials')
    assert.equal((await login(long)).status, 201)
    // Typed on another keyboard, the same letters come decomposed.
    assert.equal((await login(long.normalize('NFD'))).status, 201)
  })

  test('is not under a name that reads like that of staff', async () => {
    const moderator = await personOf(owner, 'moderator', 'Maria')
    for (const name of ['Olga Owner', 'olga owner', 'Ｏlga　Owner', 'Оlga Оwner', 'OlgaOwner', 'MARIA', 'Mаria', 'mar1a'.replace('1', 'і')]) {
      assertProblem(await register(server, { name }), 422, 'invalid')
    }
    // Before the robot and any admin of that name are there, too.
    for (const name of ['大白', '客服大白', '系统', 'admin', 'webchats', '所有人']) assertProblem(await register(server, { name }), 422, 'invalid')
    assert.equal((await register(server, { name: 'Mario' })).status, 201)
    assertProblem(await (await modernUser(server)).call('PATCH', '/api/v1/me', { json: { name: 'maria' } }), 422, 'invalid')
    // Who has the name keeps it.
    assert.equal((await moderator.call('PATCH', '/api/v1/me', { json: { name: 'MARIA' } })).json.name, 'MARIA')
    // A name that comes from the e-mail is nobody's wish.
    const derived = await register(server, { email: `maria@${freshEmail().split('@')[1]}` })
    assert.equal(derived.status, 201, derived.text)
    assert.equal(derived.json.me.name, 'maria 2')
  })

  test('is not under a name that somebody has', async () => {
    const bob = await modernUser(server, 'Bob')
    const said = {}
    for (const lang of ['en', 'zh-CN', 'zh-TW']) {
      const json = { email: freshEmail(), password: 'correct horse', name: 'b o b' }
      const answer = await request(server, 'POST', '/api/v1/accounts', { json, headers: { 'Accept-Language': lang }, from: freshAddress() })
      assertProblem(answer, 409, 'taken')
      assert.equal(answer.json.field, 'name')
      said[lang] = answer.json.detail
    }
    assert.match(said.en, /Choose another name/)
    assert.match(said['zh-CN'], /请换一个/)
    assert.match(said['zh-TW'], /請換一個/)

    const other = await modernUser(server, 'Robert')
    const rename = (who, name) => who.call('PATCH', '/api/v1/me', { json: { name } })
    for (const name of ['Bob', 'BOB', 'Ｂｏｂ', 'Bоb', 'bob.']) assertProblem(await rename(other, name), 409, 'taken')
    const bot = await owner.call('POST', '/api/v1/bots', { json: { name: 'bob' } })
    assertProblem(bot, 409, 'taken')
    assert.equal(bot.json.field, 'name')
    const { json: invite } = await owner.call('POST', '/api/v1/invites', { json: { role: 'guest' } })
    assertProblem(await register(server, { name: 'Bob', invite: invite.code }), 409, 'taken')

    // One's own may be written otherwise; what nobody has any more is free.
    assert.equal((await rename(bob, 'ＢＯＢ')).json.name, 'ＢＯＢ')
    assert.equal((await rename(bob, 'Bobby')).status, 200)
    assert.equal((await rename(other, 'Bob')).status, 200)
    assert.equal((await other.call('DELETE', '/api/v1/me', { json: { password: other.password } })).status, 204)
    const guest = await register(server, { name: 'Bob', invite: invite.code })
    assert.equal(guest.json.me.role, 'guest', guest.text)
  })

  test('is for one of those who want the same name at once', async () => {
    const answers = await Promise.all(Array.from({ length: 10 }, (_, n) => register(server, { name: n % 2 ? 'Carla' : 'c a r l a' })))
    assert.deepEqual(answers.map((one) => one.status).sort(), [201, ...Array(9).fill(409)])
  })

  // A3
  test('failed logins count after a restart', async () => {
    const user = await modernUser(server)
    const from = freshAddress()
    const login = (password) => post(server, '/api/v1/sessions', { email: user.email, password }, { from })
    for (let n = 0; n < 5; n++) assertProblem(await login(`guess ${n}`), 401, 'wrong_credentials')
    assertProblem(await login(user.password), 429, 'rate_limited')
    await server.stop()
    await server.start()
    const locked = await login(user.password)
    assertProblem(locked, 429, 'rate_limited')
    assert.ok(Number(locked.headers['retry-after']) > 0)
    // The known device of the victim is not locked out.
    assert.equal((await post(server, '/api/v1/sessions', { email: user.email, password: user.password })).status, 201)
  })

  // A1
  test('no hash of a password is in an answer or a log', async () => {
    const user = await modernUser(server)
    const answers = await Promise.all(['/api/v1/me', '/api/v1/sessions', `/api/v1/users/${user.me.id}`].map((path) => user.call('GET', path)))
    const list = await owner.call('GET', '/api/v1/admin/users?limit=100')
    for (const one of [...answers, list]) assert.ok(!one.text.includes('argon2') && !one.text.includes('password'), one.text)
    assert.ok(!server.log.includes('argon2') && !server.log.includes(user.password))
  })

  // A4
  test('a forgotten password is answered alike for everybody', async () => {
    const user = await modernUser(server)
    const [known, unknown] = await Promise.all([user.email, freshEmail('ghost')].map((email) => post(server, '/api/v1/password/forgot', { email })))
    assert.equal(known.status, 202)
    assert.equal(unknown.status, 202)
    assert.equal(known.text, unknown.text)
  })
})

describe('passwords and sessions', () => {
  let server, owner
  before(async () => {
    server = await startServer()
    owner = await ownerOf(server)
  })
  after(() => stopServer(server))

  // A2, A8
  test('a changed password needs the old one, ends the other sessions and cuts their sockets', async () => {
    const user = await modernUser(server)
    const phone = await user.signIn('phone')
    const [here, there] = [await user.socket(), await phone.socket()]
    const change = (old, chosen) => user.call('POST', '/api/v1/password', { json: { old, new: chosen } })
    assertProblem(await change('not the old one', 'a better horse'), 401, 'wrong_credentials')
    assertProblem(await change(user.password, 'password1'), 422, 'invalid')
    const gone = once(there.socket, 'disconnect', 1_000)
    assert.equal((await change(user.password, 'a better horse')).status, 204)
    await gone
    assert.deepEqual(there.inbox.last('session:revoked'), { reason: 'password_changed' })
    assertProblem(await phone.call('GET', '/api/v1/me'), 401, 'unauthorized')
    assert.equal((await user.call('GET', '/api/v1/me')).status, 200)
    await here.get('sync')
    assertProblem(await post(server, '/api/v1/sessions', { email: user.email, password: user.password }), 401, 'wrong_credentials')
    assert.equal((await post(server, '/api/v1/sessions', { email: user.email, password: 'a better horse' })).status, 201)
    user.close()
  })

  test('all other sessions end at once', async () => {
    const user = await modernUser(server)
    const others = [await user.signIn('one'), await user.signIn('two')]
    assert.equal((await user.call('DELETE', '/api/v1/sessions')).status, 204)
    for (const one of others) assertProblem(await one.call('GET', '/api/v1/me'), 401, 'unauthorized')
    assert.equal((await user.call('GET', '/api/v1/sessions')).json.sessions.length, 1)
  })

  // A7
  test('a login is another token, whatever the client sends along', async () => {
    const user = await modernUser(server)
    const again = await user.call('POST', '/api/v1/sessions', { json: { email: user.email, password: user.password, token: user.token } })
    assert.equal(again.status, 201)
    assert.notEqual(again.json.token, user.token)
  })

  test('a code of an administrator sets a new password once', async () => {
    const user = await modernUser(server)
    const link = await user.socket()
    const gone = once(link.socket, 'disconnect', 2_000)
    const { json, status } = await owner.call('POST', `/api/v1/admin/users/${user.me.id}/reset`)
    assert.equal(status, 200)
    const lifetime = new Date(json.expires) - Date.now()
    assert.ok(lifetime > 3_500_000 && lifetime <= 3_600_000)
    assert.ok(json.url.includes(json.code) && !json.url.includes('?'))
    const reset = (code, password = 'a better horse') => post(server, '/api/v1/password/reset', { code, password })
    assertProblem(await reset('ZZZZ-ZZZZ-ZZZZ-ZZZZ-ZZZZ'), 410, 'gone')
    assertProblem(await reset(json.code, 'short'), 422, 'invalid')
    const answer = await reset(json.code)
    assert.equal(answer.status, 201, answer.text)
    assert.equal(answer.json.me.id, user.me.id)
    await gone
    assertProblem(await user.call('GET', '/api/v1/me'), 401, 'unauthorized')
    assertProblem(await reset(json.code), 410, 'gone')
    assert.equal((await post(server, '/api/v1/sessions', { email: user.email, password: 'a better horse' })).status, 201)
    assert.ok(!server.log.includes(json.code))
  })
})

describe('a session that is over', () => {
  let server
  before(async () => (server = await startServer({ WEBCHATS_SESSION_LIFETIME: '3' })))
  after(() => stopServer(server))

  // A8
  test('cuts its sockets in both contracts within five seconds', async () => {
    const user = await modernUser(server)
    const link = await user.socket()
    const classic = await new ClassicUser(server, freshEmail(), 'secret-pass').register()
    const tab = await classic.socket()
    const began = Date.now()
    await Promise.all([once(link.socket, 'disconnect', 9_000), once(tab.socket, 'disconnect', 9_000)])
    assert.ok(Date.now() - began < 8_500)
    assert.deepEqual(link.inbox.last('session:revoked'), { reason: 'expired' })
    assertProblem(await user.call('GET', '/api/v1/me'), 401, 'unauthorized')
  })
})

describe('people', () => {
  let server, owner
  before(async () => {
    server = await startServer()
    owner = await ownerOf(server)
  })
  after(() => stopServer(server))

  test('say of themselves what others see, at once on all their devices', async () => {
    const user = await modernUser(server, 'Ben')
    const [link, seer] = [await user.socket(), await (await modernUser(server)).socket()]
    const wish = { status: '在喝茶', language: 'zh-CN', time_zone: 'Asia/Shanghai', hide_last_seen: false, name: 'Benni' }
    const { json } = await user.call('PATCH', '/api/v1/me', { json: wish })
    for (const [field, value] of Object.entries(wish)) assert.equal(json[field], value)
    assert.deepEqual(await link.inbox.next('me', (one) => one.status === '在喝茶'), json)
    assert.equal((await seer.inbox.next('profile', (one) => one.id === user.me.id)).name, 'Benni')
    assert.deepEqual((await link.get('sync')).me, json)
    for (const [field, value] of [['language', 'fr'], ['time_zone', '../etc'], ['status', 'x'.repeat(129)], ['hide_last_seen', 'yes'], ['name', '\u200b']]) {
      assertProblem(await user.call('PATCH', '/api/v1/me', { json: { [field]: value } }), 422, 'invalid')
    }
    const seen = await seer.user.call('GET', `/api/v1/users/${user.me.id}`)
    assert.deepEqual(Object.keys(seen.json).sort(), ['avatar', 'blocked', 'id', 'joined', 'last_seen', 'name', 'role', 'status'])
    assert.equal(seen.json.status, '在喝茶')
    user.close()
    seer.user.close()
  })

  test('are seen to leave with their last connection, unless they hide it', async () => {
    const [user, other] = [await modernUser(server), await modernUser(server)]
    const profile = async () => (await other.call('GET', `/api/v1/users/${user.me.id}`)).json
    assert.equal((await profile()).last_seen, null)
    const [first, second] = [await user.socket(), await user.socket()]
    first.socket.close()
    await new Promise((resolve) => setTimeout(resolve, 300))
    assert.equal((await profile()).last_seen, null)
    second.socket.close()
    const { last_seen } = await eventually(async () => (await profile()).last_seen && profile())
    assert.ok(Math.abs(new Date(last_seen) - Date.now()) < 5_000)
    await user.call('PATCH', '/api/v1/me', { json: { hide_last_seen: true } })
    assert.equal((await profile()).last_seen, null)
    assert.equal((await user.call('GET', `/api/v1/users/${user.me.id}`)).json.last_seen, last_seen)
  })

  test('are as present as the best of their connections', async () => {
    const [user, other] = [await modernUser(server), await modernUser(server)]
    const asker = await other.socket()
    const presence = async () => (await asker.get('people', { ids: [user.me.id, 99_999_999] })).people
    assert.deepEqual(await presence(), [{ id: user.me.id, presence: 'offline', last_seen: null }])
    const [phone, desk] = [await user.socket(), await user.socket()]
    assert.equal((await presence())[0].presence, 'online')
    await phone.get('presence', { status: 'idle' })
    assert.equal((await presence())[0].presence, 'online')
    await desk.get('presence', { status: 'idle' })
    assert.equal((await presence())[0].presence, 'idle')
    await desk.get('presence', { status: 'dnd' })
    assert.equal((await presence())[0].presence, 'dnd')
    desk.socket.close()
    await eventually(async () => (await presence())[0].presence === 'idle')
    user.close()
    await eventually(async () => (await presence())[0].presence === 'offline')
    for (const status of ['offline', 'away', 1, null, undefined]) assert.equal((await asker.ask('presence', { status })).error.code, 'invalid')
    for (const ids of [undefined, ['1'], [0], Array.from({ length: 101 }, (_, n) => n + 1)]) assert.equal((await asker.ask('people', { ids })).error.code, 'invalid')
    other.close()
  })

  test('block others, each once, and nobody who is not there', async () => {
    const [user, other] = [await modernUser(server), await modernUser(server)]
    const block = (method, id) => user.call(method, `/api/v1/me/blocks/${id}`)
    assert.equal((await block('PUT', other.me.id)).status, 204)
    assert.equal((await block('PUT', other.me.id)).status, 204)
    assert.deepEqual((await user.call('GET', '/api/v1/me/blocks')).json.users.map((one) => one.id), [other.me.id])
    assert.equal((await user.call('GET', `/api/v1/users/${other.me.id}`)).json.blocked, true)
    assert.equal((await other.call('GET', `/api/v1/users/${user.me.id}`)).json.blocked, false)
    const link = await user.socket()
    assert.deepEqual((await link.get('sync')).blocks, [other.me.id])
    assertProblem(await block('PUT', 99_999_999), 404, 'not_found')
    assertProblem(await block('PUT', user.me.id), 422, 'invalid')
    assert.equal((await block('DELETE', other.me.id)).status, 204)
    assert.deepEqual((await user.call('GET', '/api/v1/me/blocks')).json.users, [])
    user.close()
  })

  test('a guest sees those whom they share a room with, and nobody else exists', async () => {
    const { code } = (await owner.call('POST', '/api/v1/invites', { json: { role: 'guest' } })).json
    const made = await register(server, { invite: code })
    const guest = (path) => request(server, 'GET', path, { headers: { Authorization: `Bearer ${made.json.token}` } })
    const [there, nobody] = [await guest(`/api/v1/users/${owner.me.id}`), await guest('/api/v1/users/99999999')]
    assertProblem(there, 404, 'not_found')
    assert.equal(there.text, nobody.text)
    assert.deepEqual((await guest('/api/v1/rooms')).json.rooms, [])
    assert.equal((await guest(`/api/v1/users/${made.json.me.id}`)).status, 200)
  })

  test('delete their account with their password: it is emptied, messages stay', async () => {
    const [user, other] = [await modernUser(server, 'Leaving'), await modernUser(server)]
    const [link, seer] = [await user.socket(), await other.socket()]
    const said = await link.send(1, 'I was here')
    const remove = (password) => user.call('DELETE', '/api/v1/me', { json: { password } })
    assertProblem(await remove('wrong horse'), 401, 'wrong_credentials')
    const gone = once(link.socket, 'disconnect', 2_000)
    assert.equal((await remove(user.password)).status, 204)
    await gone
    assertProblem(await post(server, '/api/v1/sessions', { email: user.email, password: user.password }), 401, 'wrong_credentials')
    const { messages } = await seer.get('history', { room: 1 })
    const kept = messages.find((one) => one.id === said.id)
    assert.equal(kept.text, 'I was here')
    assert.deepEqual([kept.user.name, kept.user.deleted], ['deleted', true])
    assert.equal('deleted' in other.me, false)
    assert.ok(!JSON.stringify(messages).includes(user.email))
    assert.equal((await seer.inbox.next('member', (one) => one.user.id === user.me.id && one.change === 'left')).room > 0, true)
    // The address is free again.
    assert.equal((await register(server, { email: user.email })).status, 201)
    assertProblem(await owner.call('DELETE', '/api/v1/me', { json: { password: owner.password } }), 409, 'conflict')
    other.close()
  })
})

describe('the command line', () => {
  let server
  before(async () => (server = await startServer()))
  after(() => stopServer(server))
  const run = (...words) => spawnSync(process.env.WEBCHATS_BIN, [...words, '--data', server.data], { encoding: 'utf8', env: { ...process.env, ...server.environment } })

  test('shows the setup code until it was used', async () => {
    const shown = run('setup-code')
    assert.equal(shown.status, 0, shown.stderr)
    assert.equal(shown.stdout.trim(), await setupCode(server))
    await ownerOf(server)
    assert.equal(run('setup-code').status, 1)
  })

  test('lists people and gives out a code beside the running server', async () => {
    const user = await modernUser(server, '小安')
    const list = run('user', 'list')
    assert.equal(list.status, 0, list.stderr)
    assert.match(list.stdout, new RegExp(`${user.me.id} .*${user.email} .*小安 .*member .*active`))
    assert.ok(!list.stdout.includes('argon2'))
    const code = run('user', 'reset-password', user.email)
    assert.equal(code.status, 0, code.stderr)
    const answer = await post(server, '/api/v1/password/reset', { code: code.stdout.trim().split(' ').at(-1), password: 'a better horse' })
    assert.equal(answer.status, 201, answer.text)
    assert.equal(run('user', 'reset-password', 'nobody@example.com').status, 1)
  })

  test('gives roles only while the server is stopped', async () => {
    const user = await modernUser(server)
    assert.equal(run('user', 'role', user.email, 'admin').status, 75)
    assert.equal(run('user', 'role', user.email, 'king').status, 2)
    await server.stop()
    const done = run('user', 'role', user.email, 'admin')
    assert.equal(done.status, 0, done.stderr)
    await server.start()
    assert.equal((await user.call('GET', '/api/v1/admin/users')).status, 200)
  })
})
