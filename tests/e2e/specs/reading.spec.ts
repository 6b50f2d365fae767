// What comes late leaves a reader where they are.
import type { Locator, Page } from '@playwright/test';
import { Account, uniqueName } from '../support/account';
import { enterRoom, expect, busyTest as test } from '../support/fixtures';

const message = (page: Page, seq: number): Locator => page.locator(`[data-testid="message"][data-seq="${seq}"]`);

/** As many messages as fill more than one screen; their numbers. */
async function many(writer: Account, count: number): Promise<number[]> {
  const seqs: number[] = [];
  for (let n = 0; n < count; n += 1) seqs.push(await writer.say(1, `line ${n}\n\n\nend`));
  return seqs;
}

/**
 * From the first frame that draws the row `growing` on, it grows with each, as an answer of the robot does; after some frames the
 * reader scrolls. Says how far they are from where they went, at the end.
 */
function readOnWhileGrowing(page: Page, growing: number): Promise<number> {
  return page.evaluate(async (seq) => {
    const frame = (): Promise<unknown> => new Promise(requestAnimationFrame);
    const find = (): HTMLElement | null => document.querySelector(`[data-testid="timeline"] [data-seq="${seq}"]`);
    while (!find()) await frame();
    const list = document.querySelector('[data-testid="timeline"]') as HTMLElement;
    let wanted = 0;
    for (let n = 1; n <= 24; n += 1) {
      const row = find();
      if (row) row.style.paddingBottom = `${n}px`;
      if (n === 8) {
        // Not in the frame's own script, after which its rows are measured: a reader's scrolling comes before that.
        await new Promise((resolve) => setTimeout(resolve));
        wanted = list.scrollTop += 150;
      }
      await frame();
    }
    return list.scrollTop - wanted;
  }, growing);
}

test('who reads on is not taken back to where the room opened while rows grow', async ({ member, server }) => {
  const writer = await Account.register(server.url, uniqueName('Writer'));
  const { page } = await member('Ben');
  const seqs = await many(writer, 12);
  const away = readOnWhileGrowing(page, seqs.at(-1) as number);
  await enterRoom(page, 1);
  expect(Math.abs(await away)).toBeLessThanOrEqual(1);
  await expect(page.getByTestId('unread-divider')).not.toBeInViewport();
  writer.close();
});

test('who reads on is not taken back to the message that was shown to them while rows grow', async ({ member, server }) => {
  const writer = await Account.register(server.url, uniqueName('Writer'));
  const { page } = await member('Ben');
  const seqs = await many(writer, 40);
  await writer.say(1, 'an answer', { reply_to: seqs[10] });
  await enterRoom(page, 1);
  await page.getByTestId('jump-latest').click();
  const away = readOnWhileGrowing(page, seqs[13] as number);
  await page.getByTestId('quote').last().click();
  expect(Math.abs(await away)).toBeLessThanOrEqual(1);
  await expect(message(page, seqs[10] as number)).toBeInViewport();
  writer.close();
});

/** Scrolls by so much in each frame until it is told to stop, at most a hundred frames; the answer says how far. */
async function scrolling(page: Page, step: number): Promise<() => Promise<number>> {
  const way = await page.getByTestId('timeline').evaluateHandle((list, by) => {
    const state = { goes: true, asked: Promise.resolve(0) };
    const go = async (): Promise<number> => {
      let asked = 0;
      for (let n = 0; state.goes && n < 100; n += 1) {
        list.scrollTop += by;
        asked += by;
        await new Promise(requestAnimationFrame);
      }
      return asked;
    };
    state.asked = go();
    return state;
  }, step);
  return () =>
    way.evaluate((state) => {
      state.goes = false;
      return state.asked;
    });
}

for (const { way, step, seen } of [
  { way: 'down', step: 4, seen: 16 },
  { way: 'up', step: -4, seen: 13 },
]) {
  test(`an edit and reactions above do not move what somebody reads while they scroll ${way}`, async ({ member, server }) => {
    const writer = await Account.register(server.url, uniqueName('Writer'));
    const { page } = await member('Ben');
    const seqs = await many(writer, 30);
    const [edited, liked, edge, mark] = [seqs[4], seqs[5], seqs[11], seqs[seen]] as [number, number, number, number];
    await enterRoom(page, 1);
    await page.getByTestId('jump-latest').waitFor();
    const top = (): Promise<number> => message(page, mark).evaluate((row) => row.getBoundingClientRect().top);
    let before = 0;
    // A row that is drawn anew meanwhile does not scroll, and rows that come are measured.
    await expect(async () => {
      await message(page, edge).evaluate((row) => row.scrollIntoView({ block: 'start' }), undefined, { timeout: 2_000 });
      await expect(message(page, mark)).toBeInViewport({ timeout: 2_000 });
      before = await top();
      await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
      expect(await top()).toBe(before);
    }).toPass();
    const stop = await scrolling(page, step);
    await writer.ask('message:edit', { room: 1, seq: edited, text: 'one\ntwo\nthree\nfour\nfive\nsix\nseven\neight' });
    for (const emoji of ['👍', '🎉']) await writer.ask('reaction:add', { room: 1, seq: liked, emoji });
    const asked = await stop();
    await expect(message(page, edited)).toContainText('eight');
    await expect(message(page, liked).getByTestId('reaction')).toHaveCount(2);
    await expect.poll(async () => Math.abs((await top()) - before + asked)).toBeLessThanOrEqual(2);
    writer.close();
  });
}
