import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { classicUser } from '../support/classic.js'
import { eventually, Inbox, once } from '../support/inbox.js'
import { ModernUser, modernUser } from '../support/modern.js'
import { dataUrl, png } from '../support/png.js'
import { startServer, stopServer } from '../support/server.js'

let server
before(async () => (server = await startServer()))
after(() => stopServer(server))

/** Two people in a room. */
async function pair(room) {
  const [a, b] = await Promise.all([classicUser(server, 'a'), classicUser(server, 'b')])
  const [inA, inB] = await Promise.all([a.socket(), b.socket()])
  await inA.room(room)
  await inB.room(room)
  await inA.inbox.next('room', (people) => b.user.id in people)
  return { a, b, inA, inB, close: () => [a, b].forEach((one) => one.close()) }
}

describe('the handshake', () => {
  test('answers a polling client with OPEN and CONNECT, before it says anything', async () => {
    const user = await classicUser(server)
    const path = `/socket.io/?api_token=${user.token}&EIO=3&transport=polling&t=Q86vu-w`
    const open = await user.call('GET', path)
    assert.equal(open.status, 200)
    assert.match(open.headers['content-type'], /^text\//)
    const [, length, rest] = /^(\d+):(.*)$/s.exec(open.text)
    const packet = rest.slice(0, Number(length))
    const said = JSON.parse(packet.slice(1))
    assert.equal(packet[0], '0')
    assert.deepEqual(said.upgrades, ['websocket'])
    for (const field of ['pingInterval', 'pingTimeout']) assert.equal(typeof said[field], 'number')
    const connect = rest.slice(Number(length)) || (await user.call('GET', `${path}&sid=${said.sid}`)).text
    assert.equal(connect, '2:40')
  })

  test('carries events by polling, several in one payload, counted in UTF-16 units', async () => {
    const user = await classicUser(server)
    const path = `/socket.io/?api_token=${user.token}&EIO=3&transport=polling&t=x`
    const { text } = await user.call('GET', path)
    const { sid } = JSON.parse(text.slice(text.indexOf('{'), text.indexOf('}') + 1))
    const packets = [
      `42${JSON.stringify(['room', { name: user.email, roomid: '1' }])}`,
      `42${JSON.stringify(['room', { name: user.email, roomid: '1', api_token: user.token }])}`,
      `42${JSON.stringify(['message', { msg: '😄é中 ok', img: '', roomid: '1' }])}`,
    ]
    const body = packets.map((packet) => `${packet.length}:${packet}`).join('')
    const headers = { 'Content-Type': 'text/plain;charset=UTF-8' }
    const posted = await user.call('POST', `${path}&sid=${sid}`, { body, headers })
    assert.equal(posted.text, 'ok')
    let received = ''
    await eventually(async () => {
      const poll = await user.call('GET', `${path}&sid=${sid}`)
      assert.equal(poll.status, 200)
      received += poll.text
      return received.includes('\\ud83d\\ude04\\u00e9\\u4e2d ok') // what clients of 1.x and 2.x read alike
    })
    for (let rest = received; rest !== '';) {
      const [, length] = /^(\d+):/.exec(rest)
      const packet = rest.slice(length.length + 1, length.length + 1 + Number(length))
      assert.match(packet, /^(42\[.*\]|40|6|3)$/s)
      rest = rest.slice(length.length + 1 + packet.length)
    }
  })

  for (const token of ['false', '', 'x'.repeat(60), 'null']) {
    test(`takes the anonymous api_token=${token.slice(0, 8)}, which may do nothing`, async () => {
      const user = await classicUser(server)
      const tab = await user.socket({ token })
      for (const [event, payload] of [
        ['login', { name: user.email }],
        ['room', { name: user.email, roomid: '1' }],
        ['message', { username: user.email, msg: 'forged', img: '', roomid: '1' }],
      ]) {
        tab.inbox.clear()
        tab.socket.emit(event, payload)
        assert.equal(await tab.inbox.next('login'), '登录后才能进入聊天室')
      }
      assert.equal(tab.inbox.all('room').length + tab.inbox.all('count').length, 0)
      assert.ok((await user.history(1)).every((one) => one.msg !== 'forged'))
      user.close()
    })
  }

  test('lets a valid token in a payload beat the one of the connection', async () => {
    const [first, second] = await Promise.all([classicUser(server), classicUser(server)])
    const tab = await first.socket()
    await tab.login()
    tab.socket.emit('room', { name: first.email, roomid: '2', api_token: second.token })
    const people = await tab.inbox.next('room')
    assert.ok(second.user.id in people && !(first.user.id in people))
    tab.socket.emit('message', { username: first.email, msg: 'who am I', img: '', roomid: '2', api_token: second.token })
    assert.equal((await tab.inbox.next('message')).userid, second.email)
    // A dead one changes nothing.
    tab.socket.emit('message', { msg: 'still me', img: '', roomid: '2', api_token: 'y'.repeat(second.token.length) })
    assert.equal((await tab.inbox.next('message', (one) => one.msg === 'still me')).userid, second.email)
    first.close()
  })

  test('lets a first visitor chat right after the form, on the anonymous socket', async () => {
    const user = await classicUser(server)
    const tab = await user.socket({ token: false })
    await tab.room(1)
    tab.message(1, 'no reload needed')
    assert.equal((await tab.inbox.next('message')).userid, user.email)
    user.close()
  })
})

describe('login', () => {
  test('answers with the unread of both rooms', async () => {
    const user = await classicUser(server)
    const tab = await user.socket()
    const count = await tab.login()
    assert.deepEqual(Object.keys(count).sort(), ['room1', 'room2'])
    for (const value of Object.values(count)) assert.ok(Number.isInteger(value) && value >= 0)
    user.close()
  })
})

describe('room', () => {
  test('tells everybody in the room, the joiner too, who is there, without anybody\'s secrets', async () => {
    const { a, b, inA, inB, close } = await pair(1)
    for (const tab of [inA, inB]) {
      const people = await tab.inbox.next('room', (list) => a.user.id in list && b.user.id in list)
      assert.deepEqual(people[a.user.id], {
        id: a.user.id, name: a.user.name, email: a.email, avatar: a.user.avatar, src: a.user.avatar,
      })
    }
    const heard = JSON.stringify([inA.inbox.received, inB.inbox.received])
    for (const secret of [a.token, b.token, 'api_token', 'password', 'updated_at', '$argon2', '$2y$']) assert.ok(!heard.includes(secret), secret)
    close()
  })

  test('is idempotent: the client sends it twice after a reload', async () => {
    const { a, b, inA, inB, close } = await pair(1)
    inB.socket.emit('room', { name: b.email, src: '', roomid: '1' })
    inB.socket.emit('room', { name: b.email, src: '', roomid: 1, api_token: b.token })
    await inB.settled()
    inA.message(1, 'once')
    await inB.inbox.next('message', (one) => one.msg === 'once')
    await inB.settled()
    assert.equal(inB.texts().filter((text) => text === 'once').length, 1)
    assert.equal(Object.keys(inB.inbox.last('room')).filter((id) => id === String(b.user.id)).length, 1)
    inB.roomout(1)
    const left = await inA.inbox.next('roomout')
    assert.ok(a.user.id in left && !(b.user.id in left))
    close()
  })

  test('of another room leaves the first', async () => {
    const { b, inA, inB, close } = await pair(1)
    await inB.room(2)
    const left = await inA.inbox.next('roomout')
    assert.ok(!(b.user.id in left))
    inA.message(1, 'only for room 1')
    await inA.inbox.next('message', (one) => one.msg === 'only for room 1')
    await inB.settled()
    assert.ok(!inB.texts().includes('only for room 1'))
    close()
  })

  test('shows one person with two tabs once, until the last is closed', async () => {
    const { a, b, inA, inB, close } = await pair(2)
    const second = await b.socket()
    await second.room(2)
    inB.socket.close()
    await second.settled()
    inA.message(2, 'mark')
    await second.inbox.next('message', (one) => one.msg === 'mark')
    assert.equal(inA.inbox.all('roomout').length, 0)
    second.socket.close()
    const left = await inA.inbox.next('roomout')
    assert.ok(a.user.id in left && !(b.user.id in left))
    close()
  })
})

describe('roomout', () => {
  test('tells those who remain and the one who left, who hears no more messages', async () => {
    const { a, b, inA, inB, close } = await pair(1)
    inB.roomout(1)
    for (const tab of [inA, inB]) {
      const left = await tab.inbox.next('roomout')
      assert.ok(a.user.id in left && !(b.user.id in left))
    }
    inA.message(1, 'you are gone')
    await inA.inbox.next('message', (one) => one.msg === 'you are gone')
    await inB.settled()
    assert.ok(!inB.texts().includes('you are gone'))
    close()
  })

  test('is what a closed tab does too', async () => {
    for (const end of [(tab) => tab.socket.close(), (tab) => tab.socket.io.engine.close()]) {
      const { b, inA, inB, close } = await pair(2)
      end(inB)
      const left = await inA.inbox.next('roomout')
      assert.ok(!(b.user.id in left))
      close()
    }
  })

  test('of a room one is not in is ignored', async () => {
    const { inA, inB, close } = await pair(1)
    inB.roomout(2)
    inB.roomout(77)
    await inB.settled()
    inA.message(1, 'still here')
    await inB.inbox.next('message', (one) => one.msg === 'still here')
    assert.equal(inA.inbox.all('roomout').length, 0)
    close()
  })
})

describe('message', () => {
  test('goes to everybody in the room once, the sender too, as it was sent and from whom it was sent', async () => {
    const { a, inA, inB, close } = await pair(1)
    const text = `<img src=x onerror=alert(1)> &lt; &amp; "quotes" \\ 你好 😄 \u202e\u0001 end`
    inA.message(1, text, { username: 'forged@x.io', userid: 'forged@x.io', src: 'javascript:1', id: 1 })
    for (const tab of [inA, inB]) {
      const said = await tab.inbox.next('message', (one) => one.msg === text)
      assert.equal(said.userid, a.email)
      assert.equal(said.username, a.user.name)
      assert.equal(said.src, a.user.avatar)
      assert.equal(said.img, '')
      assert.equal(said.roomid, 1)
      assert.equal(typeof said.id, 'number')
      assert.match(said.time, /Z$/)
      assert.ok(Math.abs(Date.parse(said.time) - Date.now()) < 60_000, 'the time is the server\'s')
      await tab.settled()
      assert.equal(tab.texts().filter((one) => one === text).length, 1)
    }
    assert.equal((await a.history(1)).at(-1).msg, text)
    close()
  })

  test('keeps a lone surrogate from harming anybody', async () => {
    const { inA, inB, close } = await pair(1)
    inA.message(1, 'cut \ud83d')
    inA.message(1, 'after the cut')
    await inB.inbox.next('message', (one) => one.msg === 'after the cut')
    close()
  })

  test('reaches all in the order in which it is stored', async () => {
    const { a, inA, inB, close } = await pair(2)
    for (let n = 0; n < 15; n++) {
      inA.message(2, `a${n}`)
      inB.message(2, `b${n}`)
    }
    const mine = (text) => /^[ab]\d+$/.test(text)
    for (const tab of [inA, inB]) await eventually(() => tab.texts().filter(mine).length === 30)
    assert.deepEqual(inA.texts().filter(mine), inB.texts().filter(mine))
    const stored = [...(await a.history(2, 2)), ...(await a.history(2))].map((one) => one.msg)
    assert.deepEqual(stored.filter(mine), inA.texts().filter(mine))
    close()
  })

  test('of 800 characters fits', async () => {
    const { inA, inB, close } = await pair(1)
    const text = '&lt;'.repeat(200)
    inA.message(1, text)
    await inB.inbox.next('message', (one) => one.msg === text)
    close()
  })

  test('is readable in the modern contract, and the other way round', async () => {
    const { inA, close } = await pair(1)
    const other = await modernUser(server)
    const link = await other.socket()
    await link.get('sync')
    inA.message(1, 'from the old page')
    const seen = await link.inbox.next('message', (one) => one.text === 'from the old page')
    assert.equal(seen.room, 1)
    assert.ok(!('email' in seen.user))
    await link.send(1, 'from the new page')
    const shown = await inA.inbox.next('message', (one) => one.msg === 'from the new page')
    assert.equal(shown.userid, other.email)
    assert.equal(typeof shown.src, 'string')
    other.close()
    close()
  })
})

describe('an image', () => {
  const half = {
    socket: (tab, room, bytes) => tab.image(room, dataUrl(bytes)),
    upload: (tab, room, bytes) => tab.user.uploadImage(room, bytes),
  }
  for (const order of [['socket', 'upload'], ['upload', 'socket'], ['both']]) {
    test(`is one row and one live message (${order.join(' first, then ')})`, async () => {
      const { a, inA, inB, close } = await pair(1)
      const before = await a.history(1)
      const bytes = png(40, 30)
      if (order[0] === 'both') {
        half.socket(inA, 1, bytes)
        await half.upload(inA, 1, bytes)
      } else {
        await half[order[0]](inA, 1, bytes)
        await inB.inbox.next('message')
        await half[order[1]](inA, 1, bytes)
      }
      await inA.settled()
      inA.message(1, 'behind the image')
      await inB.inbox.next('message', (one) => one.msg === 'behind the image')
      const images = inB.inbox.all('message').filter((one) => one.img !== '')
      assert.equal(images.length, 1)
      assert.equal(images[0].msg, '')
      assert.match(images[0].img, /^\/files\//)
      const rows = (await a.history(1)).filter((one) => !before.some((old) => old.id === one.id))
      assert.deepEqual(rows.map((one) => one.img), [images[0].img, ''])
      close()
    })
  }

  test('sent twice on purpose is two messages', async () => {
    const { inA, inB, close } = await pair(1)
    const bytes = png(9, 9)
    for (let n = 1; n <= 2; n++) {
      inA.image(1, dataUrl(bytes))
      await eventually(() => inB.inbox.all('message').length === n)
      await inA.user.uploadImage(1, bytes)
    }
    await inA.settled()
    assert.equal(inB.inbox.all('message').length, 2)
    close()
  })

  test('of 3 MB and of 4 MiB passes this socket', async () => {
    const { inA, inB, close } = await pair(2)
    for (const bytes of [png(1000, 1000), png(1180, 1184)]) {
      inB.inbox.clear()
      inA.image(2, dataUrl(bytes))
      assert.match((await inB.inbox.next('message', () => true, 20_000)).img, /^\/files\//)
    }
    assert.ok(png(1180, 1184).length > 4_190_000)
    close()
  })

  test('that is none is ignored', async () => {
    const { a, inA, inB, close } = await pair(1)
    const before = await a.history(1)
    for (const img of [
      'https://evil.example/track.png',
      'javascript:alert(1)',
      '/files/00000000000000000000000000000000.png',
      dataUrl(Buffer.from('<svg/>'), 'image/svg+xml'),
      dataUrl(Buffer.from('<script>1</script>'), 'text/html'),
      dataUrl(Buffer.from('not a picture')),
      'data:image/png;base64,',
      'data:image/png;base64,****',
      'data:image/png,raw',
      7, {}, ['x'], true,
    ]) inA.image(1, img)
    await inA.settled()
    inA.message(1, 'the end')
    await inB.inbox.next('message', (one) => one.msg === 'the end')
    assert.deepEqual(inB.inbox.all('message').map((one) => one.img), [''])
    assert.equal((await a.history(1)).length, Math.min(before.length + 1, 20))
    close()
  })

  test('of that size does not pass a socket of the modern protocol', async () => {
    const user = await modernUser(server)
    const link = await user.socket()
    const gone = once(link.socket, 'disconnect', 10_000)
    link.socket.emit('message:send', { room: 1, client_id: 'big', text: 'x'.repeat(1_500_000) })
    await gone
    user.close()
  })
})

describe('count', () => {
  test('is one more for each message of others, also after a reload, and none after entering', async () => {
    const { inA, close } = await pair(1)
    const c = await classicUser(server)
    const lobby = await c.socket()
    const start = await lobby.login()
    inA.message(1, 'one')
    assert.deepEqual(await lobby.inbox.next('count', (n) => n.room1 === start.room1 + 1), { room1: start.room1 + 1 })
    inA.message(1, 'two')
    await lobby.inbox.next('count', (n) => n.room1 === start.room1 + 2)
    lobby.socket.close()
    const reloaded = await c.socket()
    assert.deepEqual(await reloaded.login(), { room1: start.room1 + 2, room2: start.room2 })
    await reloaded.room(1)
    await reloaded.settled()
    assert.equal(reloaded.inbox.last('count').room1, 0)
    c.close()
    close()
  })

  test('does not grow for the author, nor for those in the room, nor after they leave it', async () => {
    const { a, b, inA, inB, close } = await pair(2)
    const alsoA = await a.socket()
    assert.equal((await alsoA.login()).room2, 0)
    inA.message(2, 'mine')
    await inB.inbox.next('message', (one) => one.msg === 'mine')
    inB.roomout(2)
    await inB.settled()
    inB.socket.close()
    const lobbyB = await b.socket()
    await eventually(async () => (await lobbyB.settled(), lobbyB.inbox.last('count').room2 === 0))
    await alsoA.settled()
    assert.ok(alsoA.inbox.all('count').every((n) => !n.room2))
    close()
  })

  test('of one person is never told to another', async () => {
    const { inA, inB, close } = await pair(1)
    const others = await Promise.all([classicUser(server), classicUser(server)])
    const tabs = await Promise.all(others.map((one) => one.socket()))
    const starts = await Promise.all(tabs.map((tab) => tab.login()))
    await tabs[1].room(1)
    tabs[1].roomout(1)
    await tabs[1].settled()
    inA.message(1, 'counted')
    await inB.inbox.next('message', (one) => one.msg === 'counted')
    await tabs[0].inbox.next('count', (n) => n.room1 === starts[0].room1 + 1)
    await tabs[1].inbox.next('count', (n) => n.room1 === 1)
    others.forEach((one) => one.close())
    close()
  })

  test('knows the state of the person in another client', async () => {
    const writer = await modernUser(server)
    const link = await writer.socket()
    const user = await classicUser(server)
    const tab = await user.socket()
    const { room2 } = await tab.login()
    const { seq } = await link.send(2, 'hello')
    await tab.inbox.next('count', (n) => n.room2 === room2 + 1)
    // The same person reads it in the new page.
    const session = await user.call('POST', '/api/v1/sessions', { json: { email: user.email, password: user.password } })
    const reader = ModernUser.withToken(server, user.email, session.json.token)
    const other = await reader.socket()
    await other.get('read', { room: 2, seq })
    await tab.inbox.next('count', (n) => n.room2 === 0)
    reader.close()
    writer.close()
    user.close()
  })
})

describe('what is no event of the contract', () => {
  const payloads = [
    undefined, null, true, 0, -1, 1.5, 'text', '', [], [[]], {}, { roomid: null }, { roomid: 0 }, { roomid: -1 }, { roomid: 3 },
    { roomid: '0' }, { roomid: '1x' }, { roomid: 'x' }, { roomid: {} }, { roomid: [1] }, { roomid: 1e300 }, { roomid: '9'.repeat(40) },
    { roomid: '1', api_token: {} }, { roomid: '1', api_token: 'x'.repeat(100_000) }, { __proto__: null, constructor: 1 },
    { roomid: 'room1' }, { roomid: true }, { roomid: 1.5 },
  ]

  test('is ignored, whatever it carries, and nothing is stored', async () => {
    const { a, inA, inB, close } = await pair(1)
    const before = [await a.history(1), await a.history(2)]
    for (const event of ['unknown', 'constructor', '__proto__', 'toString', 'join', 'message:send', 'ping']) inA.socket.emit(event, { roomid: 1, msg: 'x' })
    for (const payload of payloads) {
      for (const event of ['message', 'roomout']) inA.socket.emit(event, payload)
      if (payload && typeof payload === 'object' && !Array.isArray(payload)) {
        inA.socket.emit('message', { ...payload, msg: 'bad room', img: '' , ...(payload.api_token && { roomid: 9 }) })
      }
    }
    for (const msg of [undefined, null, 1, true, {}, [], '', 'x'.repeat(5000), 'nul \u0000 inside']) inA.socket.emit('message', { msg, img: '', roomid: 1 })
    await inA.settled()
    inA.message(1, 'proof')
    await inB.inbox.next('message', (one) => one.msg === 'proof')
    assert.deepEqual(inB.texts(), ['proof'])
    assert.deepEqual(await a.history(2), before[1])
    close()
  })

  test('does not reach a person in another namespace', async () => {
    const user = await modernUser(server)
    const link = await user.socket()
    const main = new Inbox(link.socket, ['count', 'room', 'login'])
    link.socket.emit('login', { name: user.email })
    await link.get('sync')
    assert.deepEqual(main.received, [])
    user.close()
  })
})

describe('a room of people of the modern contract', () => {
  test('cannot be entered, written to or read here', async () => {
    const owner = await modernUser(server)
    const { json: room } = await owner.call('POST', '/api/v1/rooms', { json: { name: 'secret', kind: 'private' } })
    const link = await owner.socket()
    await link.get('sync')
    const user = await classicUser(server)
    const tab = await user.socket()
    await tab.login()
    tab.socket.emit('room', { name: user.email, roomid: String(room.id), api_token: user.token })
    tab.message(room.id, 'intruder')
    await tab.settled()
    assert.equal(tab.inbox.all('room').length, 0)
    assert.equal((await link.get('history', { room: room.id })).messages.length, 0)
    assert.equal((await user.uploadImage(room.id, png())).json.errno, 500)
    owner.close()
    user.close()
  })
})

describe('a restart of the server', () => {
  test('keeps accounts, tokens, messages and images', async () => {
    const own = await startServer()
    const user = await classicUser(own)
    const tab = await user.socket()
    await tab.room(1)
    tab.message(1, 'kept')
    await tab.inbox.next('message', (one) => one.msg === 'kept')
    await user.uploadImage(1, png(12, 12))
    const before = await user.history(1)
    user.close()
    assert.equal(await own.stop(), 0)
    await own.start()
    assert.deepEqual(await user.history(1), before)
    assert.equal((await user.call('GET', before.at(-1).img)).status, 200)
    const back = await user.socket()
    assert.deepEqual(await back.login(), { room1: 0, room2: 0 })
    user.close()
    await stopServer(own)
  })

  test('leaves no ghosts in the rooms', async () => {
    const own = await startServer()
    const [ghost, user] = [await classicUser(own), await classicUser(own)]
    const haunted = await ghost.socket()
    await haunted.room(1)
    assert.equal(await own.stop('SIGKILL'), 'SIGKILL')
    ghost.close()
    await own.start()
    const tab = await user.socket()
    assert.deepEqual(Object.keys(await tab.room(1)), [String(user.user.id)])
    user.close()
    await stopServer(own)
  })
})
