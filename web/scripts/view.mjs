// How long until a page shows what it is for: `node scripts/view.mjs ADDRESS PATH...`.
// Prints a line for each path: when the first panel shows, and when nothing on the page is on its way
// any more; on the first visit, and the median of four more. Each visit begins with an empty cache. A service that was just started is asked first what nobody asked before.
import { existsSync } from 'node:fs';
import { chromium } from '@playwright/test';

const [address, ...paths] = process.argv.slice(2);
if (!paths.length) {
  console.error('view: name the address of a service and the paths to look at, as http://127.0.0.1:7411 / /pair/IND/PAK');
  process.exit(2);
}
const executablePath = process.env.DEMARCHE_CHROMIUM ?? ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(existsSync);
const browser = await chromium.launch({ ...(executablePath ? { executablePath } : {}), args: process.getuid?.() === 0 ? ['--no-sandbox'] : [] });
try {
  for (const path of paths) {
    const shown = [];
    const whole = [];
    let asked = 0;
    let bytes = 0;
    for (let visit = 0; visit < 5; visit++) {
      const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
      asked = bytes = 0;
      page.on('requestfinished', async (request) => {
        asked += 1;
        bytes += (await request.sizes().catch(() => null))?.responseBodySize ?? 0;
      });
      const start = performance.now();
      await page.goto(address.replace(/\/$/, '') + path, { waitUntil: 'commit' });
      const wait = (what) => page.waitForFunction(what, null, { timeout: 60_000, polling: 'raf' });
      await wait(() => document.querySelector('main .panel, main article'));
      shown.push(Math.round(performance.now() - start));
      await wait(() => document.querySelector('main h1') && !document.querySelector('.wait'));
      whole.push(Math.round(performance.now() - start));
      await page.close();
    }
    const told = ([first, ...more]) => `${first} ms, then ${more.sort((one, other) => one - other)[1]} ms`;
    console.log(`${path}: shown after ${told(shown)}; whole after ${told(whole)}; ${asked} requests, ${Math.round(bytes / 1024)} KiB`);
  }
} finally {
  await browser.close();
}
