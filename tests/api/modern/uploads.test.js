// Files that come in pieces, what is left of them, and how they are served.
import assert from 'node:assert/strict'
import { createHash, randomBytes } from 'node:crypto'
import { readdirSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import http from 'node:http'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { request } from '../support/http.js'
import { eventually } from '../support/inbox.js'
import { modernUser } from '../support/modern.js'
import { hugePng, png } from '../support/png.js'
import { startServer, stopServer } from '../support/server.js'

const MiB = 1 << 20
let server
before(async () => (server = await startServer({ WEBCHATS_FILE_SIZE: '32', WEBCHATS_FILES_PER_PERSON: '48' })))
after(() => stopServer(server))

function assertProblem(answer, status, code) {
  assert.equal(answer.status, status, answer.text)
  assert.equal(answer.json.code, code)
}

async function begin(user, size, name = 'data.bin') {
  const answer = await user.call('POST', '/api/v1/uploads', { json: { name, size } })
  assert.equal(answer.status, 201, answer.text)
  assert.equal(answer.headers.location, `/api/v1/uploads/${answer.json.id}`)
  return answer.json
}

const append = (user, id, offset, body) =>
  user.call('PATCH', `/api/v1/uploads/${id}`, { body, headers: { 'Upload-Offset': String(offset), 'content-type': 'application/offset+octet-stream' } })

async function upload(user, bytes, name) {
  const { id, chunk } = await begin(user, bytes.length, name)
  for (let offset = 0; offset < bytes.length; offset += chunk) {
    const answer = await append(user, id, offset, bytes.subarray(offset, offset + chunk))
    assert.equal(answer.status, 204, answer.text)
    assert.equal(Number(answer.headers['upload-offset']), Math.min(offset + chunk, bytes.length))
  }
  const made = await user.call('POST', `/api/v1/uploads/${id}/complete`)
  assert.equal(made.status, 201, made.text)
  return made.json
}

/** Sends the head and `part` of a body of `size` bytes, then cuts the connection. */
function cutOff(user, path, headers, part, size) {
  const { hostname, port } = new URL(server.url)
  return new Promise((resolve) => {
    const call = http.request({ method: 'PATCH', hostname, port, path, agent: false, localAddress: user.address, headers: { ...headers, Authorization: `Bearer ${user.token}`, 'content-length': size } })
    call.on('error', resolve)
    call.on('close', resolve)
    call.write(part, () => setTimeout(() => call.destroy(), 50))
  })
}

const sha = (bytes) => createHash('sha256').update(bytes).digest('hex')

/** The files on disk, however deep. */
const blobs = (which = server) => readdirSync(join(which.data, 'files'), { recursive: true }).filter((name) => name.includes('.'))

describe('an upload', () => {
  test('makes a file of its pieces, which anybody with its address can save', async () => {
    const user = await modernUser(server)
    const bytes = randomBytes(9 * MiB + 7)
    bytes[0] = 0 // the beginning of nothing known
    const file = await upload(user, bytes, '年度 报告.pdf')
    assert.deepEqual([file.kind, file.name, file.size, file.type], ['file', '年度 报告.pdf', bytes.length, 'application/octet-stream'])
    const got = await request(server, 'GET', file.url)
    assert.equal(sha(got.bytes), sha(bytes))
    assert.equal(got.headers['content-disposition'], `attachment; filename="______ ______.pdf"; filename*=UTF-8''${encodeURIComponent('年度 报告.pdf')}`)
    const link = await user.socket()
    await link.send(1, 'see', { attachments: [file.id] })
    assert.deepEqual((await link.inbox.next('message')).attachments, [file])
    user.close()
  })

  test('goes on after a cut in the middle of a piece', async () => {
    const user = await modernUser(server)
    const bytes = randomBytes(6 * MiB)
    const { id, chunk } = await begin(user, bytes.length)
    assert.equal((await append(user, id, 0, bytes.subarray(0, chunk))).status, 204)
    await cutOff(user, `/api/v1/uploads/${id}`, { 'Upload-Offset': String(chunk) }, bytes.subarray(chunk, chunk + 500_000), bytes.length - chunk)
    const seen = await user.call('HEAD', `/api/v1/uploads/${id}`)
    assert.equal(seen.status, 200)
    const offset = Number(seen.headers['upload-offset'])
    assert.equal(offset, chunk)
    assert.equal(seen.headers['upload-length'], String(bytes.length))
    assert.equal((await append(user, id, offset, bytes.subarray(offset))).status, 204)
    const made = await user.call('POST', `/api/v1/uploads/${id}/complete`)
    assert.equal(sha((await request(server, 'GET', made.json.url)).bytes), sha(bytes))
    // The answer was lost, the client asks again.
    assert.deepEqual((await user.call('POST', `/api/v1/uploads/${id}/complete`)).json, made.json)
  })

  test('goes on after the server was started again', async () => {
    const other = await startServer()
    try {
      const user = await modernUser(other)
      const { id } = await begin(user, 10)
      await append(user, id, 0, 'hello')
      await other.stop('SIGKILL')
      await other.start()
      assert.equal((await user.call('GET', `/api/v1/uploads/${id}`)).json.offset, 5)
      await append(user, id, 5, 'world')
      const { json } = await user.call('POST', `/api/v1/uploads/${id}/complete`)
      assert.equal((await request(other, 'GET', json.url)).text, 'helloworld')
    } finally {
      await stopServer(other)
    }
  })

  test('takes bytes only where they belong', async () => {
    const user = await modernUser(server)
    const { id } = await begin(user, 10)
    assert.equal((await append(user, id, 0, '01234')).status, 204)
    for (const offset of [0, 3, 6]) {
      const answer = await append(user, id, offset, '5678'.slice(0, 4))
      assertProblem(answer, 409, 'offset_mismatch')
      assert.equal(answer.headers['upload-offset'], '5')
    }
    assertProblem(await append(user, id, 5, '567890'), 413, 'too_large')
    for (const offset of ['', '-1', 'x', '5x', '9'.repeat(30)]) assertProblem(await append(user, id, offset, 'x'), 422, 'invalid')
    const early = await user.call('POST', `/api/v1/uploads/${id}/complete`)
    assertProblem(early, 409, 'offset_mismatch')
    assert.equal(early.headers['upload-offset'], '5')
    const both = await Promise.all([append(user, id, 5, '56789'), append(user, id, 5, '56789')])
    assert.deepEqual(both.map((one) => one.status).sort(), [204, 409])
    const made = await user.call('POST', `/api/v1/uploads/${id}/complete`)
    assert.equal((await request(server, 'GET', made.json.url)).text, '0123456789')
  })

  test('is at most 4 MiB at once', async () => {
    const user = await modernUser(server)
    const { id } = await begin(user, 5 * MiB)
    const answer = await append(user, id, 0, Buffer.alloc(4 * MiB + 1)).catch((error) => error)
    assert.ok(answer.status === 413 || ['EPIPE', 'ECONNRESET'].includes(answer.code), String(answer.status ?? answer))
    assert.equal((await user.call('GET', `/api/v1/uploads/${id}`)).json.offset, 0)
  })

  test('is nothing to anybody but its owner', async () => {
    const [user, other] = [await modernUser(server), await modernUser(server)]
    const { id } = await begin(user, 3)
    await append(user, id, 0, 'abc')
    const tries = (name) => [
      other.call('GET', `/api/v1/uploads/${name}`),
      append(other, name, 3, 'x'),
      other.call('POST', `/api/v1/uploads/${name}/complete`),
      other.call('DELETE', `/api/v1/uploads/${name}`),
    ]
    const foreign = await Promise.all(tries(id))
    const missing = await Promise.all(tries('0'.repeat(32) + '.bin'))
    for (const [index, answer] of foreign.entries()) {
      assertProblem(answer, 404, 'not_found')
      assert.equal(answer.text, missing[index].text)
    }
    // Not even as a file, as long as it is none.
    assertProblem(await request(server, 'GET', `/files/${id}`), 404, 'not_found')
    assert.equal((await user.call('GET', `/api/v1/uploads/${id}`)).json.offset, 3)
  })

  test('can be given up', async () => {
    const user = await modernUser(server)
    const { id } = await begin(user, 3)
    await append(user, id, 0, 'abc')
    assert.ok(blobs().some((name) => name.includes(id)))
    assert.equal((await user.call('DELETE', `/api/v1/uploads/${id}`)).status, 204)
    assertProblem(await user.call('DELETE', `/api/v1/uploads/${id}`), 404, 'not_found')
    assertProblem(await append(user, id, 3, 'x'), 404, 'not_found')
  })

  test('is bounded: one file, all files, unfinished ones', async () => {
    const user = await modernUser(server)
    const post = (size) => user.call('POST', '/api/v1/uploads', { json: { name: 'x', size } })
    assertProblem(await post(32 * MiB + 1), 413, 'too_large')
    const first = await post(32 * MiB)
    assert.equal(first.status, 201)
    assertProblem(await post(17 * MiB), 413, 'quota_exceeded')
    assertProblem(await post(1 << 30), 413, 'too_large')
    await user.call('DELETE', `/api/v1/uploads/${first.json.id}`)
    for (let n = 0; n < 8; n++) assert.equal((await post(1)).status, 201)
    assertProblem(await post(1), 413, 'quota_exceeded')
    for (const size of [0, -1, 1.5, '1', null, 2 ** 60]) assert.ok([413, 422].includes((await post(size)).status))
  })

  test('counts what a form has brought', async () => {
    const user = await modernUser(server)
    const form = () => user.call('POST', '/api/v1/files', { form: [{ name: 'file', file: Buffer.alloc(10 * MiB, 'x'), filename: 'x' }] })
    for (let n = 0; n < 4; n++) assert.equal((await form()).status, 201)
    const before = blobs()
    assertProblem(await form(), 413, 'quota_exceeded')
    assert.deepEqual(blobs().filter((name) => !before.includes(name)), [])
  })

  test('of an image makes an image in all its sizes', async () => {
    const user = await modernUser(server)
    const file = await upload(user, png(1800, 90), 'IMG_1.PNG')
    assert.deepEqual([file.kind, file.width, file.height, file.name], ['image', 1800, 90, 'IMG_1.PNG'])
    assert.equal(new Set([file.url, file.thumb, file.medium]).size, 3)
    for (const url of [file.url, file.thumb, file.medium]) {
      const got = await request(server, 'GET', url)
      assert.match(got.headers['content-type'], /^image\//)
      assert.equal(got.headers['content-disposition'], undefined)
      if (url === file.thumb) assert.ok(got.bytes.length <= 60_000)
    }
    const { id } = await begin(user, hugePng(60_000, 60_000).length)
    await append(user, id, 0, hugePng(60_000, 60_000))
    assertProblem(await user.call('POST', `/api/v1/uploads/${id}/complete`), 413, 'too_large')
  })

  const names = {
    'a"b\\c\r\nSet-Cookie: x=1.txt': 'c Set-Cookie: x=1.txt',
    'invoice\u202egpj.exe': 'invoicegpj.exe',
    '../../etc/passwd': 'passwd',
    "it's; filename=\"x\".html": "it's; filename=\"x\".html",
    '\u0000\u200b': 'file',
    ['长'.repeat(300) + '.docx']: '长'.repeat(83) + '.docx',
  }
  for (const [claimed, name] of Object.entries(names)) {
    test(`called ${JSON.stringify(claimed).slice(0, 40)} is called ${name.slice(0, 20)}`, async () => {
      const user = await modernUser(server)
      const answer = await user.call('POST', '/api/v1/uploads', { json: { name: claimed, size: 1 } })
      if (claimed.includes('\0')) return assert.ok([201, 422].includes(answer.status))
      assert.equal(answer.json.name, name)
      await append(user, answer.json.id, 0, 'x')
      const { json } = await user.call('POST', `/api/v1/uploads/${answer.json.id}/complete`)
      const got = await request(server, 'GET', json.url)
      assert.equal(got.headers['set-cookie'], undefined)
      const [, plain, encoded] = /^attachment; filename="([^"\\]*)"; filename\*=UTF-8''(\S+)$/.exec(got.headers['content-disposition'])
      assert.equal(decodeURIComponent(encoded), name)
      assert.match(plain, /^[ -~]+$/)
    })
  }
})

