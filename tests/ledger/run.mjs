// The ledger: 8 people send with acknowledgements and retries, 2 read, and the server is killed without warning, again and again.
// In the end: what was acknowledged is stored once, no room has a hole, and every reader saw the stored order.
import { setTimeout as sleep } from 'node:timers/promises'
import { Reader, Sender } from './people.mjs'
import { Server } from './server.mjs'

const kills = Number(process.env.KILLS ?? 10)
const seed = Number(process.env.SEED ?? Date.now() % 1_000_000)
const senderCount = 8
const readerCount = 2
const lanes = 2
const rooms = [1, 2]
const settleLimitMs = 60_000

/** mulberry32: small and the same everywhere. */
function randomNumbers(state) {
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

const results = []
function check(name, problems) {
  const found = [...problems]
  results.push(found.length === 0)
  console.log(`${found.length === 0 ? 'ok  ' : 'FAIL'} ${name}`)
  for (const problem of found.slice(0, 5)) console.log(`       ${problem}`)
  if (found.length > 5) console.log(`       … and ${found.length - 5} more`)
}

function* whenNot(condition, problem) {
  if (!condition) yield problem
}

function withLimit(work, what) {
  return Promise.race([
    work,
    sleep(settleLimitMs, undefined, { ref: false }).then(() => Promise.reject(new Error(`${what} took longer than ${settleLimitMs} ms`))),
  ])
}

async function campaign(server) {
  const random = randomNumbers(seed)
  await server.start()
  const senders = Array.from({ length: senderCount }, (_, i) => new Sender(server, `sender${i + 1}`))
  const readers = Array.from({ length: readerCount }, (_, i) => new Reader(server, `reader${i + 1}`))
  for (const person of [...senders, ...readers]) await person.register()
  for (const sender of senders) sender.connect()
  for (const reader of readers) reader.follow(rooms)
  const sending = Promise.all(senders.map((sender) => sender.run(rooms, lanes)))
  // A refusal that retrying cannot heal ends the campaign at its end, not as an unhandled rejection.
  sending.catch(() => {})

  const ready = []
  let struck = 0
  let idleKills = 0
  for (let i = 0; i < kills; i += 1) {
    const before = senders.reduce((sum, sender) => sum + sender.acknowledged.size, 0)
    await sleep(50 + random() * 1_450)
    if (senders.reduce((sum, sender) => sum + sender.acknowledged.size, 0) === before) idleKills += 1
    if ((await server.end('SIGKILL')) === 'SIGKILL') struck += 1
    ready.push(await server.start())
  }
  await sleep(500)
  for (const sender of senders) sender.stop()
  await withLimit(sending, 'answering the last messages')

  const stopped = await server.end('SIGTERM')
  const stored = await server.rooms(rooms)
  // Readers come back once more and end with what a later visitor finds.
  await server.start()
  await withLimit(until(() => readers.every((reader) => reader.socket.connected)), 'reconnecting')
  await withLimit(Promise.all(readers.map((reader) => reader.finish(rooms))), 'catching up')
  for (const person of [...senders, ...readers]) person.close()
  await server.end('SIGTERM')

  const everything = [...stored.values()].flat()
  const acknowledged = senders.reduce((sum, sender) => sum + sender.acknowledged.size, 0)
  const retried = senders.reduce((sum, sender) => sum + sender.retried, 0)
  const live = readers.reduce((sum, reader) => sum + reader.live, 0)
  console.log(
    `     seed ${seed}: ${struck} kills (${idleKills} of them before any answer), ${acknowledged} messages acknowledged, ${retried} after retries, ` +
      `${everything.length} stored, ${live} seen live, ready again after at most ${Math.round(Math.max(...ready, 0))} ms`,
  )

  check('the server was killed as often as planned, under load', (function* () {
    yield* whenNot(struck === kills, `${struck} of ${kills} kills struck`)
    yield* whenNot(acknowledged > senderCount * lanes * kills, `only ${acknowledged} messages were acknowledged`)
    yield* whenNot(retried > 0, 'no message was ever retried')
    yield* whenNot(live > 0, 'no message was seen live')
  })())
  check('every acknowledged message is stored, as acknowledged', (function* () {
    const byText = new Map(everything.map((message) => [message.text, message]))
    for (const sender of senders) {
      for (const [clientId, ack] of sender.acknowledged) {
        const row = byText.get(clientId)
        if (!row) yield `${clientId} (room ${ack.room}, seq ${ack.seq}) is missing`
        else if (row.id !== ack.id || row.seq !== ack.seq || row.time !== ack.time) {
          yield `${clientId} was acknowledged as ${JSON.stringify(ack)} and is ${JSON.stringify(row)}`
        }
      }
    }
  })())
  check('no message is stored twice', (function* () {
    const seen = new Set()
    for (const { text } of everything) {
      if (seen.has(text)) yield `${text} is there twice`
      seen.add(text)
    }
  })())
  check('the seq of every room counts from 1 without a hole', (function* () {
    for (const [room, messages] of stored) {
      for (const [i, message] of messages.entries()) {
        if (message.seq !== i + 1) yield `room ${room}: ${message.seq} at place ${i + 1}`
      }
    }
  })())
  check('every reader saw the stored order', (function* () {
    for (const reader of readers) {
      for (const room of rooms) {
        const [saw, is] = [reader.logs.get(room), stored.get(room)]
        if (saw.length !== is.length) yield `${reader.name}, room ${room}: saw ${saw.length} of ${is.length}`
        const at = is.findIndex((message, i) => JSON.stringify(message) !== JSON.stringify(saw[i]))
        if (at >= 0) yield `${reader.name}, room ${room}, place ${at + 1}: saw ${JSON.stringify(saw[at])}, is ${JSON.stringify(is[at])}`
      }
    }
  })())
  check('no reader saw a hole on a living connection', readers.flatMap((reader) => reader.jumps.map((jump) => `${reader.name}: ${jump}`)))
  check('SIGTERM ends the server with 0', whenNot(stopped === 0, `ended with ${stopped}`))
  const integrity = await server.integrity()
  check('the database is sound', whenNot(integrity === 'ok', integrity))
}

async function until(condition) {
  while (!condition()) await sleep(20)
}

if (!process.env.WEBCHATS_BIN) {
  console.error('WEBCHATS_BIN names no server binary')
  process.exit(2)
}
const server = await Server.create()
try {
  await campaign(server)
} catch (reason) {
  console.log(`FAIL the campaign ran to its end\n       seed ${seed}: ${reason.stack ?? reason}\n${server.log.slice(-2_000)}`)
  results.push(false)
} finally {
  await server.end('SIGKILL').catch(() => {})
  await server.remove()
}
const failed = results.filter((good) => !good).length
console.log(`${results.length - failed} passed, ${failed} failed`)
process.exit(failed === 0 ? 0 : 1)
