import type { Browser } from '@playwright/test';

/**
 * How fast this machine runs scripts just now, as the mean of two rates: strings of 10,000 letters built letter by letter, and arrays of
 * 100,000 numbers copied, per tenth of a second. That is Lighthouse's BenchmarkIndex, by which it says what a throttle of 4x means: on
 * a fast desktop (1500 to 2000) it makes a phone of the middle, on a slower machine one that is slower by as much.
 */
export async function benchmarkIndex(browser: Browser): Promise<number> {
  const page = await browser.newPage();
  const index = await page.evaluate(() => {
    const rate = (work: () => void): number => {
      const start = performance.now();
      let times = 0;
      for (; performance.now() - start < 500; times += 1) work();
      return (times * 100) / (performance.now() - start);
    };
    const from = Array.from({ length: 100_000 }, (_, n) => n);
    const to = [...from];
    let letters = 0;
    const build = (): void => {
      let text = '';
      for (let n = 0; n < 10_000; n += 1) text += 'a';
      letters += text.length;
    };
    const copy = (): void => {
      for (let n = 0; n < from.length; n += 1) to[n] = from[n] as number;
    };
    // What was built is looked at: what nobody looks at need not be built.
    const index = (rate(build) + rate(copy)) / 2;
    return letters === 0 ? 0 : index;
  });
  await page.close();
  return Math.round(index);
}
