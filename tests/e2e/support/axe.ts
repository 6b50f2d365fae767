import type { Page } from '@playwright/test';
import axe from 'axe-core';

/** What axe has to say against the page as it is, one line each: rule, where, and what is wrong. `rules`: only these. */
export async function complaints(page: Page, ...rules: string[]): Promise<string[]> {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe.source);
  return page.evaluate(async (only) => {
    const options: axe.RunOptions = { resultTypes: ['violations'], ...(only.length > 0 ? { runOnly: only } : {}) };
    const { violations } = await (window as unknown as { axe: typeof axe }).axe.run(document, options);
    return violations.flatMap((one) => one.nodes.map((node) => `${one.id}: ${node.target.join(' ')} – ${node.any[0]?.message ?? node.all[0]?.message ?? node.none[0]?.message ?? one.help}`));
  }, rules);
}
