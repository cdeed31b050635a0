// End-to-end tests: the built page, served as `npm start` serves it, in a real Chromium.
import { defineConfig } from '@playwright/test';

const executablePath = process.env['CHROMIUM_PATH'] || (process.platform === 'linux' ? '/usr/bin/chromium' : undefined);
const port = 4317;

export default defineConfig({
  testDir: 'e2e',
  outputDir: 'test-results',
  // One picture for all systems: what is compared does not depend on fonts (e2e/block-font.ts).
  snapshotPathTemplate: '{testDir}/pictures/{arg}{ext}',
  timeout: 120_000,
  // A slow machine may take its time: what a test waits for is polled.
  expect: { timeout: 20_000 },
  // A second try says whether a failure is the page's or the busy machine's: the closing line of `npm test` names what needed one, and each is to be mended.
  retries: 1,
  workers: 1,
  reporter: [['list'], ['json', { outputFile: '.cache/e2e.json' }]],
  use: {
    baseURL: `http://127.0.0.1:${port}/`,
    viewport: { width: 1440, height: 900 },
    locale: 'ko-KR',
    // Each test begins with an empty browser: keeping all files for offline use would only take time. The offline journey allows it.
    serviceWorkers: 'block',
    trace: 'retain-on-failure',
    launchOptions: {
      ...(executablePath ? { executablePath } : {}),
      args: ['--no-sandbox', '--disable-dev-shm-usage', '--disable-background-networking', '--disable-component-update', '--no-first-run', '--font-render-hinting=none', '--disable-lcd-text', '--force-color-profile=srgb'],
    },
  },
  webServer: { command: 'node scripts/start.mjs', url: `http://127.0.0.1:${port}/`, env: { PORT: String(port) }, reuseExistingServer: false, timeout: 120_000 },
});
