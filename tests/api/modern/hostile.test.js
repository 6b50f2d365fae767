// What hostile or plainly unlucky clients do, besides what the other files show.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { exchange, freshAddress, request } from '../support/http.js'
import { freshId, modernUser } from '../support/modern.js'
import { command } from '../support/command.js'
import { assertProblem } from '../support/problem.js'
import { startServer, stopServer } from '../support/server.js'

let server
before(async () => {
  server = await startServer({ WEBCHATS_MESSAGE_BURST: '1000', WEBCHATS_LOG_LEVEL: 'debug' })
})
after(() => stopServer(server))

const login = (email, password) => request(server, 'POST', '/api/v1/sessions', { json: { email, password }, from: freshAddress() })

describe('passwords', () => {
  // A1
  test('that are guessed by a hundred at once hold up nobody who talks', async () => {
    const user = await modernUser(server)
    const link = await user.socket()
    await link.get('sync')
    let decided = 0
    const guesses = Array.from({ length: 100 }, () => login(user.email, 'not this one').then((answer) => ((decided += 1), answer)))
    let meanwhile = 0
    for (let n = 0; n < 20 && decided < 100; n += 1) {
      await link.send(1, `said meanwhile ${n}`)
      if (decided < 100) meanwhile += 1
    }
    assert.ok(meanwhile >= 3, `${meanwhile} messages were answered before the last guess was`)
    for (const { status } of await Promise.all(guesses)) assert.ok([401, 429, 503].includes(status), String(status))
    user.close()
  })

  // A4
  test('cost the same whether the address is known or not', async () => {
    const user = await modernUser(server)
    const medianOf = async (email) => {
      const times = []
      for (let n = 0; n < 9; n += 1) {
        const begun = performance.now()
        assert.equal((await login(email, 'not this one')).status, 401)
        times.push(performance.now() - begun)
        if (n % 4 === 3) await login(user.email, user.password)
      }
      return times.sort((a, b) => a - b)[4]
    }
    const [known, unknown] = [await medianOf(user.email), await medianOf('nobody@example.org')]
    // Without a hash the answer would take a twentieth of the time.
    assert.ok(unknown > known / 3 && known > unknown / 3, `${known} ms and ${unknown} ms`)
  })
})

describe('a session id of Engine.IO', () => {
  // A10
  test('is worth nothing without a token of one\'s own', async () => {
    const open = await request(server, 'GET', '/socket.io/?EIO=4&transport=polling')
    const { sid } = JSON.parse(open.text.slice(1))
    assert.ok(Buffer.from(sid, 'base64url').length >= 15)
    assert.equal((await request(server, 'POST', `/socket.io/?EIO=4&transport=polling&sid=${sid}`, { body: '40/chat,{}', headers: { 'content-type': 'text/plain' } })).status, 200)
    const said = await request(server, 'GET', `/socket.io/?EIO=4&transport=polling&sid=${sid}`)
    assert.match(said.text, /^44\/chat,.*unauthorized/)
  })

  // A10
  test('that is guessed is unknown, whatever it looks like', async () => {
    const open = await request(server, 'GET', '/socket.io/?EIO=4&transport=polling')
    const { sid } = JSON.parse(open.text.slice(1))
    const near = sid.slice(0, -2) + (sid.endsWith('AA') ? 'BB' : 'AA')
    const answers = await Promise.all(
      [near, 'A'.repeat(sid.length), '__proto__', '../../etc', "' or 1=1 --"].map((guess) => request(server, 'GET', `/socket.io/?EIO=4&transport=polling&sid=${encodeURIComponent(guess)}`)),
    )
    for (const answer of answers) {
      assert.equal(answer.status, 400)
      assert.equal(answer.json.code, 1)
    }
  })
})

describe('the log', () => {
  // D9
  test('keeps one line a line, whatever clients call themselves', async () => {
    const user = await modernUser(server)
    const evil = 'x\r\n[2026-01-01 00:00:00] [error] forged\u001b[31m\u009b\u2028'
    await user.call('PATCH', '/api/v1/me', { json: { name: evil } })
    await user.call('GET', `/api/v1/rooms/${encodeURIComponent(evil)}`)
    await request(server, 'GET', '/nothing%0d%0a[error]%20forged%1b[31m', { headers: { 'user-agent': `agent\x9b[31m ${'u'.repeat(4_000)}` } })
    const link = await user.socket()
    await link.ask('message:send', { room: 1, client_id: freshId(), text: evil })
    link.socket.emit(`event\r\n${evil}`, {})
    await link.get('sync')
    user.close()
    assert.doesNotMatch(server.log, /^\W*\[2026-01-01 00:00:00\] \[error\] forged/m)
    assert.doesNotMatch(server.log, /^\[error\]/m)
    // eslint-disable-next-line no-control-regex
    assert.doesNotMatch(server.log.replaceAll(/\u001b\[[0-9;]*m/g, ''), /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028]/)
    assert.doesNotMatch(server.log, /forged\u001b/)
  })

  // D10
  test('holds no secret and no word of what people say, at its most talkative', async () => {
    const user = await modernUser(server)
    const other = await user.signIn()
    const link = await user.socket()
    const said = `planted ${freshId()}`
    await link.send(1, said)
    await link.get('draft', { room: 1, text: `${said} as a draft` })
    await login(user.email, 'planted wrong password')
    await request(server, 'GET', `/api/v1/me?api_token=${user.token}`)
    await request(server, 'GET', '/api/v1/me', { headers: { authorization: 'Bearer planted-token', cookie: 'planted=cookie' } })
    user.close()
    const forbidden = [said, user.token, other.token, user.password, 'planted wrong password', 'planted-token', 'planted=cookie', user.email]
    for (const secret of forbidden) assert.ok(!server.log.includes(secret), `the log holds ${secret}`)
  })
})

