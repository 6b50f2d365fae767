// The real binary with a data directory of its own, or a database as tests/databases makes them, killed and started again on
// the same port.
import { spawn, execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { freshDatabase, rows } from '../api/support/database.js'

const startLimitMs = 20_000
const stopLimitMs = 20_000

export class Server {
  #child
  #port = 0
  #data
  #database = {}
  log = ''

  static async create() {
    const server = new Server()
    server.#data = await mkdtemp(join(tmpdir(), 'webchats-ledger-'))
    server.#database = freshDatabase()
    return server
  }

  get url() {
    return `http://127.0.0.1:${this.#port}`
  }

  /** Starts the server; answers how many milliseconds it took to say its address. */
  async start() {
    const begun = performance.now()
    const child = spawn(process.env.WEBCHATS_BIN, ['serve', '--listen', `127.0.0.1:${this.#port}`, '--data', this.#data], {
      env: { ...process.env, ...this.#database, WEBCHATS_MESSAGES_PER_SECOND: '100000', WEBCHATS_MESSAGE_BURST: '100000' },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    this.#child = child
    await new Promise((resolve, reject) => {
      let said = ''
      const limit = setTimeout(() => reject(new Error(`no address within ${startLimitMs} ms:\n${said}`)), startLimitMs)
      const hear = (chunk) => {
        said += chunk
        this.log = (this.log + chunk).slice(-20_000)
        const address = /http:\/\/127\.0\.0\.1:(\d+)/.exec(said)
        if (!address) return
        this.#port = Number(address[1])
        clearTimeout(limit)
        resolve()
      }
      child.stdout.on('data', hear)
      child.stderr.on('data', hear)
      child.once('exit', (code, signal) => {
        clearTimeout(limit)
        reject(new Error(`ended early (${code ?? signal}):\n${said}`))
      })
    })
    return performance.now() - begun
  }

  /** Sends `signal` and answers how the process ended: its exit code, or the signal's name. */
  async end(signal) {
    const child = this.#child
    if (child.exitCode !== null || child.signalCode !== null) return child.exitCode ?? child.signalCode
    const ended = new Promise((resolve) => child.once('exit', (code, by) => resolve(code ?? by)))
    child.kill(signal)
    const limit = setTimeout(() => child.kill('SIGKILL'), stopLimitMs)
    const how = await ended
    clearTimeout(limit)
    return how
  }

  /** What is stored, read past the server: room → messages by seq, as a client would see them. */
  async rooms(wanted) {
    const columns = 'id, room_id as room, seq, text, user_id as user, created'
    const place = { data: this.#data, database: this.#database.WEBCHATS_DATABASE_URL }
    const stored = rows(place, `select ${columns} from messages order by room_id, seq`)
    const found = new Map(wanted.map((room) => [room, []]))
    for (const { room, created, ...message } of stored) found.get(room).push({ ...message, time: new Date(created).toISOString() })
    return found
  }

  /** SQLite's own opinion of the database that is left; a database server was not killed. */
  async integrity() {
    if (this.#database.WEBCHATS_DATABASE_URL) return 'ok'
    const file = join(this.#data, 'webchats.db')
    const { stdout } = await promisify(execFile)('sqlite3', ['-readonly', file, 'pragma integrity_check; pragma foreign_key_check'])
    return stdout.trim()
  }

  async remove() {
    await rm(this.#data, { recursive: true, force: true })
  }
}
