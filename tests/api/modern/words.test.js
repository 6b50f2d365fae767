// The word filter: what administrators list, and what it does to what people write, on every way in.
import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, test } from 'node:test'
import { ownerOf, personOf } from '../support/community.js'
import { request } from '../support/http.js'
import { eventually } from '../support/inbox.js'
import { modernUser } from '../support/modern.js'
import { assertProblem } from '../support/problem.js'
import { startServer, stopServer } from '../support/server.js'

let server, owner, moderator, anna, link, room
before(async () => {
  server = await startServer()
  owner = await ownerOf(server)
  moderator = await personOf(owner, 'moderator', 'Mo')
  anna = await modernUser(server, 'Anna')
  link = await anna.socket()
  room = (await anna.call('GET', '/api/v1/rooms')).json.rooms[0].id
})
after(() => stopServer(server))

async function list(...words) {
  const answer = await owner.call('PUT', '/api/v1/admin/words', { json: { words: words.map(([word, action]) => ({ word, action })) } })
  assert.equal(answer.status, 200, answer.text)
  return answer.json
}
let sent = 0
const send = (text) => link.ask('message:send', { room, client_id: `w${++sent}`, text })
const newest = async () => (await anna.call('GET', `/api/v1/rooms/${room}/messages?limit=1`)).json.messages[0]

describe('the list of words', () => {
  test('is kept by its text, and a change of an old version is refused', async () => {
    const first = await list(['b', 'mask'], ['a', 'block'], [' a ', 'report'])
    assert.deepEqual(first.words, [{ word: 'a', action: 'block' }, { word: 'b', action: 'mask' }])
    assert.deepEqual((await owner.call('GET', '/api/v1/admin/words')).json, first)
    const second = await list(['c', 'report'])
    assert.notEqual(second.version, first.version)
    assertProblem(await owner.call('PUT', '/api/v1/admin/words', { json: { words: [], version: first.version } }), 409, 'conflict')
    assert.equal((await owner.call('PUT', '/api/v1/admin/words', { json: { words: [], version: second.version } })).status, 200)
  })

  test('refuses what could never be found, and what is no list', async () => {
    for (const json of [{}, { words: 'a' }, { words: [{ word: '***', action: 'block' }] }, { words: [{ word: 'a', action: 'flag' }] },
      { words: [{ word: 'a' }] }, { words: [{ word: 'x'.repeat(65), action: 'mask' }] }]) {
      assertProblem(await owner.call('PUT', '/api/v1/admin/words', { json }), 422, 'invalid')
    }
  })

  test('is written down when it changes, and not when it does not', async () => {
    await list(['敏感词', 'block'])
    await list(['敏感词', 'block'])
    const { entries } = (await owner.call('GET', '/api/v1/admin/audit?limit=2')).json
    assert.equal(entries[0].action, 'server:words')
    assert.deepEqual(entries[0].details, { words: 1, put: 1, removed: 0, first_put: ['敏感词'], first_removed: [] })
    assert.notDeepEqual(entries[1].details, entries[0].details)
  })
})

describe('a text', () => {
  beforeEach(() => list(['敏感词', 'block'], ['糟糕', 'mask'], ['可疑', 'report']))

  test('with a blocked word is refused however it is written, and sent when it is not there any more', async () => {
    for (const text of ['敏感词', '敏*感*词', '敏感詞', '敏　感　词']) {
      assert.equal((await send(text)).error.code, 'blocked_word', text)
    }
    await list()
    assert.equal((await send('敏感词')).ok, true)
  })

  test('is masked for everybody', async () => {
    assert.equal((await send('真糟-糕！')).ok, true)
    assert.equal((await newest()).text, '真＊＊＊！')
  })

  test('is judged when it is edited', async () => {
    const { seq } = await send('好')
    assert.equal((await link.ask('message:edit', { room, seq, text: '敏感词' })).error.code, 'blocked_word')
    assert.equal((await link.ask('message:edit', { room, seq, text: '糟糕' })).ok, true)
    assert.equal((await newest()).text, '＊＊')
  })

  test('that is suspicious is sent, and reported once by nobody', async () => {
    const { seq } = await send('很可疑')
    await link.ask('message:edit', { room, seq, text: '很可疑！' })
    const { reports } = (await moderator.call('GET', '/api/v1/admin/reports?state=open')).json
    const found = reports.filter((one) => one.message?.seq === seq && one.message.room === room)
    assert.equal(found.length, 1)
    assert.equal(found[0].reporter, null)
    assert.equal(found[0].reason, '可疑')
  })

  test('of a slash command, a hook and a bot is judged too', async () => {
    assert.equal((await link.ask('command', { room, text: '/me 敏感词', client_id: 'c1' })).error.code, 'blocked_word')
    const hook = (await owner.call('POST', `/api/v1/rooms/${room}/hooks`, { json: { kind: 'incoming', name: 'ci' } })).json
    assert.ok((await request(server, 'POST', hook.path, { json: { text: '敏感词' } })).status >= 400)
    assert.equal((await request(server, 'POST', hook.path, { json: { text: '糟糕' } })).status, 200)
    await eventually(async () => (await newest()).text === '＊＊')
  })
})

describe('a name', () => {
  before(() => list(['敏感词', 'block'], ['糟糕', 'mask'], ['可疑', 'report']))

  test('of a room, a person or a bot, a topic or a status holds no such word', async () => {
    for (const word of ['敏感词', '糟糕']) {
      assertProblem(await anna.call('POST', '/api/v1/rooms', { json: { name: word } }), 422, 'blocked_word')
      assertProblem(await anna.call('POST', '/api/v1/rooms', { json: { name: 'x', topic: word } }), 422, 'blocked_word')
      assertProblem(await anna.call('PATCH', '/api/v1/me', { json: { name: word } }), 422, 'blocked_word')
      assertProblem(await anna.call('PATCH', '/api/v1/me', { json: { status: word } }), 422, 'blocked_word')
      assertProblem(await anna.call('POST', '/api/v1/bots', { json: { name: word } }), 422, 'blocked_word')
      assertProblem(await request(server, 'POST', '/api/v1/accounts', { json: { email: 'n@example.org', password: 'correct horse 9', name: word } }), 422, 'blocked_word')
    }
    assert.equal((await anna.call('PATCH', '/api/v1/me', { json: { status: '可疑' } })).status, 200)
  })
})
