import { defineConfig } from '@playwright/test';

/** `browser`: the headless host in Chromium. `desktop`: the built app in Electron (see `scripts/test.mjs`). */
export default defineConfig({
  timeout: 60_000,
  workers: 1,
  // A test that passes only when repeated is reported as flaky, by name, at the end of `npm test`.
  retries: process.env.CI ? 1 : 0,
  forbidOnly: Boolean(process.env.CI),
  outputDir: 'test-results',
  projects: [
    { name: 'browser', testDir: 'tests/e2e' },
    { name: 'desktop', testDir: 'tests/desktop' },
  ],
});
