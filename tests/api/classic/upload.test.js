import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { classicUser } from '../support/classic.js'
import { hugePng, png } from '../support/png.js'
import { startServer, stopServer } from '../support/server.js'

const BAD_IMAGE = { errno: 500, msg: '无效的参数（房间号/图片文件为空或者无效）' }
const BAD_AVATAR = { errno: 500, msg: '无效的参数（头像图片为空或者无效）' }

const notImages = {
  'an SVG': Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'),
  'an HTML page': Buffer.from('<!doctype html><script>alert(1)</script>'),
  'a text called image': Buffer.from('hello'),
  'a PNG head without a picture': Buffer.from('89504e470d0a1a0a', 'hex'),
  'a picture of two billion pixels': hugePng(50_000, 40_000),
}

let server
before(async () => (server = await startServer()))
after(() => stopServer(server))

describe('POST /api/file/uploadimg', () => {
  test('stores the image and makes one message of it', async () => {
    const user = await classicUser(server)
    const reader = await classicUser(server)
    const tab = await reader.socket()
    await tab.room(1)
    const before = (await user.history(1)).length
    const answer = await user.uploadImage(1, png(20, 10))
    assert.equal(answer.status, 200)
    assert.deepEqual(answer.json, { errno: 200, msg: '保存成功' })
    const live = await tab.inbox.next('message', (one) => one.userid === user.email)
    const items = await user.history(1)
    assert.equal(items.length, before + 1)
    assert.equal(items.at(-1).msg, '')
    assert.equal(items.at(-1).img, live.img)
    assert.equal(live.msg, '')
    reader.close()
  })

  test('serves the image as what it is, for ever, and so that it can do nothing', async () => {
    const user = await classicUser(server)
    await user.uploadImage(1, png(20, 10), { filename: '../../evil.html', type: 'text/html' })
    const { img } = (await user.history(1)).at(-1)
    assert.match(img, /^\/files\/[A-Za-z0-9_-]{22,}\.(png|jpg|jpeg|webp|gif)$/)
    for (const url of [img, `${img}?imageView2/2/w/360`]) {
      const file = await user.call('GET', url)
      assert.equal(file.status, 200)
      assert.match(file.headers['content-type'], /^image\/(png|jpeg|webp|gif)$/)
      assert.equal(file.headers['x-content-type-options'], 'nosniff')
      assert.match(file.headers['content-security-policy'], /sandbox/)
      assert.match(file.headers['cache-control'], /immutable/)
      assert.ok(file.bytes.length > 50)
    }
    const again = await user.call('GET', img, { headers: { 'If-None-Match': (await user.call('GET', img)).headers.etag } })
    assert.equal(again.status, 304)
  })

  test('gives names that cannot be guessed', async () => {
    const user = await classicUser(server)
    await user.uploadImage(1, png())
    await user.uploadImage(1, png())
    const [one, two] = (await user.history(1)).slice(-2).map((item) => item.img)
    let same = 0
    while (one[same] === two[same]) same += 1
    assert.ok(same < '/files/'.length + 8, `${one} and ${two} begin alike`)
    for (const path of ['/files/', '/files/x.png', '/files/..%2f..%2fwebchats.db', '/files/%2e%2e/x', `${one}x`]) {
      assert.ok([400, 404].includes((await user.call('GET', path)).status), path)
    }
  })

  for (const [what, bytes] of Object.entries(notImages)) {
    test(`refuses ${what}`, async () => {
      const user = await classicUser(server)
      const before = await user.history(1)
      assert.deepEqual((await user.uploadImage(1, bytes)).json, BAD_IMAGE)
      assert.deepEqual(await user.history(1), before)
    })
  }

  test('refuses what has no file, no room, or a room that does not exist', async () => {
    const user = await classicUser(server)
    const post = async (...parts) => (await user.call('POST', '/api/file/uploadimg', { form: [{ name: 'api_token', value: user.token }, ...parts] })).json
    const file = { name: 'file', file: png() }
    assert.deepEqual(await post({ name: 'roomid', value: '1' }), BAD_IMAGE)
    assert.deepEqual(await post(file), BAD_IMAGE)
    assert.deepEqual(await post({ name: 'file', file: Buffer.alloc(0) }, { name: 'roomid', value: '1' }), BAD_IMAGE)
    assert.deepEqual(await post({ name: 'file', value: 'text' }, { name: 'roomid', value: '1' }), BAD_IMAGE)
    for (const value of ['0', '-1', '3', '99999', 'x', '1x', '']) assert.deepEqual(await post(file, { name: 'roomid', value }), BAD_IMAGE)
  })

  test('takes a photo of 3 MB', async () => {
    const user = await classicUser(server)
    const photo = png(1000, 1000)
    assert.ok(photo.length > 3_000_000)
    assert.deepEqual((await user.uploadImage(1, photo)).json, { errno: 200, msg: '保存成功' })
  })
})

