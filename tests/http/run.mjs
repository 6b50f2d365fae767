import { accepted, refused } from './cases.mjs'
import { Connection, exchange, honest } from './client.mjs'
import { Server } from './server.mjs'

let passed = 0
let failed = 0

async function test(name, body) {
  try {
    await body()
    passed++
  } catch (error) {
    failed++
    console.log(`FAILED ${name}: ${error.message}`)
  }
}

function expect(holds, message) {
  if (!holds) throw new Error(message)
}

async function served(port) {
  const { status } = await honest(port)
  expect(status === 200, `the next client got ${status}`)
}

const seconds = (count) => new Promise((resolve) => setTimeout(resolve, count * 1000))

const server = await Server.start()
const { port } = server
await served(port)
const memoryAtStart = await server.memory()

for (const [name, bytes, status] of refused) {
  await test(name, async () => {
    const { statuses, received, ended } = await exchange(port, bytes)
    expect(statuses.length === 1, `${statuses.length} answers: ${statuses}`)
    expect([status].flat().includes(statuses[0]), `status ${statuses[0]}, expected ${status}`)
    expect(/\r\nConnection: close\r\n/.test(received), 'the answer does not announce the end')
    expect(ended === 'fin', `the connection ended with ${ended}`)
    await served(port)
  })
}

for (const [name, bytes, answers] of accepted) {
  await test(name, async () => {
    const { statuses } = await exchange(port, bytes)
    expect(statuses.length === answers && statuses.every((status) => status === 200), `answers ${statuses}`)
  })
}

await test('paths that climb find nothing', async () => {
  for (const path of ['/../etc/passwd', '/%2e%2e/etc/passwd', '/..%2fetc/passwd', '/..%5cetc', '//etc/passwd', '/uploads/../../x',
    '/assets/..%2f..%2fx', '/uploads/....//x', '/./x', '/avatars//x']) {
    const { statuses } = await exchange(port, `GET ${path} HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n`)
    expect(statuses[0] === 404, `${path}: ${statuses[0]}`)
  }
})

await test('random bytes never get anything but a refusal', async () => {
  // A fixed generator: a failure can be repeated.
  let state = 12345
  const random = () => (state = (state * 1103515245 + 12345) % 2147483648)
  for (let i = 0; i < 300; i++) {
    const bytes = Buffer.from(Array.from({ length: 1 + random() % 600 }, () => random() >> 8 & 255))
    const connection = await Connection.open(port)
    connection.send(bytes)
    connection.finish()
    expect(await connection.until(() => connection.ended !== undefined), 'the connection stays open')
    expect(connection.statuses.every((status) => status >= 400), `status ${connection.statuses}`)
    connection.destroy()
  }
  await served(port)
})

/** Sends `piece` again and again until the server ends the connection or `limit` bytes are out. */
async function pour(start, piece, limit) {
  const connection = await Connection.open(port)
  connection.send(start)
  let sent = 0
  while (connection.ended === undefined && connection.statuses.length === 0 && sent < limit) {
    connection.send(piece)
    await connection.sent()
    sent += piece.length
  }
  await connection.until(() => connection.ended !== undefined)
  const { statuses } = connection
  connection.destroy()
  return { statuses, sent }
}

for (const [name, start, piece] of [
  ['an endless request line', 'GET /', 'x'.repeat(65_536)],
  ['an endless header', 'GET / HTTP/1.1\r\nHost: h\r\nX: ', 'x'.repeat(65_536)],
  ['endless headers', 'GET / HTTP/1.1\r\nHost: h\r\n', 'a: b\r\n'.repeat(10_000)],
  ['an endless chunked body', 'POST /socket.io/?EIO=4&transport=polling HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n', `4000\r\n${'x'.repeat(0x4000)}\r\n`],
  ['endless tiny chunks', 'POST /socket.io/?EIO=4&transport=polling HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n', '1\r\nx\r\n'.repeat(10_000)],
  ['an endless extension', 'POST /socket.io/?EIO=4&transport=polling HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n1;', 'x'.repeat(65_536)],
  ['endless trailers', 'POST /socket.io/?EIO=4&transport=polling HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n', 'a: b\r\n'.repeat(10_000)],
]) {
  await test(name, async () => {
    const limit = 64_000_000
    const { statuses, sent } = await pour(start, piece, limit)
    expect(sent < limit, `${sent} bytes were taken`)
    expect(statuses.length === 1 && statuses[0] >= 400 && statuses[0] < 500, `answers ${statuses}`)
    await served(port)
  })
}

