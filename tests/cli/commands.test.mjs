// serve, start, stop, restart, info, bench, help: what they print, how they exit, and what they leave behind.
import assert from 'node:assert/strict'
import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import http from 'node:http'
import net from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, test } from 'node:test'

const bin = process.env.WEBCHATS_BIN
let home

beforeEach(async () => { home = await mkdtemp(join(tmpdir(), 'webchats-cli-')) })
afterEach(async () => {
  await webchats('stop')
  await rm(home, { recursive: true })
})

/** Runs a command to its end, in a directory of its own. */
function webchats(command, args = [], env = {}) {
  return run([bin, command, ...args], env)
}

function run([program, ...args], env = {}) {
  return new Promise((resolve) => {
    const options = { cwd: home, env: { PATH: process.env.PATH, ...env } }
    execFile(program, args, options, (error, stdout, stderr) => resolve({ code: error?.code ?? 0, stdout, stderr }))
  })
}

const anywhere = ['--listen', '127.0.0.1:0']
const addressIn = (text) => /listens on (http:\/\/\S+)/.exec(text)?.[1]
const pid = async () => Number((await readFile(join(home, 'data/webchats.pid'), 'utf8')).split('\n')[0])

async function post(url, body) {
  const answer = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })
  return { status: answer.status, body: await answer.json() }
}

/** A server in the foreground; `line` is what it says when it listens. */
async function serve(args = anywhere) {
  const child = spawn(bin, ['serve', ...args], { cwd: home, stdio: ['ignore', 'pipe', 'inherit'] })
  let text = ''
  for await (const part of child.stdout.setEncoding('utf8')) {
    text += part
    if (addressIn(text)) break
  }
  return { child, address: addressIn(text), text }
}

test('start -d comes back when the server listens, stop ends it, and what was written is there again', async () => {
  const started = await webchats('start', ['-d', ...anywhere])
  assert.equal(started.code, 0, started.stderr)
  const address = addressIn(started.stdout)
  assert.match(started.stdout, /Components[\s\S]*SQLite[\s\S]*Protocols[\s\S]*Socket\.IO/)
  const who = { email: 'a@x.io', password: 'correct-horse' }
  assert.equal((await post(`${address}/api/v1/accounts`, who)).status, 201)
  assert.match((await webchats('info')).stdout, new RegExp(`running: pid ${await pid()}, ${address}`))
  const stopped = await webchats('stop')
  assert.equal(stopped.code, 0)
  assert.match(stopped.stdout, /has stopped/)
  const again = await webchats('restart', anywhere)
  assert.equal(again.code, 0, again.stderr)
  assert.equal((await post(`${addressIn(again.stdout)}/api/v1/sessions`, who)).status, 201)
})

test('a second start is refused and says who is there', async () => {
  const { child, address } = await serve()
  const second = await webchats('serve', anywhere)
  assert.equal(second.code, 75)
  assert.match(second.stderr, new RegExp(`running already \\(pid ${child.pid}, ${address}\\)`))
  assert.equal((await fetch(address)).status, 200)
})

test('a pid file that kill -9 left behind blocks nothing', async () => {
  const { child } = await serve()
  child.kill('SIGKILL')
  await once(child, 'exit')
  assert.match((await webchats('info')).stdout, /not running/)
  assert.equal((await webchats('stop')).code, 0)
  assert.ok((await serve()).address)
})

test('SIGTERM drains: requests under way are answered, sockets are told, the exit code is 0', async () => {
  const { child, address } = await serve([...anywhere, '--loops', '1'])
  const signUps = Array.from({ length: 6 }, (_, i) => post(`${address}/api/v1/accounts`, { email: `u${i}@x.io`, password: 'correct-horse' }))
  const handshake = await (await fetch(`${address}/socket.io/?EIO=4&transport=polling`)).text()
  const { sid } = JSON.parse(handshake.slice(1))
  const poll = net.connect(new URL(address).port, '127.0.0.1')
  poll.write(`GET /socket.io/?EIO=4&transport=polling&sid=${sid} HTTP/1.1\r\nHost: h\r\n\r\n`)
  const told = poll.setEncoding('utf8').toArray()
  // One loop serves in order: when this is answered, it has all that was sent before.
  for (let i = 0; i < 3; ++i) await (await fetch(address)).text()
  child.kill('SIGTERM')
  const [code] = await once(child, 'exit')
  assert.equal(code, 0)
  assert.match((await told).join(''), /1$/)
  assert.deepEqual((await Promise.all(signUps)).map((one) => one.status), Array(6).fill(201))
})

test('SIGHUP does not end the server', async () => {
  const { child, address } = await serve()
  child.kill('SIGHUP')
  assert.equal((await fetch(address)).status, 200)
  assert.equal(child.exitCode, null)
})

