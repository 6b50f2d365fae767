import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { ClassicUser, classicUser, freshEmail } from '../support/classic.js'
import { freshAddress, request } from '../support/http.js'
import { once } from '../support/inbox.js'
import { startServer, stopServer } from '../support/server.js'

let server
before(async () => (server = await startServer()))
after(() => stopServer(server))

const post = (path, json, options = {}) => request(server, 'POST', path, { json, from: freshAddress(), ...options })
const bearer = (token) => ({ Authorization: `Bearer ${token}` })
const XHR = { 'X-Requested-With': 'XMLHttpRequest' }

describe('POST /api/register', () => {
  test('makes an account and answers with it', async () => {
    const email = freshEmail('lin.da')
    const answer = await post('/api/register', { name: email, password: '123456-x', src: '//s3.example/avatar/75.jpeg' })
    assert.equal(answer.status, 200)
    assert.match(answer.headers['content-type'], /^application\/json/)
    assert.equal(answer.json.errno, 0)
    assert.equal(answer.json.message, '用户注册成功')
    const { user } = answer.json
    assert.equal(typeof user.id, 'number')
    assert.equal(user.name, email.split('@')[0])
    assert.equal(user.email, email)
    assert.equal(user.avatar, '//s3.example/avatar/75.jpeg')
    assert.equal(typeof user.api_token, 'string')
    assert.match(user.api_token, /^[\w-]{60}$/)
    for (const field of ['created_at', 'updated_at']) assert.ok(Date.parse(user[field]) > 0, field)
  })

  test('works without src', async () => {
    const answer = await post('/api/register', { name: freshEmail(), password: 'secret-pass' })
    assert.equal(answer.json.errno, 0)
    assert.equal(answer.json.user.avatar, '')
  })

  test('takes a form as well as JSON, and trims all but the password', async () => {
    const email = freshEmail()
    const body = new URLSearchParams({ name: `  ${email} `, password: ' 12345' }).toString()
    const headers = { 'content-type': 'application/x-www-form-urlencoded' }
    const answer = await request(server, 'POST', '/api/register', { body, headers, from: freshAddress() })
    assert.equal(answer.json.errno, 0, answer.text)
    assert.equal(answer.json.user.email, email)
  })

  const ok = { password: 'secret-pass' }
  const table = [
    ['an absent name', ok, 'The name field is required.'],
    ['an empty name', { ...ok, name: '' }, 'The name field is required.'],
    ['a blank name', { ...ok, name: '   ' }, 'The name field is required.'],
    ['a name that is no e-mail address', { ...ok, name: 'linda' }, 'The name must be a valid email address.'],
    ['a number as name', { ...ok, name: 7 }, 'The name must be a valid email address.'],
    ['an array as name', { ...ok, name: ['a@x.io'] }, 'The name must be a valid email address.'],
    ['a long name', { ...ok, name: `${'a'.repeat(60)}@${'b'.repeat(60)}.example` }, 'The name may not be greater than 100 characters.'],
    ['an absent password', { name: 'q@x.io' }, 'The password field is required.'],
    ['an empty password', { name: 'q@x.io', password: '' }, 'The password field is required.'],
    ['a short password', { name: 'q@x.io', password: '12345' }, 'The password must be at least 6 characters.'],
    ['a number as password', { name: 'q@x.io', password: 123456 }, 'The password must be a string.'],
    ['a long password', { name: 'q@x.io', password: 'p'.repeat(129) }, 'The password may not be greater than 128 characters.'],
    ['src of another type', { ...ok, name: 'q@x.io', src: 5 }, 'The src is not a valid URL.'],
    ['src that is no URL', { ...ok, name: 'q@x.io', src: 'javascript:alert(1)' }, 'The src is not a valid URL.'],
    ['a long src', { ...ok, name: 'q@x.io', src: `//x.io/${'a'.repeat(260)}` }, 'The src may not be greater than 255 characters.'],
  ]
  for (const [what, body, message] of table) {
    test(`refuses ${what}`, async () => {
      const answer = await post('/api/register', body)
      assert.equal(answer.status, 200)
      assert.deepEqual(answer.json, { errno: 1, message })
    })
  }

  test('refuses an address in use, whatever its case, without a word of SQL', async () => {
    const user = await classicUser(server)
    for (const name of [user.email, user.email.toUpperCase()]) {
      const answer = await post('/api/register', { name, password: 'secret-pass' })
      assert.deepEqual(answer.json, { errno: 1, message: 'The name has already been taken.' })
    }
  })

  test('takes people with the same name at other addresses, and gives the later ones a number', async () => {
    const local = freshEmail('same').split('@')[0]
    const names = []
    for (const host of ['a.example', 'b.example', 'c.example']) {
      const answer = await post('/api/register', { name: `${local}@${host}`, password: 'secret-pass' })
      assert.equal(answer.json.errno, 0, answer.text)
      names.push(answer.json.user.name)
    }
    assert.deepEqual(names.slice(0, 2), [local, `${local} 2`])
    assert.equal(new Set(names).size, 3)
    assert.ok(names[2].startsWith(`${local} `), names[2])
  })

  test('makes one account when ten ask for one address at once', async () => {
    const name = freshEmail()
    const answers = await Promise.all(Array.from({ length: 10 }, () => post('/api/register', { name, password: 'secret-pass' })))
    assert.equal(answers.filter((one) => one.json.errno === 0).length, 1)
  })
})

