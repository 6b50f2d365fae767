// Mails by SMTP: a forgotten password from end to end, and what can go wrong on the way.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { freshEmail } from '../support/classic.js'
import { ownerOf, personOf } from '../support/community.js'
import { freshAddress, request } from '../support/http.js'
import { eventually } from '../support/inbox.js'
import { dropCertificate, MailServer, makeCertificate } from '../support/mail_server.js'
import { modernUser } from '../support/modern.js'
import { assertProblem } from '../support/problem.js'
import { startServer, stopServer } from '../support/server.js'

const LOGIN = { user: 'chat', password: 'not for the log' }
const PAGE = 'https://chat.example/talk'

const post = (server, path, json, options = {}) => request(server, 'POST', path, { json, from: freshAddress(), ...options })
const forgot = (server, email, headers = {}) => post(server, '/api/v1/password/forgot', { email }, { headers })

let certificate
before(async () => (certificate = await makeCertificate()))
after(() => dropCertificate(certificate))

const settingsFor = (mails, extra = {}) => ({
  WEBCHATS_PUBLIC_URL: PAGE,
  WEBCHATS_MAIL_SERVER: '127.0.0.1',
  WEBCHATS_MAIL_PORT: String(mails.port),
  WEBCHATS_MAIL_SECURITY: 'starttls',
  WEBCHATS_MAIL_USER: LOGIN.user,
  WEBCHATS_MAIL_PASSWORD: LOGIN.password,
  WEBCHATS_MAIL_FROM: 'chat@chat.example',
  WEBCHATS_MAIL_CA_FILE: certificate.file,
  WEBCHATS_MAIL_TIMEOUT: '5',
  ...extra,
})
const mailServer = (options = {}) => new MailServer({ ...LOGIN, key: certificate.key, cert: certificate.cert, ...options }).start()
const codeIn = (mail) => /\/reset#([A-Z0-9-]+)/.exec(mail.text)[1]
const tryMail = (who) => who.call('POST', '/api/v1/admin/mail/test')

