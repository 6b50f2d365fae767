// A push service and the browser behind it: opens what it gets by an implementation of its own (RFC 8291, RFC 8188) and
// checks who sent it (RFC 8292).
import assert from 'node:assert/strict'
import { createDecipheriv, createECDH, createHmac, createPublicKey, randomBytes, verify } from 'node:crypto'
import http from 'node:http'

const hmac = (key, data) => createHmac('sha256', key).update(data).digest()
const hkdf = (salt, secret, info, size) => hmac(hmac(salt, secret), Buffer.concat([info, Buffer.from([1])])).subarray(0, size)

/** One subscription of a browser. */
class Browser {
  constructor(endpoint) {
    this.endpoint = endpoint
    this.keys = createECDH('prime256v1')
    this.keys.generateKeys()
    this.auth = randomBytes(16)
  }

  /** The body of `PUT /api/v1/me/push`. */
  get subscription() {
    return { endpoint: this.endpoint, p256dh: this.keys.getPublicKey('base64url'), auth: this.auth.toString('base64url') }
  }

  open(body) {
    const salt = body.subarray(0, 16)
    const recordSize = body.readUInt32BE(16)
    const sender = body.subarray(21, 21 + body[20])
    const record = body.subarray(21 + body[20])
    assert.equal(sender.length, 65)
    assert.ok(record.length <= recordSize && body.length <= 4096, 'one record')
    const info = Buffer.concat([Buffer.from('WebPush: info\0'), this.keys.getPublicKey(), sender])
    const secret = hkdf(this.auth, this.keys.computeSecret(sender), info, 32)
    const key = hkdf(salt, secret, Buffer.from('Content-Encoding: aes128gcm\0'), 16)
    const nonce = hkdf(salt, secret, Buffer.from('Content-Encoding: nonce\0'), 12)
    const cipher = createDecipheriv('aes-128-gcm', key, nonce)
    cipher.setAuthTag(record.subarray(-16))
    const plain = Buffer.concat([cipher.update(record.subarray(0, -16)), cipher.final()])
    const end = plain.lastIndexOf(2)
    assert.ok(plain.subarray(end + 1).every((byte) => byte === 0), 'only padding behind the delimiter')
    return JSON.parse(plain.subarray(0, end).toString())
  }
}

/** The claims of a header `Authorization: vapid …`, if its signature holds. */
function claimsOf(header) {
  const [, token, key] = /^vapid t=([\w.-]+), k=([\w-]+)$/.exec(header) ?? assert.fail(header)
  const point = Buffer.from(key, 'base64url')
  const jwk = { kty: 'EC', crv: 'P-256', x: point.subarray(1, 33).toString('base64url'), y: point.subarray(33).toString('base64url') }
  const [head, body, signature] = token.split('.')
  assert.ok(
    verify('sha256', Buffer.from(`${head}.${body}`), { key: createPublicKey({ key: jwk, format: 'jwk' }), dsaEncoding: 'ieee-p1363' }, Buffer.from(signature, 'base64url')),
    'the signature of the token',
  )
  assert.deepEqual(JSON.parse(Buffer.from(head, 'base64url')), { typ: 'JWT', alg: 'ES256' })
  return { ...JSON.parse(Buffer.from(body, 'base64url')), key }
}

export class PushService {
  #browsers = new Map()
  #waiting = new Set()
  /** What came, opened, in order. */
  received = []
  /** The status of the answer to a push. */
  answer = () => 201

  async start() {
    this.server = http.createServer((call, reply) => {
      const chunks = []
      call.on('data', (chunk) => chunks.push(chunk))
      call.on('end', () => {
        const browser = this.#browsers.get(call.url)
        const one = { path: call.url, headers: call.headers, claims: claimsOf(call.headers.authorization), json: browser.open(Buffer.concat(chunks)) }
        one.status = this.answer(one)
        this.received.push(one)
        reply.writeHead(one.status).end()
        for (const check of [...this.#waiting]) check()
      })
    })
    await new Promise((resolve) => this.server.listen(0, '127.0.0.1', resolve))
    return this
  }

  get origin() {
    return `http://127.0.0.1:${this.server.address().port}`
  }

  /** A new browser of this service. */
  browser() {
    const path = `/push/${randomBytes(12).toString('base64url')}`
    const made = new Browser(`${this.origin}${path}`)
    this.#browsers.set(path, made)
    return made
  }

  /** What `browser` got. */
  of(browser) {
    return this.received.filter((one) => browser.endpoint.endsWith(one.path))
  }

  /** The first push to `browser` that `matches`. */
  next(browser, matches = () => true, wait = 2_000) {
    return new Promise((resolve, reject) => {
      const check = () => {
        const found = this.of(browser).find((one) => matches(one.json, one))
        if (!found) return
        clearTimeout(limit)
        this.#waiting.delete(check)
        resolve(found)
      }
      const limit = setTimeout(() => {
        this.#waiting.delete(check)
        reject(new Error(`not pushed within ${wait} ms; so far: ${JSON.stringify(this.of(browser).map((one) => one.json))}`))
      }, wait)
      this.#waiting.add(check)
      check()
    })
  }

  close() {
    this.server.closeAllConnections()
    this.server.close()
  }
}
