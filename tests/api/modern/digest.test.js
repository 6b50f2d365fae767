// Mails that tell who was away what they missed.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { eventually } from '../support/inbox.js'
import { MailServer } from '../support/mail_server.js'
import { modernUser } from '../support/modern.js'
import { startServer, stopServer } from '../support/server.js'

const PAGE = 'https://chat.example/talk'
const settingsFor = (mails, extra = {}) => ({
  WEBCHATS_PUBLIC_URL: PAGE,
  WEBCHATS_MAIL_SERVER: '127.0.0.1',
  WEBCHATS_MAIL_PORT: String(mails.port),
  WEBCHATS_MAIL_FROM: 'chat@chat.example',
  WEBCHATS_MAIL_TIMEOUT: '5',
  WEBCHATS_MAIL_NOTIFY_AFTER: '1',
  WEBCHATS_MAIL_NOTIFY_PAUSE: '0',
  ...extra,
})
const mailServer = () => new MailServer({ disabledCommands: ['STARTTLS', 'AUTH'] }).start()

/** A server with Ann on it, who writes to others. */
async function place(mails, extra) {
  const server = await startServer(settingsFor(mails, extra))
  const ann = await modernUser(server, 'Ann')
  const link = await ann.socket()

  /** Somebody in a room of Ann's who is away and wants mails. */
  const reader = async (name, wishes = {}) => {
    const who = await modernUser(server, name)
    const made = await ann.call('POST', '/api/v1/rooms', { json: { name: `with ${name}`, kind: 'private' } })
    await link.get('room:invite', { room: made.json.id, users: [who.me.id] })
    const answer = await who.call('PATCH', '/api/v1/me', { json: { mail_notifications: true, ...wishes } })
    assert.equal(answer.status, 200, answer.text)
    assert.equal(answer.json.mail_notifications, true)
    return { who, room: made.json.id }
  }
  /** All that was to be mailed is: mails go out one after the other, and that of somebody who was written to later is there. */
  const settled = async () => {
    const { who, room } = await reader('Witness')
    await link.send(room, `@${who.me.name} the last one`)
    await mails.mailTo(who.email)
  }
  return { server, ann, link, reader, settled }
}
const mailsTo = (mails, who) => mails.received.filter((one) => one.to.includes(who.email))
const texts = (mails, who) => mailsTo(mails, who).map((one) => one.mail.text)

describe('a mail of what was missed', () => {
  let mails, server, ann, link, reader, settled
  before(async () => {
    mails = await mailServer()
    ;({ server, ann, link, reader, settled } = await place(mails, { WEBCHATS_MAIL_NOTIFY_AFTER: '3' }))
  })
  after(async () => {
    ann.close()
    await stopServer(server)
    await mails.stop()
  })

  test('gathers mentions and direct messages, and nothing else', async () => {
    const { who, room } = await reader('Bob')
    await link.send(room, 'nothing for anybody')
    const mention = await link.send(room, '@Bob 请 <b>看</b>\n\n一下')
    const { room: direct } = await link.get('room:direct', { users: [who.me.id] })
    await link.send(direct.id, 'between us')
    const { from, to, mail } = await mails.mailTo(who.email)
    assert.deepEqual([from, to], ['chat@chat.example', [who.email]])
    assert.equal(mail.subject, 'New messages for you at webchats')
    assert.match(mail.text, /^Hello Bob,/)
    assert.ok(mail.text.includes(`Ann mentioned you in “with Bob”:\n@Bob 请 <b>看</b> 一下\n${PAGE}/rooms/${room}?at=${mention.seq}`), mail.text)
    assert.ok(mail.text.includes(`Ann wrote to you directly:\nbetween us\n${PAGE}/rooms/${direct.id}?at=1`), mail.text)
    assert.ok(mail.html.includes('&lt;b&gt;看&lt;/b&gt;') && !mail.html.includes('<b>看'))
    assert.ok(!mail.text.includes('nothing for anybody'))
    assert.equal(mail.headers.get('list').unsubscribe.url, `${PAGE}/me`)
    assert.ok(mail.text.includes(`${PAGE}/me`))
    await settled()
    assert.equal(mailsTo(mails, who).length, 1)
    assert.ok(!server.log.includes('between us'))
  })

  test('is in the language of the person', async () => {
    const { who, room } = await reader('王小明', { language: 'zh-TW' })
    await link.send(room, '@王小明 看')
    const { mail } = await mails.mailTo(who.email)
    assert.equal(mail.subject, 'webchats 有給您的新訊息')
    assert.match(mail.text, /Ann 在「with 王小明」中提到了您：/)
  })

  test('is for nobody who did not ask for it, has read it, or lost the room', async () => {
    const unasked = await reader('Cora', { mail_notifications: true })
    await unasked.who.call('PATCH', '/api/v1/me', { json: { mail_notifications: false } })
    const read = await reader('Dora')
    const kicked = await reader('Ed')
    for (const [name, { room }] of [['Cora', unasked], ['Dora', read], ['Ed', kicked]]) await link.send(room, `@${name} look`)
    const own = await read.who.socket()
    await own.get('read', { room: read.room, seq: 1_000 })
    own.socket.close()
    await link.get('room:kick', { room: kicked.room, user: kicked.who.me.id })
    await settled()
    for (const { who } of [unasked, read, kicked]) assert.deepEqual(texts(mails, who), [])
  })

  test('leaves out what was deleted', async () => {
    const { who, room } = await reader('Finn')
    const gone = await link.send(room, '@Finn a slip')
    await link.send(room, '@Finn this stays')
    await link.get('message:delete', { room, seq: gone.seq })
    const { mail } = await mails.mailTo(who.email)
    assert.ok(mail.text.includes('this stays') && !mail.text.includes('a slip'))
  })

  test('is for nobody who looks, or has looked since', async () => {
    const { who, room } = await reader('Gil')
    await link.send(room, '@Gil while you are away')
    const own = await who.socket()
    await own.get('presence', { status: 'online' })
    own.socket.close()
    await eventually(async () => (await link.get('people', { ids: [who.me.id] })).people[0]?.presence === 'offline')
    await settled()
    assert.deepEqual(texts(mails, who), [])
    await link.send(room, '@Gil after you left again')
    const { mail } = await mails.mailTo(who.email)
    assert.ok(mail.text.includes('after you left again') && !mail.text.includes('while you are away'))
  })

  test('respects quiet hours and who is not to be disturbed', async () => {
    const minute = Math.floor(Date.now() / 60_000) % 1_440
    const quiet = await reader('Hal', { time_zone: 'UTC', quiet_hours: { from: (minute + 1_380) % 1_440, to: (minute + 60) % 1_440 } })
    const busy = await reader('Ida', { presence: 'dnd' })
    await link.send(quiet.room, '@Hal late')
    await link.send(busy.room, '@Ida later')
    await settled()
    assert.deepEqual([...texts(mails, quiet.who), ...texts(mails, busy.who)], [])
  })
})

