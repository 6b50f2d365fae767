import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { modernUser } from '../support/modern.js'
import { startServer, stopServer } from '../support/server.js'

let server
before(async () => (server = await startServer()))
after(() => stopServer(server))

const get = (user, path, query) => user.call('GET', `${path}?${new URLSearchParams(query)}`)
const search = async (user, query) => {
  const answer = await get(user, '/api/v1/search', query)
  assert.equal(answer.status, 200, answer.text)
  return answer.json
}
const texts = (page) => page.hits.map((hit) => hit.message.text)

/** Somebody with a socket. */
async function talker(name) {
  const user = await modernUser(server, name)
  return { user, link: await user.socket() }
}

describe('search', () => {
  test('finds Chinese by any substring, with highlights in UTF-16, by REST and by event alike', async () => {
    const { user, link } = await talker('搜索者')
    await link.send(1, '🎉臺灣的天氣真好')
    const page = await search(user, { q: '台湾的天气' })
    assert.deepEqual(Object.keys(page), ['hits', 'more', 'next'])
    assert.equal(page.more, false)
    assert.equal(page.next, null)
    const [hit] = page.hits
    assert.deepEqual(Object.keys(hit), ['message', 'highlights'])
    assert.deepEqual(hit.highlights, [[2, 7]])
    assert.equal(hit.message.text.slice(2, 7), '臺灣的天氣')
    const { ok, ...event } = await link.get('search', { text: '台湾的天气' })
    assert.deepEqual(event, page)
    user.close()
  })

  test('pages from the newest on, and a message that comes meanwhile shifts nothing', async () => {
    const { user, link } = await talker()
    for (let n = 1; n <= 5; n++) await link.send(1, `翻页 ${n}`)
    const first = await search(user, { q: '翻页', limit: 2 })
    assert.deepEqual(texts(first), ['翻页 5', '翻页 4'])
    assert.equal(first.next, first.hits[1].message.id)
    await link.send(1, '翻页 6')
    const second = await search(user, { q: '翻页', limit: 2, before: first.next })
    assert.deepEqual(texts(second), ['翻页 3', '翻页 2'])
    assert.equal(second.more, true)
    const third = await link.get('search', { text: '翻页', limit: 2, before: second.next })
    assert.deepEqual(texts(third), ['翻页 1'])
    assert.equal(third.next, null)
    user.close()
  })

  test('never shows a room that is not the asker\'s', async () => {
    const { user, link } = await talker('Owner')
    const other = await modernUser(server, 'Other')
    const made = await user.call('POST', '/api/v1/rooms', { json: { name: '密室', kind: 'private' } })
    await link.send(made.json.id, '密码是芝麻开门')
    assert.deepEqual(texts(await search(user, { q: '芝麻', in: made.json.id })), ['密码是芝麻开门'])
    for (const q of ['芝麻', `in:#${made.json.id}`, 'in:密室', 'from:Owner 芝麻']) assert.deepEqual(texts(await search(other, { q })), [], q)
    const refused = await get(other, '/api/v1/search', { q: '芝麻', in: made.json.id })
    assert.equal(refused.status, 404)
    assert.equal(refused.json.code, 'not_found')
    user.close()
  })

  test('understands filters in both languages', async () => {
    const { user, link } = await talker('过滤者')
    await link.send(1, '链接 https://example.org')
    await link.send(2, '链接 没有')
    assert.deepEqual(texts(await search(user, { q: '链接 has:link from:me' })), ['链接 https://example.org'])
    assert.deepEqual(texts(await search(user, { q: '来自：过滤者 在:聊天室2' })), ['链接 没有'])
    assert.deepEqual(texts(await search(user, { q: '链接 -没有 from:glz' })), ['链接 https://example.org'])
    assert.deepEqual(texts(await search(user, { q: '链接 from:me before:2001-01-01' })), [])
    user.close()
  })

  test('takes whatever is typed', async () => {
    const user = await modernUser(server)
    for (const q of ['', '"', '-', '*', 'a" OR "b', "x' --", 'NEAR(', '^', '{terms}', 'in:', 'terms:x', '§r1']) {
      await new Promise((done) => setTimeout(done, 520)) // two a second
      assert.equal((await get(user, '/api/v1/search', { q })).status, 200, q)
    }
  })

  test('refuses what is out of bounds, and whoever is not signed in', async () => {
    const user = await modernUser(server)
    const link = await user.socket()
    const status = async (query) => (await get(user, '/api/v1/search', query)).status
    assert.equal(await status({ q: '好'.repeat(257) }), 422)
    assert.equal(await status({ q: 'x', limit: 51 }), 422)
    assert.equal(await status({ q: 'x', in: 'one' }), 422)
    assert.equal(await status({ q: 'x', utc_offset: 841 }), 422)
    assert.equal((await user.call('GET', '/api/v1/search?q=%FF')).status, 422)
    for (const payload of [{}, { text: 7 }, { text: 'x', room: 'one' }, { text: 'x', limit: 0 }]) {
      assert.equal((await link.ask('search', payload)).error.code, 'invalid', JSON.stringify(payload))
    }
    user.token = undefined
    assert.equal(await status({ q: 'x' }), 401)
    assert.equal((await get(user, '/api/v1/people', { q: 'x' })).status, 401)
    user.close()
  })

  test('is limited per person', async () => {
    const user = await modernUser(server)
    const answers = await Promise.all(Array.from({ length: 20 }, () => get(user, '/api/v1/search', { q: 'x' })))
    const limited = answers.filter((one) => one.status === 429)
    assert.ok(limited.length >= 5 && limited.length <= 10, `${limited.length} of 20`)
    assert.ok(Number(limited[0].headers['retry-after']) > 0)
  })
})

describe('people', () => {
  test('are found by characters, pinyin and initials, also under a new name', async () => {
    const asker = await modernUser(server, 'Asker')
    const link = await asker.socket()
    const person = await modernUser(server, '尉迟敬德')
    const { id, name, avatar, role } = person.me
    const user = { id, name, avatar, role }
    for (const q of ['尉迟', '尉遲', 'yuchi', 'ycjd', 'jingde', 'YuChi JingDe']) {
      assert.deepEqual((await get(asker, '/api/v1/people', { q })).json, { people: [user] }, q)
    }
    const { ok, ...event } = await link.get('people:search', { text: 'ycjd', limit: 1 })
    assert.deepEqual(event, { people: [user] })
    await person.call('PATCH', '/api/v1/me', { json: { name: '秦琼' } })
    assert.deepEqual((await get(asker, '/api/v1/people', { q: 'ycjd' })).json, { people: [] })
    assert.equal((await get(asker, '/api/v1/people', { q: 'qq' })).json.people[0].name, '秦琼')
    asker.close()
  })
})
