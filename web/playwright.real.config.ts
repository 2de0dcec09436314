// The dashboard as the program serves it: `demarche demo`, its sample articles, its own answers.
import { existsSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { defineConfig } from '@playwright/test';
import usual from './playwright.config';

const root = resolve(import.meta.dirname, '..');
const built = ['release', 'debug'].map((kind) => resolve(root, 'target', kind, 'demarche')).filter(existsSync);
// The one that was built last.
const age = (path: string) => -statSync(path).mtimeMs;
const program = process.env.DEMARCHE ?? built.sort((one, other) => age(one) - age(other))[0];
if (!program) throw new Error('the program is not built: cargo build -p demarche-cli; or name one by DEMARCHE');

export default defineConfig({
  ...usual,
  testDir: 'tests/real',
  workers: 1,
  use: { ...usual.use, baseURL: 'http://127.0.0.1:4190' },
  projects: [
    { name: 'desktop', use: { viewport: { width: 1440, height: 900 }, colorScheme: 'light' } },
    { name: 'phone', use: { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true, deviceScaleFactor: 2, colorScheme: 'dark' } },
  ],
  webServer: {
    command: `"${program}" demo --no-open --listen 127.0.0.1:4190`,
    url: 'http://127.0.0.1:4190/healthz',
    timeout: 300_000,
    reuseExistingServer: false,
  },
});