describe('a stored file', () => {
  let file
  const bytes = randomBytes(3 * MiB + 1)
  before(async () => (file = await upload(await modernUser(server), bytes, 'film.mp4')))

  test('is sent in part for one range', async () => {
    const part = async (range, headers = {}) => request(server, 'GET', file.url, { headers: { Range: range, ...headers } })
    for (const [range, from, to] of [['bytes=0-99', 0, 100], ['bytes=1000001-2999999', 1000001, 3000000], ['bytes=-5', bytes.length - 5, bytes.length], ['bytes=3000000-', 3000000, bytes.length]]) {
      const got = await part(range)
      assert.equal(got.status, 206)
      assert.equal(got.headers['content-range'], `bytes ${from}-${to - 1}/${bytes.length}`)
      assert.equal(sha(got.bytes), sha(bytes.subarray(from, to)))
    }
    assert.equal((await part(`bytes=${bytes.length}-`)).status, 416)
    for (const ignored of ['bytes=5-1', 'bytes=0-1,5-6', 'lines=1-2']) assert.equal((await part(ignored)).status, 200)
    const { headers } = await part('bytes=0-0')
    assert.equal((await part('bytes=0-0', { 'If-Range': headers.etag })).status, 206)
    assert.equal((await part('bytes=0-0', { 'If-Range': '"other"' })).status, 200)
  })

  test('is asked for once', async () => {
    const got = await request(server, 'HEAD', file.url)
    assert.equal(got.status, 200)
    assert.equal(got.bytes.length, 0)
    assert.equal(got.headers['content-length'], String(bytes.length))
    assert.match(got.headers['cache-control'], /immutable/)
    const again = await request(server, 'GET', file.url, { headers: { 'If-None-Match': got.headers.etag } })
    assert.equal(again.status, 304)
  })

  test('is not in memory for each who reads it slowly', async () => {
    const user = await modernUser(server)
    const large = await upload(user, Buffer.alloc(32 * MiB, 'x'), 'large.bin')
    const memory = async () => Number(/VmRSS:\s+(\d+)/.exec(await readFile(`/proc/${server.pid}/status`, 'utf8'))[1]) * 1024
    const before = await memory()
    const calls = []
    for (let n = 0; n < 30; n++) {
      const answer = await new Promise((resolve, reject) => {
        const call = http.get(server.url + large.url, { agent: false }, resolve)
        call.on('error', reject)
        calls.push(call)
      })
      assert.equal(answer.statusCode, 200)
      answer.pause()
    }
    const grown = (await memory()) - before
    for (const call of calls) call.destroy()
    assert.ok(grown < 20 * MiB, `${grown} bytes for 30 readers of 32 MiB`)
  })
})

