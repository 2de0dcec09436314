// Texts are inert: 500 hostile strings as titles, texts, names, places and words of the ledger.
import { expect, test } from '@playwright/test';
// @ts-expect-error The mock is plain JavaScript.
import { hostile } from '../mock/hostile.mjs';

const HOSTILE = 'http://127.0.0.1:4180';

test('500 hostile strings run 0 scripts on any page', async ({ page }) => {
  test.setTimeout(180_000);
  expect(new Set(hostile).size).toBe(500);
  const wrong: string[] = [];
  page.on('dialog', (dialog) => {
    wrong.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('pageerror', (error) => wrong.push(String(error)));
  page.on('console', (message) => {
    // The policy would stop a script; that one was put into the page is wrong already.
    if (/Content Security Policy|Refused to/.test(message.text())) wrong.push(message.text());
  });
  page.on('request', (request) => {
    if (!/^(http:\/\/127\.0\.0\.1:|blob:)/.test(request.url())) wrong.push(`asks ${request.url()}`);
  });
  const seen = new Set<string>();
  const paths = ['/', '/pair/GUY/VEN', '/pair/GUY/VEN/brief', '/events', '/actor/VEN', '/network', '/search?q=*', '/review', '/status', ...Array.from({ length: 15 }, (_, i) => `/article/${i + 1}`)];
  for (const path of paths) {
    await page.goto(HOSTILE + path);
    await expect(page.locator('.wait')).toHaveCount(0);
    await expect(page.locator('main h1, main h2').first()).toBeAttached();
    expect(await page.evaluate(() => (window as { __run?: number }).__run ?? 0), path).toBe(0);
    const strange = await page.evaluate(() => [...document.querySelectorAll('main :is(script, iframe, object, embed, img, video, style, marquee, meta, link, body), main a[href^="javascript:" i], main a[href^="data:" i], main [onload], main [onerror], main [onfocus]')].map((one) => one.outerHTML.slice(0, 120)));
    expect(strange, path).toEqual([]);
    const text = await page.evaluate(() => document.body.textContent ?? '');
    for (const one of hostile) if (text.includes(one)) seen.add(one);
  }
  expect(wrong).toEqual([]);
  // They were there to be read, nearly all of them as they are: a NUL and line ends change on the way.
  expect(seen.size).toBeGreaterThan(400);
});

test('a hostile search and a hostile address are text', async ({ page }) => {
  for (const one of hostile.slice(0, 25)) {
    await page.goto(`/search?q=${encodeURIComponent(one)}`);
    await expect(page.getByRole('heading', { level: 1 })).toContainText(one.trim().slice(0, 10));
    await page.goto(`/actor/${encodeURIComponent(one)}`);
    await expect(page.getByRole('alert').or(page.getByText('No such page')).first()).toBeVisible();
    expect(await page.evaluate(() => (window as { __run?: number }).__run ?? 0)).toBe(0);
  }
});
