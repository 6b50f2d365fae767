// A chat moves from SQLite to the database server and back: the same lines come out, and people go on.
import assert from 'node:assert/strict'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { run } from '../api/support/command.js'
import { freshDatabase } from '../api/support/database.js'
import { ModernUser, freshId, modernUser } from '../api/support/modern.js'
import { Server } from '../api/support/server.js'

const PASSWORD = 'a demo for a test'
const home = await mkdtemp(join(tmpdir(), 'webchats-moving-'))
const at = (name) => join(home, name)
const sqlite = { WEBCHATS_DATABASE_URL: 'sqlite' }
const there = freshDatabase()
let email

async function webchats(environment, ...words) {
  const done = await run(process.env.WEBCHATS_BIN, words, { env: { ...process.env, ...environment } })
  assert.equal(done.code, 0, `${words.join(' ')}: ${done.stderr}`)
  return done.stdout
}
const lines = async (name) => (await readFile(at(name), 'utf8')).trim().split('\n').slice(1).sort()

const cases = {
  'from SQLite into the server': async () => {
    const shown = await webchats(sqlite, 'demo', '--data', at('here'), '--people', '9', '--rooms', '5', '--messages', '600', '--password', PASSWORD)
    await webchats(sqlite, 'export', at('one'), '--data', at('here'))
    await webchats(there, 'import', at('one'), '--data', at('there'))
    await webchats(there, 'export', at('two'), '--data', at('there'))
    assert.deepEqual(await lines('two'), await lines('one'))
    email = /Sign in as (\S+)/.exec(shown)[1]
  },
  'not into a database that is in use': async () => {
    const again = await run(process.env.WEBCHATS_BIN, ['import', at('one'), '--data', at('elsewhere')], { env: { ...process.env, ...there } })
    assert.equal(again.code, 73, again.stderr)
    assert.match(again.stderr, /holds 9 people.*and another database/)
  },
  'people go on there, and new ones come': async () => {
    const server = new Server(at('there'), there)
    await server.start()
    const old = await new ModernUser(server, email, PASSWORD).signIn()
    const rooms = (await old.call('GET', '/api/v1/rooms')).json.rooms
    assert.equal((await old.call('GET', `/api/v1/rooms/${rooms[0].id}/messages?limit=20`)).json.messages.length, 20)
    const found = (await old.call('GET', '/api/v1/search?q=has:image')).json.hits
    assert.ok(found.length > 0)
    const link = await (await modernUser(server, 'new here')).socket()
    const said = await link.ask('message:send', { room: 1, client_id: freshId(), text: 'goes on' })
    assert.ok(said.ok, JSON.stringify(said))
    assert.equal(said.seq, rooms.find((one) => one.id === 1).last_seq + 1)
    link.user.close()
    old.close()
    assert.equal(await server.stop(), 0)
  },
  'from the server into SQLite': async () => {
    await webchats(there, 'export', at('three'), '--data', at('there'))
    await webchats(sqlite, 'import', at('three'), '--data', at('back'))
    await webchats(sqlite, 'export', at('four'), '--data', at('back'))
    assert.deepEqual(await lines('four'), await lines('three'))
  },
  'a demo in the server': async () => {
    await webchats(freshDatabase(), 'demo', '--data', at('demo'), '--people', '9', '--rooms', '5', '--messages', '200')
  },
}

let passed = 0
let failed = 0
for (const [name, check] of Object.entries(cases)) {
  try {
    await check()
    passed += 1
    console.log(`ok - ${name}`)
  } catch (error) {
    failed += 1
    console.log(`not ok - ${name}\n${error.stack.slice(0, 2_000)}`)
  }
}
await rm(home, { recursive: true })
console.log(`${passed} passed, ${failed} failed`)
process.exit(failed === 0 ? 0 : 1)
