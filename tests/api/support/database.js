// The server's database file, beside the server: for what no contract can set up.
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { join } from 'node:path'

/** Runs SQL in one transaction; the server may be running. */
export function change(server, sql) {
  execFileSync('sqlite3', ['-bail', join(server.data, 'webchats.db')], {
    input: `.timeout 5000\nbegin immediate;\n${sql}\ncommit;\n`,
    maxBuffer: 64 << 20,
  })
}

/** The rows of a query, as objects. */
export function rows(server, sql) {
  const out = execFileSync('sqlite3', ['-json', join(server.data, 'webchats.db'), sql], { maxBuffer: 64 << 20 }).toString()
  return out.trim() === '' ? [] : JSON.parse(out)
}

/** Roles of the server as they are stored. */
export const serverRoles = { owner: 0, admin: 1, moderator: 2, member: 3, guest: 4, bot: 5 }

/** Gives somebody a role of the server. */
export const makeRole = (server, user, role) => change(server, `update users set role = ${serverRoles[role]} where id = ${user.me.id};`)

/** A token and what is stored of it. */
export function token(number) {
  const text = `token-${number}-`.padEnd(60, 'x')
  return { text, hash: createHash('sha256').update(text).digest('hex') }
}

/** What is stored of the code of an invite: dashes, spaces and the case of letters do not count. */
export const codeHash = (code) => createHash('sha256').update(code.replace(/[- ]/g, '').toUpperCase()).digest('hex')
