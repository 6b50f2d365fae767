import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { classicUser } from '../support/classic.js'
import { freshAddress, request } from '../support/http.js'
import { modernUser } from '../support/modern.js'
import { startServer, stopServer } from '../support/server.js'

let server
before(async () => (server = await startServer()))
after(() => stopServer(server))

const page = (user, query) => user.call('GET', `/api/history/message?${query}&api_token=${user.token}`)

/** Posts `count` numbered messages; several people, because one may not talk that fast. */
async function talk(room, count) {
  const people = await Promise.all([classicUser(server), classicUser(server), classicUser(server), classicUser(server)])
  const tabs = await Promise.all(people.map((one) => one.socket({ transports: ['websocket'] })))
  await Promise.all(tabs.map((tab) => tab.room(room)))
  for (let n = 1; n <= count; n++) {
    const tab = tabs[n % tabs.length]
    tab.message(room, `no ${n}`)
    await tab.inbox.next('message', (one) => one.msg === `no ${n}`)
  }
  people.forEach((one) => one.close())
}

describe('GET /api/history/message', () => {
  test('pages from the newest, ascending inside a page, and ends with empty pages', async () => {
    await talk(1, 45)
    const reader = await classicUser(server)
    const numbers = async (n) => (await reader.history(1, n)).map((one) => Number(one.msg.slice(3)))
    const range = (from, to) => Array.from({ length: to - from + 1 }, (_, k) => from + k)
    assert.deepEqual(await numbers(1), range(26, 45))
    assert.deepEqual(await numbers(2), range(6, 25))
    assert.deepEqual(await numbers(3), range(1, 5))
    for (const past of [4, 100, 2 ** 31, Number.MAX_SAFE_INTEGER]) assert.deepEqual(await reader.history(1, past), [])
    const { data } = (await page(reader, 'total=0&current=2&roomid=1')).json
    assert.deepEqual({ errno: data.errno, total: data.total, current: data.current }, { errno: 0, total: 45, current: 2 })
  })

  test('does not shift its pages when messages arrive between them', async () => {
    const reader = await classicUser(server)
    const before = (await reader.history(1)).map((one) => one.id)
    await talk(1, 3)
    const second = (await reader.history(1, 2)).map((one) => one.id)
    assert.equal(second.at(-1), before[0] - 1)
  })

  test('shows each message with what the client needs', async () => {
    const writer = await classicUser(server)
    const tab = await writer.socket()
    await tab.room(2)
    const text = `<b>&amp;</b> "q" \\ 😄é中 ' %_`
    tab.message(2, text)
    await tab.inbox.next('message')
    const [item] = await writer.history(2)
    assert.deepEqual(Object.keys(item).sort(), ['id', 'img', 'msg', 'roomid', 'src', 'time', 'userid', 'username'])
    assert.equal(item.msg, text)
    assert.equal(item.img, '')
    assert.equal(item.roomid, 2)
    assert.equal(item.userid, writer.email)
    assert.equal(item.username, writer.user.name)
    assert.equal(item.src, writer.user.avatar)
    assert.match(item.time, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
    assert.ok(Math.abs(Date.parse(item.time) - Date.now()) < 60_000)
    writer.close()
  })

  test('shows a text with two images of another client as three items', async () => {
    const { png } = await import('../support/png.js')
    const other = await modernUser(server)
    const link = await other.socket()
    const files = [await other.upload(png(4, 4)), await other.upload(png(5, 5))]
    await link.send(2, 'look', { attachments: files.map((file) => file.id) })
    const reader = await classicUser(server)
    const items = (await reader.history(2)).slice(-3)
    assert.deepEqual(items.map((one) => [one.msg, one.img]), [['look', ''], ['', files[0].url], ['', files[1].url]])
    other.close()
  })

  const refused = {
    'no room': 'current=1',
    'room 0': 'current=1&roomid=0',
    'a negative room': 'current=1&roomid=-1',
    'a room that is none': 'current=1&roomid=abc',
    'a room that does not exist': 'current=1&roomid=999',
    'no page': 'roomid=1',
    'page 0': 'current=0&roomid=1',
    'a negative page': 'current=-1&roomid=1',
    'a page that is none': 'current=1e3&roomid=1',
    'a page beyond all numbers': `current=${'9'.repeat(30)}&roomid=1`,
  }
  for (const [what, query] of Object.entries(refused)) {
    test(`answers errno 1 to ${what}`, async () => {
      const reader = await classicUser(server)
      const answer = await page(reader, query)
      assert.equal(answer.status, 200)
      assert.deepEqual(answer.json, { data: { errno: 1 } })
    })
  }

  test('shows no private room of others', async () => {
    const owner = await modernUser(server)
    const made = await owner.call('POST', '/api/v1/rooms', { json: { name: 'ours', kind: 'private' } })
    const reader = await classicUser(server)
    assert.deepEqual((await page(reader, `current=1&roomid=${made.json.id}`)).json, { data: { errno: 1 } })
  })

  test('is never cached', async () => {
    const reader = await classicUser(server)
    assert.match((await page(reader, 'current=1&roomid=1')).headers['cache-control'], /no-store/)
  })
})

describe('history after a reconnect, without a token', () => {
  const query = '/api/history/message?current=1&roomid=1'

  test('knows the browser that signed in, by a cookie no script and no other site can use', async () => {
    const user = await classicUser(server)
    const login = await user.call('POST', '/api/login', { json: { name: user.email, password: user.password } })
    const [cookie] = login.headers['set-cookie']
    for (const flag of ['HttpOnly', 'SameSite=Strict', 'Path=/api/history']) assert.ok(cookie.includes(flag), cookie)
    const answer = await user.call('GET', query, { headers: { Cookie: cookie.split(';')[0] } })
    assert.equal(answer.json.data.errno, 0)
  })

  test('lets nobody else in: not the same address, not without the cookie', async () => {
    const user = await classicUser(server)
    const tab = await user.socket()
    await tab.room(1)
    const stranger = await request(server, 'GET', query, { from: user.address })
    assert.equal(stranger.status, 401)
    assert.equal((await request(server, 'GET', query, { from: freshAddress() })).status, 401)
    user.close()
  })

  test('opens no other call with the cookie', async () => {
    const user = await classicUser(server)
    const login = await user.call('POST', '/api/login', { json: { name: user.email, password: user.password } })
    const headers = { Cookie: login.headers['set-cookie'][0].split(';')[0] }
    assert.equal((await user.call('GET', '/api/user', { headers })).status, 401)
    assert.equal((await user.call('POST', '/api/logout', { headers })).status, 401)
  })
})