describe('a message', () => {
  test('that is sent a hundred times over three restarts is stored once, with one answer', async () => {
    const user = await modernUser(server)
    const payload = { room: 2, client_id: freshId(), text: 'once and for all' }
    const answers = new Set()
    for (let start = 0; start < 4; start += 1) {
      const link = await user.socket()
      for (const answer of await Promise.all(Array.from({ length: 25 }, () => link.get('message:send', payload)))) answers.add(JSON.stringify(answer))
      if (start < 3) {
        user.close()
        await server.stop(start === 1 ? 'SIGKILL' : 'SIGTERM')
        await server.start()
      } else {
        const { messages } = await link.get('history', { room: 2, limit: 100 })
        assert.equal(messages.filter((one) => one.text === payload.text).length, 1)
      }
    }
    assert.equal(answers.size, 1)
    user.close()
  })

  test('outlives kill -9 also when commands looked into the database meanwhile', async () => {
    const user = await modernUser(server)
    // A database that was there when the server started: its locks must hold against the command's process.
    await server.stop()
    await server.start()
    for (const words of [['user', 'list'], ['setup-code'], ['export', '-']]) {
      const done = await command([...words, '--data', server.data])
      assert.equal(done.code, 0, done.stderr)
      const link = await user.socket()
      const text = `said after ${words[0]} ${freshId()}`
      const { id } = await link.send(1, text)
      user.close()
      await server.stop('SIGKILL')
      await server.start()
      const { messages } = await (await user.socket()).get('history', { room: 1, limit: 1 })
      assert.deepEqual(messages.map((one) => [one.id, one.text]), [[id, text]], words[0])
    }
    user.close()
  })
})

describe('a request that HTTP refuses before any call sees it', () => {
  const much = 'x'.repeat(20_000)
  const heads = {
    'a head that is too large': [`GET /api/v1/rooms HTTP/1.1\r\nHost: h\r\nX-Much: ${much}`, 431, 'too_large'],
    'an address that is too long': [`GET /api/v1/${much} HTTP/1.1\r\nHost: h\r\n\r\n`, 414, 'too_large'],
    'a header that is none': ['GET /api/v1/rooms HTTP/1.1\r\nHost: h\r\nTwo words: x\r\n\r\n', 400, 'invalid'],
    'two lengths': ['POST /api/v1/sessions HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n', 400, 'invalid'],
    'a coding that nobody knows': ['POST /api/v1/sessions HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: br\r\n\r\n', 501, 'invalid'],
    'a version of the future': ['GET /api/v1/rooms HTTP/9.9\r\nHost: h\r\n\r\n', 505, 'invalid'],
    'a path that is none': ['GET /api/v1/%zz HTTP/1.1\r\nHost: h\r\n\r\n', 400, 'invalid'],
    'a body for no call': ['POST /api/v1/nothing HTTP/1.1\r\nHost: h\r\nContent-Length: 100000\r\n\r\n', 413, 'too_large'],
  }
  for (const [what, [sent, status, code]] of Object.entries(heads)) {
    test(`${what} is a problem of the same shape`, async () => assertProblem(await exchange(server, sent), status, code))
  }

  test('is told in the language that was read so far', async () => {
    const answer = await exchange(server, `GET /api/v1/rooms HTTP/1.1\r\nHost: h\r\nAccept-Language: zh-CN\r\nX-Much: ${much}`)
    assert.equal(answer.json.detail, '内容超过大小限制。')
    assert.equal(answer.headers['content-language'], 'zh-CN')
  })

  test('keeps its text under the paths of the original', async () => {
    const answer = await exchange(server, `GET /api/user HTTP/1.1\r\nHost: h\r\nX-Much: ${much}`)
    assert.equal(answer.status, 431)
    assert.match(answer.headers['content-type'], /^text\/plain/)
  })
})
