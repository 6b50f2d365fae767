// People who use the front-end of the original: its HTTP calls and its socket client (socket.io-client 2.3).
import io from 'classic-client'
import { freshAddress, request } from './http.js'
import { Inbox, once } from './inbox.js'

const XHR = { 'X-Requested-With': 'XMLHttpRequest', Accept: 'application/json, text/plain, */*' }
const EVENTS = ['count', 'room', 'roomout', 'message', 'login']

let number = 0
export const freshEmail = (prefix = 'p') => `${prefix}${++number}.${process.pid}@example.com`

export class ClassicUser {
  /** @type {any[]} */
  #sockets = []

  constructor(server, email, password) {
    this.server = server
    this.email = email
    this.password = password
    this.address = freshAddress()
  }

  call(method, path, options = {}) {
    return request(this.server, method, path, { from: this.address, ...options, headers: { ...XHR, ...options.headers } })
  }

  async register(src = '//images.example/avatar/75.jpeg') {
    const answer = await this.call('POST', '/api/register', { json: { name: this.email, password: this.password, src } })
    if (answer.json?.errno !== 0) throw new Error(`registration refused: ${answer.status} ${answer.text}`)
    this.user = answer.json.user
    this.token = answer.json.user.api_token
    return this
  }

  /** The items of one page of history, as the client asks for it. */
  async history(room, page = 1) {
    const answer = await this.call('GET', `/api/history/message?total=0&current=${page}&roomid=${room}&api_token=${this.token}`)
    if (answer.json?.data?.errno !== 0) throw new Error(`history refused: ${answer.status} ${answer.text}`)
    return answer.json.data.data
  }

  uploadImage(room, bytes, options = {}) {
    const form = [
      { name: 'file', file: bytes, filename: options.filename, type: options.type },
      { name: 'api_token', value: this.token },
      { name: 'roomid', value: String(room) },
    ]
    return this.call('POST', '/api/file/uploadimg', { form })
  }

  /** A connected socket with an inbox; `token` false is the first visit's `api_token=false`. */
  async socket({ token = this.token, transports, wait = true } = {}) {
    const socket = io(this.server.url, {
      query: { api_token: String(token) },
      forceNew: true,
      reconnection: false,
      ...(transports && { transports }),
    })
    this.#sockets.push(socket)
    const tab = new ClassicTab(this, socket)
    if (wait) await once(socket, 'connect')
    return tab
  }

  close() {
    for (const socket of this.#sockets) socket.close()
  }
}

/** One page of the front-end with its socket. */
export class ClassicTab {
  constructor(user, socket) {
    this.user = user
    this.socket = socket
    this.inbox = new Inbox(socket, EVENTS)
  }

  login() {
    this.socket.emit('login', { name: this.user.email, api_token: this.user.token })
    return this.inbox.next('count')
  }

  room(room) {
    const { email, token } = this.user
    this.socket.emit('room', { name: email, src: 'claimed.png', roomid: String(room), api_token: token })
    return this.inbox.next('room', (people) => this.user.user.id in people)
  }

  roomout(room) {
    this.socket.emit('roomout', { name: this.user.email, roomid: String(room), api_token: this.user.token })
  }

  message(room, msg, extra = {}) {
    this.socket.emit('message', {
      username: this.user.email,
      src: 'claimed.png',
      img: '',
      msg,
      roomid: String(room),
      time: new Date(0).toISOString(),
      api_token: this.user.token,
      ...extra,
    })
  }

  image(room, img) {
    this.message(room, '', { img })
  }

  /** The texts of the messages received, in order. */
  texts() {
    return this.inbox.all('message').map((one) => one.msg)
  }

  /**
   * Resolves when everything sent before was carried out and its events have arrived: events of one socket are carried out
   * one after the other, and `login` always answers.
   */
  async settled() {
    const before = this.inbox.all('count').length
    this.socket.emit('login', { name: this.user.email })
    await this.inbox.next('count', () => this.inbox.all('count').length > before)
  }
}

export async function classicUser(server, prefix) {
  return new ClassicUser(server, freshEmail(prefix), 'secret-pass').register()
}
