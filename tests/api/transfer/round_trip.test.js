// webchats demo, export and import: what goes out comes in again, and people go on.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { ClassicUser } from '../support/classic.js'
import { command, environmentOf } from '../support/command.js'
import { ModernUser } from '../support/modern.js'
import { Server } from '../support/server.js'

const PASSWORD = 'a demo for a test'
let home
const at = (name) => join(home, name)
const demo = (name, more = []) =>
  command(['demo', '--data', at(name), '--people', '12', '--rooms', '8', '--messages', '3000', '--password', PASSWORD, ...more])
const parsed = (text) => text.trim().split('\n').map((line) => JSON.parse(line))

before(async () => {
  home = await mkdtemp(join(tmpdir(), 'webchats-transfer-'))
  const done = await demo('first')
  assert.equal(done.code, 0, done.stderr)
  assert.match(done.stdout, /12 people, 8 rooms, 3,000 messages and \d+ pictures[\s\S]*Sign in as (\S+) with the password a demo for a test/)
})
after(() => rm(home, { recursive: true, force: true }))

describe('demo', () => {
  test('has everything that happens in a chat', async () => {
    const done = await command(['export', '-', '--data', at('first')])
    assert.equal(done.code, 0, done.stderr)
    const lines = parsed(done.stdout)
    const of = (type) => lines.filter((line) => line.type === type)
    const messages = of('message')
    assert.ok(messages.length >= 3000)
    assert.ok(messages.filter((one) => one.room === 1).length > 2000)
    for (const kind of ['reply_to', 'thread', 'edited', 'deleted', 'pinned', 'reactions', 'files']) {
      assert.ok(messages.some((one) => one[kind] > 0), kind)
    }
    for (const type of ['reaction', 'mention', 'attachment', 'edit', 'saved', 'draft', 'blob']) assert.ok(of(type).length > 0, type)
    assert.deepEqual(new Set(of('room').map((one) => one.kind)), new Set(['public', 'private', 'direct']))
    assert.ok(messages.some((one) => /[一-龥]/.test(one.text)) && messages.some((one) => /[a-z] [a-z]/.test(one.text)))
    const days = messages.map((one) => one.created / 86_400_000)
    assert.ok(Math.max(...days) - Math.min(...days) > 100)
  })

  test('is the same for the same seed, and another one for another', async () => {
    const texts = async (name) => parsed((await command(['export', '-', '--data', at(name)])).stdout)
      .filter((line) => ['message', 'reaction', 'member', 'mention'].includes(line.type))
      .map(({ created, edited, deleted, pinned, joined, time, ...rest }) => JSON.stringify(rest)).join('\n')
    for (const [name, seed] of [['same', '1'], ['other', '2']]) assert.equal((await demo(name, ['--seed', seed])).code, 0)
    const first = await texts('first')
    assert.ok((await texts('same')) === first)
    assert.ok((await texts('other')) !== first)
  })

  test('goes into an empty directory only', async () => {
    const again = await demo('first')
    assert.equal(again.code, 73)
    assert.match(again.stderr, / must be empty, but .* holds 12 people and \d+ messages already\. Give another/)
  })
})

