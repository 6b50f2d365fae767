// The document of the REST API. That every answer fits it is checked with every call of every test (support/http.js);
// that it has every call of the router, by tests/unit/api/openapi_test.cpp.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { request } from '../support/http.js'
import { breach, openapi } from '../support/openapi.js'
import { startServer, stopServer } from '../support/server.js'

let server
before(async () => (server = await startServer()))
after(() => stopServer(server))

describe('openapi', () => {
  test('is served to anybody as it is in docs, and asked for once', async () => {
    const answer = await request(server, 'GET', '/api/v1/openapi.json')
    assert.equal(answer.status, 200)
    assert.match(answer.headers['content-type'], /^application\/json/)
    assert.deepEqual(answer.json, openapi)
    const again = await request(server, 'GET', '/api/v1/openapi.json', { headers: { 'If-None-Match': answer.headers.etag } })
    assert.equal(again.status, 304)
  })

  test('leads nowhere that is not there', () => {
    const places = JSON.stringify(openapi).matchAll(/"\$ref": ?"#\/([^"]+)"/g)
    for (const [, place] of places) {
      assert.ok(place.split('/').reduce((at, key) => at?.[key], openapi), place)
    }
  })

  test('would notice an answer that is not as it says', () => {
    const answer = (status, json) => ({ status, json, text: JSON.stringify(json), headers: { 'content-type': 'application/json' } })
    const user = { id: 1, name: 'a', avatar: '', role: 'member' }
    assert.equal(breach('GET', '/api/v1/me/blocks', answer(200, { users: [user] })), undefined)
    assert.match(breach('GET', '/api/v1/me/blocks', answer(200, { users: [{ ...user, email: 'x' }] })), /additional/)
    assert.match(breach('GET', '/api/v1/me/blocks', answer(200, {})), /required/)
    assert.match(breach('GET', '/api/v1/me/blocks', answer(201, { users: [] })), /not in the document/)
    assert.match(breach('GET', '/api/v1/nothing', answer(200, {})), /not in the document/)
  })
})
