// People of the modern contract who outlive the server: senders that retry until they are answered, and readers that catch up.
import { io } from 'socket.io-client'
import { setTimeout as sleep } from 'node:timers/promises'

const ackMs = 3_000
const retryMs = 20
const pageLimit = 100

class Person {
  constructor(server, name) {
    this.server = server
    this.name = name
  }

  async register() {
    const answer = await fetch(`${this.server.url}/api/v1/accounts`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email: `${this.name}@example.org`, password: 'correct horse 9' }),
    })
    if (answer.status !== 201) throw new Error(`registration refused: ${answer.status} ${await answer.text()}`)
    this.token = (await answer.json()).token
  }

  connect() {
    this.socket = io(`${this.server.url}/chat`, {
      auth: { token: this.token },
      forceNew: true,
      transports: ['websocket'],
      reconnectionDelay: 20,
      reconnectionDelayMax: 100,
    })
    // A server that is just going down may refuse the namespace; that is no reason to give up.
    this.socket.on('connect_error', () => {
      if (!this.socket.active) setTimeout(() => this.socket.connect(), 50)
    })
    this.socket.on('disconnect', () => {
      if (!this.socket.active) setTimeout(() => this.socket.connect(), 50)
    })
  }

  /** One try: the acknowledgement, or an exception when none comes. */
  async ask(event, payload) {
    // Nothing is buffered by the client library: a try belongs to one connection.
    if (!this.socket.connected) throw new Error('not connected')
    const socket = this.socket
    let lost
    const gone = new Promise((_, reject) => {
      lost = () => reject(new Error('connection lost'))
      socket.once('disconnect', lost)
    })
    try {
      return await Promise.race([socket.timeout(ackMs).emitWithAck(event, payload), gone])
    } finally {
      socket.off('disconnect', lost)
    }
  }

  /** Tries until it is acknowledged with `ok`; answers the acknowledgement and the number of tries. */
  async insist(event, payload) {
    for (let tries = 1; ; tries += 1) {
      try {
        const answer = await this.ask(event, payload)
        if (answer.ok) return { answer, tries }
        if (answer.error.code !== 'unavailable' && answer.error.code !== 'rate_limited') {
          throw new Refused(`${event} ${JSON.stringify(payload)}: ${JSON.stringify(answer.error)}`)
        }
      } catch (reason) {
        if (reason instanceof Refused) throw reason
      }
      await sleep(retryMs)
    }
  }

  close() {
    this.socket.close()
  }
}

class Refused extends Error {}

/** Keeps `lanes` messages on their way, each in the next room, until told to stop. */
export class Sender extends Person {
  /** client id → {room, id, seq, time, tries} of every acknowledged message. */
  acknowledged = new Map()
  retried = 0
  #stopped = false
  #next = 0

  async run(rooms, lanes) {
    await Promise.all(Array.from({ length: lanes }, () => this.#lane(rooms)))
  }

  async #lane(rooms) {
    while (!this.#stopped) {
      const number = (this.#next += 1)
      const clientId = `${this.name}-${number}`
      const room = rooms[number % rooms.length]
      // The text says who and which: it is what readers compare.
      const { answer, tries } = await this.insist('message:send', { room, client_id: clientId, text: clientId })
      if (tries > 1) this.retried += 1
      this.acknowledged.set(clientId, { room, id: answer.id, seq: answer.seq, time: answer.time })
    }
  }

  stop() {
    this.#stopped = true
  }
}

/** Follows rooms: live messages as they come, history after each connect, every hole closed by history. */
export class Reader extends Person {
  /** room → messages in the order in which this person saw them. */
  logs = new Map()
  /** Live messages that did not follow the one before on the same connection. */
  jumps = []
  live = 0
  #busy = Promise.resolve()

  follow(rooms) {
    for (const room of rooms) this.logs.set(room, [])
    this.connect()
    this.socket.on('connect', () => {
      // Live messages wait behind the catching up, as they would on a page.
      for (const room of rooms) this.#then(() => this.#catchUp(room))
    })
    this.socket.on('message', (message) => this.#then(() => this.#see(message)))
  }

  lastSeq(room) {
    return this.logs.get(room).at(-1)?.seq ?? 0
  }

  /** Everything that is stored, after what has come live was worked off. */
  async finish(rooms) {
    for (const room of rooms) this.#then(() => this.#catchUp(room))
    await this.#busy
  }

  #then(step) {
    this.#busy = this.#busy.then(step).catch((reason) => this.jumps.push(String(reason)))
  }

  #see(message) {
    const log = this.logs.get(message.room)
    if (!log) return
    const last = this.lastSeq(message.room)
    if (message.seq <= last) return // caught up with by history already
    if (message.seq !== last + 1) this.jumps.push(`room ${message.room}: ${last} then ${message.seq}`)
    this.live += 1
    log.push({ id: message.id, seq: message.seq, text: message.text, user: message.user.id, time: message.time })
  }

  async #catchUp(room) {
    this.logs.get(room).push(...(await readRoom(this, room, this.lastSeq(room))))
  }
}

/** All messages of a room above `after`, by pages, as fast as the server lets one. */
async function readRoom(person, room, after) {
  const found = []
  for (;;) {
    const { answer } = await person.insist('history', { room, after: found.at(-1)?.seq ?? after, limit: pageLimit })
    for (const { id, seq, text, user, time } of answer.messages) found.push({ id, seq, text, user: user.id, time })
    if (!answer.more) return found
  }
}
