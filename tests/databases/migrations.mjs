// The server is killed while it makes its tables, at a moment that differs from round to round; the next start goes on.
import assert from 'node:assert/strict'
import { setTimeout as sleep } from 'node:timers/promises'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Server, stopServer } from '../api/support/server.js'
import { freshDatabase, rows } from '../api/support/database.js'
import { freshId, modernUser } from '../api/support/modern.js'

const ROUNDS = Number(process.env.ROUNDS ?? 6)

/** How many milliseconds a start takes that nothing disturbs. */
async function undisturbed() {
  const server = new Server(await mkdtemp(join(tmpdir(), 'webchats-migrations-')), freshDatabase())
  const begun = performance.now()
  await server.start()
  const took = performance.now() - begun
  await stopServer(server)
  return took
}

async function round(after) {
  const server = new Server(await mkdtemp(join(tmpdir(), 'webchats-migrations-')), freshDatabase())
  const first = server.start().then(() => 'ready', () => 'killed')
  await sleep(after)
  await server.stop('SIGKILL')
  const how = await first
  await server.start()
  const person = await modernUser(server, 'anna')
  const link = await person.socket()
  assert.ok((await link.ask('message:send', { room: 1, client_id: freshId(), text: 'all is there' })).ok)
  // No statement happened twice.
  for (const table of ['rooms', 'search_state']) assert.equal(rows(server, `select count(*) as found from ${table}`)[0].found, 2, table)
  person.close()
  await stopServer(server)
  return how
}

let passed = 0
let failed = 0
const took = await undisturbed()
for (let i = 1; i <= ROUNDS; i += 1) {
  try {
    const after = (took * i) / ROUNDS
    console.log(`ok - ${await round(after)} after ${after.toFixed()} of ${took.toFixed()} ms`)
    passed += 1
  } catch (error) {
    failed += 1
    console.log(`not ok - round ${i}\n${error.stack?.slice(0, 2_000)}`)
  }
}
console.log(`${passed} passed, ${failed} failed`)
process.exitCode = failed === 0 ? 0 : 1
