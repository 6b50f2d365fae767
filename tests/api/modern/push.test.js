// Web Push: who is told of what while no page is open.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { eventually } from '../support/inbox.js'
import { modernUser } from '../support/modern.js'
import { PushService } from '../support/push_service.js'
import { startServer, stopServer } from '../support/server.js'

const SETTINGS = {
  WEBCHATS_WEBHOOKS_ALLOW_PRIVATE: '127.0.0.1',
  WEBCHATS_WEBHOOKS_FIRST_RETRY: '50',
  WEBCHATS_WEBHOOKS_LONGEST_PAUSE: '100',
  WEBCHATS_PUSH_CONTACT: 'mailto:operator@chat.example',
}

let server
let service
let ann
let link
before(async () => {
  server = await startServer(SETTINGS)
  service = await new PushService().start()
  await meetAnn()
})
after(async () => {
  ann?.close()
  service?.close()
  await stopServer(server)
})

/** Another Ann: nobody may write more than so much in a short time. */
async function meetAnn() {
  ann?.close()
  ann = await modernUser(server, 'Ann')
  link = await ann.socket()
}

/** Somebody in a room of Ann's, with a device that is told. */
async function subscriber(name) {
  const who = await modernUser(server, name)
  const made = await ann.call('POST', '/api/v1/rooms', { json: { name: `with ${name}`, kind: 'private' } })
  assert.equal(made.status, 201, made.text)
  await link.get('room:invite', { room: made.json.id, users: [who.me.id] })
  const browser = service.browser()
  await subscribe(who, browser)
  return { who, room: made.json.id, browser }
}

async function subscribe(who, browser, extra = {}) {
  const answer = await who.call('PUT', '/api/v1/me/push', { json: { ...browser.subscription, ...extra } })
  assert.equal(answer.status, 204, answer.text)
}

const stateOf = async (who) => (await who.call('GET', '/api/v1/me/push')).json
const level = async (who, room, wanted) => {
  const own = await who.socket()
  await own.get('room:notify', { room, level: wanted })
  own.socket.close()
}
/** Who closes the last connection is away, as soon as the server has seen it. */
const gone = (user) => eventually(async () => (await link.get('people', { ids: [user.me.id] })).people[0]?.presence === 'offline')

/** Everything that was to be pushed is: a last message to a device that is always told arrives behind it. */
async function settled() {
  const { room, browser } = await subscriber('Witness')
  await link.send(room, 'the last one')
  await service.next(browser, (json) => json.text === 'the last one')
}

describe('what is pushed', () => {
  test('a mention arrives within two seconds, sealed and signed', async () => {
    const { who, room, browser } = await subscriber('Bob')
    await level(who, room, 'mentions')
    await gone(who)
    await link.send(room, 'nothing for anybody')
    const sent = await link.send(room, '@Bob 请看一下')
    const { json, headers, claims } = await service.next(browser)
    assert.deepEqual(
      { room: json.room, seq: json.seq, title: json.title, author: json.author, text: json.text, mention: json.mention, direct: json.direct },
      { room, seq: sent.seq, title: 'with Bob', author: 'Ann', text: '@Bob 请看一下', mention: true, direct: false },
    )
    assert.equal(json.unread, 1)
    assert.equal(headers.urgency, 'high')
    assert.equal(headers.topic, `room-${room}`)
    assert.ok(Number(headers.ttl) > 0)
    assert.equal(claims.aud, service.origin)
    assert.equal(claims.sub, 'mailto:operator@chat.example')
    assert.ok(claims.exp * 1000 > Date.now() && claims.exp * 1000 < Date.now() + 24 * 3_600_000)
    assert.equal(claims.key, (await stateOf(who)).public_key)
    assert.equal(service.of(browser).length, 1)
  })

  test('a direct message names its author, and says nothing of it when that is wished', async () => {
    const { who, browser } = await subscriber('Cora')
    await subscribe(who, browser, { text: false })
    const { room } = await link.get('room:direct', { users: [who.me.id] })
    await link.send(room.id, 'between us')
    const { json } = await service.next(browser, (told) => told.room === room.id)
    assert.equal(json.title, 'Ann')
    assert.equal(json.direct, true)
    assert.equal(json.text, undefined)
    assert.deepEqual(await stateOf(who).then(({ subscribed, text }) => ({ subscribed, text })), { subscribed: true, text: false })
  })

  test('who is here is told nothing, who is away is', async () => {
    const { who, room, browser } = await subscriber('Dora')
    const here = await who.socket()
    await link.send(room, 'seen on the screen')
    await settled()
    assert.equal(service.of(browser).length, 0)
    await here.get('presence', { status: 'dnd' })
    await link.send(room, 'not to be disturbed')
    await settled()
    assert.equal(service.of(browser).length, 0)
    await here.get('presence', { status: 'idle' })
    await link.send(room, 'nobody looks')
    await service.next(browser, (json) => json.text === 'nobody looks')
    who.close()
  })

  test('who is not to be disturbed or in their quiet hours is told nothing, and afterwards of what is new', async () => {
    const { who, room, browser } = await subscriber('Nora')
    const wish = async (json) => assert.equal((await who.call('PATCH', '/api/v1/me', { json })).status, 200)
    await gone(who)
    await wish({ presence: 'dnd' })
    await link.send(room, '@Nora in the meeting')
    await settled()
    // In a zone that is never that of this machine: it is the person's clock that counts.
    const minute = (new Date().getUTCHours() * 60 + new Date().getUTCMinutes() + 14 * 60) % 1440
    const around = { from: (minute + 1440 - 120) % 1440, to: (minute + 120) % 1440 }
    await wish({ presence: 'online', time_zone: 'Pacific/Kiritimati', quiet_hours: around })
    await link.send(room, '@Nora in the night')
    await settled()
    assert.equal(service.of(browser).length, 0)
    await wish({ quiet_hours: { from: around.to, to: around.from } })
    await link.send(room, 'in the morning')
    const { json, headers } = await service.next(browser)
    assert.equal(json.text, 'in the morning')
    assert.ok(json.unread >= 3, `${json.unread}`)
    assert.ok(Number(headers.ttl) > 7_000 && Number(headers.ttl) <= 7_260, headers.ttl)
    assert.equal(service.of(browser).length, 1)
  })

  test('who is invisible and looks is told nothing, and who is gone is', async () => {
    const { who, room, browser } = await subscriber('Olaf')
    assert.equal((await who.call('PATCH', '/api/v1/me', { json: { presence: 'invisible' } })).status, 200)
    const here = await who.socket()
    await link.send(room, 'seen by nobody seen')
    await settled()
    assert.equal(service.of(browser).length, 0)
    await here.get('presence', { status: 'idle' })
    await link.send(room, 'not looking')
    await service.next(browser, (json) => json.text === 'not looking')
    who.close()
  })

  test('a muted room is silent, and so is whoever is blocked', async () => {
    const { who, room, browser } = await subscriber('Emil')
    await level(who, room, 'nothing')
    await gone(who)
    await link.send(room, '@Emil hello?')
    await level(who, room, 'all')
    await gone(who)
    assert.equal((await who.call('PUT', `/api/v1/me/blocks/${ann.me.id}`)).status, 204)
    await link.send(room, '@Emil hello??')
    await settled()
    assert.equal(service.of(browser).length, 0)
  })
})

