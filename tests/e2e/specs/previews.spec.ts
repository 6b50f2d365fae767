import { createServer, type Server } from 'node:http';
import type { Locator, Page } from '@playwright/test';
import { Account } from '../support/account';
import { deed, enterRoom, expect, say, test as base } from '../support/fixtures';
import { ChatServer } from '../support/server';

const payload = '<img src=x onerror=alert(1)><script>alert(2)</script>';

const withLink = (page: Page, link: string): Locator => page.getByTestId('message').filter({ has: page.getByTestId('message-text').locator(`a[href="${link}"]`) });

/** A site of strangers, which tries to be more than text. */
const test = base.extend<object, { server: ChatServer; site: string }>({
  site: [
    async ({}, use) => {
      const server: Server = createServer((_, answer) => {
        answer.writeHead(200, { 'content-type': 'text/html; charset=utf-8' });
        const encoded = payload.replaceAll('<', '&lt;').replaceAll('"', '&quot;');
        answer.end(`<title>Title ${encoded}</title><meta name="description" content="Words ${encoded}"><meta property="og:image" content="/picture.png">`);
      });
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      await use(`http://127.0.0.1:${(server.address() as { port: number }).port}`);
      server.closeAllConnections();
      server.close();
    },
    { scope: 'worker' },
  ],
  server: [
    async ({}, use) => {
      const server = new ChatServer({ WEBCHATS_PREVIEWS: 'on', WEBCHATS_PREVIEWS_ALLOW_PRIVATE: '127.0.0.1' });
      await server.start();
      await use(server);
      await server.dispose();
    },
    { scope: 'worker' },
  ],
});

for (const locale of ['zh-CN', 'en-US'] as const) {
  test(`a preview of a link appears for both people as text, and its author removes it (${locale})`, async ({ member, site }) => {
    const [ann, ben] = [await member('Ann', { locale }), await member('Ben', { locale })];
    await enterRoom(ann.page, 1);
    await enterRoom(ben.page, 1);
    const link = `${site}/${ann.id}`;
    await say(ann.page, `${link}\nis worth\nreading`);
    for (const { page } of [ann, ben]) {
      const card = withLink(page, link).getByTestId('link-preview');
      await expect(card).toContainText(`Title ${payload}`);
      await expect(card).toContainText(`Words ${payload}`);
      await expect(card).toHaveAttribute('href', link);
      await expect(card).toHaveAttribute('rel', 'noopener noreferrer nofollow');
      await expect(card.locator('img, script')).toHaveCount(0);
    }
    await ben.page.reload();
    await expect(withLink(ben.page, link).getByTestId('link-preview')).toBeVisible();

    await deed(ann.page, withLink(ann.page, link), 'unpreview');
    for (const { page } of [ann, ben]) await expect(withLink(page, link).getByTestId('link-preview')).toHaveCount(0);
  });
}

test('who wants no previews sees none, and a reader at the end stays there when one comes', async ({ member, site }) => {
  const ann = await member('Ann');
  const ben = await member('Ben');
  await ben.page.goto('/me');
  await ben.page.getByTestId('previews').getByText(/Hidden|隐藏/).click();
  await enterRoom(ben.page, 1);
  await enterRoom(ann.page, 1);
  for (let n = 0; n < 12; n += 1) await say(ann.page, `line ${n}\n\n\n${ann.id}`);
  const link = `${site}/hidden-${ann.id}`;
  await say(ann.page, link);
  const card = withLink(ann.page, link).getByTestId('link-preview');
  await expect(card).toBeInViewport({ ratio: 1 });
  await expect(withLink(ben.page, link)).toBeVisible();
  await expect(withLink(ben.page, link).getByTestId('link-preview')).toHaveCount(0);
});

test('a preview that comes late does not move what somebody reads further down', async ({ member, server, site }) => {
  const writer = await Account.register(server.url, 'Writer');
  const { page } = await member('Ben');
  const early = await writer.say(1, 'early');
  for (let n = 0; n < 10; n += 1) await writer.say(1, `below ${n}\n\n\nend`);
  await enterRoom(page, 1);
  const first = page.locator(`[data-testid="message"][data-seq="${early}"]`);
  const mark = page.getByTestId('message').filter({ hasText: 'below 3' });
  await first.scrollIntoViewIfNeeded();
  // To where the early message has just left the screen, and is still drawn.
  await page.getByTestId('timeline').evaluate((list, seq) => {
    const row = list.querySelector(`[data-seq="${seq}"]`) as HTMLElement;
    list.scrollTop += row.getBoundingClientRect().bottom - list.getBoundingClientRect().top + 40;
  }, early);
  await expect(first).not.toBeInViewport();
  await expect(mark).toBeInViewport();
  const top = (): Promise<number> => mark.evaluate((one) => one.getBoundingClientRect().top);
  const frames = (): Promise<unknown> => page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
  // Rows that came with the scrolling are measured.
  await expect.poll(async () => (await top()) - (await frames().then(top))).toBe(0);
  const before = await top();
  await writer.ask('message:edit', { room: 1, seq: early, text: `${site}/late` });
  await expect(first.getByTestId('link-preview')).toBeAttached();
  await expect.poll(async () => Math.abs((await top()) - before)).toBeLessThanOrEqual(1);
  writer.close();
});
