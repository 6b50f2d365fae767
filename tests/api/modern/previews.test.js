// Previews of links: the server looks at the page behind a message's link, and only it, and only when it is switched on.
import assert from 'node:assert/strict'
import http from 'node:http'
import { after, before, describe, test } from 'node:test'
import { ownerOf } from '../support/community.js'
import { modernUser } from '../support/modern.js'
import { startServer, stopServer } from '../support/server.js'

/** A site: pages by path, what was asked of it, and a way to wait for that. */
class Site {
  #waiting = new Set()
  asked = []
  pages = {}

  async start(address = '127.0.0.1') {
    this.server = http.createServer((call, reply) => {
      this.asked.push({ path: call.url, headers: call.headers, method: call.method })
      for (const check of [...this.#waiting]) check()
      const page = this.pages[call.url]
      if (typeof page === 'function') return page(reply, call)
      const { status = 200, type = 'text/html; charset=utf-8', body = '', headers = {} } = typeof page === 'object' ? page : { body: page }
      reply.writeHead(page === undefined ? 404 : status, { 'content-type': type, ...headers })
      reply.end(body)
    })
    await new Promise((resolve) => this.server.listen(0, address, resolve))
    this.address = address
    return this
  }

  url(path) {
    return `http://${this.address}:${this.server.address().port}${path}`
  }

  count(path) {
    return this.asked.filter((one) => one.path === path).length
  }

  /** Resolves when `path` was asked for. */
  until(path, wait = 10_000) {
    return new Promise((resolve, reject) => {
      const limit = setTimeout(() => reject(new Error(`${path} was not asked for`)), wait)
      const check = () => {
        if (this.count(path) === 0) return
        clearTimeout(limit)
        this.#waiting.delete(check)
        resolve()
      }
      this.#waiting.add(check)
      check()
    })
  }

  close() {
    this.server.closeAllConnections()
    this.server.close()
  }
}

const page = (title, more = '') => `<!doctype html><html><head><title>${title}</title>${more}</head><body>x</body></html>`


let server
let site
let hidden
let owner
let ownerLink
let room
before(async () => {
  site = await new Site().start()
  hidden = await new Site().start('127.0.0.2')
  server = await startServer({ WEBCHATS_PREVIEWS_ALLOW_PRIVATE: '127.0.0.1' })
  owner = await ownerOf(server)
  ownerLink = await owner.socket()
  room = (await ownerLink.get('room:create', { name: 'links', kind: 'public' })).room.id
})
after(async () => {
  owner?.close()
  site?.close()
  hidden?.close()
  await stopServer(server)
})

const people = []
after(() => people.forEach((one) => one.close()))

/** Somebody new in the room: how much one person may cause is bounded. */
async function newcomer(where = room) {
  const person = await modernUser(server, `Person ${people.length}`)
  people.push(person)
  const link = await person.socket()
  await link.get('room:join', { room: where })
  return link
}

const settings = async (change) => {
  const answer = await owner.call('PATCH', '/api/v1/admin/settings', { json: change })
  assert.equal(answer.status, 200, answer.text)
  return answer.json
}
const shown = async (seq, where = room) =>
  (await owner.call('GET', `/api/v1/rooms/${where}/messages?around=${seq}&limit=1`)).json.messages.find((one) => one.seq === seq)
const updated = (link, seq, wanted = (one) => one.preview !== null) => link.inbox.next('message:updated', (one) => one.room === room && one.seq === seq && wanted(one))

/** A link that is looked at: what came before it is done, or will not be. */
async function probe(link, path) {
  site.pages[path] = page(path)
  const { seq } = await link.send(room, site.url(path))
  return updated(link, seq)
}

describe('link previews', () => {
  test('are off until an administrator switches them on', async () => {
    const link = await newcomer()
    site.pages['/off'] = page('off')
    const before = await link.send(room, site.url('/off'))
    assert.deepEqual([(await owner.call('GET', '/api/v1/admin/settings')).json.link_previews, (await shown(before.seq)).preview], ['off', null])
    const now = await settings({ link_previews: 'on' })
    assert.deepEqual([now.link_previews, now.preview_hosts], ['on', []])
    await probe(link, '/first')
    assert.equal(site.count('/off'), 0)
    assert.equal((await shown(before.seq)).preview, null)
  })

  test('are told to all as a change of the message, and stay with it', async () => {
    const [writer, reader] = [await newcomer(), await newcomer()]
    site.pages['/page'] = page('T &amp; <i>x</i> \u202ecab', '<meta property="og:description" content="D&#x4e2d;"><meta property="og:site_name" content="S">')
    const text = `look: ${site.url('/page')}#part and ${site.url('/second')}`
    const { seq, time } = await writer.send(room, text)
    const told = await updated(reader, seq)
    const preview = { url: `${site.url('/page')}#part`, title: 'T & <i>x</i> cab', description: 'D中', site: 'S' }
    assert.deepEqual({ ...told, version: 0 }, { room, seq, version: 0, text, edited: null, preview })
    assert.equal((await updated(writer, seq)).version, told.version)
    const stored = await shown(seq)
    assert.deepEqual([stored.preview, stored.version, stored.time, stored.edited], [preview, told.version, time, null])
    const late = await newcomer()
    const history = await late.get('history', { room, around: seq, limit: 1 })
    assert.deepEqual(history.messages[0].preview, preview)
    const { epoch } = await reader.get('sync')
    const { patches } = await reader.get('sync', { epoch, rooms: [{ room, seq, version: told.version - 1 }] })
    assert.deepEqual(patches[0].changed.find((one) => one.seq === seq).preview, preview)
    const [asked] = site.asked.filter((one) => one.path === '/page')
    assert.deepEqual([asked.method, asked.headers['user-agent'], asked.headers.cookie, asked.headers.referer], ['GET', 'webchats-preview', undefined, undefined])
    assert.equal(site.count('/second'), 0)
  })

  test('are read in the charsets of Chinese pages', async () => {
    const link = await newcomer()
    const cases = {
      '/gbk': [{ type: 'text/html; charset=GBK', body: Buffer.concat([Buffer.from('<title>'), Buffer.from([0xd6, 0xd0, 0xce, 0xc4]), Buffer.from('</title>')]) }, '中文'],
      '/big5': [{ type: 'text/html', body: Buffer.concat([Buffer.from('<meta charset=big5><title>'), Buffer.from([0xa4, 0xa4, 0xa4, 0xe5]), Buffer.from('</title>')]) }, '中文'],
    }
    for (const [path, [answer, title]] of Object.entries(cases)) {
      site.pages[path] = answer
      const { seq } = await link.send(room, site.url(path))
      assert.equal((await updated(link, seq)).preview.title, title, path)
    }
  })

  test('of one page in several rooms are asked for once', async () => {
    const link = await newcomer()
    site.pages['/once'] = page('once')
    const other = (await ownerLink.get('room:create', { name: 'other', kind: 'public' })).room.id
    await link.get('room:join', { room: other })
    const [one, two] = await Promise.all([link.send(room, site.url('/once')), link.send(other, site.url('/once'))])
    await updated(link, one.seq)
    await link.inbox.next('message:updated', (told) => told.room === other && told.seq === two.seq && told.preview?.title === 'once')
    assert.equal(site.count('/once'), 1)
  })

  test('go with an edit that changes the link, and the new link is looked at', async () => {
    const link = await newcomer()
    site.pages['/new'] = page('new')
    const { seq } = await probe(link, '/old')
    await link.get('message:edit', { room, seq, text: `better: ${site.url('/old')}` })
    assert.equal((await updated(link, seq, (one) => one.text.startsWith('better'))).preview.title, '/old')
    await link.get('message:edit', { room, seq, text: `best: ${site.url('/new')}` })
    assert.equal((await updated(link, seq, (one) => one.text.startsWith('best'))).preview, null)
    const told = await updated(link, seq, (one) => one.preview?.title === 'new')
    assert.equal(typeof told.edited, 'string')
    await link.get('message:delete', { room, seq })
    assert.equal((await shown(seq)).preview, null)
  })

  test('are removed for good by the author and by moderators, and by nobody else', async () => {
    const [writer, reader] = [await newcomer(), await newcomer()]
    const { seq } = await probe(writer, '/removed')
    assert.equal((await reader.ask('preview:remove', { room, seq })).error.code, 'forbidden')
    const { version } = await writer.get('preview:remove', { room, seq })
    assert.deepEqual(await updated(reader, seq, (one) => one.version === version), { room, seq, version, text: site.url('/removed'), edited: null, preview: null })
    assert.equal((await writer.get('preview:remove', { room, seq })).version, 0)
    await writer.get('message:edit', { room, seq, text: `${site.url('/removed')} again` })
    const second = await probe(writer, '/removed-too')
    assert.equal((await shown(seq)).preview, null)
    await ownerLink.get('preview:remove', { room, seq: second.seq })
    assert.equal((await shown(second.seq)).preview, null)
    const { entries } = (await owner.call('GET', '/api/v1/admin/audit')).json
    assert.deepEqual(entries.find((one) => one.action === 'preview:removed').details, { room, seq: second.seq, user: writer.user.me.id })
  })

  test('never lead to addresses that are not public, whichever way', async () => {
    const link = await newcomer()
    hidden.pages['/'] = page('secret')
    hidden.pages['/secret'] = page('secret')
    site.pages['/redirect'] = { status: 302, headers: { location: hidden.url('/secret') } }
    const port = hidden.server.address().port
    const sent = []
    for (const url of [hidden.url('/secret'), site.url('/redirect'), `http://2130706434:${port}/`, `http://[::ffff:127.0.0.2]:${port}/`, `http://0x7f.2:${port}/`, `http://user@127.0.0.1:${port}/`]) {
      sent.push((await link.send(room, url)).seq)
    }
    await site.until('/redirect')
    await probe(link, '/after-hidden')
    assert.deepEqual(hidden.asked, [])
    for (const seq of sent) assert.equal((await shown(seq)).preview, null)
  })

  test('are of pages only, bounded in bytes and redirections', async () => {
    const link = await newcomer()
    site.pages['/plain'] = { type: 'text/plain', body: page('plain') }
    site.pages['/late-title'] = `<html><head><!--${'x'.repeat(1 << 20)}--><title>late</title>`
    for (let n = 0; n < 5; n += 1) site.pages[`/hop${n}`] = n < 4 ? { status: 301, headers: { location: `/hop${n + 1}` } } : page('far')
    let ended = false
    site.pages['/endless'] = (reply) => {
      reply.writeHead(200, { 'content-type': 'text/html' })
      reply.write('<title>endless</title></head>')
      reply.on('close', () => (ended = true))
    }
    const [plain, late, far] = [await link.send(room, site.url('/plain')), await link.send(room, site.url('/late-title')), await link.send(room, site.url('/hop0'))]
    const endless = await link.send(room, site.url('/endless'))
    assert.equal((await updated(link, endless.seq)).preview.title, 'endless')
    await Promise.all(['/plain', '/late-title', '/hop3'].map((path) => site.until(path)))
    await probe(link, '/after-bounds')
    for (const { seq } of [plain, late, far]) assert.equal((await shown(seq)).preview, null)
    assert.equal(site.count('/hop4'), 0)
    assert.equal(ended, true)
  })

  test('hold up no message, and no reader makes the server ask', async () => {
    const [writer, reader] = [await newcomer(), await newcomer()]
    let held
    site.pages['/silent'] = (reply) => (held = reply)
    const { seq } = await writer.send(room, site.url('/silent'))
    await reader.inbox.next('message', (one) => one.room === room && one.seq === seq)
    await site.until('/silent')
    const next = await writer.send(room, 'and on it goes')
    await reader.inbox.next('message', (one) => one.room === room && one.seq === next.seq)
    const asked = site.asked.length
    await reader.get('history', { room, limit: 50 })
    await reader.get('sync')
    await owner.call('GET', `/api/v1/rooms/${room}/messages`)
    await owner.call('GET', `/api/v1/search?q=silent`)
    assert.equal(site.asked.length, asked)
    held.end()
  })

  test('are of what people send: not of code, not of hooks', async () => {
    const link = await newcomer()
    site.pages['/code'] = page('code')
    site.pages['/hook'] = page('hook')
    await link.send(room, `\`${site.url('/code')}\`\n\`\`\`\n${site.url('/code')}\n\`\`\``)
    const hook = (await owner.call('POST', `/api/v1/rooms/${room}/hooks`, { json: { kind: 'incoming', name: 'Alerts' } })).json
    const posted = await owner.call('POST', hook.path, { json: { text: site.url('/hook') } })
    assert.equal(posted.status, 200, posted.text)
    await probe(link, '/after-code')
    assert.deepEqual([site.count('/code'), site.count('/hook')], [0, 0])
  })

  test('are of listed hosts only, where there is a list', async () => {
    const link = await newcomer()
    for (const wrong of [['a b'], [''], ['x'.repeat(300)], 'example.org', [7]]) {
      assert.equal((await owner.call('PATCH', '/api/v1/admin/settings', { json: { preview_hosts: wrong } })).status, 422, JSON.stringify(wrong))
    }
    assert.deepEqual((await settings({ preview_hosts: ['Example.ORG', '例子.中国'] })).preview_hosts, ['example.org', 'xn--fsqu00a.xn--fiqs8s'])
    site.pages['/unlisted'] = page('unlisted')
    await link.send(room, site.url('/unlisted'))
    assert.deepEqual((await settings({ preview_hosts: ['127.0.0.1'] })).preview_hosts, ['127.0.0.1'])
    site.pages['/to-localhost'] = { status: 302, headers: { location: site.url('/from-localhost').replace('127.0.0.1', 'localhost') } }
    await link.send(room, site.url('/to-localhost'))
    await site.until('/to-localhost')
    await probe(link, '/listed')
    assert.deepEqual([site.count('/unlisted'), site.count('/from-localhost')], [0, 0])
    assert.deepEqual((await settings({ preview_hosts: null })).preview_hosts, [])
  })

  test('are bounded for each person', async () => {
    const link = await newcomer()
    const paths = Array.from({ length: 14 }, (_, n) => `/many${n}`)
    for (const path of paths) site.pages[path] = page(path)
    for (const path of paths) await link.send(room, site.url(path))
    await probe(await newcomer(), '/another-person')
    const asked = paths.filter((path) => site.count(path) > 0).length
    assert.ok(asked <= 12, `${asked} of one person`)
  })
})
