import assert from 'node:assert/strict'

/** Checks an RFC 9457 body of the modern contract. */
export function assertProblem(answer, status, code) {
  assert.equal(answer.status, status, answer.text)
  assert.match(answer.headers['content-type'], /^application\/problem\+json/)
  const details = { invalid: ['field'], taken: ['field'], rate_limited: ['retry_after'] }[code] ?? []
  assert.deepEqual(Object.keys(answer.json).sort(), ['code', 'detail', ...details, 'status', 'title', 'type'])
  assert.equal(answer.json.code, code)
  assert.equal(answer.json.status, status)
  assert.ok(answer.json.detail.length > 0)
}
