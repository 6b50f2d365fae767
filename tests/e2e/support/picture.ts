import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Page } from '@playwright/test';

/** Where the pictures of the documentation are. */
export const pictures = join(import.meta.dirname, '../../../docs/screenshots');
const quality = 0.58;
const widthMax = 1024;

/** What is on screen, as a WebP made by the browser itself. */
export async function picture(page: Page, name: string): Promise<void> {
  const png = (await page.screenshot({ animations: 'disabled', caret: 'hide' })).toString('base64');
  const painter = await page.context().newPage();
  const webp = await painter.evaluate(
    async ([data, wanted, max]) => {
      const image = await createImageBitmap(await (await fetch(`data:image/png;base64,${data}`)).blob());
      const scale = Math.min(1, max / image.width);
      const canvas = document.createElement('canvas');
      [canvas.width, canvas.height] = [Math.round(image.width * scale), Math.round(image.height * scale)];
      const brush = canvas.getContext('2d');
      if (brush) brush.imageSmoothingQuality = 'high';
      brush?.drawImage(image, 0, 0, canvas.width, canvas.height);
      return canvas.toDataURL('image/webp', wanted).split(',')[1] ?? '';
    },
    [png, quality, widthMax] as const,
  );
  await painter.close();
  const path = join(pictures, `${name}.webp`);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, Buffer.from(webp, 'base64'));
}