describe('export and import', () => {
  test('export, import and export give the same lines', async () => {
    assert.equal((await command(['export', at('first.jsonl'), '--data', at('first')])).code, 0)
    assert.equal((await stat(at('first.jsonl'))).mode & 0o777, 0o600)
    const done = await command(['import', at('first.jsonl'), '--data', at('second')])
    assert.equal(done.code, 0, done.stderr)
    assert.match(done.stderr, /12 people, 8 rooms, [\d,]+ messages and [\d,]+ files are in/)
    assert.equal((await command(['export', at('second.jsonl'), '--data', at('second')])).code, 0)
    assert.ok(await readFile(at('second.jsonl'), 'utf8') === (await readFile(at('first.jsonl'), 'utf8')))
  })

  test('an export goes through a pipe', async () => {
    const out = await command(['export', '-', '--data', at('first')])
    const done = await command(['import', '-', '--data', at('piped')], { input: out.stdout })
    assert.equal(done.code, 0, done.stderr)
  })

  test('people sign in where they were moved to, and find everything', async () => {
    const server = new Server(at('second'), environmentOf(at('second')))
    await server.start()
    try {
      const email = /Sign in as (\S+)|(\S+@demo\.example)/.exec((await command(['user', 'list', '--data', at('second')])).stdout)?.[2]
      const owner = await new ModernUser(server, email, PASSWORD).signIn()
      assert.equal(owner.me.role, 'owner')
      const rooms = (await owner.call('GET', '/api/v1/rooms')).json.rooms
      const main = rooms.find((one) => one.id === 1)
      assert.equal(main.last_seq - main.last_read, 37)
      const page = (await owner.call('GET', '/api/v1/rooms/1/messages?limit=100')).json.messages
      assert.deepEqual(page.map((one) => one.seq), Array.from({ length: 100 }, (_, k) => main.last_seq - 99 + k))
      const picture = page.flatMap((one) => one.attachments ?? []).find((one) => one.thumb)
      for (const url of [picture.url, picture.thumb]) assert.equal((await owner.call('GET', url)).status, 200)
      const found = (await owner.call('GET', `/api/v1/search?q=${encodeURIComponent('数据库迁移')}`)).json
      assert.ok(JSON.stringify(found).includes('数据库'))
      const link = await owner.socket()
      const sent = await link.ask('message:send', { room: 1, client_id: 'after-the-move', text: '你好' })
      assert.equal(sent.seq, main.last_seq + 1)
      owner.close()
      const classic = new ClassicUser(server, email, PASSWORD)
      assert.equal((await classic.call('POST', '/api/login', { json: { name: email, password: PASSWORD } })).json.errno, 0)
      // While it runs it can be exported, but nothing goes in.
      assert.equal((await command(['export', '-', '--data', at('second')])).code, 0)
      assert.equal((await command(['import', at('first.jsonl'), '--data', at('second')])).code, 75)
    } finally {
      assert.equal(await server.stop(), 0)
    }
  })

  test('a broken export names its line and leaves a directory that takes a good one', async () => {
    const lines = (await readFile(at('first.jsonl'), 'utf8')).split('\n')
    const member = lines.findIndex((line) => line.startsWith('{"type":"member"'))
    const cases = [
      [lines.slice(0, 500), /nothing was imported: line 500: the export ends too early/],
      [lines.with(member, lines[member].replace('"user":1', '"user":999')), new RegExp(`line ${member + 1}: "user" is 999, but no line before this one has that user`)],
      [lines.with(member, '{"type":'), new RegExp(`line ${member + 1}: it is no JSON`)],
    ]
    for (const [broken, words] of cases) {
      await writeFile(at('broken.jsonl'), broken.join('\n'))
      const done = await command(['import', at('broken.jsonl'), '--data', at('broken')])
      assert.equal(done.code, 65)
      assert.match(done.stderr, words)
    }
    assert.ok(!(await readdir(at('broken'))).some((name) => name.startsWith('files')))
    assert.equal((await command(['import', at('first.jsonl'), '--data', at('broken')])).code, 0)
  })

  test('an import that is killed leaves nothing, and can be started again', async () => {
    const text = await readFile(at('first.jsonl'))
    const child = spawn(process.env.WEBCHATS_BIN, ['import', '-', '--data', at('killed')], { stdio: ['pipe', 'ignore', 'ignore'], env: { ...process.env, ...environmentOf(at('killed')) } })
    child.stdin.on('error', () => {})
    // Far more than a pipe holds: when it is gone, most of it was read.
    await new Promise((resolve) => child.stdin.write(text.subarray(0, text.length / 2), resolve))
    child.kill('SIGKILL')
    await once(child, 'exit')
    assert.ok(!(await readdir(at('killed'))).includes('files'))
    assert.doesNotMatch((await command(['user', 'list', '--data', at('killed')])).stdout, /demo\.example/)
    const done = await command(['import', at('first.jsonl'), '--data', at('killed')])
    assert.equal(done.code, 0, done.stderr)
    assert.ok(!(await readdir(at('killed'))).includes('files.importing'))
  })

  test('an export does not overwrite, and says where nothing is', async () => {
    const twice = await command(['export', at('first.jsonl'), '--data', at('first')])
    assert.equal(twice.code, 1)
    assert.match(twice.stderr, /nothing was exported: .*first\.jsonl.*exists/i)
    if (process.env.WEBCHATS_TEST_DATABASE) return
    const nothing = await command(['export', '-', '--data', at('nowhere')])
    assert.equal(nothing.code, 73)
    assert.match(nothing.stderr, /There is no database in /)
  })
})