describe('POST /api/login', () => {
  test('answers with the account and a new token', async () => {
    const user = await classicUser(server)
    const answer = await post('/api/login', { name: user.email, password: user.password })
    assert.equal(answer.status, 200)
    assert.equal(answer.json.errno, 0)
    assert.equal(answer.json.message, '用户登录成功')
    assert.deepEqual(Object.keys(answer.json.user).sort(), [
      'api_token', 'avatar', 'created_at', 'email', 'email_verified_at', 'id', 'name', 'updated_at',
    ])
    assert.equal(answer.json.user.email_verified_at, null)
    assert.equal(answer.json.user.id, user.user.id)
    assert.notEqual(answer.json.user.api_token, user.token)
  })

  test('leaves the session of the first device alone', async () => {
    const user = await classicUser(server)
    const second = await post('/api/login', { name: user.email, password: user.password })
    for (const token of [user.token, second.json.user.api_token]) {
      assert.equal((await user.call('GET', `/api/user?api_token=${token}`)).json.email, user.email)
    }
  })

  test('says the same of a wrong password and of an unknown address', async () => {
    const user = await classicUser(server)
    const wrong = await post('/api/login', { name: user.email, password: 'not the password' })
    const unknown = await post('/api/login', { name: freshEmail('nobody'), password: 'not the password' })
    assert.deepEqual(wrong.json, { errno: 1, message: '用户名和密码不匹配，请重新输入' })
    assert.deepEqual(unknown.json, wrong.json)
    assert.equal(unknown.status, 200)
  })

  const table = [
    ['an absent name', { password: 'x' }, 'The name field is required.'],
    ['a name that is no address', { name: 'x', password: 'x' }, 'The name must be a valid email address.'],
    ['an object as name', { name: {}, password: 'x' }, 'The name must be a valid email address.'],
    ['an absent password', { name: 'x@x.io' }, 'The password field is required.'],
    ['a boolean as password', { name: 'x@x.io', password: true }, 'The password must be a string.'],
  ]
  for (const [what, body, message] of table) {
    test(`refuses ${what}`, async () => {
      assert.deepEqual((await post('/api/login', body)).json, { errno: 1, message })
    })
  }

  test('locks out an address that guesses, the right password too, and nobody else', async () => {
    const user = await classicUser(server)
    const guesser = freshAddress()
    const guess = (password) => post('/api/login', { name: user.email, password }, { from: guesser })
    for (let tries = 0; tries < 5; tries++) await guess(`guess ${tries}`)
    const locked = await guess(user.password)
    assert.equal(locked.status, 200)
    assert.equal(locked.json.errno, 1)
    assert.equal((await post('/api/login', { name: user.email, password: user.password })).json.errno, 0)
  })
})

describe('the token of a personal call', () => {
  const ways = {
    'in the query': (token) => ['GET', `/api/user?api_token=${token}`, {}],
    'as bearer': (token) => ['GET', '/api/user', { headers: bearer(token) }],
    'as basic password': (token) => ['GET', '/api/user', { headers: { Authorization: `Basic ${btoa(`any:${token}`)}` } }],
    'in a JSON body': (token) => ['POST', '/api/logout', { json: { api_token: token } }],
    'in a form': (token) => ['POST', '/api/logout', {
      body: `api_token=${token}`, headers: { 'content-type': 'application/x-www-form-urlencoded' } }],
    'in a multipart form, behind the file': (token) => ['POST', '/api/logout', {
      form: [{ name: 'file', file: Buffer.from('x') }, { name: 'api_token', value: token }] }],
  }
  for (const [way, make] of Object.entries(ways)) {
    test(`is taken ${way}`, async () => {
      const user = await classicUser(server)
      const answer = await user.call(...make(user.token))
      assert.equal(answer.status, 200, answer.text)
      const bad = await user.call(...make('a'.repeat(user.token.length)))
      assert.equal(bad.status, 401)
      assert.deepEqual(bad.json, { message: 'Unauthenticated.' })
    })
  }

  const personal = [
    ['GET', '/api/user'],
    ['GET', '/api/robot?info=hi'],
    ['GET', '/api/history/message?current=1&roomid=1'],
    ['POST', '/api/file/uploadimg'],
    ['POST', '/api/file/avatar'],
    ['POST', '/api/logout'],
  ]
  for (const [method, path] of personal) {
    test(`is required by ${method} ${path.split('?')[0]}`, async () => {
      const call = (headers) => request(server, method, path, { headers, from: freshAddress() })
      for (const headers of [XHR, {}]) {
        const answer = await call(headers)
        assert.equal(answer.status, 401)
        assert.deepEqual(answer.json, { message: 'Unauthenticated.' })
      }
      const page = await call({ Accept: 'text/html,application/xhtml+xml' })
      assert.equal(page.status, 403)
      assert.equal(page.json.message, '登录后才能建立 Websocket 连接')
    })
  }

  test('is never written to the log', async () => {
    const user = await classicUser(server)
    const tab = await user.socket()
    await tab.login()
    await user.history(1)
    assert.ok(!server.log.includes(user.token))
    assert.ok(!server.log.includes(user.password))
    user.close()
  })
})

