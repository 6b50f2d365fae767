import type { Page } from '@playwright/test';
import { deed, enterRoom, expect, phone, row, say, test, views } from '../support/fixtures';
import { png } from '../../../web/dev/png.mjs';

const entries = (page: Page): Promise<number> => page.evaluate(() => history.length);

for (const { view, options } of views) {
  test(`Back closes what is open before it leaves the room, and nothing piles up (${view})`, async ({ member }) => {
    const { page } = await member('Ann', options);
    await enterRoom(page, 1);
    const before = await entries(page);

    await page.getByTestId('room-menu').click();
    await page.getByTestId('room-search').waitFor();
    await page.goBack();
    await expect(page.getByTestId('room-search')).toBeHidden();
    await expect(page).toHaveURL(/\/rooms\/1$/);
    await expect(page.getByTestId('room-menu')).toBeFocused();

    // A menu that gives its place to a dialog, and that one closed by Escape.
    for (let n = 0; n < 3; n += 1) {
      await page.getByTestId('room-menu').click();
      await page.getByTestId('room-settings').click();
      await page.getByTestId('room-settings-dialog').waitFor();
      await page.keyboard.press('Escape');
      await expect(page.getByTestId('room-settings-dialog')).toBeHidden();
    }
    await page.getByTestId('room-menu').click();
    await page.getByTestId('room-settings').click();
    await page.getByTestId('room-settings-dialog').waitFor();
    await page.goBack();
    await expect(page.getByTestId('room-settings-dialog')).toBeHidden();
    await expect(page).toHaveURL(/\/rooms\/1$/);
    expect(await entries(page)).toBeLessThanOrEqual(before + 1); // The one ahead, of what was closed last.

    // What leads away from a menu is not below it.
    await page.getByTestId('room-menu').click();
    await page.getByTestId('room-search').click();
    await page.getByTestId('search-input').waitFor();
    await page.goBack();
    await expect(page).toHaveURL(/\/rooms\/1$/);
    await page.goBack();
    await expect(page).toHaveURL(/\/$/);
  });
}

test('on a phone Back closes the picture, then the thread, then leaves the room', async ({ member }) => {
  const { page, name } = await member('Ann', phone);
  await enterRoom(page, 2);
  await page.getByTestId('image-input').setInputFiles({ name: 'a.png', mimeType: 'image/png', buffer: png(64, 48) });
  const text = `picture of ${name} ${Date.now()}`;
  await say(page, text);
  await expect(row(page, text)).toHaveAttribute('data-state', 'sent');
  await deed(page, row(page, text), 'thread');
  const thread = page.getByTestId('thread-panel');
  await thread.getByTestId('message-image').click();
  await page.getByTestId('photo-viewer').waitFor();
  await page.goBack();
  await expect(page.getByTestId('photo-viewer')).toBeHidden();
  await expect(thread).toBeVisible();
  await page.goBack();
  await expect(thread).toBeHidden();
  await expect(page).toHaveURL(/\/rooms\/2$/);
  await page.goBack();
  await expect(page).toHaveURL(/\/$/);
});

test('the picture grows by the wheel, where the mouse is, and by two fingers', async ({ member }) => {
  const { page, name } = await member('Ann');
  await enterRoom(page, 2);
  await page.getByTestId('image-input').setInputFiles({ name: 'a.png', mimeType: 'image/png', buffer: png(64, 48) });
  const text = `zoom of ${name} ${Date.now()}`;
  await say(page, text);
  await expect(row(page, text)).toHaveAttribute('data-state', 'sent');
  await row(page, text).getByTestId('message-image').click();
  const picture = page.getByTestId('photo-viewer').locator('img');
  const width = async (): Promise<number> => (await picture.boundingBox())?.width ?? 0;
  await expect.poll(width).toBeGreaterThan(0);
  const before = await width();
  await picture.hover();
  await page.mouse.wheel(0, -500);
  await expect.poll(width).toBeGreaterThan(before * 1.5);
  await page.mouse.wheel(0, 5000);
  await expect.poll(width).toBeCloseTo(before, 0);
  // Two fingers that move apart.
  await picture.evaluate((element) => {
    const box = element.getBoundingClientRect();
    const [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
    const finger = (type: string, pointerId: number, away: number) => element.dispatchEvent(new PointerEvent(type, { pointerId, clientX: x + away, clientY: y, bubbles: true, pointerType: 'touch' }));
    element.setPointerCapture = () => undefined; // These fingers are not real.
    finger('pointerdown', 11, -10);
    finger('pointerdown', 12, 10);
    finger('pointermove', 12, 50);
    finger('pointerup', 11, -10);
    finger('pointerup', 12, 50);
  });
  await expect.poll(width).toBeCloseTo(before * 3, 0);
});