await test('a body that is refused early does not cost the client its answer', async () => {
  const connection = await Connection.open(port)
  connection.send('POST /socket.io/?EIO=4&transport=polling HTTP/1.1\r\nHost: h\r\nContent-Length: 20000000\r\n\r\n')
  connection.send(Buffer.alloc(20_000_000, 'x'))
  await connection.until(() => connection.ended !== undefined)
  expect(connection.statuses[0] === 413 && connection.ended === 'fin', `${connection.statuses}, ${connection.ended}`)
  connection.destroy()
})

await test('requests without end and nobody who reads the answers', async () => {
  const before = await server.memory()
  const connections = await Promise.all(Array.from({ length: 50 }, () => Connection.open(port)))
  const requests = 'GET / HTTP/1.1\r\nHost: h\r\n\r\n'.repeat(1_000)
  for (const connection of connections) {
    connection.pause()
    for (let i = 0; i < 20; i++) connection.send(requests)
  }
  const latencies = []
  for (let i = 0; i < 50; i++) latencies.push((await honest(port)).ms)
  const grown = (await server.memory()) - before
  for (const connection of connections) connection.destroy()
  expect(grown < 64, `memory grew by ${grown.toFixed(1)} MB`)
  expect(latencies.sort((a, b) => a - b)[45] < 1_000, `others waited ${latencies[45].toFixed(0)} ms`)
  await served(port)
})

await test('slow heads are cut, others are served meanwhile', async () => {
  const slow = await Promise.all(Array.from({ length: 300 }, () => Connection.open(port)))
  const trickle = setInterval(() => {
    for (const connection of slow) if (connection.ended === undefined) connection.send('x')
  }, 500)
  for (const connection of slow) connection.send('GET / HTTP/1.1\r\nX: ')
  const latencies = []
  for (let i = 0; i < 100; i++) latencies.push((await honest(port)).ms)
  await seconds(11)
  const left = slow.filter((connection) => connection.statuses[0] !== 408)
  clearInterval(trickle)
  for (const connection of slow) connection.destroy()
  expect(left.length === 0, `${left.length} of ${slow.length} are not cut after 11 s`)
  expect(latencies.sort((a, b) => a - b)[95] < 500, `others waited ${latencies[95].toFixed(0)} ms`)
})

await test('memory and descriptors come back', async () => {
  await seconds(1)
  const grown = (await server.memory()) - memoryAtStart
  expect(grown < 48, `memory grew by ${grown.toFixed(1)} MB`)
  const open = await server.descriptors()
  expect(open < 80, `${open} descriptors are open`)
})

await test('the server lives and ends well', async () => {
  expect(server.running, `it died:\n${server.log}`)
  expect((await server.stop()) === 0, `it did not end well:\n${server.log}`)
})

await test('without free descriptors clients wait, at no cost, and are served later', async () => {
  const scarce = await Server.start({ descriptors: 100 })
  try {
    const taken = await Promise.all(Array.from({ length: 130 }, () => Connection.open(scarce.port)))
    const waiting = honest(scarce.port)
    const before = await scarce.cpu()
    await seconds(2)
    const used = (await scarce.cpu()) - before
    expect(used < 0.5, `${used} s of CPU in 2 s of waiting`)
    for (const connection of taken) connection.destroy()
    expect((await waiting).status === 200, 'the waiting client was not served')
  } finally {
    await scarce.stop()
  }
})

console.log(`${passed} passed, ${failed} failed`)
process.exit(failed === 0 ? 0 : 1)
