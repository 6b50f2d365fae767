import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { ClassicUser } from '../support/classic.js'
import { ownerOf, personOf } from '../support/community.js'
import { freshAddress, request } from '../support/http.js'
import { eventually, once } from '../support/inbox.js'
import { modernUser } from '../support/modern.js'
import { png } from '../support/png.js'
import { assertProblem } from '../support/problem.js'
import { startServer, stopServer } from '../support/server.js'

const time = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/

let server, owner, admin, moderator, member
before(async () => {
  server = await startServer()
  owner = await ownerOf(server)
  admin = await personOf(owner, 'admin', 'Ada')
  moderator = await personOf(owner, 'moderator', 'Mo')
  member = await modernUser(server, 'Me')
})
after(() => stopServer(server))

const audit = async () => (await owner.call('GET', '/api/v1/admin/audit?limit=100')).json.entries

// A12
describe('who may administer', () => {
  const calls = {
    admins: [
      ['GET', '/api/v1/admin/users'], ['PATCH', '/api/v1/admin/users/9999999', { role: 'member' }], ['PATCH', '/api/v1/admin/users/9999999', { state: 'disabled' }],
      ['POST', '/api/v1/admin/users/9999999/reset'], ['DELETE', '/api/v1/admin/users/9999999/sessions'], ['GET', '/api/v1/admin/rooms'],
      ['GET', '/api/v1/admin/settings'], ['DELETE', '/api/v1/admin/icon'], ['PATCH', '/api/v1/admin/settings', { rooms_by: 'members' }], ['GET', '/api/v1/admin/audit'],
      ['GET', '/api/v1/admin/storage'], ['GET', '/api/v1/admin/connections'], ['GET', '/api/v1/admin/words'], ['PUT', '/api/v1/admin/words', { words: [] }],
    ],
    moderators: [['GET', '/api/v1/admin/reports'], ['PATCH', '/api/v1/admin/reports/9999999', { state: 'resolved' }]],
  }
  const roles = { owner: () => owner, admin: () => admin, moderator: () => moderator, member: () => member }
  for (const [kind, list] of Object.entries(calls)) {
    for (const [method, path, json] of list) {
      test(`${method} ${path} is for ${kind}`, async () => {
        const before = await audit()
        for (const [role, person] of Object.entries(roles)) {
          const allowed = role === 'owner' || role === 'admin' || (kind === 'moderators' && role === 'moderator')
          const answer = await person().call(method, path, { json })
          if (allowed) assert.ok([200, 404].includes(answer.status), `${role}: ${answer.status} ${answer.text}`)
          else assertProblem(answer, 403, 'forbidden')
        }
        assertProblem(await request(server, method, path, { json, from: freshAddress() }), 401, 'unauthorized')
        if (path.includes('9999999')) assert.deepEqual(await audit(), before)
      })
    }
  }
})

