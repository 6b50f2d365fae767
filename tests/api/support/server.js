// The real binary, on a free port of loopback, with a data directory of its own.
import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { environmentOf } from './command.js'

const START_LIMIT_MS = 20_000

export class Server {
  #child
  #environment
  port = 0
  /** Everything the process wrote to stdout and stderr, over all its starts. */
  log = ''

  constructor(data, environment) {
    this.data = data
    this.#environment = environment
    /** Where its database is, when it is not SQLite's file in `data`. */
    this.database = environment.WEBCHATS_DATABASE_URL
  }

  /** The settings of this server beside those of the tests: its commands need them too. */
  get environment() {
    return this.#environment
  }

  get url() {
    return `http://127.0.0.1:${this.port}`
  }

  get pid() {
    return this.#child?.pid
  }

  get running() {
    return this.#child !== undefined && this.#child.exitCode === null && this.#child.signalCode === null
  }

  async start() {
    const binary = process.env.WEBCHATS_BIN
    if (!binary) throw new Error('WEBCHATS_BIN names no server binary')
    const child = spawn(binary, ['serve', '--listen', `127.0.0.1:${this.port}`, '--data', this.data], {
      env: { ...process.env, ...this.#environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    this.#child = child
    let output = ''
    await new Promise((resolve, reject) => {
      const limit = setTimeout(() => reject(new Error(`no address within ${START_LIMIT_MS} ms:\n${output}`)), START_LIMIT_MS)
      const hear = (chunk) => {
        output += chunk
        this.log += chunk
        const address = /http:\/\/127\.0\.0\.1:(\d+)/.exec(output)
        if (address) {
          this.port = Number(address[1])
          clearTimeout(limit)
          resolve()
        }
      }
      child.stdout.on('data', hear)
      child.stderr.on('data', hear)
      child.once('error', reject)
      child.once('exit', (code, signal) => {
        clearTimeout(limit)
        reject(new Error(`ended early (${code ?? signal}):\n${output}`))
      })
    })
  }

  /** Ends the process and tells how: its exit code, or the signal's name. */
  async stop(signal = 'SIGTERM') {
    const child = this.#child
    if (!this.running) return child?.exitCode ?? child?.signalCode
    const ended = new Promise((resolve) => child.once('exit', (code, by) => resolve(code ?? by)))
    child.kill(signal)
    const limit = setTimeout(() => child.kill('SIGKILL'), 15_000)
    const how = await ended
    clearTimeout(limit)
    return how
  }
}

/** Starts a server for a test file; end it with `stopServer`. */
export async function startServer(environment = {}) {
  const data = await mkdtemp(join(tmpdir(), 'webchats-api-'))
  const server = new Server(data, { ...environmentOf(data), ...environment })
  await server.start()
  return server
}

/** Ends the server, and complains if it had died or did not end well. */
export async function stopServer(server) {
  if (!server) return
  const alive = server.running
  const how = await server.stop()
  await rm(server.data, { recursive: true, force: true })
  if (!alive) throw new Error(`the server died (${how}):\n${server.log.slice(-4000)}`)
  if (how !== 0) throw new Error(`the server ended with ${how}:\n${server.log.slice(-4000)}`)
}