describe('a mail of what was missed, when not all is well', () => {
  test('does not come soon after another, and tells nothing twice', async () => {
    const mails = await mailServer()
    const { server, ann, link, reader } = await place(mails, { WEBCHATS_MAIL_NOTIFY_PAUSE: '4' })
    const { who, room } = await reader('Bob')
    await link.send(room, '@Bob one')
    await mails.mailTo(who.email)
    const first = Date.now()
    await link.send(room, '@Bob two')
    await link.send(room, '@Bob three')
    await mails.until(() => mailsTo(mails, who).length === 2)
    assert.ok(Date.now() - first >= 3_000)
    const [, second] = texts(mails, who)
    assert.ok(second.includes('@Bob two') && second.includes('@Bob three') && !second.includes('@Bob one'))
    ann.close()
    await stopServer(server)
    await mails.stop()
  })

  test('goes out once after a kill -9', async () => {
    const mails = await mailServer()
    const { server, ann, link, reader } = await place(mails)
    const { who, room } = await reader('Bob')
    mails.judge = () => new Promise(() => {})
    await link.send(room, '@Bob before the end')
    await mails.until(() => mails.asked.includes(who.email))
    ann.close()
    assert.equal(await server.stop('SIGKILL'), 'SIGKILL')
    assert.equal(mails.received.length, 0)
    mails.judge = async () => null
    await server.start()
    const { mail } = await mails.mailTo(who.email)
    assert.ok(mail.text.includes('before the end'))
    await stopServer(server)
    await server.start()
    await stopServer(server)
    assert.equal(mailsTo(mails, who).length, 1)
    await mails.stop()
  })

  test('is made of what is new by the time it can be sent', async () => {
    const mails = await mailServer()
    const { server, ann, link, reader } = await place(mails)
    const { who, room } = await reader('Bob')
    mails.judge = async () => Object.assign(new Error('4.3.0 Try again later'), { responseCode: 451 })
    await link.send(room, '@Bob one')
    await mails.until(() => mails.asked.includes(who.email))
    await eventually(() => server.log.includes('digest was not taken'))
    await link.send(room, '@Bob two')
    mails.judge = async () => null
    const { mail } = await mails.mailTo(who.email, 30_000)
    assert.ok(mail.text.includes('@Bob one') && mail.text.includes('@Bob two'))
    ann.close()
    await stopServer(server)
    await mails.stop()
  })
})
