import { existsSync } from 'node:fs';
import { defineConfig } from '@playwright/test';

const candidates = [process.env['CHROMIUM'], '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const executablePath = candidates.find((p): p is string => p !== undefined && existsSync(p));
const port = Number(process.env['E2E_PORT'] ?? 3199);

/** A few journeys in a real browser against the built program with a small demonstration province. */
export default defineConfig({
  testDir: 'test/e2e',
  timeout: 120_000,
  workers: 1,
  forbidOnly: true,
  reporter: [['list'], ['json', { outputFile: 'test-results/e2e.json' }]],
  use: {
    baseURL: `http://localhost:${port}`,
    locale: 'zh-CN',
    viewport: { width: 1366, height: 768 },
    screenshot: 'only-on-failure',
    launchOptions: {
      ...(executablePath ? { executablePath } : {}),
      args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
    },
  },
  webServer: {
    command: 'node scripts/start.mjs',
    url: `http://localhost:${port}/healthz`,
    timeout: 300_000,
    reuseExistingServer: false,
    stdout: 'ignore',
    env: { PORT: String(port), DATA_DIR: process.env['E2E_DATA'] ?? 'test-results/data', DEMO_ENTERPRISES: '120', DEMO_PASSWORD: 'Duibiao-e2e-2018' },
  },
});
