// 大白 with a language model: answers that grow in a room, summaries, limits. The model is a server of ours.
import assert from 'node:assert/strict'
import http from 'node:http'
import { after, before, describe, test } from 'node:test'
import { eventually } from '../support/inbox.js'
import { freshId, modernUser } from '../support/modern.js'
import { startServer, stopServer } from '../support/server.js'

/** A service with OpenAI's API: it keeps what it is asked; the test says each word when it wants to. */
class Model {
  asked = []
  /** @type {(reply: http.ServerResponse, question: any) => void} */
  answer = () => {}

  async start() {
    this.server = http.createServer((call, reply) => {
      const chunks = []
      call.on('data', (chunk) => chunks.push(chunk))
      call.on('end', () => {
        const question = JSON.parse(Buffer.concat(chunks).toString())
        this.asked.push(question)
        this.answer(reply, question)
      })
    })
    await new Promise((resolve) => this.server.listen(0, '127.0.0.1', resolve))
    return this
  }

  get url() {
    return `http://127.0.0.1:${this.server.address().port}/v1`
  }

  close() {
    this.server.closeAllConnections()
    this.server.close()
  }
}

const open = (reply) => reply.writeHead(200, { 'content-type': 'text/event-stream' })
const say = (reply, content) => reply.write(`data: ${JSON.stringify({ choices: [{ delta: { content } }] })}\n\n`)
const end = (reply) => reply.end('data: [DONE]\n\n')
const whole = (text) => (reply) => {
  reply.writeHead(200, { 'content-type': 'application/json' })
  reply.end(JSON.stringify({ choices: [{ message: { content: text } }] }))
}

let model
let server
let anna

before(async () => {
  model = await new Model().start()
  server = await startServer({ WEBCHATS_ROBOT_URL: model.url, WEBCHATS_ROBOT_KEY: 'a-secret-key', WEBCHATS_ROBOT_MODEL: 'm1' })
  anna = await modernUser(server, 'Anna')
})
after(async () => {
  anna?.close()
  model.close()
  await stopServer(server)
  assert.ok(!server.log.includes('a-secret-key'))
})

const newRoom = async (user) => (await user.call('POST', '/api/v1/rooms', { json: { name: `R ${freshId()}`, kind: 'private' } })).json.id
const historyOf = async (user, room) => (await user.call('GET', `/api/v1/rooms/${room}/messages`)).json.messages

