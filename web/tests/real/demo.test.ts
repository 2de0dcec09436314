// Every page over the store of the demo, answered by the program itself: it shows what the API has,
// axe finds nothing serious, nothing is asked of other hosts, and no answer or script fails.
import AxeBuilder from '@axe-core/playwright';
import { expect, test, type APIRequestContext } from '@playwright/test';

const asker = (request: APIRequestContext) => async (path: string) => {
  const answer = await request.get(`/api/v1${path}`);
  expect(answer.status(), path).toBe(200);
  return answer.json();
};

type Ask = (path: string) => Promise<any>;

const busiest = async (ask: Ask): Promise<string> => (await ask('/pairs')).items[0].pair.join('/');
const latest = async (ask: Ask) => (await ask('/articles')).items[0];

/** A page, where it is, and words that it must show; as the API says what the store has. */
const PAGES: [string, (ask: Ask) => Promise<[string, string]>][] = [
  ['overview', async () => ['/', 'Latest incidents']],
  ['pair', async (ask) => [`/pair/${await busiest(ask)}`, 'Measures in force']],
  ['pair of which nothing is known', async () => ['/pair/ISL/NZL', 'Nothing is known between']],
  ['brief', async (ask) => [`/pair/${await busiest(ask)}/brief`, 'In force']],
  ['events', async () => ['/events', 'Export']],
  ['events of a filter', async () => ['/events?quad=4&status=actual', 'Clear']],
  ['article', async (ask) => [`/article/${(await latest(ask)).number}`, (await latest(ask)).title]],
  ['actor', async (ask) => [`/actor/${(await busiest(ask)).slice(0, 3)}`, 'Partners']],
  ['network', async () => ['/network', 'Recipient']],
  ['search', async () => ['/search?q=ceasefire', 'ceasefire']],
  ['review', async () => ['/review', 'Queue']],
  ['status', async () => ['/status', 'Runs']],
  ['missing', async () => ['/no/such/page', 'No such page']],
];

for (const [name, find] of PAGES) {
  test(name, async ({ page, request }) => {
    test.setTimeout(180_000);
    const [path, words] = await find(asker(request));
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
  });
}

test('the busiest pair has measures, and the first page incidents', async ({ request }) => {
  const ask = asker(request);
  const pair = (await busiest(ask)).replace('/', ',');
  expect((await ask(`/ledger?pair=${pair}`)).measures.length).toBeGreaterThan(0);
  expect((await ask('/overview')).incidents.length).toBeGreaterThan(0);
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
