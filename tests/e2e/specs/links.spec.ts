import type { Page } from '@playwright/test';
import { Account } from '../support/account';
import { expect, busyTest as test, views } from '../support/fixtures';

/** A thread with enough answers that the one in the middle has to be scrolled to, and its last message in the room long ago. */
async function thread(writer: Account): Promise<{ room: number; root: number; answer: number }> {
  const room = (await writer.ask('room:create', { name: `Threads ${writer.me.id}`, kind: 'public' }))['room'] as { id: number };
  const root = await writer.say(room.id, 'the root');
  const answers: number[] = [];
  for (let n = 0; n < 30; n += 1) answers.push(await writer.say(room.id, `answer ${n}`, { thread: root }));
  for (let n = 0; n < 60; n += 1) await writer.say(room.id, `after ${n}`);
  return { room: room.id, root, answer: answers[7] as number };
}

async function expectAnswer(page: Page, at: { root: number; answer: number }): Promise<void> {
  const panel = page.getByTestId('thread-panel');
  const answer = panel.locator(`[data-testid="message"][data-seq="${at.answer}"]`);
  await expect(answer).toHaveClass(/marked/);
  await expect(answer).toBeInViewport();
  await expect(panel.getByText('the root', { exact: true })).toHaveCount(1);
  await expect(page).toHaveURL(new RegExp(`/rooms/\\d+\\?thread=${at.root}$`));
}

for (const { view, options } of views) {
  test(`links to answers in threads lead into the thread, which stands in the address (${view})`, async ({ member, server }) => {
    const writer = await Account.register(server.url, `Writer ${view}`);
    const at = await thread(writer);
    const ann = await member('Ann', options);
    const { page } = ann;
    await page.goto(`/rooms/${at.room}`);
    await page.getByTestId('join-room').click();
    await page.getByTestId('composer-input').waitFor();

    await page.goto(`/rooms/${at.room}?at=${at.answer}`);
    await expectAnswer(page, at);

    await page.reload();
    await expect(page.getByTestId('thread-panel').getByText('answer 29', { exact: true })).toBeInViewport();
    await expect(page.getByTestId('thread-panel').getByText('the root', { exact: true })).toHaveCount(1);

    await page.goto('/search?q=answer%207');
    await page.getByTestId('list-open').first().click();
    await expectAnswer(page, at);
    await page.getByTestId('panel-close').click();
    await expect(page).toHaveURL(new RegExp(`/rooms/${at.room}$`));
    writer.close();
  });
}