describe('what nobody needs', () => {
  test('is taken away: unfinished uploads, unsent files, old avatars', async () => {
    const other = await startServer({ WEBCHATS_UNUSED_FILES: '2' })
    try {
      const user = await modernUser(other)
      const link = await user.socket()
      const { id } = await begin(user, 10)
      await append(user, id, 0, 'hello')
      await user.upload(png(20, 20))
      const sent = await user.upload(png(30, 30))
      await link.send(1, '', { attachments: [sent.id] })
      const avatar = async () => (await user.call('PUT', '/api/v1/me/avatar', { form: [{ name: 'file', file: png() }] })).json.avatar
      const [old, current] = [await avatar(), await avatar()]
      const wanted = [sent.url, sent.thumb, current].map((url) => url.split('/').pop()).sort()
      await eventually(() => JSON.stringify(blobs(other).map((name) => name.split('/').pop()).sort()) === JSON.stringify(wanted), 15_000)
      assertProblem(await user.call('GET', `/api/v1/uploads/${id}`), 404, 'not_found')
      assert.equal((await request(other, 'GET', old)).status, 404)
      for (const url of [sent.url, sent.thumb, current]) assert.equal((await request(other, 'GET', url)).status, 200)
      user.close()
    } finally {
      await stopServer(other)
    }
  })
})
