// Raw TCP: what is sent is exactly what the test says, and how the connection ends is seen.
import { connect } from 'node:net'

const patienceMs = 15_000

/** One connection. `received` grows; `ended` is 'fin', 'reset' or undefined. */
export class Connection {
  received = ''
  ended
  #socket
  #waiting = []

  static open(port) {
    return new Promise((resolve, reject) => {
      const connection = new Connection()
      const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true })
      connection.#socket = socket
      socket.setNoDelay(true)
      socket.once('connect', () => resolve(connection))
      socket.on('data', (bytes) => {
        connection.received += bytes.toString('latin1')
        connection.#wake()
      })
      socket.on('end', () => {
        connection.ended ??= 'fin'
        connection.#wake()
      })
      socket.on('error', (error) => {
        connection.ended ??= 'reset'
        connection.#wake()
        reject(error)
      })
      socket.on('close', () => {
        connection.ended ??= 'fin'
        connection.#wake()
      })
    })
  }

  /** Takes text (one byte per character) or a Buffer; true when the kernel took it at once. */
  send(bytes) {
    return this.ended === 'reset' || this.#socket.destroyed ? false : this.#socket.write(bytes, 'latin1')
  }

  /** Waits until `test()` holds or the patience is over; says which. */
  async until(test, limitMs = patienceMs) {
    const end = performance.now() + limitMs
    while (!test()) {
      const left = end - performance.now()
      if (left <= 0) return false
      await new Promise((resolve) => {
        const limit = setTimeout(resolve, left)
        this.#waiting.push(() => {
          clearTimeout(limit)
          resolve()
        })
      })
    }
    return true
  }

  /** Waits until the kernel has taken what was sent, or the connection has ended. */
  async sent() {
    while (this.#socket.writableLength > 0 && this.ended === undefined && !this.#socket.destroyed) {
      await new Promise((resolve) => setTimeout(resolve, 1))
    }
  }

  finish() {
    this.#socket.end()
  }

  pause() {
    this.#socket.pause()
  }

  destroy() {
    this.#socket.destroy()
  }

  get statuses() {
    return [...this.received.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map((match) => Number(match[1]))
  }

  #wake() {
    for (const wake of this.#waiting.splice(0)) wake()
  }
}

/** Sends `bytes` on a connection of its own and waits until the server ends it. */
export async function exchange(port, bytes) {
  const connection = await Connection.open(port)
  connection.send(bytes)
  await connection.until(() => connection.ended !== undefined)
  const { statuses, received, ended } = connection
  connection.destroy()
  return { statuses, received, ended }
}

/** An honest request on a connection of its own: its status and how long it took. */
export async function honest(port, path = '/') {
  const begun = performance.now()
  const { statuses } = await exchange(port, `GET ${path} HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n`)
  return { status: statuses[0], ms: performance.now() - begun }
}
