// The database crashes under load and comes back three seconds later: `node outage.mjs STOP START`, two shell functions.
// Everybody is told `unavailable`, asks again with the same client id, and in the end every message is there once.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import { startServer, stopServer } from '../api/support/server.js'
import { freshId, modernUser } from '../api/support/modern.js'

const SENDERS = 8
const OUTAGE_MS = 3_000
const BACK_WITHIN_MS = 5_000
const ROOM = 1

const [stop, start] = process.argv.slice(2)
const shell = (command) => assert.equal(spawnSync('bash', ['-c', command], { stdio: ['ignore', 'inherit', 'inherit'] }).status, 0, command)

const server = await startServer({ WEBCHATS_MESSAGES_PER_SECOND: '100000', WEBCHATS_MESSAGE_BURST: '100000', WEBCHATS_EVENTS_PER_SECOND: '100000' })
const listener = await (await modernUser(server, 'listener')).socket()
const senders = []
for (let i = 0; i < SENDERS; i += 1) senders.push(await (await modernUser(server, `sender ${i}`)).socket())

const acknowledged = new Map() // client id → its acknowledgement
const refusals = new Set()
let lastRefusal = 0
let running = true

async function send(link) {
  while (running) {
    const message = { room: ROOM, client_id: freshId(), text: 'the database will be away' }
    for (;;) {
      const answer = await link.ask('message:send', message)
      if (answer.ok) {
        acknowledged.set(message.client_id, { ...answer, at: Date.now() })
        break
      }
      refusals.add(answer.error.code)
      lastRefusal = Date.now()
      await sleep(20)
    }
  }
}

const work = Promise.all(senders.map(send))
await sleep(1_000)
shell(stop)
await sleep(OUTAGE_MS / 2)
const readiness = async () => {
  const answer = await fetch(`${server.url}/readyz`)
  return `${answer.status} ${(await answer.text()).trim()}`
}
const readyMeanwhile = await readiness()
const reading = await senders[0].user.call('GET', `/api/v1/rooms/${ROOM}/messages`)
await sleep(OUTAGE_MS / 2)
shell(start)
const back = Date.now()
await sleep(BACK_WITHIN_MS)
running = false
await work
await sleep(500)

const stored = []
for (let after = 0, more = true; more; after = stored.at(-1).seq) {
  const answer = await senders[0].user.call('GET', `/api/v1/rooms/${ROOM}/messages?after=${after}&limit=100`)
  assert.equal(answer.status, 200, `${answer.text}\n${server.log.slice(-4_000)}`)
  const page = answer.json
  stored.push(...page.messages)
  more = page.messages.length === 100
}
const readyAgain = await readiness()
const afterwards = [...acknowledged.values()].filter((one) => one.at > back)

const cases = {
  'who writes or reads meanwhile hears `unavailable`, and nothing else': () => {
    assert.deepEqual([...refusals], ['unavailable'])
    assert.equal(reading.status, 503)
  },
  'it is not ready meanwhile, and is again': () => {
    assert.equal(readyMeanwhile, '503 the database cannot be read and written')
    assert.equal(readyAgain, '200 ok')
  },
  'it goes on by itself within five seconds': () => {
    assert.ok(afterwards.length > 0, 'nothing was acknowledged again')
    const first = Math.min(...afterwards.map((one) => one.at)) - back
    console.log(`first acknowledgement ${first} ms, last refusal ${lastRefusal - back} ms after the database; ${acknowledged.size} in all`)
    assert.ok(lastRefusal - back < BACK_WITHIN_MS - 500)
  },
  'everything acknowledged is stored, where it was said': () => {
    const seqs = new Map(stored.map((one) => [one.id, one.seq]))
    for (const [client, answer] of acknowledged) assert.equal(seqs.get(answer.id), answer.seq, client)
  },
  'nothing is stored twice, and no seq is left out': () => {
    assert.equal(stored.length, acknowledged.size)
    assert.deepEqual(stored.map((one) => one.seq), stored.map((_, index) => index + 1))
  },
  'who listens hears every message once': () => {
    const heard = listener.inbox.all('message').map((one) => one.seq).sort((a, b) => a - b)
    assert.deepEqual(heard, stored.map((one) => one.seq))
  },
}

let failed = 0
for (const [name, check] of Object.entries(cases)) {
  try {
    check()
    console.log(`ok - ${name}`)
  } catch (error) {
    failed += 1
    console.log(`not ok - ${name}\n${error.message.slice(0, 2_000)}`)
  }
}
for (const link of [listener, ...senders]) link.user.close()
await stopServer(server)
console.log(`${Object.keys(cases).length - failed} passed, ${failed} failed`)
process.exitCode = failed === 0 ? 0 : 1
