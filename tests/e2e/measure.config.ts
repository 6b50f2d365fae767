import { defineConfig } from '@playwright/test';
import base from './playwright.config';

/**
 * `npm run measure`: the targets of "feels instant" as numbers. MEASURE_MESSAGES (100000), MEASURE_MINUTES of scrolling (2; 10 for
 * the full run), MEASURE_CPU (4): how many times slower the page's processor is made
 * for the lines that are measured at a phone's speed beside this machine's own.
 */
export default defineConfig({
  ...base,
  use: { ...base.use, serviceWorkers: 'allow' },
  testDir: 'measure',
  testMatch: '*.measure.ts',
  workers: 1,
  timeout: 30 * 60_000,
  reporter: [['list'], ['./support/counts-reporter.ts']],
});
