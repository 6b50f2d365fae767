import { readFile } from 'node:fs/promises';
import { randomBytes } from 'node:crypto';
import type { Page } from '@playwright/test';
import { enterRoom, expect, test, views } from '../support/fixtures';

const mine = (page: Page) => page.locator('[data-testid="message"][data-mine="true"]');
const choose = (page: Page, name: string, buffer: Buffer) => page.getByTestId('image-input').setInputFiles({ name, mimeType: 'application/octet-stream', buffer });

for (const { view, zh, options } of views) {
  test(`a file of any kind goes with a message and comes back byte for byte (${view})`, async ({ member }) => {
    const ann = await member('Ann', options);
    const li = await member('Li', { locale: options.locale ?? 'en-US' });
    await enterRoom(ann.page, 1);
    await enterRoom(li.page, 1);
    const bytes = randomBytes(1_300_000);
    const name = `报告 ${ann.email.slice(4, 10)}.bin`;
    await choose(ann.page, name, bytes);
    await expect(ann.page.getByTestId('attachment-file')).toContainText('.bin');
    await ann.page.getByTestId('send').click();
    await expect(mine(ann.page)).toHaveAttribute('data-state', 'sent');
    const shown = li.page.getByTestId('message-file').filter({ hasText: name });
    await expect(shown).toContainText(zh ? '1.3' : '1.3 MB');
    const download = li.page.waitForEvent('download');
    await shown.click();
    const file = await download;
    expect(file.suggestedFilename()).toBe(name);
    expect((await readFile(await file.path())).equals(bytes)).toBe(true);
    await ann.page.goto('/');
    await expect(ann.page.getByTestId('preview-1')).toContainText(zh ? '[文件]' : '[File]');
  });
}

test('an upload shows how far it is, and is taken back with its bytes', async ({ member, server }) => {
  const { page, token } = await member('Ann');
  await enterRoom(page, 2);
  let uploads = '';
  let release = (): void => undefined;
  const held = new Promise<void>((resolve) => (release = resolve));
  await page.route(/\/api\/v1\/uploads\/[^/]+$/, async (route) => {
    uploads = new URL(route.request().url()).pathname;
    // The second piece waits until the test has seen the first.
    if (route.request().headers()['upload-offset'] === String(1024 * 1024)) await held;
    await route.continue().catch(() => undefined);
  });
  await choose(page, 'large.bin', randomBytes(2_500_000));
  await page.getByTestId('send').click();
  await expect(page.getByTestId('upload')).toContainText(/4[12]/);
  await page.getByTestId('upload-cancel').click();
  await expect(mine(page)).toHaveCount(0);
  release();
  await expect.poll(() => fetch(`${server.url}${uploads}`, { headers: { Authorization: `Bearer ${token}` } }).then((answer) => answer.status)).toBe(404);
  await page.reload();
  await page.getByTestId('composer-input').waitFor();
  await expect(mine(page)).toHaveCount(0);
});

test('an upload that is cut goes on where it was, also after a reload', async ({ member }) => {
  const { page } = await member('Ann');
  await enterRoom(page, 2);
  const offsets: string[] = [];
  let cut = true;
  await page.route(/\/api\/v1\/uploads\/[^/]+$/, async (route) => {
    const offset = route.request().headers()['upload-offset'];
    if (offset !== undefined && route.request().method() === 'PATCH') {
      if (cut && offset !== '0') return route.abort();
      offsets.push(offset);
    }
    return route.continue();
  });
  await choose(page, 'cut.bin', randomBytes(3_000_000));
  await page.getByTestId('send').click();
  await expect(page.getByTestId('upload')).toContainText(/3[345]/);
  await page.reload();
  await expect(mine(page)).toHaveAttribute('data-state', 'sending');
  cut = false;
  await expect(mine(page)).toHaveAttribute('data-state', 'sent', { timeout: 30_000 });
  await expect(mine(page)).toHaveCount(1);
  expect(offsets).toEqual(['0', String(1024 * 1024), String(2 * 1024 * 1024)]);
});

test('a file that is too large is refused with a sentence before a byte is sent', async ({ member }) => {
  const { page } = await member('Ann');
  await enterRoom(page, 2);
  await page.getByTestId('composer-input').evaluate((input) => {
    const file = new File(['x'], 'huge.bin');
    Object.defineProperty(file, 'size', { value: 101 * 1024 * 1024 });
    const transfer = { types: ['Files'], files: [file] };
    const event = new Event('drop', { bubbles: true, cancelable: true });
    Object.defineProperty(event, 'dataTransfer', { value: transfer });
    input.dispatchEvent(event);
  });
  await expect(page.getByTestId('notice')).toContainText('huge.bin');
  await expect(page.getByTestId('attachment-tray')).toHaveCount(0);
  // What only looks like a picture by its name goes as a file.
  await page.getByTestId('image-input').setInputFiles({ name: 'broken.png', mimeType: 'image/png', buffer: Buffer.from('not a png') });
  await expect(page.getByTestId('attachment-file')).toContainText('broken.png');
  await page.getByTestId('send').click();
  await expect(mine(page).getByTestId('message-file')).toContainText('broken.png');
  await expect(mine(page)).toHaveAttribute('data-state', 'sent');
});
