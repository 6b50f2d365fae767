// A real mail server on loopback, with STARTTLS and a certificate made on the spot; it keeps what it takes.
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { simpleParser } from 'mailparser'
import { SMTPServer } from 'smtp-server'
import { run } from './command.js'

/** A certificate for loopback that vouches for itself: `{directory, file, key, cert}`. */
export async function makeCertificate() {
  const directory = await mkdtemp(join(tmpdir(), 'webchats-mail-'))
  const [key, file] = [join(directory, 'key.pem'), join(directory, 'cert.pem')]
  const made = await run('openssl', [
    'req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2', '-keyout', key, '-out', file,
    '-subj', '/CN=mail.test', '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1',
  ])
  if (made.code !== 0) throw new Error(made.stderr)
  return { directory, file, key: await readFile(key), cert: await readFile(file) }
}

export class MailServer {
  #server
  #waiting = new Set()
  /** Taken mails: `{from, to, secure, user, raw, mail}`. */
  received = []
  /** Every address that was asked for, taken or not. */
  asked = []
  port = 0
  /** What to say to a recipient: null takes it, an Error refuses it, a promise that does not end leaves it hanging. */
  judge = async () => null

  constructor(options = {}) {
    this.options = options
  }

  async start() {
    const { user, password, ...options } = this.options
    this.#server = new SMTPServer({
      logger: false,
      disableReverseLookup: true,
      authOptional: user === undefined,
      closeTimeout: 100,
      onAuth: ({ username, password: given }, session, done) => {
        if (username === user && given === password) return done(null, { user: username })
        done(Object.assign(new Error('5.7.8 Authentication credentials invalid'), { responseCode: 535 }))
      },
      onRcptTo: ({ address }, session, done) => {
        this.asked.push(address)
        this.#check()
        this.judge(address).then(done)
      },
      onData: (stream, session, done) => {
        const chunks = []
        stream.on('data', (chunk) => chunks.push(chunk))
        stream.on('end', async () => {
          const raw = Buffer.concat(chunks).toString()
          const { mailFrom, rcptTo } = session.envelope
          const mail = await simpleParser(raw)
          this.received.push({ from: mailFrom.address, to: rcptTo.map((one) => one.address), secure: session.secure, user: session.user, raw, mail })
          done()
          this.#check()
        })
      },
      ...options,
    })
    // A client that is cut off is what some tests want.
    this.#server.on('error', () => {})
    await new Promise((resolve) => this.#server.listen(this.port, '127.0.0.1', resolve))
    this.port = this.#server.server.address().port
    return this
  }

  /** Resolves with the server once it is as wanted. */
  until(enough, wait = 20_000) {
    return new Promise((resolve, reject) => {
      const limit = setTimeout(() => {
        this.#waiting.delete(check)
        reject(new Error(`not so; asked for ${this.asked}, received for ${this.received.map((one) => one.to)}`))
      }, wait)
      const check = () => {
        if (!enough(this)) return
        clearTimeout(limit)
        this.#waiting.delete(check)
        resolve(this)
      }
      this.#waiting.add(check)
      check()
    })
  }

  /** The first mail to this address, there already or still to come. */
  async mailTo(address, wait) {
    const has = (one) => one.to.includes(address)
    await this.until(() => this.received.some(has), wait)
    return this.received.find(has)
  }

  #check() {
    for (const check of [...this.#waiting]) check()
  }

  stop() {
    return new Promise((resolve) => this.#server.close(resolve))
  }
}

export const dropCertificate = (made) => rm(made.directory, { recursive: true, force: true })