describe('the icon of the server', () => {
  const put = (who, file) => who.call('PUT', '/api/v1/admin/icon', { form: [{ name: 'file', file }] })
  const icons = async () => (await request(server, 'GET', '/manifest.webmanifest')).json.icons

  test('is made of a picture, shown to everybody before they sign in, and stands in the manifest', async () => {
    const built = await icons()
    assert.ok(built.every((one) => !one.src.startsWith('/files/')))
    assert.equal((await request(server, 'GET', '/api/v1/server')).json.icon, '')
    const set = await put(admin, png(300, 200))
    assert.equal(set.status, 200)
    const { icon } = (await request(server, 'GET', '/api/v1/server')).json
    assert.equal(set.json.icon, icon)
    const own = await icons()
    assert.deepEqual(own.map((one) => [one.sizes, one.purpose]), [['192x192', 'any'], ['512x512', 'any'], ['192x192', 'maskable'], ['512x512', 'maskable']])
    assert.equal(own[0].src, icon)
    for (const one of own) {
      const file = await request(server, 'GET', one.src)
      assert.equal(file.headers['content-type'], 'image/png')
      assert.match(file.headers['cache-control'], /immutable/)
      // The size as the file itself has it (PNG, IHDR).
      assert.equal(file.bytes.readUInt32BE(16), Number(one.sizes.split('x')[0]))
    }
    const next = await put(owner, png(64, 64))
    assert.notEqual(next.json.icon, icon)
    const gone = await admin.call('DELETE', '/api/v1/admin/icon')
    assert.equal(gone.json.icon, '')
    assert.deepEqual(await icons(), built)
    assert.ok((await audit()).some((one) => one.action === 'server:settings' && one.details.icon_small === icon))
  })

  test('is for admins, and of pictures only', async () => {
    assertProblem(await put(moderator, png(64, 64)), 403, 'forbidden')
    assertProblem(await put(admin, Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>')), 415, 'unsupported')
    assertProblem(await put(admin, Buffer.alloc(0)), 422, 'invalid')
    assert.equal((await request(server, 'GET', '/api/v1/server')).json.icon, '')
  })
})

describe('people', () => {
  test('are listed by id, found by name and address, page by page', async () => {
    const people = []
    for (let n = 0; n < 3; n++) people.push(await modernUser(server, `needle 100% ${n}`))
    const list = async (query) => (await admin.call('GET', `/api/v1/admin/users?${query}`)).json
    const found = await list('q=needle%20100%25')
    assert.deepEqual(found.users.map((one) => one.id), people.map((one) => one.me.id))
    assert.deepEqual((await list('q=needle%20100_')).users, [])
    assert.deepEqual((await list(`q=${encodeURIComponent(people[1].email)}`)).users.map((one) => one.id), [people[1].me.id])
    const first = await list('q=needle&limit=2')
    assert.equal(first.more, true)
    const rest = await list(`q=needle&limit=2&after=${first.users[1].id}`)
    assert.deepEqual([rest.users.map((one) => one.id), rest.more], [[people[2].me.id], false])
    assert.deepEqual(Object.keys(found.users[0]).sort(), ['avatar', 'blocked', 'connections', 'email', 'id', 'joined', 'last_seen', 'name', 'role', 'sessions', 'state', 'status'])
    const link = await people[0].socket()
    assert.deepEqual((await list('q=needle')).users.map((one) => [one.sessions, one.connections]), [[1, 1], [1, 0], [1, 0]])
    for (const query of ['limit=0', 'limit=101', 'after=x', `q=${'x'.repeat(101)}`]) assertProblem(await admin.call('GET', `/api/v1/admin/users?${query}`), 422, 'invalid')
    link.user.close()
  })

  test('only the owner makes and unmakes admins, and the last owner stays', async () => {
    const person = await modernUser(server)
    const change = (who, whom, json) => who.call('PATCH', `/api/v1/admin/users/${whom.me.id}`, { json })
    for (const role of ['admin', 'owner']) assertProblem(await change(admin, person, { role }), 403, 'forbidden')
    assert.equal((await change(admin, person, { role: 'moderator' })).json.role, 'moderator')
    assertProblem(await change(admin, owner, { role: 'member' }), 403, 'forbidden')
    assertProblem(await change(admin, owner, { state: 'disabled' }), 403, 'forbidden')
    const other = await personOf(owner, 'admin')
    assertProblem(await change(admin, other, { state: 'disabled' }), 403, 'forbidden')
    assertProblem(await admin.call('POST', `/api/v1/admin/users/${owner.me.id}/reset`), 403, 'forbidden')
    for (const json of [{ role: 'member' }, { state: 'disabled' }]) assertProblem(await change(owner, owner, json), 409, 'conflict')
    assertProblem(await change(owner, person, { role: 'bot' }), 422, 'invalid')
    assertProblem(await change(owner, person, { role: 'king' }), 422, 'invalid')
    assertProblem(await change(owner, person, { state: 'deleted' }), 422, 'invalid')
    const second = await personOf(owner, 'owner')
    assert.equal((await change(second, owner, { role: 'admin' })).json.role, 'admin')
    assert.equal((await change(second, owner, { role: 'owner' })).json.role, 'owner')
    assert.equal((await change(owner, second, { role: 'member' })).json.role, 'member')
    // What somebody may do ends with the role, also for a session that was there before.
    assertProblem(await second.call('GET', '/api/v1/admin/users'), 403, 'forbidden')
  })

  // A4, A8
  test('a disabled account is out of every connection at once, and says nothing of it', async () => {
    const person = await modernUser(server)
    const [link, polling] = [await person.socket(), await person.socket({ transports: ['polling'] })]
    const classic = new ClassicUser(server, person.email, person.password)
    const login = await classic.call('POST', '/api/login', { json: { name: person.email, password: person.password } })
    classic.token = login.json.user.api_token
    const tab = await classic.socket()
    const gone = Promise.all([link, polling, tab].map((one) => once(one.socket, 'disconnect', 2_000)))
    const answer = await admin.call('PATCH', `/api/v1/admin/users/${person.me.id}`, { json: { state: 'disabled' } })
    assert.deepEqual([answer.json.state, answer.json.sessions], ['disabled', 0])
    await gone
    assert.deepEqual(link.inbox.last('session:revoked'), { reason: 'disabled' })
    assertProblem(await person.call('GET', '/api/v1/me'), 401, 'unauthorized')
    await assert.rejects(person.socket(), { message: 'unauthorized' })
    const tried = (email) => request(server, 'POST', '/api/v1/sessions', { json: { email, password: person.password }, from: freshAddress() })
    const [disabled, unknown] = [await tried(person.email), await tried('nobody@example.com')]
    assertProblem(disabled, 401, 'wrong_credentials')
    assert.equal(disabled.text, unknown.text)
    assert.equal((await admin.call('PATCH', `/api/v1/admin/users/${person.me.id}`, { json: { state: 'active' } })).json.state, 'active')
    assert.equal((await tried(person.email)).status, 201)
  })

  // A8
  test('all sessions of somebody end by an administrator', async () => {
    const person = await modernUser(server)
    const link = await person.socket()
    const gone = once(link.socket, 'disconnect', 1_000)
    assert.equal((await admin.call('DELETE', `/api/v1/admin/users/${person.me.id}/sessions`)).status, 204)
    await gone
    assertProblem(await person.call('GET', '/api/v1/me'), 401, 'unauthorized')
    assertProblem(await admin.call('DELETE', '/api/v1/admin/users/9999999/sessions'), 404, 'not_found')
  })
})

describe('settings', () => {
  test('hold for everybody at once and over a restart', async () => {
    const change = { name: '茶馆', rooms_by: 'moderators', history_edit_minutes: 15, registration: 'open' }
    const { json } = await admin.call('PATCH', '/api/v1/admin/settings', { json: change })
    assert.deepEqual(json, { ...change, link_previews: 'off', preview_hosts: [], announcement: null, icon: '' })
    assert.equal((await request(server, 'GET', '/api/v1/server')).json.name, '茶馆')
    const member = await modernUser(server)
    const make = (who) => who.call('POST', '/api/v1/rooms', { json: { name: 'a room' } })
    assertProblem(await make(member), 403, 'forbidden')
    assert.equal((await make(admin)).status, 201)
    await server.stop()
    await server.start()
    assert.deepEqual((await admin.call('GET', '/api/v1/admin/settings')).json, json)
    assertProblem(await make(member), 403, 'forbidden')
    for (const wrong of [{ name: '' }, { name: 'x'.repeat(65) }, { registration: 'maybe' }, { rooms_by: 'nobody' }, { history_edit_minutes: -1 }, { history_edit_minutes: '5' }, { link_previews: 'maybe' }, { preview_hosts: ['a b'] }, { announcement: 'x' }, { announcement: { en: 'x'.repeat(501) } }]) {
      assertProblem(await admin.call('PATCH', '/api/v1/admin/settings', { json: wrong }), 422, 'invalid')
    }
    assert.deepEqual((await admin.call('GET', '/api/v1/admin/settings')).json, json)
    await admin.call('PATCH', '/api/v1/admin/settings', { json: { rooms_by: 'members', history_edit_minutes: 0 } })
    assert.equal((await make(member)).status, 201)
  })

  test('an announcement reaches everybody, and goes again', async () => {
    const link = await member.socket()
    const said = { en: 'Tea at five', zh: '五点喝茶' }
    await admin.call('PATCH', '/api/v1/admin/settings', { json: { announcement: said } })
    assert.deepEqual(await link.inbox.next('notice', (one) => one !== null), said)
    assert.deepEqual((await request(server, 'GET', '/api/v1/server')).json.announcement, said)
    await admin.call('PATCH', '/api/v1/admin/settings', { json: { announcement: null } })
    assert.equal(await link.inbox.next('notice', (one) => one === null), null)
    assert.equal((await request(server, 'GET', '/api/v1/server')).json.announcement, null)
    member.close()
  })

  test('the server says what it is to whoever asks, and no more', async () => {
    const { json, headers } = await request(server, 'GET', '/api/v1/server')
    assert.deepEqual(Object.keys(json), ['name', 'version', 'registration', 'setup', 'mail', 'announcement', 'icon', 'limits'])
    assert.equal(json.setup, false)
    assert.equal(json.limits.text, 4000)
    assert.match(headers['cache-control'], /no-store/)
  })
})

describe('reports', () => {
  test('go from a member to the moderators, who answer them', async () => {
    const author = await modernUser(server, 'Rude')
    const [link, reporter] = [await author.socket(), await member.socket()]
    const said = await link.send(1, 'something rude')
    const tell = (seq, reason = 'this is rude', room = 1) => reporter.ask('message:report', { room, seq, reason })
    assert.deepEqual(await tell(said.seq), { ok: true })
    assert.deepEqual(await tell(said.seq), { ok: true })
    assert.equal((await tell(said.seq + 1000)).error.code, 'not_found')
    assert.equal((await tell(said.seq, ' ')).error.code, 'invalid')
    assert.equal((await tell(said.seq, 'x', 9_999_999)).error.code, 'not_found')
    const open = (await moderator.call('GET', '/api/v1/admin/reports?state=open')).json
    assert.equal(open.reports.length, 1)
    const [report] = open.reports
    assert.match(report.time, time)
    assert.deepEqual([report.reporter.id, report.message.text, report.reason, report.state, report.handled_by], [member.me.id, 'something rude', 'this is rude', 'open', null])
    assert.ok(!('client_id' in report.message))
    const handled = await moderator.call('PATCH', `/api/v1/admin/reports/${report.id}`, { json: { state: 'resolved' } })
    assert.deepEqual([handled.json.state, handled.json.handled_by.id], ['resolved', moderator.me.id])
    assertProblem(await moderator.call('PATCH', `/api/v1/admin/reports/${report.id}`, { json: { state: 'open' } }), 422, 'invalid')
    assert.deepEqual((await moderator.call('GET', '/api/v1/admin/reports?state=open')).json, { reports: [], more: false })
    assert.equal((await moderator.call('GET', '/api/v1/admin/reports')).json.reports.length, 1)
    author.close()
    member.close()
  })

  test('nobody reports what they cannot read', async () => {
    const insider = await modernUser(server)
    const link = await insider.socket()
    const { room } = await link.get('room:create', { name: 'secret', kind: 'private' })
    const said = await link.send(room.id, 'secret')
    const stranger = await member.socket()
    assert.equal((await stranger.ask('message:report', { room: room.id, seq: said.seq, reason: 'x' })).error.code, 'not_found')
    insider.close()
    member.close()
  })
})

describe('what administrators see', () => {
  test('every administrative act is written down with who, what and whom', async () => {
    const person = await modernUser(server)
    await admin.call('PATCH', `/api/v1/admin/users/${person.me.id}`, { json: { role: 'guest' } })
    await admin.call('PATCH', `/api/v1/admin/users/${person.me.id}`, { json: { state: 'disabled' } })
    await admin.call('PATCH', `/api/v1/admin/users/${person.me.id}`, { json: { state: 'active' } })
    await admin.call('POST', `/api/v1/admin/users/${person.me.id}/reset`)
    await admin.call('DELETE', `/api/v1/admin/users/${person.me.id}/sessions`)
    await admin.call('PATCH', '/api/v1/admin/settings', { json: { name: '茶馆' } })
    const { id } = (await admin.call('POST', '/api/v1/invites', { json: {} })).json
    await admin.call('DELETE', `/api/v1/invites/${id}`)
    const entries = (await audit()).slice(0, 8)
    assert.deepEqual(entries.map((one) => one.action).reverse(), ['user:role', 'user:disabled', 'user:enabled', 'user:reset', 'user:sessions_ended', 'server:settings', 'invite:made', 'invite:removed'])
    for (const one of entries) {
      assert.equal(one.actor.id, admin.me.id)
      assert.match(one.time, time)
    }
    assert.equal(entries.at(-1).target, `user ${person.me.id}`)
    assert.deepEqual(entries.at(-1).details, { from: 'member', to: 'guest' })
    const page = (await owner.call('GET', '/api/v1/admin/audit?limit=3')).json
    assert.equal(page.more, true)
    const next = (await owner.call('GET', `/api/v1/admin/audit?limit=3&before=${page.entries.at(-1).id}`)).json
    assert.deepEqual([...page.entries, ...next.entries].map((one) => one.id), (await audit()).slice(0, 6).map((one) => one.id))
  })

  test('so is every act of moderation in rooms, without what is talked about there', async () => {
    const [person, loud] = [await modernUser(server), await modernUser(server)]
    const [link, other] = [await person.socket(), await loud.socket()]
    const { room } = await link.get('room:create', { name: 'tea', kind: 'private' })
    const known = (await audit())[0].id
    const here = { room: room.id, user: loud.me.id }
    const bringIn = () => link.get('room:invite', { room: room.id, users: [loud.me.id] })
    await bringIn()
    const said = await other.send(room.id, 'psst, a secret')
    const own = await other.send(room.id, 'never mind')
    await other.get('message:delete', { room: room.id, seq: own.seq })
    await link.get('message:delete', { room: room.id, seq: said.seq })
    await link.get('room:mute', { ...here, seconds: 60 })
    await link.get('room:mute', { ...here, seconds: 0 })
    await link.get('room:role', { ...here, role: 'moderator' })
    await link.get('room:kick', { ...here, reason: 'because of the secret' })
    await link.get('room:ban', { ...here, reason: 'because of the secret', seconds: 3600 })
    await link.get('room:unban', here)
    await link.get('room:unban', here)
    await link.get('room:update', { room: room.id, name: 'green tea', read_only: true, slow_seconds: 30 })
    await link.get('room:archive', { room: room.id, archived: true })
    await link.get('room:archive', { room: room.id, archived: false })
    const { json: bot } = await person.call('POST', '/api/v1/bots', { json: { name: 'Kettle' } })
    const newToken = async (label) => (await person.call('POST', `/api/v1/bots/${bot.user.id}/tokens`, { json: { label, scopes: ['messages:write'] } })).json
    const [ended, cut] = [await newToken('ci'), await newToken('cd')]
    const endToken = () => person.call('DELETE', `/api/v1/bots/${bot.user.id}/tokens/${ended.id}`)
    assert.deepEqual([(await endToken()).status, (await endToken()).status], [204, 404])
    const removeBot = () => person.call('DELETE', `/api/v1/bots/${bot.user.id}`)
    assert.deepEqual([(await removeBot()).status, (await removeBot()).status], [204, 404])
    const { json: hook } = await person.call('POST', `/api/v1/rooms/${room.id}/hooks`, { json: { kind: 'incoming', name: 'CI' } })
    await person.call('DELETE', `/api/v1/hooks/${hook.id}`)
    const entries = (await audit()).filter((one) => one.id > known).reverse()
    const [user, place, robot, door] = [`user ${loud.me.id}`, `room ${room.id}`, `user ${bot.user.id}`, `hook ${hook.id}`]
    assert.deepEqual(entries.map((one) => [one.action, one.target, one.details]), [
      ['message:deleted', `message ${said.id}`, { room: room.id, seq: said.seq, user: loud.me.id }],
      ['member:muted', user, { room: room.id, seconds: 60 }],
      ['member:unmuted', user, { room: room.id }],
      ['member:role', user, { room: room.id, from: 'member', to: 'moderator' }],
      ['member:kicked', user, { room: room.id }],
      ['member:banned', user, { room: room.id, seconds: 3600 }],
      ['member:unbanned', user, { room: room.id }],
      ['room:changed', place, { name: 'changed', read_only: true, slow_seconds: 30 }],
      ['room:archived', place, {}],
      ['room:opened', place, {}],
      ['bot:made', robot, {}],
      ['bot:token_made', robot, { token: ended.id }],
      ['bot:token_made', robot, { token: cut.id }],
      ['bot:token_ended', robot, { token: ended.id }],
      ['bot:removed', robot, {}],
      ['hook:made', door, { rooms: [room.id] }],
      ['hook:removed', door, { rooms: [room.id] }],
    ])
    assert.ok(entries.every((one) => one.actor.id === person.me.id))
    person.close()
    loud.close()
  })

  test('rooms: of private ones only number and size', async () => {
    const link = await member.socket()
    const shown = (await link.get('room:create', { name: 'visible tea', topic: 'green' })).room
    const hidden = (await link.get('room:create', { name: 'hidden tea', topic: 'black', kind: 'private' })).room
    await link.send(hidden.id, 'psst')
    const all = (await admin.call('GET', `/api/v1/admin/rooms?limit=100`)).json.rooms
    const find = (id) => all.find((one) => one.id === id)
    assert.equal(find(shown.id).name, 'visible tea')
    assert.deepEqual([find(hidden.id).kind, find(hidden.id).name, find(hidden.id).topic, find(hidden.id).last_seq, find(hidden.id).members], ['private', '', '', 0, 1])
    assert.deepEqual((await admin.call('GET', '/api/v1/admin/rooms?q=tea')).json.rooms.map((one) => one.id), [shown.id])
    member.close()
  })

  test('how much is stored, and who is connected how', async () => {
    const storage = (await admin.call('GET', '/api/v1/admin/storage')).json
    assert.deepEqual(Object.keys(storage), ['database_bytes', 'files_bytes', 'files', 'messages', 'users', 'rooms'])
    assert.ok(storage.database_bytes > 4096 && storage.users >= 4 && storage.rooms >= 2 && storage.messages >= 1)
    await member.socket({ transports: ['polling'], extraHeaders: { 'user-agent': 'teapot/1.0' } })
    const list = await eventually(async () => {
      const { json } = await admin.call('GET', '/api/v1/admin/connections')
      return json.connections.some((one) => one.user.id === member.me.id) && json
    })
    assert.equal(list.total, list.connections.length)
    const mine = list.connections.find((one) => one.user.id === member.me.id)
    assert.deepEqual(Object.keys(mine), ['user', 'device', 'transport', 'address', 'since', 'rooms'])
    assert.deepEqual([mine.device, mine.transport, mine.address], ['teapot/1.0', 'polling', '127.0.0.1'])
    assert.ok(mine.rooms >= 2 && !JSON.stringify(list).includes(member.token))
    await member.socket()
    assert.equal((await admin.call('GET', '/api/v1/admin/connections?limit=1')).json.connections.length, 1)
    member.close()
  })
})
