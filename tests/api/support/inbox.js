// What a socket received, in order, with waiting for what is still to come.

const WAIT_MS = 5_000

export class Inbox {
  #waiting = new Set()
  /** @type {{event: string, value: any, ack?: (...values: any[]) => void}[]} */
  received = []

  constructor(socket, events) {
    for (const event of events) {
      socket.on(event, (value) => {
        this.received.push({ event, value })
        for (const check of [...this.#waiting]) check()
      })
    }
  }

  all(event) {
    return this.received.filter((one) => one.event === event).map((one) => one.value)
  }

  last(event) {
    return this.all(event).at(-1)
  }

  /** The first value of `event`, received already or still to come, that `matches`. */
  next(event, matches = () => true, wait = WAIT_MS) {
    return new Promise((resolve, reject) => {
      const check = () => {
        const found = this.received.find((one) => one.event === event && matches(one.value))
        if (!found) return
        done()
        resolve(found.value)
      }
      const done = () => {
        clearTimeout(limit)
        this.#waiting.delete(check)
      }
      const limit = setTimeout(() => {
        done()
        const seen = this.received.map((one) => `${one.event} ${JSON.stringify(one.value)?.slice(0, 200)}`)
        reject(new Error(`no matching '${event}' within ${wait} ms; received:\n${seen.join('\n')}`))
      }, wait)
      this.#waiting.add(check)
      check()
    })
  }

  clear() {
    this.received = []
  }
}

/** Resolves when `socket` says `event`. */
export function once(socket, event, wait = WAIT_MS) {
  return new Promise((resolve, reject) => {
    const limit = setTimeout(() => reject(new Error(`no '${event}' within ${wait} ms`)), wait)
    socket.once(event, (...values) => {
      clearTimeout(limit)
      resolve(values[0])
    })
  })
}

/** Polls until `check` gives something truthy, for state that nothing announces. */
export async function eventually(check, wait = WAIT_MS) {
  const end = Date.now() + wait
  for (;;) {
    const value = await check()
    if (value) return value
    if (Date.now() > end) throw new Error(`still not: ${check}`)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}
