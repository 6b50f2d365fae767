// webchats import-original: the people of the original sign in with the passwords they have and find what they said.
import assert from 'node:assert/strict'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { ClassicUser } from '../support/classic.js'
import { command, environmentOf } from '../support/command.js'
import { hasMariadb, redumped } from '../support/mariadb.js'
import { ModernUser } from '../support/modern.js'
import { AVATAR, COUNT, originalDump, PEOPLE, roomOf, textOf } from '../support/original.js'
import { png } from '../support/png.js'
import { Server } from '../support/server.js'

let home
before(async () => (home = await mkdtemp(join(tmpdir(), 'webchats-original-'))))
after(() => rm(home, { recursive: true, force: true }))

const said = (room) => Array.from({ length: COUNT }, (_, k) => k + 1).filter((n) => roomOf(n) === room).map(textOf)
const images = [
  { n: 601, img: 'http://webchats.test/storage/images/messages/2024/07/01/0123456789abcdef0123456789abcdef.png' },
  { n: 602, img: 'http://webchats.test/storage/images/messages/2024/07/01/gone.png' },
  { n: 603, img: '../../../../etc/hostname' },
]

/** Imports a dump into a new directory and starts a server on it. */
async function moved(name, dump, more = []) {
  const file = join(home, `${name}.sql`)
  await writeFile(file, dump)
  const data = join(home, name)
  const done = await command(['import-original', '--data', data, '--dump', file, ...more])
  assert.equal(done.code, 0, done.stderr)
  const server = new Server(data, environmentOf(data))
  await server.start()
  return { server, told: done.stderr }
}

async function classicLogin(server, person) {
  const user = new ClassicUser(server, person.email, person.password)
  const answer = await user.call('POST', '/api/login', { json: { name: person.email, password: person.password } })
  assert.equal(answer.json.errno, 0, answer.text)
  return Object.assign(user, { user: answer.json.user, token: answer.json.user.api_token })
}

async function checkEverything(server) {
  const [anna, bo, neil] = PEOPLE
  // The classic contract: login, history from the newest, unread counts.
  const old = await classicLogin(server, anna)
  assert.deepEqual([old.user.id, old.user.name, old.user.email, old.user.avatar], [3, 'anna', 'anna@example.com', AVATAR])
  const newest = await old.history(1)
  assert.deepEqual(newest.map((one) => one.msg), said(1).slice(-20))
  assert.equal(new Date(newest.at(-1).time).toISOString(), '2024-04-13T08:20:00.000Z')
  const wrong = await old.call('POST', '/api/login', { json: { name: anna.email, password: 'old-passwort' } })
  assert.equal(wrong.json.errno, 1)
  const tab = await old.socket({ transports: ['websocket'] })
  const counts = await tab.login()
  assert.equal(counts.room1, 0)
  old.close()

  // The modern one: login, everything in order, unread counts, search.
  const modern = await new ModernUser(server, bo.email, bo.password).signIn()
  const rooms = (await modern.call('GET', '/api/v1/rooms')).json.rooms
  const [first, second] = [1, 2].map((id) => rooms.find((one) => one.id === id))
  assert.deepEqual([first.name, first.last_seq, first.last_seq - first.last_read], ['聊天室1', 320, 12])
  assert.equal(second.last_read, 0)
  const all = []
  for (let after = 0; ; after = all.length) {
    const page = (await modern.call('GET', `/api/v1/rooms/1/messages?after=${after}&limit=100`)).json
    all.push(...page.messages)
    if (!page.more) break
  }
  assert.deepEqual(all.map((one) => one.text), said(1))
  assert.deepEqual(all.map((one) => one.seq), Array.from({ length: 320 }, (_, k) => k + 1))
  const found = (await modern.call('GET', `/api/v1/search?q=${encodeURIComponent('第 350 条')}`)).json
  assert.equal(JSON.stringify(found).includes('350'), true)
  const link = await modern.socket()
  const sent = await link.ask('message:send', { room: 1, client_id: 'new-1', text: 'still here' })
  assert.equal(sent.seq, 321)
  modern.close()
  // The next person who registers gets an id after theirs.
  const fresh = await new ModernUser(server).register()
  assert.ok(fresh.me.id > neil.id)
  return anna
}

