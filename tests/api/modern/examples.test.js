// docs/events.md, played against the server: each acknowledgement and event has what the page shows of it.
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { after, before, test } from 'node:test'
import { modernUser } from '../support/modern.js'
import { startServer, stopServer } from '../support/server.js'

let server
before(async () => (server = await startServer()))
after(() => stopServer(server))

/** Every `→`, `←` and `⇐` of the page, in order. */
async function exchanges() {
  const page = await readFile(new URL('../../../docs/events.md', import.meta.url), 'utf8')
  return page.split('\n').flatMap((line) => {
    const said = /^(→|⇐) "([^"]+)", (.*)$/.exec(line)
    if (said) return [{ way: said[1], event: said[2], value: JSON.parse(said[3]) }]
    return line.startsWith('← ') ? [{ way: '←', value: JSON.parse(line.slice(2)) }] : []
  })
}

/** Everything that is shown is there; what is no time and no opaque id has the same value. */
function assertHas(actual, shown, where) {
  if (Array.isArray(shown)) {
    assert.ok(Array.isArray(actual) && actual.length >= shown.length, `${where}: ${JSON.stringify(actual)}`)
    shown.forEach((each, at) => assertHas(actual[at], each, `${where}[${at}]`))
  } else if (shown !== null && typeof shown === 'object') {
    for (const [name, value] of Object.entries(shown)) assertHas(actual?.[name], value, `${where}.${name}`)
  } else if (/\.(epoch|id|last_seen|time|edited|muted_until)$/.test(where) && actual !== null) {
    if (shown !== null) assert.equal(typeof actual, typeof shown, where)
  } else {
    assert.deepEqual(actual, shown, where)
  }
}

test('the examples of the contract are what the server says', async () => {
  const ann = await modernUser(server, 'Ann')
  const ben = await modernUser(server, 'Ben')
  assert.deepEqual([ann.me.id, ben.me.id], [1, 2])
  const [link, other] = [await ann.socket(), await ben.socket()]
  await other.get('sync')
  const all = await exchanges()
  assert.ok(all.length > 40)
  let answer
  for (const { way, event, value } of all) {
    if (way === '→') answer = await link.ask(event, value)
    else if (way === '←') assertHas(answer, value, 'acknowledgement')
    else assertHas(await link.inbox.next(event, (one) => one.room === value.room && one.seq === value.seq && one.version === value.version), value, event)
  }
  ann.close()
  ben.close()
})