test('an address that is taken is one clear line, also from the background', async () => {
  const other = net.createServer().listen(0, '127.0.0.1')
  await once(other, 'listening')
  for (const extra of [[], ['-d']]) {
    const failed = await webchats('start', [...extra, '--listen', `127.0.0.1:${other.address().port}`])
    assert.equal(failed.code, 69)
    assert.match(failed.stderr, /can't listen on http:\/\/127\.0\.0\.1:\d+: Address already in use\. .*--listen/)
  }
  other.close()
})

test('settings that cannot be used name their place', async () => {
  await writeFile(join(home, 'webchats.toml'), '[server]\nloops = "many"\n')
  const failed = await webchats('serve')
  assert.equal(failed.code, 78)
  assert.match(failed.stderr, /webchats\.toml:2: server\.loops: "many"/)
})

test("the original's .env is understood, and flags win", async () => {
  await writeFile(join(home, '.env'), 'LARAVELS_LISTEN_IP=127.0.0.1\nLARAVELS_LISTEN_PORT=0\nLARAVELS_DAEMONIZE=true\n')
  const started = await webchats('start')
  assert.equal(started.code, 0, started.stderr)
  assert.match(started.stdout, /in the background/)
})

test('a database that is none is refused with its name, and left as it is', async () => {
  const { child } = await serve()
  child.kill('SIGTERM')
  await once(child, 'exit')
  await writeFile(join(home, 'data/webchats.db'), 'not a database, but somebody may need it')
  const failed = await webchats('serve', anywhere)
  assert.equal(failed.code, 65)
  assert.match(failed.stderr, /webchats\.db: .*Restore the file/)
  assert.equal(await readFile(join(home, 'data/webchats.db'), 'utf8'), 'not a database, but somebody may need it')
})

test('help explains the commands; an unknown one is a usage error', async () => {
  assert.match((await webchats('help')).stdout, /serve[\s\S]*stop/)
  assert.match((await webchats('help', ['serve'])).stdout, /--listen[\s\S]*WEBCHATS_LISTEN/)
  assert.match((await webchats('help', ['bench'])).stdout, /--connections[\s\S]*--i-run-this-server/)
  for (const command of ['export', 'import', 'import-original', 'demo']) {
    assert.match((await webchats('help', [command])).stdout, /--data/)
    if (command !== 'demo') assert.equal((await webchats(command)).code, 2)
  }
  assert.equal((await webchats('dance')).code, 2)
})

const short = ['--seconds', '0.1']

test('bench measures a server of its own, and touches nothing', { timeout: 60_000 }, async () => {
  const measured = await webchats('bench', short)
  assert.equal(measured.code, 0, measured.stderr)
  assert.match(measured.stderr, /\[5\/5\]/)
  const result = (row) => Number(new RegExp(`${row}[^|]*\\| ([\\d,]+) `).exec(measured.stdout)?.[1].replaceAll(',', ''))
  for (const row of ['one message at a time', 'as fast as it can', 'Question and answer', 'Connecting', 'Memory of']) {
    assert.ok(result(row) > 0, measured.stdout)
  }
  assert.match(measured.stdout, /carries about [\d,]+ people in rooms of 1,000/)
  assert.deepEqual(await readdir(home), [])
})

test('bench speaks Chinese at a Chinese terminal', { timeout: 60_000 }, async () => {
  const measured = await webchats('bench', [...short, '--connections', '50'], { LANG: 'zh_CN.UTF-8' })
  assert.match(measured.stdout, /50 人的房间[\s\S]*次投递\/秒[\s\S]*约可承载/)
})

test('bench loads a running server, and says where its limit is', { timeout: 60_000 }, async () => {
  const limited = await serve([...anywhere, '--connections-per-address', '60'])
  const many = await webchats('bench', [limited.address, ...short, '--connections', '80'])
  assert.equal(many.code, 1)
  assert.match(many.stdout, /Joined \/ +\| 60 of 80 /)
  assert.match(many.stderr, /takes no more connections from here/)
  await webchats('stop')
  // Another one: it may take the first a moment to notice that they have left.
  const { address } = await serve()
  const some = await webchats('bench', [address, ...short, '--connections', '50'])
  assert.equal(some.code, 0, some.stderr)
  assert.match(some.stdout, /Joined \/ +\| 50 of 50 [\s\S]*WebSocket ping +\| [\d,]+ round trips[\s\S]*at the end +\| 50 of 50/)
  const stranger = await webchats('bench', [address, ...short, '--connections', '10', '--namespace', '/chat'])
  assert.equal(stranger.code, 69)
  assert.match(stranger.stderr, /The namespace \/chat refuses: .*unauthorized/)
})

test('bench measures an event that the server acknowledges', { timeout: 60_000 }, async () => {
  const program = join(process.env.WEBCHATS_RELEASE ?? join(bin, '..'), 'examples/bench_server')
  const child = spawn(program, [], { stdio: ['ignore', 'pipe', 'inherit'] })
  try {
    const [line] = await once(child.stdout.setEncoding('utf8'), 'data')
    const measured = await webchats('bench', [/listening on (\S+)/.exec(line)[1], ...short])
    assert.equal(measured.code, 0, measured.stderr)
    assert.match(measured.stdout, /Event "echo" +\| [\d,]+ round trips\/s +\| [\d.]+ \/ [\d.]+ ms/)
  } finally {
    child.kill()
  }
})

test('bench says what is wrong with an address', { timeout: 60_000 }, async () => {
  const other = http.createServer((_, response) => response.writeHead(503, { 'content-length': '4' }).end('full'))
  const page = http.createServer((_, response) => response.writeHead(404).end('<html>'))
  // Answers whatever it is asked with a line that is not HTTP.
  const shell = net.createServer((socket) => socket.on('error', () => {}).end('SSH-2.0-x\r\n'))
  // An address where nobody listens: one that was just given back.
  const gone = net.createServer()
  for (const one of [other, page, shell, gone]) await once(one.listen(0, '127.0.0.1'), 'listening')
  const at = (one) => `http://127.0.0.1:${one.address().port}`
  const nobody = at(gone)
  gone.close()
  const cases = [
    [[nobody], 69, /can't be reached: Connection refused/],
    [[at(other)], 69, /takes no more connections from here: 503 Service Unavailable: full/],
    [[at(page)], 69, /no Socket\.IO server at http.*\/socket\.io\/: it answers 404 Not Found\./],
    [[at(shell)], 69, /does not speak Socket\.IO/],
    [['https://localhost'], 2, /does not speak TLS/],
    [['ftp://localhost'], 2, /does not know ftp/],
    [['http://:5'], 2, /not an address like/],
    [['http://192.0.2.1:5200'], 2, /--i-run-this-server/],
    [[at(page), '--event', 'a"b'], 2, /without quotes/],
    [[at(page), '--seconds', '11'], 2, /--seconds/],
  ]
  try {
    for (const [args, code, words] of cases) {
      const failed = await webchats('bench', args)
      assert.equal(failed.code, code, `${args}: ${failed.stderr}`)
      assert.match(failed.stderr, words)
      assert.equal(failed.stdout, '')
    }
  } finally {
    for (const one of [other, page, shell]) one.close()
  }
})

test('bench with few files says so', async () => {
  const few = await new Promise((resolve) => {
    execFile('sh', ['-c', `ulimit -n 100; exec "$0" bench`, bin], { cwd: home }, (error, stdout, stderr) => resolve({ code: error?.code, stderr }))
  })
  assert.equal(few.code, 69)
  assert.match(few.stderr, /limit of open files leaves room for 36 connections/)
})

test('localhost listens on every address it stands for', async () => {
  const { address, text } = await serve(['--listen', 'localhost:0'])
  for (const one of text.matchAll(/\| (http:\/\/[^ ]+) +\|/g)) assert.equal((await fetch(one[1])).status < 500, true)
  const answer = await new Promise((resolve) => http.get(address, resolve))
  assert.equal(answer.statusCode, 200)
  answer.resume()
})

// ---- io_uring ----

const withoutIoUring = (command, args = []) => run([process.env.WITHOUT_IO_URING, bin, command, ...args])
const allowed = async () => /^writes: io_uring$/m.test((await webchats('info', ['--io-uring', 'auto'])).stdout)
const logged = async () => /writes: (\w+)/.exec(await readFile(join(home, 'data/webchats.log'), 'utf8'))?.[1]

test('--io-uring says how messages leave; info and the log tell', async () => {
  const methods = { auto: await allowed() ? 'io_uring' : 'sendmsg', off: 'sendmsg' }
  for (const [setting, method] of Object.entries(methods)) {
    const args = ['--io-uring', setting, ...anywhere]
    assert.match((await webchats('info', args)).stdout, new RegExp(`^writes: ${method}$`, 'm'))
    const started = await webchats('start', ['-d', ...args])
    assert.equal(started.code, 0, started.stderr)
    assert.ok((await fetch(addressIn(started.stdout))).status < 500)
    await webchats('stop')
    assert.equal(await logged(), method)
    await rm(join(home, 'data/webchats.log'))
  }
})

test('where the kernel forbids io_uring, auto does without it', async () => {
  const started = await withoutIoUring('start', ['-d', ...anywhere])
  assert.equal(started.code, 0, started.stderr)
  assert.ok((await fetch(addressIn(started.stdout))).status < 500)
  assert.match((await withoutIoUring('info')).stdout, /^writes: sendmsg$/m)
  await webchats('stop')
  assert.equal(await logged(), 'sendmsg')
})

test('where the kernel forbids io_uring, on is an error that says what to do', async () => {
  for (const extra of [[], ['-d']]) {
    const failed = await withoutIoUring('start', ['--io-uring', 'on', ...extra, ...anywhere])
    assert.equal(failed.code, 78)
    assert.match(failed.stderr, /server\.io_uring is "on", but this system does not allow io_uring\. Allow it .*"auto"/)
  }
  assert.match((await withoutIoUring('info', ['--io-uring', 'on'])).stdout, /^writes: none: this system does not allow/m)
})
