// Takes the picture of the README: `node scripts/screenshot.mjs OUT.png [ADDRESS]`.
// Without an address it fills a store with the sample articles, serves it on a free port and looks at it.
import { spawn, execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { chromium } from '@playwright/test';

const [out, given] = process.argv.slice(2);
if (!out) {
  console.error('screenshot: name the file to write');
  process.exit(2);
}
const root = resolve(import.meta.dirname, '../..');
const program = process.env.DEMARCHE ?? ['release', 'debug'].map((kind) => join(root, 'target', kind, 'demarche')).find(existsSync);
const browserPath = process.env.DEMARCHE_CHROMIUM ?? ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(existsSync);
const free = () => new Promise((done) => {
  const server = createServer().listen(0, '127.0.0.1', () => {
    const { port } = server.address();
    server.close(() => done(port));
  });
});

let address = given?.replace(/\/$/, '');
let folder = null;
let served = null;
try {
  if (!address) {
    if (!program) throw new Error('the program is not built: cargo build --release -p demarche-cli');
    folder = mkdtempSync(join(tmpdir(), 'demarche-'));
    const store = join(folder, 'demo.demarche');
    execFileSync(program, ['ingest', join(root, 'examples/crisis/articles.jsonl'), '--store', store], { stdio: 'inherit' });
    const port = await free();
    served = spawn(program, ['serve', '--store', store, '--listen', `127.0.0.1:${port}`], { stdio: 'inherit' });
    address = `http://127.0.0.1:${port}`;
    for (let i = 0; ; i++) {
      if (await fetch(`${address}/healthz`).then((answer) => answer.ok, () => false)) break;
      if (i === 150 || served.exitCode !== null) throw new Error('the server did not come up');
      await new Promise((done) => setTimeout(done, 200));
    }
  }
  const browser = await chromium.launch({ ...(browserPath ? { executablePath: browserPath } : {}), args: process.getuid?.() === 0 ? ['--no-sandbox'] : [] });
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, colorScheme: 'light' });
  const path = process.env.DEMARCHE_PAGE ?? '/?days=90';
  await page.goto(address + path);
  await page.waitForFunction(() => document.querySelector('main h1') && !document.querySelector('.wait, .hold'), null, { timeout: 60_000 });
  await page.waitForTimeout(600);
  await page.screenshot({ path: out });
  await browser.close();
  console.log(`screenshot: ${out}, ${Math.round(statSync(out).size / 1024)} KiB`);
} catch (cause) {
  console.error(`screenshot: ${cause.message}`);
  process.exitCode = 1;
} finally {
  served?.kill();
  if (folder) rmSync(folder, { recursive: true, force: true });
}