describe('GET /api/user', () => {
  test('shows the own account, with the token that was used', async () => {
    const user = await classicUser(server)
    const { json } = await user.call('GET', `/api/user?api_token=${user.token}`)
    assert.equal(json.email, user.email)
    assert.equal(json.api_token, user.token)
    assert.ok(!('password' in json) && !('remember_token' in json))
  })
})

describe('POST /api/logout', () => {
  test('ends the session: its token is dead and its sockets are cut', async () => {
    const user = await classicUser(server)
    const tab = await user.socket()
    const silent = await user.socket({ transports: ['polling'] })
    await tab.login()
    await silent.login()
    const cut = Promise.all([once(tab.socket, 'disconnect'), once(silent.socket, 'disconnect')])
    const answer = await user.call('POST', '/api/logout', { json: { api_token: user.token } })
    assert.deepEqual(answer.json, { errno: 0, message: '用户退出成功' })
    await cut
    assert.equal((await user.call('GET', `/api/user?api_token=${user.token}`)).status, 401)
    assert.equal((await user.call('POST', '/api/logout', { json: { api_token: user.token } })).status, 401)
  })

  test('cuts a socket that has said nothing but its handshake', async () => {
    const user = await classicUser(server)
    const tab = await user.socket({ transports: ['websocket'] })
    const cut = once(tab.socket, 'disconnect')
    await user.call('POST', '/api/logout', { json: { api_token: user.token } })
    await cut
  })

  test('leaves the other devices of the person alone', async () => {
    const user = await classicUser(server)
    const second = new ClassicUser(server, user.email, user.password)
    const login = await second.call('POST', '/api/login', { json: { name: user.email, password: user.password } })
    second.user = login.json.user
    second.token = login.json.user.api_token
    const tab = await second.socket()
    await tab.login()
    await user.call('POST', '/api/logout', { json: { api_token: user.token } })
    await tab.settled()
    assert.ok(tab.socket.connected)
    second.close()
  })
})

describe('throttle', () => {
  test('counts 60 requests a minute and client, and says how many are left', async () => {
    const from = freshAddress()
    const call = () => request(server, 'POST', '/api/login', { json: {}, from })
    const first = await call()
    assert.equal(first.headers['x-ratelimit-limit'], '60')
    assert.equal(first.headers['x-ratelimit-remaining'], '59')
    for (let n = 0; n < 59; n++) assert.equal((await call()).status, 200)
    const refused = await call()
    assert.equal(refused.status, 429)
    assert.deepEqual(refused.json, { message: 'Too Many Attempts.' })
    assert.equal(refused.headers['x-ratelimit-remaining'], '0')
    assert.ok(Number(refused.headers['retry-after']) <= 60)
    assert.ok(Number(refused.headers['x-ratelimit-reset']) * 1000 > Date.now())
  })

  test('does not freeze the page of a reader: history is counted apart and never 429', async () => {
    const user = await classicUser(server)
    for (let n = 0; n < 60; n++) await user.call('GET', `/api/user?api_token=${user.token}`)
    assert.equal((await user.call('GET', `/api/user?api_token=${user.token}`)).status, 429)
    assert.deepEqual(await user.history(1), await user.history(1))
    for (let n = 0; n < 310; n++) {
      const answer = await user.call('GET', `/api/history/message?current=1&roomid=1&api_token=${user.token}`)
      assert.equal(answer.status, 200)
      if (n >= 300) assert.deepEqual(answer.json, { data: { errno: 1 } })
    }
  })
})

describe('a page of another site', () => {
  test('changes nothing, with whatever token', async () => {
    const user = await classicUser(server)
    const headers = { Origin: 'https://evil.example' }
    const answer = await user.call('POST', '/api/logout', { json: { api_token: user.token }, headers })
    assert.equal(answer.status, 403)
    assert.equal((await user.call('GET', `/api/user?api_token=${user.token}`)).status, 200)
    const own = { Origin: server.url }
    assert.equal((await user.call('POST', '/api/logout', { json: { api_token: user.token }, headers: own })).json.errno, 0)
  })
})
