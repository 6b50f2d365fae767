// A server with an owner, and people of every role.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { freshAddress, request } from './http.js'
import { freshEmail } from './classic.js'
import { ModernUser, modernUser } from './modern.js'

/** The code that makes somebody the owner, as the data directory holds it. */
export async function setupCode(server) {
  return (await readFile(join(server.data, 'setup-code'), 'utf8')).trim()
}

/** The person who owns the server. */
export async function ownerOf(server, name = 'Olga Owner') {
  const owner = new ModernUser(server, freshEmail('owner'))
  const answer = await request(server, 'POST', '/api/v1/setup', {
    json: { code: await setupCode(server), email: owner.email, password: owner.password, name }, from: freshAddress(),
  })
  if (answer.status !== 201) throw new Error(`setup refused: ${answer.status} ${answer.text}`)
  owner.me = answer.json.me
  owner.token = answer.json.token
  return owner
}

/** Somebody to whom `owner` gives a role. */
export async function personOf(owner, role, name) {
  const person = await modernUser(owner.server, name)
  if (role !== 'member') {
    const answer = await owner.call('PATCH', `/api/v1/admin/users/${person.me.id}`, { json: { role } })
    if (answer.status !== 200) throw new Error(`role refused: ${answer.status} ${answer.text}`)
    person.me.role = role
  }
  return person
}