describe('POST /api/file/avatar', () => {
  const upload = (user, file) => user.call('POST', '/api/file/avatar', { form: [file, { name: 'api_token', value: user.token }] })

  test('changes the avatar and answers with its rooted URL, whatever the part is called', async () => {
    const user = await classicUser(server)
    for (const file of [
      { name: 'file', file: png(300, 300), filename: 'pic.jpg', type: 'image/jpeg' },
      { name: 'file', file: png(300, 300), filename: 'undefined', type: '' },
    ]) {
      const answer = await upload(user, file)
      assert.equal(answer.status, 200)
      assert.equal(answer.json.errno, 0)
      assert.equal(answer.json.msg, '保存成功')
      assert.match(answer.json.data.url, /^\/files\//)
      assert.equal((await user.call('GET', `/api/user?api_token=${user.token}`)).json.avatar, answer.json.data.url)
      const picture = await user.call('GET', `${answer.json.data.url}?imageView2/2/w/120/h/120`)
      assert.match(picture.headers['content-type'], /^image\//)
    }
  })

  test('shows the new avatar to the room and in new messages', async () => {
    const user = await classicUser(server)
    const tab = await user.socket()
    await tab.room(1)
    const { url } = (await upload(user, { name: 'file', file: png(30, 30) })).json.data
    await tab.inbox.next('room', (people) => people[user.user.id]?.avatar === url)
    tab.message(1, 'new face')
    assert.equal((await tab.inbox.next('message', (one) => one.msg === 'new face')).src, url)
    user.close()
  })

  for (const [what, bytes] of Object.entries(notImages)) {
    test(`refuses ${what}`, async () => {
      const user = await classicUser(server)
      assert.deepEqual((await upload(user, { name: 'file', file: bytes })).json, BAD_AVATAR)
      assert.equal((await user.call('GET', `/api/user?api_token=${user.token}`)).json.avatar, user.user.avatar)
    })
  }

  test('refuses what has no file', async () => {
    const user = await classicUser(server)
    assert.deepEqual((await upload(user, { name: 'other', value: 'x' })).json, BAD_AVATAR)
    assert.deepEqual((await user.call('POST', '/api/file/avatar', { json: { api_token: user.token } })).json, BAD_AVATAR)
  })
})

describe('GET /api/robot', () => {
  const ask = (user, query) => user.call('GET', `/api/robot?${query}&api_token=${user.token}`)

  test('answers with a JSON document in a string', async () => {
    const user = await classicUser(server)
    for (const question of ['你好', 'hello', '你是谁？', '1+1=?']) {
      const answer = await ask(user, `info=${encodeURIComponent(question)}&id=${user.email}`)
      assert.equal(answer.status, 200)
      assert.equal(typeof answer.json.data, 'string')
      const said = JSON.parse(answer.json.data)
      assert.equal(said.code, 100000)
      assert.ok(said.text.length > 0)
    }
  })

  test('has another code when there is no question', async () => {
    const user = await classicUser(server)
    for (const query of ['id=x', 'info=', 'info=%20', `info=${'x'.repeat(5000)}`]) {
      const answer = await ask(user, query)
      assert.equal(answer.status, 200)
      assert.ok(![100000, 200000].includes(JSON.parse(answer.json.data).code))
    }
  })
})
