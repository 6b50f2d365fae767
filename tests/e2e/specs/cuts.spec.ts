import type { Page } from '@playwright/test';
import { png } from '../../../web/dev/png.mjs';
import { deed, expect, row, say, test, useTool, type Member } from '../support/fixtures';
import { Wire, type Cut } from '../support/cuts';

const forgetful = { timeout: 40_000 };

interface Seen {
  seq: string;
  state: string;
  text: string;
  edited: boolean;
  deleted: boolean;
  reactions: string;
  files: number;
}

/** Everything that one page shows of the messages of its room. The rooms here fit on a few screens; all rows are walked through. */
async function seen(page: Page): Promise<Seen[]> {
  return page.getByTestId('timeline').evaluate(async (list) => {
    const found = new Map<string, Seen>();
    const part = (row: HTMLElement, name: string): HTMLElement[] => [...row.querySelectorAll<HTMLElement>(`[data-testid="${name}"]`)];
    for (list.scrollTop = list.scrollHeight; ; list.scrollTop -= 300) {
      for (let frame = 0; frame < 3; frame += 1) await new Promise(requestAnimationFrame);
      for (const row of part(list as HTMLElement, 'message')) {
        const key = row.dataset['seq'] ?? `unsent ${found.size}`;
        found.set(key, {
          seq: key,
          state: row.dataset['state'] ?? '',
          text: part(row, 'message-text').map((one) => one.innerText.trim()).join(),
          edited: part(row, 'edited').length > 0,
          deleted: part(row, 'tombstone').length > 0,
          reactions: part(row, 'reaction').map((one) => one.innerText.replace(/\s+/g, '')).join(),
          files: part(row, 'message-file').length + part(row, 'message-image').length,
        });
      }
      if (list.scrollTop <= 0) break;
    }
    return [...found.values()].sort((a, b) => Number(a.seq) - Number(b.seq));
  });
}

/** What is on screen is what a fresh load shows, on both sides; nothing is there twice. */
async function equalFresh(ann: Member, li: Member, texts: readonly string[]): Promise<void> {
  const live = await seen(ann.page);
  for (const text of texts) expect(live.filter((one) => one.text === text), text).toHaveLength(1);
  expect(live.map((one) => one.state)).toEqual(live.map(() => 'sent'));
  expect(new Set(live.map((one) => one.seq)).size).toBe(live.length);
  await expect.poll(() => seen(li.page)).toEqual(live);
  for (const { page } of [ann, li]) {
    await page.reload();
    await expect(row(page, texts.at(-1) as string)).toHaveCount(1);
    await expect.poll(() => seen(page)).toEqual(live);
  }
}

async function edit(page: Page, from: string, to: string): Promise<void> {
  await deed(page, row(page, from), 'edit');
  await page.getByTestId('message-editor').locator('textarea').fill(to);
  await page.keyboard.press('Enter');
}

/** A private room of two; both have said something. */
async function meet(ann: Member, li: Member, wire: Wire): Promise<number> {
  const made = await ann.rest('POST', '/api/v1/rooms', { name: `cuts ${ann.email}`, kind: 'public' });
  const id = made['id'] as number;
  await wire.watch(ann.page);
  await li.page.goto(`/rooms/${id}`);
  await li.page.getByTestId('join-room').click();
  await li.page.getByTestId('composer-input').waitFor();
  await ann.page.goto(`/rooms/${id}`);
  await ann.page.getByTestId('composer-input').waitFor();
  await say(ann.page, 'ann before');
  await say(li.page, 'li before');
  await say(li.page, 'li to delete');
  for (const { page } of [ann, li]) await expect(row(page, 'li to delete')).toHaveAttribute('data-state', 'sent');
  await expect(row(li.page, 'ann before')).toHaveCount(1);
  return id;
}

const picture = { name: 'hills.png', mimeType: 'image/png', buffer: png(300, 200) };

/** What Li does while Ann cannot see it. */
async function lisDeeds(li: Member): Promise<void> {
  await say(li.page, 'li during');
  await edit(li.page, 'li before', 'li before, better');
  await useTool(row(li.page, 'ann before'), 'quick-reaction');
  await deed(li.page, row(li.page, 'li to delete'), 'delete');
  await li.page.getByTestId('confirm-yes').click();
  await expect(li.page.getByTestId('tombstone')).toHaveCount(1);
}

/** What Ann does without a connection: written down here, sent later. */
async function annsDeeds(ann: Member): Promise<void> {
  await say(ann.page, 'ann during 1');
  await ann.page.getByTestId('image-input').setInputFiles(picture);
  await expect(ann.page.getByTestId('attachment-tray').locator('img')).toHaveCount(1);
  await ann.page.getByTestId('composer-input').fill('ann picture');
  await ann.page.getByTestId('send').click();
  await ann.page.getByTestId('image-input').setInputFiles({ name: 'data.bin', mimeType: 'application/octet-stream', buffer: Buffer.alloc(1_300_000, 7) });
  await ann.page.getByTestId('composer-input').fill('ann file');
  await ann.page.getByTestId('send').click();
  await say(ann.page, 'ann during 2');
  await expect(row(ann.page, 'ann during 2')).toHaveAttribute('data-state', 'sending');
}

const anns = ['ann before', 'ann during 1', 'ann picture', 'ann file', 'ann during 2'];