describe('a server that sends mail', () => {
  let mails, server, owner
  before(async () => {
    mails = await mailServer()
    server = await startServer(settingsFor(mails))
    owner = await ownerOf(server)
  })
  after(async () => {
    await stopServer(server)
    await mails.stop()
  })

  test('says so', async () => {
    assert.equal((await request(server, 'GET', '/api/v1/server')).json.mail, true)
  })

  test('sends who forgot a password a link that sets a new one, once', async () => {
    const user = await modernUser(server, 'Ann')
    assert.equal((await forgot(server, user.email.toUpperCase())).status, 202)
    const { from, to, secure, user: login, raw, mail } = await mails.mailTo(user.email)
    assert.equal(secure, true)
    assert.equal(login, LOGIN.user)
    assert.equal(from, 'chat@chat.example')
    assert.deepEqual(to, [user.email])
    assert.equal(mail.subject, 'A new password for webchats')
    assert.equal(mail.from.value[0].name, 'webchats')
    assert.equal(mail.headers.get('auto-submitted'), 'auto-generated')
    assert.match(mail.messageId, /^<[\w-]+@chat\.example>$/)
    assert.ok(Math.abs(mail.date - Date.now()) < 60_000)
    for (const line of raw.split('\r\n')) assert.ok(line.length <= 78 && !line.includes('\n'), line)
    const code = codeIn(mail)
    assert.ok(mail.text.includes(`${PAGE}/reset#${code}`) && mail.text.includes('Ann'))
    assert.ok(mail.html.includes(`<a href="${PAGE}/reset#${code}">`))

    const reset = () => post(server, '/api/v1/password/reset', { code, password: 'a better horse' })
    const answer = await reset()
    assert.equal(answer.status, 201, answer.text)
    assert.equal(answer.json.me.id, user.me.id)
    assertProblem(await user.call('GET', '/api/v1/me'), 401, 'unauthorized')
    assertProblem(await reset(), 410, 'gone')
    assert.ok(!server.log.includes(code) && !server.log.includes(LOGIN.password))
  })

  test('writes in the language of the person, else of who asked', async () => {
    const [chosen, guessed, browser] = await Promise.all(['王小明', 'b', 'c'].map((name) => modernUser(server, name)))
    assert.equal((await chosen.call('PATCH', '/api/v1/me', { json: { language: 'zh-TW' } })).status, 200)
    await forgot(server, chosen.email, { 'accept-language': 'en' })
    await forgot(server, guessed.email, { 'accept-language': 'zh-CN' })
    await forgot(server, browser.email, { 'accept-language': 'zh-TW,zh;q=0.9,en;q=0.5' })
    const [tw, cn, first] = await Promise.all([chosen, guessed, browser].map((one) => mails.mailTo(one.email)))
    assert.equal(tw.mail.subject, '重設您在 webchats 的密碼')
    assert.match(tw.mail.text, /^王小明，您好：/)
    assert.equal(cn.mail.subject, '重设您在 webchats 的密码')
    assert.equal(first.mail.subject, '重設您在 webchats 的密碼')
  })

  test('answers for an unknown address as for a known one, and sends nothing there', async () => {
    const user = await modernUser(server)
    const ghost = freshEmail('ghost')
    const unknown = await forgot(server, ghost)
    const known = await forgot(server, user.email)
    assert.deepEqual([unknown.status, unknown.text], [202, known.text])
    assert.equal(known.status, 202)
    await mails.mailTo(user.email)
    // What is asked for later is sent later: the ghost's turn is long over.
    const late = await modernUser(server)
    await forgot(server, late.email)
    await mails.mailTo(late.email)
    assert.ok(!mails.asked.includes(ghost))
  })

  test('writes to nobody who is disabled', async () => {
    const user = await modernUser(server)
    assert.equal((await owner.call('PATCH', `/api/v1/admin/users/${user.me.id}`, { json: { state: 'disabled' } })).status, 200)
    assert.equal((await forgot(server, user.email)).status, 202)
    const late = await modernUser(server)
    await forgot(server, late.email)
    await mails.mailTo(late.email)
    assert.ok(!mails.asked.includes(user.email))
  })

  test('fills nobody\'s mailbox, and lets nobody ask without end', async () => {
    const user = await modernUser(server)
    for (let n = 0; n < 6; n += 1) assert.equal((await forgot(server, user.email)).status, 202)
    const late = await modernUser(server)
    await forgot(server, late.email)
    await mails.until(() => mails.received.filter((one) => one.to.includes(user.email)).length === 3)
    await mails.mailTo(late.email)
    assert.equal(mails.asked.filter((one) => one === user.email).length, 3)

    const from = freshAddress()
    const answers = []
    for (let n = 0; n < 12; n += 1) answers.push(await post(server, '/api/v1/password/forgot', { email: freshEmail() }, { from }))
    assertProblem(answers.at(-1), 429, 'rate_limited')
    assert.equal(answers[0].status, 202)
  })

  test('an earlier code holds beside a later one, until one is used', async () => {
    const user = await modernUser(server)
    await forgot(server, user.email)
    await forgot(server, user.email)
    const mine = () => mails.received.filter((one) => one.to.includes(user.email))
    await mails.until(() => mine().length === 2)
    const codes = mine().map((one) => codeIn(one.mail))
    assert.notEqual(codes[0], codes[1])
    assert.equal((await post(server, '/api/v1/password/reset', { code: codes[0], password: 'a better horse' })).status, 201)
    assertProblem(await post(server, '/api/v1/password/reset', { code: codes[1], password: 'another horse' }), 410, 'gone')
  })

  test('no name and no address adds a header, a recipient or markup', async () => {
    const name = '"><img src=x onerror=alert(1)> =?utf-8?B?YQ==?= {0}'
    const user = await modernUser(server, name)
    const title = 'Tea & <b>"talk"</b>, Bcc: x@evil.example 茶馆茶馆茶馆茶馆茶馆茶馆茶馆'
    assert.equal((await owner.call('PATCH', '/api/v1/admin/settings', { json: { name: title } })).status, 200)
    const before = mails.asked.length
    for (const email of [
      `${user.email}>\r\nRCPT TO:<x@evil.example`, `${user.email}\r\nBcc: x@evil.example`, `${user.email},x@evil.example`, `<${user.email}>`, '\r\n.\r\n', 'a b@c',
    ]) assert.equal((await forgot(server, email)).status, 202, email)
    assert.equal((await forgot(server, user.email)).status, 202)
    const { to, raw, mail } = await mails.mailTo(user.email)
    assert.deepEqual(to, [user.email])
    assert.deepEqual(mails.asked.slice(before), [user.email])
    assert.equal(mail.from.value[0].name, title)
    assert.deepEqual(mail.from.value.map((one) => one.address), ['chat@chat.example'])
    assert.equal(mail.subject, `A new password for ${title}`)
    const names = raw.split('\r\n\r\n')[0].split('\r\n').filter((line) => !line.startsWith(' ')).map((line) => line.split(':')[0])
    assert.deepEqual(names, ['Date', 'From', 'To', 'Subject', 'Message-ID', 'Auto-Submitted', 'MIME-Version', 'Content-Type'])
    assert.ok(mail.text.includes(name))
    assert.ok(!mail.html.includes('<img') && !mail.html.includes('<b>"talk'))
    assert.ok(mail.html.includes('&quot;&gt;&lt;img src=x'))
  })

  test('sends an administrator a test mail, and nobody else', async () => {
    const answer = await tryMail(owner)
    assert.deepEqual(answer.json, { sent: true, said: '' })
    assert.match((await mails.mailTo(owner.email)).mail.subject, /test mail/)
    assertProblem(await tryMail(await personOf(owner, 'member')), 403, 'forbidden')
    assertProblem(await tryMail(await personOf(owner, 'moderator')), 403, 'forbidden')
  })

  test('a recipient the mail server does not take is told to administrators, and holds up nobody', async () => {
    const gone = await modernUser(server)
    mails.judge = async (address) => (address === gone.email ? Object.assign(new Error('5.1.1 No such mailbox'), { responseCode: 550 }) : null)
    await forgot(server, gone.email)
    await mails.until(() => mails.asked.includes(gone.email))
    const late = await modernUser(server)
    await forgot(server, late.email)
    await mails.mailTo(late.email)
    assert.equal(mails.asked.filter((one) => one === gone.email).length, 1)
    mails.judge = async () => Object.assign(new Error('5.7.1 You are not welcome'), { responseCode: 554 })
    const { json } = await tryMail(owner)
    assert.equal(json.sent, false)
    assert.match(json.said, /554 5\.7\.1 You are not welcome/)
    mails.judge = async () => null
  })
})

