// Every page, light and dark, on a desk and on a phone: it shows its data, axe finds nothing serious,
// nothing is asked of other hosts, the policy is never broken, and nothing sticks out sideways.
import AxeBuilder from '@axe-core/playwright';
import { expect, test } from '@playwright/test';

const PAGES: [string, string, string | RegExp][] = [
  ['overview', '/', 'Latest incidents'],
  ['pair', '/pair/GUY/VEN', 'Measures in force'],
  ['pair-unknown', '/pair/JPN/KEN', /Nothing is known between Japan and Kenya/],
  ['brief', '/pair/GUY/VEN/brief', 'In force'],
  ['events', '/events', 'Export'],
  ['events-filtered', '/events?pair=GUY,VEN&quad=4', 'Clear'],
  ['article', '/article/7', 'Turkey recalls envoy'],
  ['article-astral', '/article/15', 'Japan grants aid'],
  ['actor', '/actor/VEN', 'Partners'],
  ['network', '/network', 'Recipient'],
  ['search', '/search?q=ceasefire', 'Guyana and Venezuela agree to ceasefire'],
  ['review', '/review', 'Queue'],
  ['status', '/status', 'Runs'],
  ['missing', '/no/such/page', 'No such page'],
];

for (const scheme of ['light', 'dark'] as const) {
  for (const [name, path, words] of PAGES) {
    test(`${name}, ${scheme}`, async ({ page }, info) => {
      const wrong: string[] = [];
      page.on('console', (message) => {
        if (message.type() === 'error') wrong.push(message.text());
      });
      page.on('pageerror', (error) => wrong.push(String(error)));
      page.on('request', (request) => {
        if (!/^(http:\/\/127\.0\.0\.1:|blob:http:\/\/127)/.test(request.url())) wrong.push(`asks ${request.url()}`);
      });
      await page.emulateMedia({ colorScheme: scheme });
      await page.goto(path);
      await expect(page.getByText(words).filter({ visible: true }).first()).toBeVisible();
      if (name === 'overview') await expect(page.locator('.map svg path.land').first()).toBeAttached();
      await expect(page.locator('.wait')).toHaveCount(0);
      expect(await page.title()).toContain('Demarche');
      if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/${name}-${scheme}-${info.project.name}.png` });
      const found = await new AxeBuilder({ page }).analyze();
      const grave = found.violations.filter((one) => one.impact === 'serious' || one.impact === 'critical');
      expect(grave.map((one) => `${one.id}: ${one.nodes.slice(0, 3).map((node) => `${node.html.slice(0, 140)} ${node.any[0]?.message ?? ''}`).join(' | ')}`)).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
      expect(wrong).toEqual([]);
    });
  }
}

test('the switch wins over the system and is kept', async ({ page }) => {
  await page.emulateMedia({ colorScheme: 'light' });
  await page.goto('/');
  const ground = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
  const light = await ground();
  await page.getByRole('button', { name: 'Switch between light and dark' }).click();
  const dark = await ground();
  expect(dark).not.toBe(light);
  await page.reload();
  expect(await ground()).toBe(dark);
});
