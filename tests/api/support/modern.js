// People who use the modern contract: REST under /api/v1 and namespace /chat.
import { io } from 'socket.io-client'
import { freshAddress, request } from './http.js'
import { Inbox } from './inbox.js'
import { freshEmail } from './classic.js'

const EVENTS = [
  ...['message', 'message:updated', 'message:deleted', 'reaction', 'pin', 'thread', 'mention', 'read', 'draft', 'saved', 'typing'],
  ...['room:updated', 'room:gone', 'member', 'notify', 'presence', 'status', 'profile', 'me', 'notice', 'session:revoked'],
]
const ACK_MS = 5_000

export class ModernUser {
  #sockets = []

  constructor(server, email = freshEmail('m'), password = 'correct horse 9') {
    this.server = server
    this.email = email
    this.password = password
    this.address = freshAddress()
  }

  /** Somebody who has a token already, from whichever contract. */
  static withToken(server, email, token) {
    return Object.assign(new ModernUser(server, email), { token })
  }

  /** A call with this person's token. */
  call(method, path, options = {}) {
    const headers = this.token ? { Authorization: `Bearer ${this.token}` } : {}
    return request(this.server, method, path, { from: this.address, ...options, headers: { ...headers, ...options.headers } })
  }

  /** Names are unique: the first of a server is called so, the others get a number; `me.name` tells. */
  async register(name) {
    let answer
    for (let nth = 1; ; nth++) {
      const json = { email: this.email, password: this.password, ...(name && { name: nth === 1 ? name : `${name} ${nth}` }) }
      answer = await this.call('POST', '/api/v1/accounts', { json })
      if (answer.json?.code !== 'taken' || answer.json.field !== 'name') break
    }
    if (answer.status !== 201) throw new Error(`registration refused: ${answer.status} ${answer.text}`)
    this.me = answer.json.me
    this.token = answer.json.token
    return this
  }

  /** Another session of the same person. */
  async signIn(device = 'another device') {
    const other = new ModernUser(this.server, this.email, this.password)
    const answer = await other.call('POST', '/api/v1/sessions', { json: { email: this.email, password: this.password, device } })
    if (answer.status !== 201) throw new Error(`login refused: ${answer.status} ${answer.text}`)
    other.me = answer.json.me
    other.token = answer.json.token
    return other
  }

  async upload(bytes) {
    const answer = await this.call('POST', '/api/v1/files', { form: [{ name: 'file', file: bytes }] })
    if (answer.status !== 201) throw new Error(`upload refused: ${answer.status} ${answer.text}`)
    return answer.json
  }

  /** A connected socket; rejects with the connect error. */
  socket(options = {}) {
    const { auth = { token: this.token, lang: 'en' }, ...rest } = options
    const socket = io(`${this.server.url}/chat`, { auth, forceNew: true, reconnection: false, transports: ['websocket'], ...rest })
    this.#sockets.push(socket)
    const link = new ModernLink(this, socket)
    return new Promise((resolve, reject) => {
      socket.once('connect', () => resolve(link))
      socket.once('connect_error', reject)
    })
  }

  close() {
    for (const socket of this.#sockets) socket.close()
  }
}

export class ModernLink {
  constructor(user, socket) {
    this.user = user
    this.socket = socket
    this.inbox = new Inbox(socket, EVENTS)
  }

  /** Emits and resolves with the acknowledgement, refused or not. */
  ask(event, ...payload) {
    return new Promise((resolve, reject) => {
      this.socket.timeout(ACK_MS).emit(event, ...payload, (error, answer) => {
        if (error) reject(new Error(`${event}: no acknowledgement`))
        else resolve(answer)
      })
    })
  }

  /** The same, but a refusal is an error. */
  async get(event, payload = {}) {
    const answer = await this.ask(event, payload)
    if (!answer.ok) throw new Error(`${event} refused: ${JSON.stringify(answer.error)}`)
    return answer
  }

  send(room, text, extra = {}) {
    return this.get('message:send', { room, client_id: freshId(), text, ...extra })
  }
}

let ids = 0
export const freshId = () => `id-${process.pid}-${++ids}`

export function modernUser(server, name) {
  return new ModernUser(server).register(name)
}
