import { defineConfig } from '@playwright/test';

/**
 * What the browser does without. Each new window prepares two pages of suggestions for its address bar, 400 files and two seconds of
 * processor time beside the page that is tested. The others are those of Playwright's own list that a browser on this machine can meet;
 * naming any takes the place of that list.
 */
const features = [
  'WebUIOmniboxPopup',
  'WebUIOmniboxAimPopup',
  'AimEnabled',
  'AvoidUnnecessaryBeforeUnloadCheckSync',
  'DestroyProfileOnBrowserClose',
  'HttpsUpgrades',
  'HttpsFirstBalancedModeAutoEnable',
  'LensOverlay',
  'MediaRouter',
  'NetworkTimeServiceQuerying',
  'OptimizationHints',
  'PaintHolding',
  'PreconnectToSearch',
];

export default defineConfig({
  testDir: 'specs',
  outputDir: 'test-results',
  // Each worker has a server and a browser of its own.
  workers: 2,
  fullyParallel: false,
  forbidOnly: true,
  retries: 0,
  timeout: 120_000,
  expect: { timeout: 20_000 },
  reporter: [['list'], ['./support/counts-reporter.ts']],
  use: {
    browserName: 'chromium',
    viewport: { width: 1280, height: 800 },
    locale: 'zh-CN',
    // Requests that a worker of the page answers are not seen by the tests; those of the worker itself allow it.
    serviceWorkers: 'block',
    // What moves under a click on a slow machine is missed; the tests of motion ask for it.
    contextOptions: { reducedMotion: 'reduce' },
    actionTimeout: 20_000,
    launchOptions: {
      executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
      args: ['--no-sandbox', '--disable-background-networking', '--disable-component-update', '--disable-sync', `--disable-features=${features.join(',')}`],
    },
  },
});
