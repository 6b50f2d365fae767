// A MariaDB of our own, for a dump that its own program has written. Nobody else can reach it: it listens on a socket file.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { run } from './command.js'

const SERVER = '/usr/sbin/mariadbd'
export const hasMariadb = existsSync(SERVER) && existsSync('/usr/bin/mariadb-dump') && existsSync('/usr/bin/mariadb-install-db')

/** Loads `dump` into a new database and gives back what mariadb-dump makes of it with `options`. */
export async function redumped(dump, options = []) {
  const home = await mkdtemp(join(tmpdir(), 'webchats-mariadb-'))
  const socket = join(home, 'socket')
  const who = userInfo().username
  const good = async (program, args, more) => {
    const done = await run(program, args, more)
    if (done.code !== 0) throw new Error(`${program}: ${done.stderr || done.stdout}`)
    return done.stdout
  }
  let server
  try {
    await good('/usr/bin/mariadb-install-db', ['--no-defaults', `--user=${who}`, `--datadir=${home}/data`, '--auth-root-authentication-method=normal', '--skip-test-db'])
    server = spawn(SERVER, ['--no-defaults', `--user=${who}`, `--datadir=${home}/data`, `--socket=${socket}`, '--skip-networking', `--pid-file=${home}/pid`], { stdio: ['ignore', 'ignore', 'pipe'] })
    await new Promise((resolve, reject) => {
      let log = ''
      server.stderr.on('data', (part) => {
        log += part
        if (/ready for connections/.test(log)) resolve()
      })
      server.once('exit', (code) => reject(new Error(`mariadbd ended with ${code}:\n${log}`)))
    })
    const here = ['--no-defaults', `--socket=${socket}`, '--user=root', '--default-character-set=utf8mb4']
    await good('/usr/bin/mariadb', here, { input: `create database chat character set utf8mb4; use chat;\n${dump}` })
    return await good('/usr/bin/mariadb-dump', [...here, ...options, 'chat'])
  } finally {
    if (server && server.exitCode === null) {
      server.kill()
      await once(server, 'exit')
    }
    await rm(home, { recursive: true, force: true })
  }
}