describe('a dump in the form of mysqldump', () => {
  let server
  let told
  before(async () => {
    const storage = join(home, 'storage/images/messages/2024/07/01')
    await mkdir(storage, { recursive: true })
    await writeFile(join(storage, '0123456789abcdef0123456789abcdef.png'), png(40, 30))
    ;({ server, told } = await moved('written', originalDump({ images }), ['--images', join(home, 'storage')]))
  })
  after(() => server.stop())

  test('says what it brought and what it did not', () => {
    assert.match(told, /3 people, 503 messages and 1 pictures are in /)
    assert.match(told, /2 pictures were not found/)
    assert.match(told, /1 messages were in rooms other than 1 and 2/)
  })

  test('people, passwords, history and unread counts are there in both contracts', () => checkEverything(server))

  test('pictures are stored as uploads are', async () => {
    const anna = await classicLogin(server, PEOPLE[0])
    const items = (await anna.history(2)).slice(-3)
    assert.match(items[0].img, /^\/files\/[0-9a-f]{32}\.(png|webp)$/)
    assert.equal((await anna.call('GET', items[0].img)).status, 200)
    assert.deepEqual(items.slice(1).map((one) => [one.img, one.msg]), [['', images[1].img], ['', '[图片]']])
  })

  test('a password is kept as argon2id after its first use, and goes on to work', async () => {
    const [, , neil] = PEOPLE
    const stored = () => readFile(join(server.data, 'dump.jsonl'), 'utf8').then((text) =>
      text.split('\n').map((line) => line && JSON.parse(line)).find((one) => one.type === 'user' && one.id === neil.id).password)
    const look = async () => {
      await rm(join(server.data, 'dump.jsonl'), { force: true })
      const done = await command(['export', join(server.data, 'dump.jsonl'), '--data', server.data])
      assert.equal(done.code, 0, done.stderr)
      return stored()
    }
    assert.equal(await look(), neil.hash)
    await new ModernUser(server, neil.email, neil.password).signIn()
    // The second login goes through the same writer, after the new hash.
    await new ModernUser(server, neil.email, neil.password).signIn()
    assert.match(await look(), /^\$argon2id\$/)
    await assert.rejects(new ModernUser(server, neil.email, 'hunter2').signIn())
  })

  test('whoever has the code becomes the owner with the old password', async () => {
    const code = (await command(['setup-code', '--data', server.data])).stdout.trim()
    const anna = new ModernUser(server, PEOPLE[0].email)
    const answer = await anna.call('POST', '/api/v1/setup', { json: { code, name: 'anna', email: PEOPLE[0].email, password: PEOPLE[0].password } })
    assert.equal(answer.status < 300, true, answer.text)
    assert.equal(answer.json.me.id, 3)
  })
})

for (const options of [[], ['--skip-extended-insert', '--complete-insert'], ['--compatible=ansi', '--hex-blob']]) {
  test(`what mariadb-dump ${options.join(' ')} writes`, { skip: !hasMariadb && 'no MariaDB here', timeout: 120_000 }, async () => {
    const { server } = await moved(`mariadb${options.length}${options[0] ?? ''}`, await redumped(originalDump(), options))
    try {
      await checkEverything(server)
    } finally {
      await server.stop()
    }
  })
}

test('a dump that is none, or is cut off, leaves nothing', async () => {
  const data = join(home, 'broken')
  for (const [dump, words] of [
    ['hello', /nothing was imported: .* has no rows of "users"/],
    [originalDump().slice(0, 20_000), /nothing was imported: line \d+: /],
    [originalDump().replace('`email` varchar(255) COLLATE', '`mail` varchar(255) COLLATE'), /the table users has no column email/],
    [Buffer.concat([Buffer.from(originalDump().replace('message 7', 'message \x07')).map((byte) => (byte === 7 ? 0xff : byte))]), /messages\.msg is no UTF-8: .*utf8mb4/],
  ]) {
    const file = join(home, 'broken.sql')
    await writeFile(file, dump)
    const done = await command(['import-original', '--data', data, '--dump', file])
    assert.equal(done.code, 65, done.stderr)
    assert.match(done.stderr, words)
  }
  const file = join(home, 'good.sql')
  await writeFile(file, originalDump())
  assert.equal((await command(['import-original', '--data', data, '--dump', file])).code, 0)
  const again = await command(['import-original', '--data', data, '--dump', file])
  assert.equal(again.code, 73)
  assert.match(again.stderr, / must be empty, but .* holds 3 people and 500 messages already/)
})
