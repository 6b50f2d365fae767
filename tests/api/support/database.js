// Where a server keeps its data: in SQLite below its data directory, or, when $WEBCHATS_TEST_DATABASE names a database of
// PostgreSQL or MariaDB behind a socket, in another one beside that for each server.
import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'

/** The environment of a server with an empty database of its own. */
export function freshDatabase() {
  const given = process.env.WEBCHATS_TEST_DATABASE
  if (!given) return {}
  // The WHATWG's URLs have no user without a host.
  const [, scheme, user, beside, socket] = /^(\w+):\/\/(\w+)@\/(\w+)\?\w+=(\S+)$/.exec(given)
  const name = `webchats_${randomBytes(6).toString('hex')}`
  const path = decodeURIComponent(socket)
  const client = scheme === 'postgresql'
    ? ['psql', '--quiet', '--host', path, '--username', user, '--dbname', beside, '--command']
    : ['mariadb', '--no-defaults', '--socket', path, '--user', user, '--execute']
  execFileSync(client[0], [...client.slice(1), `create database ${name}`])
  return { WEBCHATS_DATABASE_URL: given.replace(`@/${beside}?`, `@/${name}?`) }
}
