// HTTP as plainly as possible: any status is an answer, and the client chooses its address,
// so that limits per address can be met and avoided.
import http from 'node:http'
import net from 'node:net'
import { breach } from './openapi.js'

let lastAddress = 1

/** A loopback address nobody has used yet: a client of its own for every limit per address. */
export function freshAddress() {
  lastAddress += 1
  return `127.${10 + (lastAddress >> 16)}.${(lastAddress >> 8) & 255}.${lastAddress & 255}`
}

/**
 * @param {{url: string}} server
 * @param {{json?: unknown, form?: FormPart[], body?: string | Buffer, headers?: Record<string, string>, from?: string}} [options]
 * @returns {Promise<{status: number, headers: http.IncomingHttpHeaders, text: string, bytes: Buffer, json: any}>}
 */
export function request(server, method, path, options = {}) {
  const headers = { ...options.headers }
  let body = options.body
  if (options.json !== undefined) {
    body = JSON.stringify(options.json)
    headers['content-type'] ??= 'application/json;charset=UTF-8'
  }
  if (options.form) {
    const boundary = `----form${Math.random().toString(36).slice(2)}`
    body = encodeForm(options.form, boundary)
    headers['content-type'] = `multipart/form-data; boundary=${boundary}`
  }
  if (body !== undefined) headers['content-length'] = String(Buffer.byteLength(body))

  const { hostname, port } = new URL(server.url)
  return new Promise((resolve, reject) => {
    const call = http.request(
      { method, hostname, port, path, headers, localAddress: options.from, agent: false, timeout: 15_000 },
      (answer) => {
        const chunks = []
        answer.on('data', (chunk) => chunks.push(chunk))
        answer.on('error', reject)
        answer.on('end', () => {
          const bytes = Buffer.concat(chunks)
          const text = bytes.toString()
          const seen = { status: answer.statusCode, headers: answer.headers, bytes, text, json: parsed(text) }
          const wrong = path.startsWith('/api/v1/') ? breach(method, path, seen) : undefined
          if (wrong) reject(new Error(wrong))
          else resolve(seen)
        })
      },
    )
    call.on('timeout', () => call.destroy(new Error(`${method} ${path}: no answer`)))
    call.on('error', reject)
    call.end(body)
  })
}

/**
 * A request byte for byte, and what comes back until the server closes the connection.
 * @returns {Promise<{status: number, headers: Record<string, string>, text: string, json: any}>}
 */
export function exchange(server, bytes) {
  const { hostname, port } = new URL(server.url)
  return new Promise((resolve, reject) => {
    const chunks = []
    const socket = net.connect({ host: hostname, port: Number(port), timeout: 15_000 }, () => socket.write(bytes))
    socket.on('data', (chunk) => chunks.push(chunk))
    socket.on('timeout', () => socket.destroy(new Error('no answer')))
    socket.on('error', reject)
    socket.on('end', () => {
      socket.end()
      const [head, text = ''] = Buffer.concat(chunks).toString().split('\r\n\r\n')
      const [first, ...lines] = head.split('\r\n')
      const headers = Object.fromEntries(lines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]))
      resolve({ status: Number(first.split(' ')[1]), headers, text, json: parsed(text) })
    })
  })
}

function parsed(text) {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** @typedef {{name: string, value?: string, file?: Buffer, filename?: string, type?: string}} FormPart */

function encodeForm(parts, boundary) {
  const chunks = []
  for (const part of parts) {
    const filename = part.file ? `; filename="${part.filename ?? 'pic.png'}"` : ''
    const type = part.file && part.type !== '' ? `\r\nContent-Type: ${part.type ?? 'image/png'}` : ''
    chunks.push(Buffer.from(`--${boundary}\r\nContent-Disposition: form-data; name="${part.name}"${filename}${type}\r\n\r\n`))
    chunks.push(part.file ?? Buffer.from(part.value ?? ''))
    chunks.push(Buffer.from('\r\n'))
  }
  chunks.push(Buffer.from(`--${boundary}--\r\n`))
  return Buffer.concat(chunks)
}