describe('a subscription', () => {
  before(meetAnn)

  test('ends when its push service says 410, and waits when it fails', async () => {
    const { who, room, browser } = await subscriber('Finn')
    let tries = 0
    service.answer = ({ path }) => (browser.endpoint.endsWith(path) && ++tries < 3 ? 503 : 201)
    await link.send(room, 'try again')
    await service.next(browser, (json, one) => one.status === 201, 5_000)
    assert.equal(tries, 3)
    service.answer = ({ path }) => (browser.endpoint.endsWith(path) ? 410 : 201)
    await link.send(room, 'gone')
    await service.next(browser, (json, one) => one.status === 410)
    await eventually(async () => !(await stateOf(who)).subscribed)
    const before = service.of(browser).length
    service.answer = () => 201
    await link.send(room, 'nobody hears')
    await settled()
    assert.equal(service.of(browser).length, before)
  })

  test('ends with its session, when it signs out and when it is revoked', async () => {
    const { who, room, browser } = await subscriber('Gina')
    const other = await who.signIn()
    const revoked = service.browser()
    await subscribe(other, revoked)
    const { sessions } = (await who.call('GET', '/api/v1/sessions')).json
    const theirs = sessions.find((one) => !one.current)
    assert.equal((await who.call('DELETE', `/api/v1/sessions/${theirs.id}`)).status, 204)
    await link.send(room, 'one device left')
    await service.next(browser)
    assert.equal((await who.call('DELETE', '/api/v1/sessions/current')).status, 204)
    await link.send(room, 'none left')
    await settled()
    assert.equal(service.of(browser).length, 1)
    assert.equal(service.of(revoked).length, 0)
  })

  test('is taken back', async () => {
    const { who, room, browser } = await subscriber('Hugo')
    for (let i = 0; i < 2; ++i) assert.equal((await who.call('DELETE', '/api/v1/me/push')).status, 204)
    await link.send(room, 'to nobody')
    await settled()
    assert.equal(service.of(browser).length, 0)
  })

  test('is for public https addresses and real keys only', async () => {
    const who = await modernUser(server, 'Iris')
    const good = service.browser().subscription
    const refused = [
      { ...good, endpoint: 'http://push.example/x' },
      { ...good, endpoint: 'http://127.0.0.2/x' },
      { ...good, endpoint: 'javascript:alert(1)' },
      { ...good, endpoint: `https://push.example/${'x'.repeat(2_000)}` },
      { ...good, p256dh: good.auth },
      { ...good, p256dh: Buffer.alloc(65, 4).toString('base64url') },
      { ...good, auth: 'AAAA' },
      { endpoint: good.endpoint },
    ]
    for (const json of refused) assert.equal((await who.call('PUT', '/api/v1/me/push', { json })).status, 422, JSON.stringify(json))
    assert.equal((await stateOf(who)).subscribed, false)
    assert.equal((await modernUserWithout().call('GET', '/api/v1/me/push')).status, 401)
  })

  test('stays over a restart, and so does the key', async () => {
    const { who, room, browser } = await subscriber('Jill')
    const key = (await stateOf(who)).public_key
    assert.equal(Buffer.from(key, 'base64url').length, 65)
    ann.close()
    assert.equal(await server.stop(), 0)
    await server.start()
    link = await ann.socket()
    assert.deepEqual(await stateOf(who), { public_key: key, subscribed: true, text: true })
    await link.send(room, 'still there')
    const { claims } = await service.next(browser)
    assert.equal(claims.key, key)
    for (const secret of [browser.endpoint, browser.subscription.auth]) assert.ok(!server.log.includes(secret))
  })
})

function modernUserWithout() {
  return Object.assign(Object.create(Object.getPrototypeOf(ann)), { server, address: ann.address })
}
