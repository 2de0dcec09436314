// Every page over the store of the demo, answered by the program itself: it shows what the API has,
// axe finds nothing serious, nothing is asked of other hosts, and no answer or script fails.
import AxeBuilder from '@axe-core/playwright';
import { expect, test, type APIRequestContext } from '@playwright/test';

const asker = (request: APIRequestContext) => async (path: string) => {
  const answer = await request.get(`/api/v1${path}`);
  expect(answer.status(), path).toBe(200);
  return answer.json();
};

/** What the store has, as the API says: [page, path, words that must show]. */
async function pages(request: APIRequestContext): Promise<[string, string, string][]> {
  const ask = asker(request);
  const [a, b]: string[] = (await ask('/pairs')).items[0].pair;
  const article = (await ask('/articles')).items[0];
  const ledger = await ask(`/ledger?pair=${a},${b}`);
  expect(ledger.measures.length).toBeGreaterThan(0);
  return [
    ['overview', '/', 'Latest incidents'],
    ['pair', `/pair/${a}/${b}`, 'Measures in force'],
    ['pair unknown', '/pair/ISL/NZL', 'Nothing is known between'],
    ['brief', `/pair/${a}/${b}/brief`, 'In force'],
    ['events', '/events', 'Export'],
    ['events filtered', `/events?pair=${a},${b}&status=actual`, 'Clear'],
    ['article', `/article/${article.number}`, article.title],
    ['actor', `/actor/${a}`, 'Partners'],
    ['network', '/network', 'Recipient'],
    ['search', '/search?q=ceasefire', 'ceasefire'],
    ['review', '/review', 'Queue'],
    ['status', '/status', 'Runs'],
    ['missing', '/no/such/page', 'No such page'],
  ];
}

test('every page of the demo', async ({ context, request }) => {
  test.setTimeout(600_000);
  const all = await pages(request);
  for (const [name, path, words] of all) {
    await test.step(name, async () => {
      const page = await context.newPage();
      const wrong: string[] = [];
      page.on('console', (message) => {
        if (message.type() === 'error') wrong.push(message.text());
      });
      page.on('pageerror', (error) => wrong.push(String(error)));
      page.on('request', (asked) => {
        if (!/^(http:\/\/127\.0\.0\.1:4190\/|blob:http:\/\/127|data:)/.test(asked.url())) wrong.push(`asks ${asked.url()}`);
      });
      page.on('response', (answer) => {
        if (answer.status() >= 400) wrong.push(`${answer.status()} ${answer.url()}`);
      });
      await page.goto(path);
      await expect(page.getByText(words).filter({ visible: true }).first()).toBeVisible({ timeout: 30_000 });
      await expect(page.locator('.wait, .hold')).toHaveCount(0, { timeout: 30_000 });
      expect(await page.title()).toContain('Demarche');
      const found = await new AxeBuilder({ page }).analyze();
      const grave = found.violations.filter((one) => one.impact === 'serious' || one.impact === 'critical');
      expect(grave.map((one) => `${one.id}: ${one.nodes.slice(0, 3).map((node) => node.html.slice(0, 140)).join(' | ')}`)).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
      expect(wrong).toEqual([]);
      await page.close();
    });
  }
});

test('a pair is reached from the overview, and an event from the list', async ({ page }) => {
  await page.goto('/');
  await page.locator('a[href^="/pair/"]').first().click();
  await expect(page).toHaveURL(/\/pair\/[A-Z]{3}\/[A-Z]{3}/);
  await expect(page.getByText('Measures in force').first()).toBeVisible({ timeout: 30_000 });
  await page.goto('/events');
  await page.locator('a[href^="/article/"]').first().click();
  await expect(page).toHaveURL(/\/article\/\d+/);
  await expect(page.locator('mark').first()).toBeVisible({ timeout: 30_000 });
});

test('the first page has the alerts that the list of them has', async ({ page, request }) => {
  const ask = asker(request);
  type Alert = { text: string; date: string };
  const all: Alert[] = (await ask('/alerts?limit=200')).items;
  const { last_day } = (await ask('/overview?days=90')) as { last_day: string };
  const since = new Date(Date.parse(last_day) - 89 * 86_400_000).toISOString().slice(0, 10);
  const lately = all.filter((one) => one.date >= since);
  expect(lately.length).toBeGreaterThan(0);
  await page.goto('/?days=90');
  const panel = page.locator('section', { has: page.getByRole('heading', { name: 'Alerts' }) });
  await expect(panel.locator('li p')).toHaveText(lately.map((one) => one.text), { timeout: 30_000 });
});
