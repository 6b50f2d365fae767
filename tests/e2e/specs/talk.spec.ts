import { png } from '../../../web/dev/png.mjs';
import { picture as keepPicture } from '../support/picture';
import { enterRoom, everyRow, expect, row, say, test } from '../support/fixtures';

const picture = { name: 'hills.png', mimeType: 'image/png', buffer: png(320, 200) };

test('two people meet in room 1, exchange text and an image, and it is there after a restart', async ({ server, person }) => {
  const ann = await person('Ann');
  const li = await person('李小雨');
  await enterRoom(ann.page, 1);
  await enterRoom(li.page, 1);

  await expect(ann.page.getByTestId('online-person').filter({ hasText: '李小雨' })).toBeVisible();
  await expect(li.page.getByTestId('online-person').filter({ hasText: 'Ann' })).toBeVisible();

  const hello = `你好，我是 Ann 👋 ${ann.email}`;
  await say(ann.page, hello);
  await expect(row(ann.page, hello)).toHaveAttribute('data-state', 'sent');
  await expect(row(li.page, hello)).toHaveCount(1);
  await expect(row(li.page, hello)).toHaveAttribute('data-mine', 'false');
  await expect(row(li.page, hello).getByTestId('message-author')).toHaveText(ann.name);

  await li.page.getByTestId('image-input').setInputFiles(picture);
  await expect(li.page.getByTestId('attachment-tray').locator('img')).toHaveCount(1);
  const caption = `照片 ${li.email}`;
  await li.page.getByTestId('composer-input').fill(caption);
  await li.page.getByTestId('send').click();
  for (const { page } of [ann, li]) {
    await expect(row(page, caption)).toHaveAttribute('data-state', 'sent');
    const image = row(page, caption).getByTestId('message-image').locator('img');
    await expect(image).toHaveCount(1);
    await expect.poll(() => image.evaluate((one: HTMLImageElement) => (one.complete ? one.naturalWidth : 0))).toBeGreaterThan(0);
  }

  // The picture of the READMEs, when it is asked for: SCREENS=1.
  if (process.env['SCREENS']) {
    await ann.page.mouse.move(0, 0);
    for (const one of [ann, li]) await keepPicture(one.page, `talk-${one === ann ? 'ann' : 'li'}`);
  }

  await row(ann.page, caption).getByTestId('message-image').click();
  const large = ann.page.getByTestId('photo-viewer').locator('img');
  await expect.poll(() => large.evaluate((one: HTMLImageElement) => one.naturalWidth)).toBe(320);
  await ann.page.keyboard.press('Escape');
  await expect(ann.page.getByTestId('photo-viewer')).toBeHidden();

  expect(await server.stop()).toBe(0);
  await expect(ann.page.getByTestId('connection-banner')).toBeVisible();
  const offline = `写于断线时 ${ann.email}`;
  await say(ann.page, offline);
  await expect(row(ann.page, offline)).toHaveAttribute('data-state', 'sending');

  await server.start();
  await expect(row(ann.page, offline)).toHaveAttribute('data-state', 'sent', { timeout: 40_000 });
  await expect(row(li.page, offline)).toHaveCount(1, { timeout: 40_000 });
  for (const { page } of [ann, li]) {
    await page.reload();
    for (const text of [hello, caption, offline]) await expect(row(page, text)).toHaveCount(1);
    const stored = row(page, caption).getByTestId('message-image').locator('img');
    await expect.poll(() => stored.evaluate((one: HTMLImageElement) => one.naturalWidth)).toBeGreaterThan(0);
    const shown = await page.getByTestId('message').evaluateAll((rows) => rows.map((one) => Number((one as HTMLElement).dataset['seq'])));
    expect(shown).toEqual([...new Set(shown)].sort((a, b) => a - b));
  }
});

test('messages of a burst arrive once each, in the order of the server, on both sides', async ({ person, robotUser }) => {
  const reader = await person('Reader');
  await enterRoom(reader.page, 1);
  const [a, b] = [await robotUser('a'), await robotUser('b')];
  const mark = reader.email;
  await Promise.all(
    [a, b].map(async (user, who) => {
      for (let n = 0; n < 12; n += 1) await user.send(1, `${mark} ${who}-${n}`);
    }),
  );
  const texts = reader.page.getByTestId('message-text').filter({ hasText: mark });
  await expect(texts.last()).toContainText('-11');
  const burst = (await everyRow(reader.page)).filter((one) => one.text.includes(mark)).map((one) => one.seq);
  expect(burst).toEqual(Array.from({ length: 24 }, (_, index) => (burst[0] as number) + index));
});

test('a cut shorter than two seconds shows no banner, and what was missed comes', async ({ person, robotUser }) => {
  const { page, email } = await person('Reader');
  const writer = await robotUser('writer');
  let isCut = false;
  let connections = 0;
  const cut: (() => Promise<unknown>)[] = [];
  await page.route(/socket\.io/, (route) => (isCut ? route.abort() : route.continue()));
  await page.routeWebSocket(/socket\.io/, (socket) => {
    if (isCut) return void socket.close();
    connections += 1;
    const server = socket.connectToServer();
    cut.push(() => Promise.all([socket.close(), server.close()]));
  });
  await page.goto('/rooms/1');
  await writer.send(1, `before ${email}`);
  await expect(row(page, `before ${email}`)).toHaveCount(1);
  expect(connections).toBe(1);

  isCut = true;
  for (const end of cut) await end();
  await writer.send(1, `during ${email}`);
  await expect(row(page, `during ${email}`)).toHaveCount(0);
  isCut = false;
  await expect(row(page, `during ${email}`)).toHaveCount(1);
  await writer.send(1, `after ${email}`);
  await expect(row(page, `after ${email}`)).toHaveCount(1);
  expect(connections).toBe(2);
  await expect(page.getByTestId('connection-banner')).toHaveCount(0);
  const mine = await page.getByTestId('message-text').filter({ hasText: email }).allTextContents();
  expect(mine.map((text) => text.trim().split(' ')[0])).toEqual(['before', 'during', 'after']);
});

test('somebody who writes is seen writing, until the message is there', async ({ person }) => {
  const ann = await person('Ann');
  const li = await person('Li');
  await enterRoom(ann.page, 1);
  await enterRoom(li.page, 1);
  await ann.page.getByTestId('composer-input').pressSequentially('hi', { delay: 30 });
  await expect(li.page.getByTestId('typing')).toContainText('Ann');
  await ann.page.keyboard.press('Enter');
  await expect(li.page.getByTestId('typing')).toHaveText('');
});