describe('a question in a room', () => {
  test('is answered by one message that grows, and does not count as edited', async () => {
    const room = await newRoom(anna)
    const link = await anna.socket()
    await link.get('sync')
    let reply
    model.answer = (one) => {
      reply = one
      say(open(reply), '你好')
    }
    const question = await link.send(room, '@大白 who are you?')
    const first = await link.inbox.next('message', (one) => one.room === room && one.user.name === '大白')
    assert.equal(first.text, '你好 …')
    assert.equal(first.reply_to.seq, question.seq)
    assert.equal(first.user.bot, true)
    say(reply, ', Anna')
    end(reply)
    const last = await link.inbox.next('message:updated', (one) => one.seq === first.seq && one.text === '你好, Anna')
    assert.equal(last.edited, null)
    const [kept] = (await historyOf(anna, room)).filter((one) => one.seq === first.seq)
    assert.equal(kept.text, '你好, Anna')
    assert.equal(kept.edited, null)
    const edits = await anna.call('GET', `/api/v1/rooms/${room}/messages/${first.seq}/edits`)
    assert.deepEqual(edits.json.edits, [])

    model.answer = whole('again')
    await link.send(room, 'not for the robot')
    await link.send(room, '@大白 and now?')
    await link.inbox.next('message', (one) => one.room === room && one.text === 'again')
    const told = model.asked.at(-1)
    assert.equal(told.stream, true)
    assert.equal(told.model, 'm1')
    const said = told.messages.map((one) => one.content)
    assert.ok(said.includes('Anna: @大白 who are you?') && said.includes('你好, Anna') && said.at(-1) === 'and now?')
    assert.ok(!said.some((one) => one.includes('not for the robot')))
  })

  test('shows the robot typing until its first words are there, or it fails', async () => {
    const room = await newRoom(anna)
    const link = await anna.socket()
    await link.get('sync')
    const signs = () => link.inbox.all('typing').filter((one) => one.room === room)
    let reply
    model.answer = (one) => (reply = one)
    await link.send(room, '@大白 take your time')
    const sign = await link.inbox.next('typing', (one) => one.room === room)
    assert.deepEqual([sign.thread, sign.user.name, sign.user.bot], [0, '大白', true])
    await eventually(() => reply && signs().length > 1) // A page shows it for five seconds.
    say(open(reply), 'here')
    await link.inbox.next('message', (one) => one.room === room && one.text === 'here …')
    end(reply)
    await link.inbox.next('message:updated', (one) => one.room === room && one.text === 'here')
    const told = signs().length
    model.answer = (one) => one.writeHead(500).end()
    const answered = link.inbox.all('message').length
    await link.send(room, '@大白 12*7')
    await link.inbox.next('message', (one) => one.room === room && one.text === '12*7 = 84')
    assert.ok(link.inbox.all('message').length > answered)
    assert.equal(signs().length, told + 1)
  })

  test('ends clearly when the model breaks off', async () => {
    const room = await newRoom(anna)
    const link = await anna.socket()
    await link.get('sync')
    model.answer = (reply) => {
      say(open(reply), 'half')
      reply.end()
    }
    await link.send(room, '@大白 tell me')
    const last = await link.inbox.next('message:updated', (one) => one.room === room)
    assert.match(last.text, /^half\n\(The answer broke off/)
  })

  test('is left alone by a robot that is banned', async () => {
    const room = await newRoom(anna)
    const link = await anna.socket()
    await link.get('sync')
    model.answer = whole('here I am')
    await link.send(room, '@大白 hi')
    const said = await link.inbox.next('message', (one) => one.room === room && one.user.name === '大白')
    await link.get('room:ban', { room, user: said.user.id })
    const asked = model.asked.length
    await link.send(room, '@大白 hi again')
    await link.send(room, 'after it')
    await link.inbox.next('message', (one) => one.room === room && one.text === 'after it')
    assert.equal(model.asked.length, asked)
  })
})

describe('a direct talk with the robot', () => {
  test('needs no name: everything in it is a question', async () => {
    const room = await newRoom(anna)
    const link = await anna.socket()
    await link.get('sync')
    model.answer = whole('here I am')
    await link.send(room, '@大白 hi')
    const { user } = await link.inbox.next('message', (one) => one.room === room && one.user.name === '大白')
    const talk = (await link.get('room:direct', { users: [user.id] })).room.id
    model.answer = whole('between us')
    await link.send(talk, 'what do you think?')
    await link.inbox.next('message', (one) => one.room === talk && one.text === 'between us')
    assert.equal(model.asked.at(-1).messages.at(-1).content, 'what do you think?')
  })
})

describe('an answer that a crash cuts off', () => {
  test('ends as far as it had come', async () => {
    const room = await newRoom(anna)
    const link = await anna.socket()
    await link.get('sync')
    model.answer = (reply) => say(open(reply), 'as far as here')
    await link.send(room, '@大白 tell me')
    await link.inbox.next('message', (one) => one.room === room && one.user.name === '大白')
    await server.stop('SIGKILL')
    await server.start()
    const last = (await historyOf(anna, room)).at(-1)
    assert.equal(last.text, 'as far as here …')
    assert.equal(last.edited, null)
  })
})

describe('/summary', () => {
  test('sums up what is unread, for the asker alone', async () => {
    const room = await newRoom(anna)
    const ben = await modernUser(server, 'Ben')
    const [link, theirs] = [await anna.socket(), await ben.socket()]
    await link.get('room:invite', { room, users: [ben.me.id] })
    await link.send(room, 'lunch at noon?')
    await theirs.get('read', { room, seq: (await historyOf(ben, room)).at(-1).seq })
    await link.send(room, 'better at one')
    model.answer = whole('Lunch is at one.')
    const before = (await historyOf(anna, room)).length
    for (const text of ['/summary', '/总结']) {
      assert.equal((await theirs.get('command', { room, text })).reply, 'Lunch is at one.')
    }
    const told = model.asked.at(-1).messages.at(-1).content
    assert.equal(told, 'Anna: better at one\n')
    assert.equal((await historyOf(anna, room)).length, before)
    const stranger = await modernUser(server, 'Stranger')
    const asked = model.asked.length
    assert.equal((await (await stranger.socket()).ask('command', { room, text: '/summary' })).error.code, 'not_found')
    assert.equal(model.asked.length, asked)
    model.answer = (reply) => reply.writeHead(500).end()
    assert.equal((await theirs.ask('command', { room, text: '/summary' })).error.code, 'unavailable')
    ben.close()
    stranger.close()
  })

  test('has limits for a person, and says when to ask again', async () => {
    const room = await newRoom(anna)
    const eager = await modernUser(server, 'Eager')
    const [link, theirs] = [await anna.socket(), await eager.socket()]
    await link.get('room:invite', { room, users: [eager.me.id] })
    await link.send(room, 'something')
    model.answer = whole('s')
    let refused
    for (let count = 0; count < 12 && !refused; count++) {
      const answer = await theirs.ask('command', { room, text: '/summary' })
      if (!answer.ok) refused = answer.error
    }
    assert.equal(refused.code, 'rate_limited')
    assert.ok(refused.retry_after >= 1)
    eager.close()
  })

  test('is refused clearly without a model', async () => {
    const plain = await startServer()
    try {
      const carl = await modernUser(plain, 'Carl')
      const link = await carl.socket()
      const room = await newRoom(carl)
      assert.match((await link.get('command', { room, text: '/summary' })).reply, /no language model/)
      await link.get('sync')
      await link.send(room, '@大白 12*7')
      await link.inbox.next('message', (one) => one.room === room && one.text === '12*7 = 84')
      carl.close()
    } finally {
      await stopServer(plain)
    }
  })
})
