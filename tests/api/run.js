// Runs every *.test.js below this directory against $WEBCHATS_BIN and ends with `N passed, N failed`.
// `node run.js classic` runs one directory or file.
import { readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { run } from 'node:test'
import { spec } from 'node:test/reporters'
import { fileURLToPath } from 'node:url'

const root = dirname(fileURLToPath(import.meta.url))
const wanted = process.argv.slice(2)

const files = readdirSync(root, { recursive: true })
  .filter((file) => file.endsWith('.test.js') && !file.includes('node_modules'))
  .filter((file) => wanted.length === 0 || wanted.some((one) => file.startsWith(one)))
  .sort()
  .map((file) => join(root, file))

if (!process.env.WEBCHATS_BIN) {
  console.error('WEBCHATS_BIN names no server binary')
  process.exit(2)
}
if (files.length === 0) {
  console.error('no test file matches')
  process.exit(2)
}

const count = { passed: 0, failed: 0 }
const isTest = (event) => event.details.type !== 'suite' && !files.includes(event.name)
const tests = run({ files, concurrency: 1, timeout: 300_000 })
tests.on('test:pass', (event) => {
  if (isTest(event) && event.skip === undefined && event.todo === undefined) count.passed += 1
})
tests.on('test:fail', (event) => {
  // A file that breaks before its first test counts as a failure too.
  if (isTest(event) || event.details.error?.failureType !== 'subtestsFailed') count.failed += 1
})
tests.on('end', () => {
  process.stdout.write(`${count.passed} passed, ${count.failed} failed\n`)
  process.exitCode = count.failed === 0 && count.passed > 0 ? 0 : 1
})
tests.compose(spec).pipe(process.stdout)
