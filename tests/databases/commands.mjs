// What the command line says of a database server: which one it is, and what to do when it cannot be used.
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startServer, stopServer } from '../api/support/server.js'
import { modernUser } from '../api/support/modern.js'

const given = process.env.WEBCHATS_TEST_DATABASE
const secret = 'wrong-and-secret'
const home = await mkdtemp(join(tmpdir(), 'webchats-commands-'))

/** Runs a command to its end, which serving comes to only by failing. */
const webchats = (environment, ...words) =>
  new Promise((resolve) => {
    const env = { ...process.env, WEBCHATS_DATABASE_URL: given, ...environment }
    execFile(process.env.WEBCHATS_BIN, words, { env, timeout: 20_000 }, (error, stdout, stderr) =>
      resolve({ code: error ? (error.code ?? error.signal) : 0, text: stdout + stderr }))
  })
const serve = (environment) => webchats(environment, 'serve', '--listen', '127.0.0.1:0', '--data', join(home, 'none'))

const server = await startServer()
const own = { WEBCHATS_DATABASE_URL: server.database }
const command = (...words) => webchats(own, ...words, '--data', server.data)
const locked = given.replace(/\/\/\w+@/, '//locked@')

const cases = {
  'info and the start name the database': async () => {
    assert.match((await command('info')).text, new RegExp(`database: \\w+://\\w+@/webchats_`))
    assert.match(server.log, /Its database is \w+:\/\/\w+@\/webchats_/)
  },
  'a password is never told': async () => {
    const url = given.replace(/\/\/(\w+)@/, `//$1:${secret}@`)
    const shown = await webchats({ WEBCHATS_DATABASE_URL: url }, 'info', '--data', home)
    assert.match(shown.text, /:\*\*\*@/)
    assert.doesNotMatch(shown.text, new RegExp(secret))
  },
  'the setup code makes an owner; users are listed, promoted and get codes': async () => {
    assert.match((await command('setup-code')).text, /^\S+\n$/)
    const person = await modernUser(server, 'anna')
    assert.match((await command('user', 'list')).text, new RegExp(person.email))
    const reset = await command('user', 'reset-password', person.email)
    assert.equal(reset.code, 0, reset.text)
    assert.match(reset.text, /sets a new password/)
    assert.equal(await server.stop(), 0)
    const promoted = await command('user', 'role', person.email, 'moderator')
    assert.equal(promoted.code, 0, promoted.text)
    assert.match((await command('user', 'list')).text, /moderator/)
    await server.start()
  },
  'a wrong password is refused, wherever it comes from': async () => {
    const file = join(home, 'password')
    await writeFile(file, `${secret}\n`)
    for (const from of [{ WEBCHATS_DATABASE_PASSWORD: secret }, { WEBCHATS_DATABASE_PASSWORD_FILE: file }]) {
      const failed = await serve({ WEBCHATS_DATABASE_URL: locked, ...from })
      assert.equal(failed.code, 65, failed.text)
      assert.match(failed.text, /Check the user in database.url and the password/)
      assert.doesNotMatch(failed.text, new RegExp(secret))
    }
  },
  'a database that is not there is to be created': async () => {
    const failed = await serve({ WEBCHATS_DATABASE_URL: given.replace('webchats_test', 'nowhere') })
    assert.equal(failed.code, 65, failed.text)
    assert.match(failed.text, /Create the database: create database/)
  },
  'a server that is not there': async () => {
    const failed = await serve({ WEBCHATS_DATABASE_URL: given.replace(/%2F\w+$/, '%2Fnowhere') })
    assert.equal(failed.code, 65, failed.text)
    assert.match(failed.text, /Is it running/)
  },
  'a second server ends at once': async () => {
    const failed = await serve(own)
    assert.equal(failed.code, 65, failed.text)
    assert.match(failed.text, /another server process.*Stop the other one/)
  },
}

let failed = 0
for (const [name, check] of Object.entries(cases)) {
  try {
    await check()
    console.log(`ok - ${name}`)
  } catch (error) {
    failed += 1
    console.log(`not ok - ${name}\n${error.message.slice(0, 2_000)}`)
  }
}
await stopServer(server)
await rm(home, { recursive: true })
console.log(`${Object.keys(cases).length - failed} passed, ${failed} failed`)
process.exitCode = failed === 0 ? 0 : 1
