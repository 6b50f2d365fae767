// The real binary on a free port of loopback, and what the kernel says about its process.
import { spawn } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const startLimitMs = 20_000
const stopLimitMs = 20_000

export class Server {
  #child
  #data
  port = 0
  log = ''

  /** `descriptors` limits the open files of the process. */
  static async start({ descriptors = 4096 } = {}) {
    const server = new Server()
    server.#data = await mkdtemp(join(tmpdir(), 'webchats-http-'))
    const command = `ulimit -n ${descriptors}; exec "$WEBCHATS_BIN" serve --listen 127.0.0.1:0 --loops 2 --data "$DATA"`
    const child = spawn('bash', ['-c', command], {
      env: { ...process.env, DATA: server.#data },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    server.#child = child
    await new Promise((resolve, reject) => {
      const limit = setTimeout(() => reject(new Error(`no address within ${startLimitMs} ms:\n${server.log}`)), startLimitMs)
      const hear = (chunk) => {
        server.log += chunk
        const address = /http:\/\/127\.0\.0\.1:(\d+)/.exec(server.log)
        if (!address) return
        server.port = Number(address[1])
        clearTimeout(limit)
        resolve()
      }
      child.stdout.on('data', hear)
      child.stderr.on('data', hear)
      child.once('exit', (code, signal) => {
        clearTimeout(limit)
        reject(new Error(`ended early (${code ?? signal}):\n${server.log}`))
      })
    })
    return server
  }

  get running() {
    return this.#child.exitCode === null && this.#child.signalCode === null
  }

  /** Resident memory in MB. */
  async memory() {
    const status = await readFile(`/proc/${this.#child.pid}/status`, 'utf8')
    return Number(/VmRSS:\s+(\d+)/.exec(status)[1]) / 1024
  }

  /** Seconds of CPU used so far. */
  async cpu() {
    const fields = (await readFile(`/proc/${this.#child.pid}/stat`, 'utf8')).split(') ')[1].split(' ')
    return (Number(fields[11]) + Number(fields[12])) / 100
  }

  async descriptors() {
    return (await readdir(`/proc/${this.#child.pid}/fd`)).length
  }

  /** Ends the process; how it ended: its exit code, or a signal's name. */
  async stop() {
    if (this.running) {
      const ended = new Promise((resolve) => this.#child.once('exit', resolve))
      this.#child.kill('SIGTERM')
      const limit = setTimeout(() => this.#child.kill('SIGKILL'), stopLimitMs)
      await ended
      clearTimeout(limit)
    }
    await rm(this.#data, { recursive: true, force: true })
    return this.#child.exitCode ?? this.#child.signalCode
  }
}
