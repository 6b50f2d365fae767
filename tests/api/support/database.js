// Where a server keeps its data: in SQLite below its data directory, or, when $WEBCHATS_TEST_DATABASE names a database of
// PostgreSQL or MariaDB behind a socket, in another one beside that for each server. And what no contract can set up in it.
import { execFileSync } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { join } from 'node:path'

/** The parts of a URL of the tests; the WHATWG's URLs have no user without a host. */
function place(url) {
  const [, scheme, user, name, socket] = /^(\w+):\/\/(\w+)@\/(\w+)\?\w+=(\S+)$/.exec(url)
  return { postgresql: scheme === 'postgresql', user, name, socket: decodeURIComponent(socket) }
}

/** Runs SQL with the database's own client, which ends at the first error; answers what it writes. */
function client({ postgresql, user, name, socket }, input) {
  const command = postgresql
    ? ['psql', '--quiet', '--tuples-only', '--no-align', '--set', 'ON_ERROR_STOP=1', '--host', socket, '--username', user, '--dbname', name]
    : ['mariadb', '--no-defaults', '--batch', '--raw', '--init-command', "set sql_mode = 'TRADITIONAL,ANSI_QUOTES'", '--socket', socket, '--user', user, name]
  return execFileSync(command[0], command.slice(1), { input, maxBuffer: 64 << 20 }).toString()
}

/** The environment of a server with an empty database of its own. */
export function freshDatabase() {
  const given = process.env.WEBCHATS_TEST_DATABASE
  if (!given) return {}
  const beside = place(given)
  const name = `webchats_${randomBytes(6).toString('hex')}`
  client(beside, `create database ${name};`)
  return { WEBCHATS_DATABASE_URL: given.replace(`@/${beside.name}?`, `@/${name}?`) }
}

const sqlite = (server, options, input) =>
  execFileSync('sqlite3', [...options, join(server.data, 'webchats.db')], { input, maxBuffer: 64 << 20 }).toString()

/** Runs SQL in one transaction; the server may be running. */
export function change(server, sql) {
  if (server.database) client(place(server.database), `begin;\n${sql}\ncommit;\n`)
  else sqlite(server, ['-bail'], `.timeout 5000\nbegin immediate;\n${sql}\ncommit;\n`)
}

/** The rows of a query, as objects. */
export function rows(server, sql) {
  if (!server.database) return JSON.parse(sqlite(server, ['-json'], sql).trim() || '[]')
  const where = place(server.database)
  if (where.postgresql) return JSON.parse(client(where, `select coalesce(json_agg(these_rows), '[]') from (${sql}) as these_rows;`))
  const [names, ...lines] = client(where, `${sql};`).trimEnd().split('\n').map((line) => line.split('\t'))
  const value = (text) => (text === 'NULL' ? null : /^-?\d{1,15}$/.test(text) ? Number(text) : text)
  return lines.map((line) => Object.fromEntries(line.map((text, column) => [names[column], value(text)])))
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