describe('a mail server that does not take it', () => {
  test('a wrong login is told in plain words, without the password', async () => {
    const mails = await mailServer()
    const server = await startServer(settingsFor(mails, { WEBCHATS_MAIL_PASSWORD: 'the wrong secret' }))
    const { json } = await tryMail(await ownerOf(server))
    assert.equal(json.sent, false)
    assert.match(json.said, /535 5\.7\.8 Authentication credentials invalid/)
    assert.ok(!json.said.includes('secret') && !server.log.includes('the wrong secret'))
    assert.equal(mails.received.length, 0)
    await stopServer(server)
    await mails.stop()
  })

  test('a certificate that nobody vouches for, and a server without STARTTLS, get neither mail nor password', async () => {
    let logins = 0
    const options = { onAuth: (auth, session, done) => done(null, { user: String(++logins) }) }
    for (const [extra, plain] of [[{ WEBCHATS_MAIL_CA_FILE: '' }, {}], [{}, { hideSTARTTLS: true, disabledCommands: ['STARTTLS'] }]]) {
      const mails = await mailServer({ ...options, ...plain })
      const server = await startServer(settingsFor(mails, extra))
      const { json } = await tryMail(await ownerOf(server))
      assert.equal(json.sent, false)
      assert.match(json.said, /certificate|SSL|TLS/i)
      assert.equal(mails.received.length + mails.asked.length + logins, 0)
      await stopServer(server)
      await mails.stop()
    }
  })

  test('one that is down gets the mail when it is up', async () => {
    const mails = await mailServer()
    await mails.stop()
    const server = await startServer(settingsFor(mails))
    const owner = await ownerOf(server)
    const user = await modernUser(server)
    assert.equal((await forgot(server, user.email)).status, 202)
    assert.match((await tryMail(owner)).json.said, /connect/i)
    await eventually(() => server.log.includes('password.reset was not taken'))
    await mails.start()
    const { mail } = await mails.mailTo(user.email, 60_000)
    assert.equal((await post(server, '/api/v1/password/reset', { code: codeIn(mail), password: 'a better horse' })).status, 201)
    await stopServer(server)
    await mails.stop()
  })

  test('what was asked for before a kill -9 is sent by the next start', async () => {
    const mails = await mailServer()
    mails.judge = () => new Promise(() => {})
    const server = await startServer(settingsFor(mails))
    const user = await modernUser(server)
    assert.equal((await forgot(server, user.email)).status, 202)
    await mails.until(() => mails.asked.includes(user.email))
    assert.equal(await server.stop('SIGKILL'), 'SIGKILL')
    assert.equal(mails.received.length, 0)
    mails.judge = async () => null
    await server.start()
    const { mail } = await mails.mailTo(user.email)
    assert.equal((await post(server, '/api/v1/password/reset', { code: codeIn(mail), password: 'a better horse' })).status, 201)
    await stopServer(server)
    await mails.stop()
  })

  test('one that hangs holds up no stop', async () => {
    const mails = await mailServer()
    mails.judge = () => new Promise(() => {})
    const server = await startServer(settingsFor(mails, { WEBCHATS_MAIL_TIMEOUT: '60' }))
    const user = await modernUser(server)
    await forgot(server, user.email)
    await mails.until(() => mails.asked.includes(user.email))
    const begun = Date.now()
    await stopServer(server)
    assert.ok(Date.now() - begun < 8_000)
    await mails.stop()
  })
})

describe('a server without mail', () => {
  test('says so, and has no test mail', async () => {
    const server = await startServer()
    const owner = await ownerOf(server)
    assert.equal((await request(server, 'GET', '/api/v1/server')).json.mail, false)
    assertProblem(await tryMail(owner), 404, 'not_found')
    await stopServer(server)
  })

  test('does not start with half of the settings', async () => {
    const only = { WEBCHATS_MAIL_SERVER: '127.0.0.1' }
    await assert.rejects(startServer(only), /mail\.from/)
    await assert.rejects(startServer({ ...only, WEBCHATS_MAIL_FROM: 'chat@chat.example' }), /server\.public_url/)
  })
})
