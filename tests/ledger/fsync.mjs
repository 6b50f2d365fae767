// Watches the system calls of the server: between the arrival of a message and its acknowledgement lies an fsync that succeeded.
// One sender with one message on its way, so that every acknowledgement has a commit of its own; then its repetition, which needs none.
import { execFileSync, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Sender } from './people.mjs'

const messages = 100
const startLimitMs = 30_000

function tracingIsAllowed() {
  try {
    execFileSync('strace', ['-qq', '-o', '/dev/null', 'true'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

/** The server under strace, and its address. */
function startTraced(data, trace) {
  // Without io_uring, what leaves shows in the trace; with it the same bytes leave at the same moment of a turn.
  const child = spawn(
    'strace',
    ['-f', '-y', '-qq', '-e', 'trace=fsync,fdatasync,sendmsg,sendto', '-e', 'signal=none', '-s', '4096', '-o', trace, process.env.WEBCHATS_BIN, 'serve', '--listen', '127.0.0.1:0', '--data', data, '--loops', '1', '--io-uring', 'off'],
    { env: { ...process.env, WEBCHATS_MESSAGES_PER_SECOND: '100000', WEBCHATS_MESSAGE_BURST: '100000' }, stdio: ['ignore', 'pipe', 'pipe'] },
  )
  const address = new Promise((resolve, reject) => {
    let said = ''
    const limit = setTimeout(() => reject(new Error(`no address:\n${said}`)), startLimitMs)
    const hear = (chunk) => {
      said += chunk
      const found = /http:\/\/127\.0\.0\.1:\d+/.exec(said)
      if (!found) return
      clearTimeout(limit)
      resolve(found[0])
    }
    child.stdout.on('data', hear)
    child.stderr.on('data', hear)
    child.once('exit', (code) => reject(new Error(`ended early (${code}):\n${said}`)))
  })
  return { child, address }
}

/** What the trace says, in its order: a commit that reached the disk, or an acknowledgement that left. Calls that strace had to split count when they end, acknowledgements when they begin. */
function* happenings(trace) {
  const syncing = new Set()
  for (const line of trace.split('\n')) {
    const [, thread, call] = /^(\d+)\s+(.*)$/.exec(line) ?? []
    if (!call) continue
    if (/^f(data)?sync\(\d+<[^>]*-wal>/.test(call)) {
      if (call.includes('unfinished')) syncing.add(thread)
      else if (/= 0$/.test(call)) yield { what: 'commit' }
    } else if (/^<\.\.\. f(data)?sync resumed>/.test(call)) {
      if (syncing.delete(thread) && /= 0$/.test(call)) yield { what: 'commit' }
    } else if (/^send(msg|to)\(/.test(call)) {
      for (const [, seq] of call.matchAll(/43\/chat,\d+\[\{[^\]]*?\\"seq\\":(\d+)/g)) yield { what: 'acknowledgement', seq: Number(seq) }
    }
  }
}

const results = []
function check(name, problem) {
  results.push(!problem)
  console.log(`${problem ? 'FAIL' : 'ok  '} ${name}${problem ? `\n       ${problem}` : ''}`)
}

if (!tracingIsAllowed()) {
  console.log('strace may not trace here (a container without ptrace?)\n0 passed, 0 failed, 2 skipped')
  process.exit(0)
}
const scratch = mkdtempSync(join(tmpdir(), 'webchats-fsync-'))
const trace = join(scratch, 'trace')
const { child, address } = startTraced(join(scratch, 'data'), trace)
try {
  const sender = new Sender({ url: await address }, 'sender')
  await sender.register()
  sender.connect()
  const say = (n) => sender.insist('message:send', { room: 1, client_id: `message-${n}`, text: `message ${n}` })
  for (let n = 1; n <= messages; n += 1) await say(n)
  const repeated = (await say(messages)).answer.seq
  sender.close()
  const ended = new Promise((resolve) => child.once('exit', resolve))
  // strace hands the signal on to the server only when it is sent to the server itself.
  process.kill(Number(execFileSync('pgrep', ['-P', String(child.pid)], { encoding: 'utf8' }).trim()), 'SIGTERM')
  await ended

  let commits = 0
  let early = ''
  const acknowledged = []
  for (const one of happenings(readFileSync(trace, 'utf8'))) {
    if (one.what === 'commit') commits += 1
    else {
      if (commits === 0 && !acknowledged.includes(one.seq) && !early) early = `seq ${one.seq} was acknowledged without a commit after seq ${acknowledged.at(-1)}`
      acknowledged.push(one.seq)
      commits = 0
    }
  }
  const wanted = [...Array.from({ length: messages }, (_, i) => i + 1), messages]
  check(`all ${messages} acknowledgements were seen leaving, and that of the repeated message`, acknowledged.join() === wanted.join() ? '' : `seen: ${acknowledged.join(' ')}`)
  check('each left after an fsync of the log that came after the one before', early)
  check('a repeated message gets the first answer', repeated === messages ? '' : `seq ${repeated}`)
} catch (reason) {
  check('the trace was taken', String(reason.stack ?? reason))
} finally {
  if (child.exitCode === null) child.kill('SIGKILL')
  rmSync(scratch, { recursive: true, force: true })
}
const failed = results.filter((good) => !good).length
console.log(`${results.length - failed} passed, ${failed} failed`)
process.exit(failed === 0 ? 0 : 1)
