// Doors to other programs: incoming and outgoing webhooks, bots, slash commands.
import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import http from 'node:http'
import { after, before, describe, test } from 'node:test'
import { request } from '../support/http.js'
import { freshId, ModernUser, modernUser } from '../support/modern.js'
import { startServer, stopServer } from '../support/server.js'

const QUICK = {
  WEBCHATS_WEBHOOKS_ALLOW_PRIVATE: '127.0.0.1',
  WEBCHATS_WEBHOOKS_FIRST_RETRY: '50',
  WEBCHATS_WEBHOOKS_LONGEST_PAUSE: '100',
  WEBCHATS_WEBHOOKS_GIVE_UP: '2',
}

/** A program that is told things: it keeps what it gets and answers as it is told. */
class Receiver {
  #waiting = new Set()
  received = []
  /** @type {(event: any) => {status?: number, body?: string}} */
  answer = () => ({})

  async start() {
    this.server = http.createServer((call, reply) => {
      const chunks = []
      call.on('data', (chunk) => chunks.push(chunk))
      call.on('end', () => {
        const text = Buffer.concat(chunks).toString()
        const one = { path: call.url, headers: call.headers, text, json: JSON.parse(text) }
        const { status = 200, body = '' } = this.answer(one, this.received.length)
        this.received.push({ ...one, status })
        reply.writeHead(status, { 'content-type': 'application/json' })
        reply.end(body)
        for (const check of [...this.#waiting]) check()
      })
    })
    await new Promise((resolve) => this.server.listen(0, '127.0.0.1', resolve))
    return this
  }

  get url() {
    return `http://127.0.0.1:${this.server.address().port}/in`
  }

  /** Resolves with all that was received once `enough` of it is there. */
  until(enough, wait = 10_000) {
    return new Promise((resolve, reject) => {
      const limit = setTimeout(() => {
        this.#waiting.delete(check)
        reject(new Error(`not received; so far: ${JSON.stringify(this.received.map((one) => [one.status, one.text]))}`))
      }, wait)
      const check = () => {
        if (!enough(this.received)) return
        clearTimeout(limit)
        this.#waiting.delete(check)
        resolve(this.received)
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

const sign = (secret, time, body) => `t=${time},v1=${createHmac('sha256', secret).update(`${time}.${body}`).digest('hex')}`
const eventually = async (what, wait = 10_000) => {
  const end = Date.now() + wait
  for (;;) {
    const found = await what()
    if (found) return found
    if (Date.now() > end) throw new Error('it did not happen')
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

let server
let owner
let room
before(async () => {
  server = await startServer(QUICK)
  owner = await modernUser(server, 'Owner')
  room = await newRoom(owner)
})
after(async () => {
  owner?.close()
  await stopServer(server)
})

async function newRoom(user, kind = 'private') {
  const made = await user.call('POST', '/api/v1/rooms', { json: { name: 'ops', kind } })
  assert.equal(made.status, 201, made.text)
  return made.json.id
}

async function newHook(user, where, plan) {
  const made = await user.call('POST', `/api/v1/rooms/${where}/hooks`, { json: { name: 'Alerts', ...plan } })
  assert.equal(made.status, 201, made.text)
  return made.json
}

async function lastText(user = owner, where = room) {
  const page = await user.call('GET', `/api/v1/rooms/${where}/messages?limit=1`)
  return page.json.messages[0]
}

describe('incoming webhooks', () => {
  test('a hook has a token that is shown once, and writes as a bot', async () => {
    const hook = await newHook(owner, room, { kind: 'incoming' })
    assert.match(hook.token, /^[\w-]{60}$/)
    const posted = await request(server, 'POST', hook.path, { json: { text: 'disk *full*' } })
    assert.deepEqual([posted.status, posted.text], [200, 'ok'])
    const said = await lastText()
    assert.equal(said.text, 'disk **full**')
    assert.equal(said.user.name, 'Alerts')
    assert.equal(said.user.bot, true)
    const listed = await owner.call('GET', `/api/v1/rooms/${room}/hooks`)
    assert.equal(listed.text.includes(hook.token), false)
    await owner.call('DELETE', `/api/v1/hooks/${hook.id}`)
  })

  test('each service finds its own path, form and answer', async () => {
    const { token, id } = await newHook(owner, room, { kind: 'incoming' })
    const form = { 'content-type': 'application/x-www-form-urlencoded' }
    const cases = [
      [`/hooks/${token}`, { json: { msgtype: 'text', text: { content: '钉' } } }, '钉', { errcode: 0, errmsg: 'ok' }],
      [`/services/T0/B0/${token}`, { json: { text: 'slack' } }, 'slack', 'ok'],
      [
        `/services/T0/B0/${token}`,
        { body: `payload=${encodeURIComponent(JSON.stringify({ text: 'as a form' }))}`, headers: form },
        'as a form',
        'ok',
      ],
      [`/services/T0/B0/${token}`, { body: '{"text":"curl -d"}', headers: form }, 'curl -d', 'ok'],
      [
        `/robot/send?access_token=${token}`,
        { json: { msgtype: 'markdown', markdown: { title: 't', text: '#### 天气' } } },
        '#### 天气',
        { errcode: 0, errmsg: 'ok' },
      ],
      [
        `/cgi-bin/webhook/send?key=${token}`,
        { json: { msgtype: 'text', text: { content: '企', mentioned_list: ['@all'] } } },
        '企\n@所有人',
        { errcode: 0, errmsg: 'ok' },
      ],
    ]
    for (const [path, body, text, answer] of cases) {
      const got = await request(server, 'POST', path, body)
      assert.equal(got.status, 200, got.text)
      assert.deepEqual(typeof answer === 'string' ? got.text : got.json, answer)
      assert.equal((await lastText()).text, text)
    }
    const feishu = await request(server, 'POST', `/open-apis/bot/v2/hook/${token}`, {
      json: { msg_type: 'text', content: { text: '飞' } },
    })
    assert.equal(feishu.json.code, 0)
    assert.equal(feishu.json.msg, 'success')
    assert.equal((await lastText()).text, '飞')
    await owner.call('DELETE', `/api/v1/hooks/${id}`)
  })

  test('with a secret, a script must sign as its service does', async () => {
    const secret = 'SEC0123456789'
    const { token, id } = await newHook(owner, room, { kind: 'incoming', secret })
    const json = { msgtype: 'text', text: { content: 'signed' } }
    const unsigned = await request(server, 'POST', `/robot/send?access_token=${token}`, { json })
    assert.equal(unsigned.json.errcode, 310000)
    const time = Date.now()
    const code = createHmac('sha256', secret).update(`${time}\n${secret}`).digest('base64')
    const path = `/robot/send?access_token=${token}&timestamp=${time}&sign=${encodeURIComponent(code)}`
    assert.equal((await request(server, 'POST', path, { json })).json.errcode, 0)
    assert.equal((await lastText()).text, 'signed')

    const seconds = String(Math.floor(time / 1000))
    const lark = createHmac('sha256', `${seconds}\n${secret}`).update('').digest('base64')
    const body = { timestamp: seconds, msg_type: 'text', content: { text: '飞' } }
    const hook = `/open-apis/bot/v2/hook/${token}`
    assert.equal((await request(server, 'POST', hook, { json: { ...body, sign: lark } })).json.code, 0)
    assert.equal((await request(server, 'POST', hook, { json: { ...body, sign: 'x' } })).json.code, 19021)
    await owner.call('DELETE', `/api/v1/hooks/${id}`)
  })

  test('errors are those of the service', async () => {
    const { token, id } = await newHook(owner, room, { kind: 'incoming' })
    const unknown = 'A'.repeat(60)
    assert.equal((await request(server, 'POST', `/hooks/${unknown}`, { json: { text: 'x' } })).status, 404)
    assert.equal((await request(server, 'POST', `/services/T/B/${token}`, { body: '{' })).text, 'invalid_payload')
    assert.equal((await request(server, 'POST', `/services/T/B/${token}`, { json: {} })).text, 'no_text')
    const wecom = await request(server, 'POST', `/cgi-bin/webhook/send?key=${unknown}`, { json: {} })
    assert.equal(wecom.json.errcode, 93000)
    const large = await request(server, 'POST', `/hooks/${token}`, { json: { text: 'x'.repeat(300_000) } })
    assert.equal(large.status, 413)
    await owner.call('DELETE', `/api/v1/hooks/${id}`)
    assert.equal((await request(server, 'POST', `/hooks/${token}`, { json: { text: 'x' } })).text, 'no_service')
  })

  test('a text that is too long is cut and says so; a flood is slowed', async () => {
    const { token, id } = await newHook(owner, room, { kind: 'incoming' })
    await request(server, 'POST', `/hooks/${token}`, { json: { text: '长'.repeat(5_000) } })
    const said = await lastText()
    assert.equal([...said.text].length, 4_000)
    assert.match(said.text, /… \(cut \/ 已截断\)$/)
    const flood = await Promise.all(
      Array.from({ length: 40 }, () => request(server, 'POST', `/hooks/${token}`, { json: { text: 'x' } })),
    )
    const slowed = flood.filter((one) => one.status === 429)
    assert.ok(slowed.length > 0)
    assert.ok(Number(slowed[0].headers['retry-after']) >= 1)
    await owner.call('DELETE', `/api/v1/hooks/${id}`)
  })

  test('strangers and plain members manage nothing', async () => {
    const stranger = await modernUser(server, 'Stranger')
    const hook = await newHook(owner, room, { kind: 'incoming' })
    for (const [verb, path, json] of [
      ['GET', `/api/v1/rooms/${room}/hooks`],
      ['POST', `/api/v1/rooms/${room}/hooks`, { kind: 'incoming', name: 'x' }],
      ['POST', '/api/v1/hooks', { kind: 'incoming', name: 'x', rooms: [room] }],
      ['GET', `/api/v1/hooks/${hook.id}`],
      ['DELETE', `/api/v1/hooks/${hook.id}`],
      ['GET', `/api/v1/hooks/${hook.id}/deliveries`],
      ['POST', `/api/v1/hooks/${hook.id}/deliveries/1/resend`],
    ]) {
      const answer = await stranger.call(verb, path, json ? { json } : {})
      assert.equal(answer.status, 404, `${verb} ${path}: ${answer.text}`)
    }
    assert.equal((await stranger.call('GET', '/api/v1/hooks')).status, 403)
    await owner.call('DELETE', `/api/v1/hooks/${hook.id}`)
  })
})

describe('outgoing webhooks', () => {
  let receiver
  before(async () => (receiver = await new Receiver().start()))
  after(() => receiver.close())

  test('events come signed, in order, and again after a failure', async () => {
    const where = await newRoom(owner)
    const link = await owner.socket()
    const hook = await newHook(owner, where, { kind: 'outgoing', url: receiver.url, events: ['message.posted'] })
    assert.match(hook.secret, /^[\w-]{60}$/)
    receiver.received.length = 0
    receiver.answer = (_one, number) => ({ status: number < 2 ? 500 : 200 })
    for (const text of ['one', 'two', 'three']) await link.send(where, text)
    const all = await receiver.until((got) => got.filter((one) => one.status === 200).length === 3)
    assert.deepEqual(
      all.map((one) => [one.status, one.json.message.text]),
      [
        [500, 'one'],
        [500, 'one'],
        [200, 'one'],
        [200, 'two'],
        [200, 'three'],
      ],
    )
    for (const one of all) {
      const [, time] = /^t=(\d+),v1=/.exec(one.headers['x-webchats-signature'])
      assert.equal(one.headers['x-webchats-signature'], sign(hook.secret, time, one.text))
      assert.equal(one.headers['x-webchats-event'], 'message.posted')
      assert.equal(one.json.event, 'message.posted')
      assert.equal(one.json.room, where)
      assert.equal(one.json.message.user.name, 'Owner')
      assert.equal('client_id' in one.json.message, false)
    }
    const ids = all.map((one) => one.headers['x-webchats-delivery'])
    assert.equal(ids[0], ids[2], 'the same delivery has the same id')
    assert.equal(new Set(ids).size, 3)
    await owner.call('DELETE', `/api/v1/hooks/${hook.id}`)
  })

  test('what fails for too long is dead, listed, and sent again when somebody says so', async () => {
    const where = await newRoom(owner)
    const link = await owner.socket()
    const hook = await newHook(owner, where, { kind: 'outgoing', url: receiver.url, events: ['message.posted'] })
    receiver.answer = () => ({ status: 503 })
    await link.send(where, 'nobody listens')
    const dead = await eventually(async () => {
      const listed = await owner.call('GET', `/api/v1/hooks/${hook.id}/deliveries`)
      return listed.json.deliveries.find((one) => one.state === 'dead')
    })
    assert.equal(dead.last_error, 'status 503')
    assert.ok(dead.attempts > 2)
    receiver.received.length = 0
    receiver.answer = () => ({})
    const again = await owner.call('POST', `/api/v1/hooks/${hook.id}/deliveries/${dead.id}/resend`)
    assert.equal(again.status, 204)
    const [one] = await receiver.until((got) => got.length === 1)
    assert.equal(one.headers['x-webchats-delivery'], dead.delivery)
    await eventually(async () => (await owner.call('GET', `/api/v1/hooks/${hook.id}/deliveries`)).json.deliveries.length === 0)
    await owner.call('DELETE', `/api/v1/hooks/${hook.id}`)
  })

  test('what was not sent when the process was killed is sent by the next one', async () => {
    const where = await newRoom(owner)
    const link = await owner.socket()
    const hook = await newHook(owner, where, { kind: 'outgoing', url: receiver.url, events: ['message.posted'] })
    receiver.received.length = 0
    receiver.answer = () => ({ status: 500 })
    await link.send(where, 'survives')
    await receiver.until((got) => got.length >= 1)
    await server.stop('SIGKILL')
    receiver.received.length = 0
    receiver.answer = () => ({})
    await server.start()
    const [one] = await receiver.until((got) => got.length === 1)
    assert.equal(one.json.message.text, 'survives')
    await owner.call('DELETE', `/api/v1/hooks/${hook.id}`)
  })

  test('addresses of the own network are refused unless they are listed', async () => {
    const where = await newRoom(owner)
    const link = await owner.socket()
    const url = receiver.url.replace('127.0.0.1', '127.0.0.2')
    const hook = await newHook(owner, where, { kind: 'outgoing', url, events: ['message.posted'] })
    receiver.received.length = 0
    await link.send(where, 'inside')
    const waiting = await eventually(async () => {
      const listed = await owner.call('GET', `/api/v1/hooks/${hook.id}/deliveries`)
      return listed.json.deliveries.find((one) => one.last_error !== '')
    })
    assert.equal(waiting.last_error, 'address_not_allowed')
    assert.equal(receiver.received.length, 0)
    await owner.call('DELETE', `/api/v1/hooks/${hook.id}`)
  })

  test('a plan that cannot work is refused', async () => {
    for (const [plan, field] of [
      [{ kind: 'outgoing', url: 'ftp://x/', events: ['message.posted'] }, 'url'],
      [{ kind: 'outgoing', url: 'http://u:p@x/', events: ['message.posted'] }, 'url'],
      [{ kind: 'outgoing', url: receiver.url, events: [] }, 'events'],
      [{ kind: 'outgoing', url: receiver.url, events: ['nonsense'] }, 'events'],
      [{ kind: 'command', url: receiver.url, command: 'kick' }, 'command'],
      [{ kind: 'command', url: receiver.url, command: 'a b' }, 'command'],
      [{ kind: 'command', url: receiver.url, command: 'fine', description: '天'.repeat(121) }, 'description'],
      [{ kind: 'nonsense' }, 'kind'],
    ]) {
      const answer = await owner.call('POST', `/api/v1/rooms/${room}/hooks`, { json: { name: 'x', ...plan } })
      assert.equal(answer.status, 422, answer.text)
      assert.ok(answer.json.detail.startsWith(`${field}:`), answer.text)
    }
  })
})

describe('bots', () => {
  async function newToken(bot, plan) {
    const made = await owner.call('POST', `/api/v1/bots/${bot}/tokens`, { json: { label: 'ci', ...plan } })
    assert.equal(made.status, 201, made.text)
    return made.json
  }
  let bots = 0
  async function newBot(name = `Helper ${++bots}`) {
    const made = await owner.call('POST', '/api/v1/bots', { json: { name } })
    assert.equal(made.status, 201, made.text)
    return made.json.user.id
  }
  const as = (token) => ({ headers: { Authorization: `Bearer ${token}` } })

  test('a bot talks by socket within its scopes, and is cut off when its token ends', async () => {
    const id = await newBot()
    assert.equal((await owner.call('PUT', `/api/v1/bots/${id}/rooms/${room}`)).status, 204)
    const token = await newToken(id, { scopes: ['messages:read', 'messages:write'] })
    const bot = ModernUser.withToken(server, 'a bot', token.token)
    const link = await owner.socket({ auth: { token: token.token, lang: 'en' } })
    await link.send(room, 'I am a program')
    const said = await lastText()
    assert.equal(said.user.bot, true)
    assert.equal(said.user.role, 'bot')
    assert.equal((await link.ask('sync', {})).error.code, 'forbidden')
    assert.equal((await link.ask('room:create', { name: 'x' })).error.code, 'forbidden')
    assert.equal((await bot.call('GET', '/api/v1/rooms')).status, 403)
    assert.equal((await bot.call('GET', `/api/v1/rooms/${room}/messages`)).status, 200)
    assert.equal((await bot.call('GET', '/api/v1/bots')).status, 403)

    const classic = await request(server, 'GET', `/api/history/message?total=0&current=1&roomid=1&api_token=${token.token}`)
    assert.notEqual(classic.json?.data?.errno, 0, 'the calls of the original know no scopes')

    const listed = await owner.call('GET', `/api/v1/bots/${id}/tokens`)
    assert.equal(listed.text.includes(token.token), false)
    assert.deepEqual(listed.json.tokens[0].scopes, ['messages:read', 'messages:write'])
    const cut = new Promise((resolve) => link.socket.once('disconnect', resolve))
    assert.equal((await owner.call('DELETE', `/api/v1/bots/${id}/tokens/${token.id}`)).status, 204)
    await cut
    assert.equal((await bot.call('GET', '/api/v1/me')).status, 401)
  })

  test('a token for one room neither writes nor hears elsewhere', async () => {
    const id = await newBot('Narrow')
    const elsewhere = await newRoom(owner)
    for (const where of [room, elsewhere]) await owner.call('PUT', `/api/v1/bots/${id}/rooms/${where}`)
    const { token } = await newToken(id, { scopes: ['messages:read', 'messages:write'], rooms: [elsewhere] })
    const link = await owner.socket({ auth: { token, lang: 'en' } })
    assert.equal((await link.ask('message:send', { room, client_id: 'n1', text: 'x' })).error.code, 'forbidden')
    const me = await owner.socket()
    await me.send(room, 'not for it')
    await me.send(elsewhere, 'for it')
    const heard = await link.inbox.next('message', (one) => one.room === elsewhere)
    assert.equal(heard.text, 'for it')
    assert.equal(link.inbox.all('message').some((one) => one.room === room), false)
    const refusedCall = await request(server, 'GET', `/api/v1/rooms/${room}/messages`, as(token))
    assert.equal(refusedCall.status, 403)
  })

  test('a bot that is removed is gone at once', async () => {
    const id = await newBot('Short')
    const { token } = await newToken(id, { scopes: ['rooms:read'] })
    assert.equal((await request(server, 'GET', '/api/v1/rooms', as(token))).status, 200)
    assert.equal((await owner.call('DELETE', `/api/v1/bots/${id}`)).status, 204)
    assert.equal((await request(server, 'GET', '/api/v1/rooms', as(token))).status, 401)
    assert.equal((await owner.call('GET', `/api/v1/bots/${id}/tokens`)).status, 404)
  })

  test('nobody manages the bots of others', async () => {
    const id = await newBot('Mine')
    const stranger = await modernUser(server, 'Other')
    for (const [verb, path, json] of [
      ['DELETE', `/api/v1/bots/${id}`],
      ['GET', `/api/v1/bots/${id}/tokens`],
      ['POST', `/api/v1/bots/${id}/tokens`, { label: 'x', scopes: ['rooms:read'] }],
      ['PUT', `/api/v1/bots/${id}/rooms/${room}`],
    ]) {
      const answer = await stranger.call(verb, path, json ? { json } : {})
      assert.equal(answer.status, 404, `${verb} ${path}: ${answer.text}`)
    }
  })
})

describe('slash commands', () => {
  let receiver
  before(async () => (receiver = await new Receiver().start()))
  after(() => receiver.close())

  test('built-in ones work in both languages', async () => {
    const link = await owner.socket()
    const shrug = await link.get('command', { room, text: '/shrug why not', client_id: 'c1' })
    assert.ok(shrug.seq > 0)
    assert.equal((await lastText()).text, 'why not ¯\\_(ツ)_/¯')
    await link.get('command', { room, text: '/我 挥手' })
    const done = await lastText()
    assert.deepEqual([done.text, done.kind], ['挥手', 'action'])
    const where = await newRoom(owner)
    await link.get('command', { room: where, text: '/主题 新主题' })
    const updated = await link.inbox.next('room:updated', (one) => one.topic === '新主题')
    assert.equal(updated.id ?? updated.room?.id, where)
    const help = await link.get('command', { room, text: '/help' })
    assert.match(help.reply, /\/mute @name/)
    assert.equal((await link.ask('command', { room, text: 'no slash' })).error.code, 'invalid')
    assert.equal((await link.ask('command', { room, text: '/nosuchthing' })).error.code, 'invalid')
  })

  test('in traditional Chinese, by the names and in the words of Taiwan', async () => {
    const friend = await modernUser(server, 'Mei')
    await friend.call('PATCH', '/api/v1/me', { json: { language: 'zh-TW' } })
    // Who asks for no language is answered in their own.
    const link = await friend.socket({ auth: { token: friend.token } })
    assert.match((await link.get('command', { room: 1, text: '/說明' })).reply, /\/禁言 @name \[10m\] — 禁言成員一段時間/)
    assert.match((await link.get('command', { room: 1, text: '/總結' })).reply, /這部伺服器沒有設定語言模型/)
    const refused = await link.ask('command', { room: 1, text: '/nosuchthing' })
    assert.equal(refused.error.message, '指令：不存在或無法使用')
    friend.close()
  })

  test('are listed as far as they exist for the one who asks', async () => {
    const where = await newRoom(owner)
    await newHook(owner, where, { kind: 'command', url: receiver.url, command: 'weather', name: 'Weather' })
    const listed = async (who, language = 'en') =>
      (await who.call('GET', `/api/v1/rooms/${where}/commands`, { headers: { 'Accept-Language': language } })).json.commands
    const own = await listed(owner)
    const names = own.map((one) => one.names[0])
    assert.deepEqual(names, ['me', 'shrug', 'topic', 'invite', 'kick', 'mute', 'leave', 'archive', 'help', 'weather'])
    assert.deepEqual(own[4], { names: ['kick', '踢出'], arguments: '@name', says: 'take somebody out of the room', hook: null })
    const { names: called, says, hook } = own.at(-1)
    assert.deepEqual([called, says], [['weather'], 'Weather'])
    assert.ok(hook > 0)
    const taiwanese = await listed(owner, 'zh-Hant-TW,zh;q=0.8')
    assert.deepEqual(taiwanese[3], { names: ['邀請', 'invite', '邀请'], arguments: '@name', says: '邀請成員加入聊天室', hook: null })

    const member = await modernUser(server, `Member ${freshId()}`)
    assert.equal((await member.call('GET', `/api/v1/rooms/${where}/commands`)).status, 404)
    const link = await owner.socket()
    await link.get('room:invite', { room: where, users: [member.me.id] })
    assert.deepEqual((await listed(member)).map((one) => one.names[0]), ['me', 'shrug', 'invite', 'leave', 'help', 'weather'])
    await link.get('room:mute', { room: where, user: member.me.id, seconds: 600 })
    assert.deepEqual((await listed(member)).map((one) => one.names[0]), ['leave', 'help'])
    member.close()
  })

  test('those about people name one by one, and only who may', async () => {
    const where = await newRoom(owner)
    const guest = await modernUser(server, `Guest ${freshId()}`)
    const [link, seen] = [await owner.socket(), await guest.socket()]
    await seen.get('sync')
    const run = (text) => link.ask('command', { room: where, text })
    assert.deepEqual(await run(`/invite @${guest.me.name}`), { ok: true })
    await seen.inbox.next('room:updated', (one) => one.id === where)
    assert.equal((await run('/invite @Nobody Of That Name')).error.code, 'invalid')
    // Hooks may share a name: nobody is taken out by a guess.
    for (let n = 0; n < 2; n++) {
      const made = await owner.call('POST', '/api/v1/hooks', { json: { kind: 'incoming', name: 'Twin Twinson', rooms: [where] } })
      assert.equal(made.status, 201, made.text)
    }
    assert.equal((await run('/kick @Twin Twinson')).error.code, 'conflict')
    assert.equal((await seen.ask('command', { room: where, text: `/kick @${owner.me.name}` })).error.code, 'forbidden')
    assert.deepEqual(await run(`/mute @${guest.me.name} 10m`), { ok: true })
    assert.equal((await seen.ask('message:send', { room: where, client_id: freshId(), text: 'x' })).error.code, 'muted')
    assert.deepEqual(await run(`/kick @${guest.me.name}`), { ok: true })
    assert.equal((await seen.inbox.next('room:gone', (one) => one.room === where)).reason, 'kicked')
    assert.deepEqual(await run('/archive'), { ok: true })
    assert.equal((await link.ask('message:send', { room: where, client_id: freshId(), text: 'x' })).error.code, 'conflict')
    guest.close()
  })

  test('a program behind a command is asked, and answers the asker or the room', async () => {
    const hook = await newHook(owner, room, { kind: 'command', url: receiver.url, command: '/Deploy' })
    assert.equal(hook.command, 'deploy')
    const link = await owner.socket()
    receiver.answer = (one) => ({
      body: JSON.stringify({
        text: `*${one.json.text}* for <@${one.json.user.id}|${one.json.user.name}>`,
        response_type: one.json.text === 'loud' ? 'in_channel' : 'ephemeral',
      }),
    })
    const quiet = await link.get('command', { room, text: '/deploy quiet' })
    assert.equal(quiet.reply, '**quiet** for @Owner')
    const loud = await link.get('command', { room, text: '/DEPLOY loud' })
    const said = await lastText()
    assert.equal(said.seq, loud.seq)
    assert.equal(said.text, '**loud** for @Owner')
    assert.equal(said.user.bot, true)
    const { headers, text } = receiver.received[0]
    const [, time] = /^t=(\d+),v1=/.exec(headers['x-webchats-signature'])
    assert.equal(headers['x-webchats-signature'], sign(hook.secret, time, text))
    receiver.answer = () => ({ status: 500 })
    assert.equal((await link.ask('command', { room, text: '/deploy x' })).error.code, 'unavailable')
    const elsewhere = await newRoom(owner)
    assert.equal((await link.ask('command', { room: elsewhere, text: '/deploy x' })).error.code, 'invalid')
    const stranger = await modernUser(server, 'Curious')
    const theirs = await stranger.socket()
    assert.equal((await theirs.ask('command', { room, text: '/deploy x' })).error.code, 'not_found')
    stranger.close()
  })

  test('of programs are for who may write in the room, and nobody else asks one', async () => {
    const where = await newRoom(owner)
    await newHook(owner, where, { kind: 'command', url: receiver.url, command: 'shout' })
    receiver.answer = (one) => ({ body: JSON.stringify({ text: one.json.text, response_type: 'in_channel' }) })
    const member = await modernUser(server, `Loud ${freshId()}`)
    const [link, theirs] = [await owner.socket(), await member.socket()]
    await link.get('room:invite', { room: where, users: [member.me.id] })
    await theirs.get('command', { room: where, text: '/shout once' })
    const asked = receiver.received.length
    const refusals = async () => {
      const command = await theirs.ask('command', { room: where, text: '/shout again' })
      const message = await theirs.ask('message:send', { room: where, client_id: freshId(), text: 'again' })
      assert.deepEqual(command.error, message.error)
      return command.error.code
    }
    await link.get('room:mute', { room: where, user: member.me.id, seconds: 600 })
    assert.equal(await refusals(), 'muted')
    await link.get('room:mute', { room: where, user: member.me.id, seconds: 0 })
    await link.get('room:update', { room: where, read_only: true })
    assert.equal(await refusals(), 'forbidden')
    await link.get('command', { room: where, text: '/archive' })
    assert.equal(await refusals(), 'conflict')
    assert.equal(receiver.received.length, asked)
    member.close()
  })

  test('of programs may say what they do', async () => {
    const where = await newRoom(owner)
    const wish = { kind: 'command', url: receiver.url, name: 'Weather' }
    const made = await newHook(owner, where, { ...wish, command: 'weather', description: ' The weather\nof a town ' })
    assert.equal(made.description, 'The weather of a town')
    const { hooks } = (await owner.call('GET', `/api/v1/rooms/${where}/hooks`)).json
    assert.equal(hooks[0].description, made.description)
    const { commands } = (await owner.call('GET', `/api/v1/rooms/${where}/commands`)).json
    assert.equal(commands.at(-1).says, 'The weather of a town')
    const longest = '天'.repeat(120)
    assert.equal((await newHook(owner, where, { ...wish, command: 'long', description: longest })).description, longest)
  })

  test('in a thread are answered in the thread', async () => {
    const where = await newRoom(owner)
    const link = await owner.socket()
    const send = (text) => link.get('message:send', { room: where, client_id: freshId(), text })
    const first = await send('first')
    await newHook(owner, where, { kind: 'command', url: receiver.url, command: 'echo' })
    receiver.answer = (one) => ({ body: JSON.stringify({ text: `${one.json.text} ${one.json.thread}`, response_type: 'in_channel' }) })
    await link.get('command', { room: where, text: '/me waves', thread: first.seq })
    await link.get('command', { room: where, text: '/echo hi', thread: first.seq })
    const { messages } = (await owner.call('GET', `/api/v1/rooms/${where}/threads/${first.seq}`)).json
    const said = messages.filter((one) => one.seq !== first.seq)
    assert.deepEqual(said.map((one) => [one.text, one.thread]), [['waves', first.seq], [`hi ${first.seq}`, first.seq]])
    assert.equal((await link.ask('command', { room: where, text: '/me waves', thread: 999 })).ok, false)
  })
})
