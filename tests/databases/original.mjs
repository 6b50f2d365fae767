// import-original from the original's running MariaDB, which is only read: what it brings is what a dump brings.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { command, environmentOf, run } from '../api/support/command.js'
import { change, freshDatabase } from '../api/support/database.js'
import { ModernUser } from '../api/support/modern.js'
import { originalDump, PEOPLE } from '../api/support/original.js'
import { Server } from '../api/support/server.js'

const home = await mkdtemp(join(tmpdir(), 'webchats-original-'))
const at = (name) => join(home, name)
const began = Date.now()
const { WEBCHATS_DATABASE_URL: url } = freshDatabase()
const [, name, socket] = /@\/(\w+)\?socket=(\S+)$/.exec(url)
const root = (sql) => change({ database: url }, `${sql};`)
const locked = url.replace(/\/\/\w+@/, '//locked@')

/** Imports with these words and this environment into a directory, and its database, of that name. */
function moved(to, words, environment = {}) {
  const env = { ...process.env, ...environmentOf(at(to)), ...environment }
  return run(process.env.WEBCHATS_BIN, ['import-original', '--data', at(to), ...words], { env })
}

/** What is in there, without the times that an import makes up because the original has none. */
async function linesOf(name) {
  await rm(at(`${name}.jsonl`), { force: true })
  const done = await command(['export', at(`${name}.jsonl`), '--data', at(name)])
  assert.equal(done.code, 0, done.stderr)
  const text = await readFile(at(`${name}.jsonl`), 'utf8')
  return text.trim().split('\n').slice(1).map((line) => line.replace(/:(\d{13})\b/g, (all, time) => (Number(time) >= began ? ':"now"' : all)))
}

const cases = {
  'the same as by its dump': async () => {
    root(originalDump({ images: [{ n: 602, img: 'http://webchats.test/storage/images/messages/2024/07/01/gone.png' }] }))
    root(`insert into messages values (8000, 'by nobody', '', 77, 2, '2024-07-03 00:00:00');
      alter table users add column score bit(3) default 5, add column paid decimal(8,2) default 1.5`)
    const dump = execFileSync('mariadb-dump', ['--no-defaults', '--user=root', `--socket=${decodeURIComponent(socket)}`, '--default-character-set=utf8mb4', name])
    await writeFile(at('dump.sql'), dump)
    const byDump = await moved('dumped', ['--dump', at('dump.sql')])
    const live = await moved('live', ['--from', url])
    assert.equal(live.code, 0, live.stderr)
    assert.match(live.stderr, /3 people, 502 messages and 0 pictures/)
    assert.equal(live.stderr.replaceAll(at('live'), at('dumped')), byDump.stderr)
    assert.deepEqual(await linesOf('live'), await linesOf('dumped'))
  },
  'people sign in with the passwords they have': async () => {
    const server = new Server(at('live'), environmentOf(at('live')))
    await server.start()
    const bo = await new ModernUser(server, PEOPLE[1].email, PEOPLE[1].password).signIn()
    assert.equal((await bo.call('GET', '/api/v1/rooms')).json.rooms.find((one) => one.id === 1).last_seq, 320)
    await assert.rejects(new ModernUser(server, PEOPLE[1].email, 'another').signIn())
    assert.equal(await server.stop(), 0)
  },
  'a user who may only read is enough, with a password from a file or the environment': async () => {
    root(`grant select on ${name}.* to locked@localhost`)
    await writeFile(at('password'), 'right\n')
    const byFile = await moved('by-file', ['--from', locked, '--from-password-file', at('password')])
    assert.equal(byFile.code, 0, byFile.stderr)
    const byVariable = await moved('by-variable', ['--from', locked], { WEBCHATS_ORIGINAL_PASSWORD: 'right' })
    assert.equal(byVariable.code, 0, byVariable.stderr)
    assert.deepEqual(await linesOf('by-variable'), await linesOf('dumped'))
  },
  'what is wrong is said, with what helps, and leaves nothing': async () => {
    const secret = 'wrong-and-secret'
    for (const [from, password, words] of [
      [locked, secret, /Check the user in --from and the password/],
      [locked.replace('locked@', `locked:${secret}@`), '', /locked:\*\*\*@.* Check the user in --from/],
      [locked.replace(name, 'mysql'), 'right', /grant select on/],
      [url.replace(name, 'nowhere'), '', /Check the name of the database/],
      [url.replace(/%2F\w+$/, '%2Fnowhere'), '', /Is it running/],
      ['mysql://root@127.0.0.1:1/chat', '', /Is it running/],
      [url.replace(name, 'information_schema'), '', /has no rows of "users"/],
    ]) {
      const failed = await moved('failed', ['--from', from], { WEBCHATS_ORIGINAL_PASSWORD: password })
      assert.equal(failed.code, 65, failed.stderr)
      assert.match(failed.stderr, /nothing was imported: /)
      assert.match(failed.stderr, words)
      assert.doesNotMatch(failed.stderr, new RegExp(secret))
    }
    root('alter table users change email mail varchar(255)')
    const failed = await moved('failed', ['--from', url])
    root('alter table users change mail email varchar(255)')
    assert.match(failed.stderr, /the table users has no column email/)
    assert.equal((await moved('failed', ['--from', url])).code, 0)
  },
  'not from what is no MySQL or MariaDB, and from one place only': async () => {
    const other = await moved('none', ['--from', 'postgresql://webchats@localhost/chat'])
    assert.match(other.stderr, /--from is not usable; wanted: mysql:\/\/user@host:port\/name/)
    const missing = await moved('none', ['--from', url, '--from-password-file', at('nothing')])
    assert.match(missing.stderr, /--from-password-file: .* a file whose first line is the password/)
    for (const words of [[], ['--from', url, '--dump', at('dump.sql')]]) {
      const done = await moved('none', words)
      assert.notEqual(done.code, 0)
      assert.match(done.stderr, /--dump.*--from/)
    }
  },
}

let failed = 0
for (const [what, check] of Object.entries(cases)) {
  try {
    await check()
    console.log(`ok - ${what}`)
  } catch (error) {
    failed += 1
    console.log(`not ok - ${what}\n${error.stack.slice(0, 2_000)}`)
  }
}
await rm(home, { recursive: true })
console.log(`${Object.keys(cases).length - failed} passed, ${failed} failed`)
process.exitCode = failed === 0 ? 0 : 1
