import { existsSync } from 'node:fs';
import { defineConfig } from '@playwright/test';

// Debian's Chromium: the tests download no browser.
const chromium = process.env.DEMARCHE_CHROMIUM ?? ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(existsSync);
const server = (port: number, more = '') => ({
  command: `node tests/mock/server.mjs --port ${port} ${more}`,
  port,
  reuseExistingServer: false,
});

export default defineConfig({
  testDir: 'tests/e2e',
  timeout: 60_000,
  expect: { timeout: 10_000 },
  workers: 2,
  fullyParallel: true,
  reporter: [['list']],
  use: {
    baseURL: 'http://127.0.0.1:4179',
    launchOptions: { ...(chromium ? { executablePath: chromium } : {}), args: process.getuid?.() === 0 ? ['--no-sandbox'] : [] },
  },
  projects: [
    { name: 'desktop', use: { viewport: { width: 1440, height: 900 } } },
    { name: 'phone', use: { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true, deviceScaleFactor: 2 }, testMatch: /pages\.test\.ts/ },
  ],
  webServer: [server(4179), server(4180, '--hostile'), server(4181, '--empty'), server(4182, '--token dmr_right'), server(4183)],
});