for (const [name, kind] of [['a cut of a second', 'refused'], ['a second in which nothing comes through', 'silent']] as [string, Cut][]) {
  test(`${name} loses nothing and doubles nothing`, async ({ member }) => {
    test.setTimeout(150_000);
    const [ann, li] = [await member('Ann'), await member('Li')];
    const wire = new Wire();
    await meet(ann, li, wire);
    await wire.cut(kind);
    await say(ann.page, 'ann during 1');
    await say(li.page, 'li during');
    await expect(row(li.page, 'li during')).toHaveAttribute('data-state', 'sent');
    await useTool(row(li.page, 'ann before'), 'quick-reaction');
    await edit(li.page, 'li before', 'li before, better');
    await expect(row(li.page, 'li before, better')).toHaveCount(1);
    await wire.mend();
    for (const { page } of [ann, li]) {
      await expect(row(page, 'ann during 1')).toHaveAttribute('data-state', 'sent', forgetful);
      await expect(row(page, 'li before, better')).toHaveCount(1, forgetful);
      await expect(row(page, 'ann before').getByTestId('reaction')).toHaveText('👍1', forgetful);
    }
    await equalFresh(ann, li, ['ann before', 'ann during 1', 'li before, better', 'li during']);
  });
}

test('ten minutes without a network lose nothing and double nothing', async ({ member }) => {
  test.setTimeout(200_000);
  const [ann, li] = [await member('Ann'), await member('Li')];
  await ann.page.clock.install();
  const wire = new Wire();
  await meet(ann, li, wire);
  await wire.cut('silent');
  await annsDeeds(ann);
  await lisDeeds(li);
  for (let minute = 0; minute < 10; minute += 1) await ann.page.clock.fastForward(60_000);
  await expect(ann.page.getByTestId('connection-banner')).toBeVisible();
  // What needs an answer says that there is none, and can be done again later.
  await edit(ann.page, 'ann before', 'ann before, better');
  await expect(ann.page.getByTestId('notice')).toContainText('连不上服务器');
  await wire.mend();
  for (let step = 0; step < 4; step += 1) await ann.page.clock.fastForward(31_000);
  for (const { page } of [ann, li]) {
    for (const text of anns.slice(1)) await expect(row(page, text)).toHaveAttribute('data-state', 'sent', forgetful);
    await expect(row(page, 'li during')).toHaveCount(1, forgetful);
    await expect(page.getByTestId('tombstone')).toHaveCount(1, forgetful);
  }
  await ann.page.getByTestId('message-editor').locator('textarea').press('Enter');
  for (const { page } of [ann, li]) await expect(row(page, 'ann before, better')).toHaveCount(1);
  await equalFresh(ann, li, ['ann before, better', ...anns.slice(1), 'li before, better', 'li during']);
});

test('a restart of the server while both sides write loses nothing and doubles nothing', async ({ member, server }) => {
  test.setTimeout(200_000);
  const [ann, li] = [await member('Ann'), await member('Li')];
  await meet(ann, li, new Wire());
  await lisDeeds(li);
  expect(await server.stop()).toBe(0);
  await annsDeeds(ann);
  await say(li.page, 'li while it is down');
  await server.start();
  for (const { page } of [ann, li]) {
    for (const text of [...anns, 'li while it is down']) await expect(row(page, text)).toHaveAttribute('data-state', 'sent', forgetful);
  }
  await expect(row(li.page, 'ann during 2')).toHaveCount(1);
  await equalFresh(ann, li, [...anns, 'li before, better', 'li during', 'li while it is down']);
});

test('a message whose acknowledgement is lost is known again from the next connection, and stored once', async ({ member }) => {
  test.setTimeout(150_000);
  const [ann, li] = [await member('Ann'), await member('Li')];
  await ann.page.clock.install();
  await meet(ann, li, new Wire());
  // The message arrives; neither its answer nor its event comes back.
  let unanswered = 0;
  await ann.page.routeWebSocket(/socket\.io/, (client) => {
    const upstream = client.connectToServer();
    const asked = new Set<string>();
    client.onMessage((data) => {
      const sent = /^42\/chat,(\d+)\["message:send"/.exec(String(data));
      if (sent) asked.add(sent[1] as string);
      upstream.send(data);
    });
    upstream.onMessage((data) => {
      const ack = /^43\/chat,(\d+)/.exec(String(data));
      const isAnswer = ack !== null && asked.has(ack[1] as string);
      if (isAnswer) unanswered += 1;
      if (!isAnswer && !/^42\/chat,\["message",.*ann unanswered/.test(String(data))) client.send(data);
    });
  });
  await ann.page.reload();
  // The next connection tells what is new in the rooms that the page holds.
  await row(ann.page, 'ann before').waitFor();
  await say(ann.page, 'ann unanswered');
  await expect(row(li.page, 'ann unanswered')).toHaveCount(1);
  await expect(row(ann.page, 'ann unanswered')).toHaveAttribute('data-state', 'sending');
  await ann.page.clock.fastForward(11_000);
  await expect(row(ann.page, 'ann unanswered')).toHaveAttribute('data-state', 'sent', forgetful);
  expect(unanswered).toBe(1);
  await equalFresh(ann, li, ['ann before', 'ann unanswered']);
});
