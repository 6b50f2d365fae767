import { defineConfig } from '@playwright/test';
import tests from './playwright.config';

/** `npm run screens`: every page as it looks, into docs/screenshots. */
export default defineConfig(tests, { testDir: 'screens', reporter: 'list', timeout: 240_000 });
