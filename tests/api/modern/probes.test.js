// What whoever watches the server asks: /healthz, /readyz, /metrics.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { rm } from 'node:fs/promises'
import { connect } from 'node:net'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { ownerOf, personOf } from '../support/community.js'
import { freshAddress, request } from '../support/http.js'
import { eventually } from '../support/inbox.js'
import { modernUser } from '../support/modern.js'
import { startServer, stopServer } from '../support/server.js'

let server, owner
before(async () => {
  server = await startServer()
  owner = await ownerOf(server)
})
after(() => stopServer(server))

/** As a program on this machine asks, through no proxy. */
const here = (path, headers = {}) => fetch(`${server.url}${path}`, { headers })

describe('probes', () => {
  test('say that the server works', async () => {
    for (const path of ['/healthz', '/readyz']) {
      const answer = await here(path)
      assert.deepEqual([answer.status, await answer.text()], [200, 'ok\n'], path)
      assert.match(answer.headers.get('content-type'), /^text\/plain/)
      assert.equal(answer.headers.get('cache-control'), 'no-store')
    }
  })

  test('are no page, and no other path is one of them', async () => {
    for (const path of ['/healthz/', '/readyz/x', '/metrics/', '/none.txt', '/a.b/c']) assert.equal((await here(path)).status, 404, path)
    assert.equal((await here('/healthz', {})).status, 200)
    assert.equal((await request(server, 'POST', '/readyz')).status, 405)
  })

  test('count what is there, for this machine and for who runs the server', async () => {
    const before = await (await here('/metrics')).text()
    const value = (text, name) => Number(new RegExp(`^webchats_${name} (\\d+)$`, 'm').exec(text)?.[1])
    const person = await modernUser(server)
    const link = await person.socket()
    await link.send(1, 'counted')
    const answer = await here('/metrics')
    assert.equal(answer.headers.get('content-type'), 'text/plain; version=0.0.4; charset=utf-8')
    const now = await answer.text()
    assert.equal(value(now, 'users'), value(before, 'users') + 1)
    assert.ok(value(now, 'messages') > value(before, 'messages') && value(now, 'commits_total') > value(before, 'commits_total'))
    assert.ok(value(now, 'sessions') >= 1)
    assert.ok(!now.includes('counted') && !now.includes(person.email))
    for (const line of now.trim().split('\n')) assert.match(line, /^(# TYPE webchats_[a-z_]+ (gauge|counter)|webchats_[a-z_]+(\{[a-z]+="[^"]*"\})? \d+)$/)

    // `request` comes from elsewhere, as through a proxy.
    const admin = await personOf(owner, 'admin', 'Ada')
    assert.equal((await admin.call('GET', '/metrics')).status, 200)
    assert.equal((await person.call('GET', '/metrics')).status, 404)
    assert.equal((await request(server, 'GET', '/metrics', { from: freshAddress() })).status, 404)
    assert.equal((await here('/metrics', { 'X-Forwarded-For': '127.0.0.1' })).status, 404)
    person.close()
  })

  test('say that the database cannot be written, for as long as that is so', { skip: process.env.WEBCHATS_TEST_DATABASE && 'SQLite only: the databases suite stops the others' }, async () => {
    // Somebody else writes, and does not end.
    const other = spawn('sqlite3', [join(server.data, 'webchats.db')], { stdio: ['pipe', 'pipe', 'inherit'] })
    const ended = once(other, 'close')
    other.stdin.write(".timeout 10000\nbegin immediate;\nselect 'locked';\n")
    assert.match(String((await once(other.stdout, 'data'))[0]), /locked/)
    const refused = await eventually(async () => {
      const answer = await here('/readyz')
      return answer.status === 503 && answer.text()
    })
    assert.equal(refused, 'the database cannot be read and written\n')
    assert.equal((await here('/healthz')).status, 200)
    other.stdin.end('rollback;\n')
    await ended
    assert.ok(await eventually(async () => (await here('/readyz')).status === 200))
  })

  test('say that the server is about to end', async () => {
    const ending = await startServer()
    const socket = connect(ending.port, '127.0.0.1')
    let answers = ''
    socket.on('data', (part) => (answers += part))
    const closed = once(socket, 'close')
    // A request that has begun is not cut off; the answer to the one before it shows that its beginning is there.
    socket.write('GET /healthz HTTP/1.1\r\nHost: x\r\n\r\nGET /readyz HTTP/1.1\r\nHost: x\r\n')
    await eventually(() => answers.endsWith('ok\n'))
    const stopped = ending.stop()
    await eventually(() => fetch(`${ending.url}/healthz`).then(() => false, () => true))
    socket.write('\r\n')
    await closed
    assert.match(answers, /ok\nHTTP\/1\.1 503 .*\r\n\r\nthe server is stopping\n$/s)
    assert.equal(await stopped, 0)
    await rm(ending.data, { recursive: true })
  })
})
