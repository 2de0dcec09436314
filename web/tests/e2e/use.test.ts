// What a reader does: by keyboard, with filters in the address, with a token, without data, with errors.
import { expect, test } from '@playwright/test';

// A server of their own: these tests write reviews.
test.use({ baseURL: 'http://127.0.0.1:4183' });
test.describe.configure({ mode: 'serial' });

test('j and k move in the events, Enter opens the article at the event', async ({ page }) => {
  await page.goto('/events');
  await expect(page.locator('#row-0')).toBeVisible();
  await page.keyboard.press('j');
  await page.keyboard.press('j');
  await expect(page.locator('#row-1')).toBeFocused();
  await page.keyboard.press('k');
  await expect(page.locator('#row-0')).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/article\/\d+#e-[0-9a-f]+$/);
  const id = new URL(page.url()).hash.slice(1);
  await expect(page.locator(`[id="${id}"] .facts`)).toBeVisible();
});

test('slash goes to the search, a question mark opens the help, g n goes to the network', async ({ page }) => {
  await page.goto('/');
  await page.keyboard.press('/');
  await expect(page.locator('#search')).toBeFocused();
  await page.keyboard.type('frigates?');
  await expect(page.locator('dialog[open]')).toHaveCount(0);
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL('/search?q=frigates%3F');
  await page.locator('main h1').click();
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog', { name: 'Keys and marks' })).toBeVisible();
  await page.keyboard.press('Escape');
  await page.keyboard.press('g');
  await page.keyboard.press('n');
  await expect(page).toHaveURL('/network');
});

test('single keys can be switched off', async ({ page }) => {
  await page.goto('/');
  await page.keyboard.press('?');
  await page.getByLabel('Single keys are on').uncheck();
  await page.keyboard.press('Escape');
  await page.keyboard.press('/');
  await expect(page.locator('#search')).not.toBeFocused();
});

test('filters stand in the address, facets set them, the way back leads back', async ({ page }) => {
  await page.goto('/events');
  await page.getByRole('region', { name: 'Quad class' }).getByRole('link', { name: /material conflict/ }).click();
  await expect(page).toHaveURL('/events?quad=4');
  await page.getByLabel('Pair').fill('guy ven');
  await page.getByLabel('Pair').press('Enter');
  await expect(page).toHaveURL('/events?pair=GUY,VEN&quad=4');
  await expect(page.locator('tbody tr').first()).toBeVisible();
  // The rows of before stand until the new ones come: what each row is, is asked until all are right.
  const rows = page.locator('tbody tr');
  await expect(rows.filter({ hasNot: page.getByRole('img', { name: 'material conflict' }) })).toHaveCount(0);
  await expect(rows.filter({ hasNotText: /Guyana|Venezuela/ })).toHaveCount(0);
  expect(await rows.count()).toBeGreaterThan(0);
  await page.reload();
  await expect(page.getByLabel('Pair')).toHaveValue('GUY,VEN');
  await page.goBack();
  await expect(page).toHaveURL('/events');
});

test('an event is accepted, rejected and fixed by one key each', async ({ page }) => {
  await page.goto('/article/3');
  await expect(page.locator('.card.open')).toHaveCount(1);
  await page.keyboard.press('a');
  await expect(page.locator('.card.open .tag.good')).toContainText('accepted');
  await page.keyboard.press('j');
  await page.keyboard.press('r');
  const dialog = page.getByRole('dialog');
  await expect(dialog).toContainText('Reject this event');
  await dialog.getByLabel('Reason').fill('told twice');
  await dialog.getByRole('button', { name: 'Reject' }).click();
  await expect(page.locator('.card.open .tag.bad')).toContainText('rejected');
  await page.keyboard.press('j');
  await page.keyboard.press('f');
  await dialog.getByLabel('Type').selectOption('COERCE');
  await dialog.getByLabel('Mode').selectOption('restrict');
  const sent = page.waitForRequest((request) => request.method() === 'POST');
  await dialog.getByRole('button', { name: 'Keep the fix' }).click();
  const body = (await sent).postDataJSON();
  expect(body.verdict).toBe('edit');
  expect(body.event_after).toMatchObject({ schema: 'demarche.event/1', event_type: 'COERCE', mode: 'restrict', quad_class: 4, score: -7 });
  await expect(page.locator('.card.open .tag')).toContainText(['edited']);
  await page.reload();
  await expect(page.locator('.card .tag.bad')).toContainText('rejected');
});

test('the review queue goes on to the next event', async ({ page }) => {
  await page.goto('/review');
  await expect(page.locator('.sentence mark').first()).toBeVisible();
  await page.keyboard.press('a');
  await expect(page.locator('#q-0 .tag.good')).toContainText('accepted');
  await expect(page.locator('#q-1')).toHaveClass(/at/);
});

test('marks are the words of the record, letters beyond the first plane before them', async ({ page, request }) => {
  await page.goto('/article/15');
  const { events, article } = await (await request.get('/api/v1/articles/15')).json();
  const scalars = [...article.text];
  await expect(page.locator('mark').first()).toBeVisible();
  for (const { event } of events) {
    await page.locator(`[id="e-${event.id}"] .pick`).click();
    const [from, to] = event.evidence.trigger;
    await expect(page.locator('mark.m-trigger').first()).toHaveText(scalars.slice(from, to).join(''));
  }
});

test('a link to an event leads to its article', async ({ page }) => {
  await page.goto('/pair/GUY/VEN');
  await page.locator('.cite a').first().click();
  await expect(page).toHaveURL(/\/article\/\d+#e-/);
});

test('the network is a table that sorts', async ({ page }) => {
  await page.goto('/network');
  await page.getByRole('button', { name: 'Actor' }).click();
  await expect(page.getByRole('columnheader', { name: 'Actor' })).toHaveAttribute('aria-sort', 'ascending');
  const names = await page.locator('tbody tr td:first-child').allTextContents();
  expect(names).toEqual([...names].sort((a, b) => a.localeCompare(b)));
});

test('a server that asks for a token gets one, for this tab', async ({ page }) => {
  await page.goto('http://127.0.0.1:4182/');
  await page.getByRole('textbox', { name: 'Token' }).fill('dmr_wrong');
  await page.getByRole('button', { name: 'Enter' }).click();
  await expect(page.getByText('The server does not take this token')).toBeVisible();
  await page.getByRole('textbox', { name: 'Token' }).fill('dmr_right');
  await page.getByRole('button', { name: 'Enter' }).click();
  await expect(page.getByRole('heading', { name: 'Latest incidents' })).toBeVisible();
  expect(await page.evaluate(() => [sessionStorage.getItem('demarche.token'), JSON.stringify(localStorage)])).toEqual(['dmr_right', '{}']);
});

test('without data every page says what to do', async ({ page }) => {
  for (const [path, words] of [['/', 'demarche ingest'], ['/events', 'demarche ingest'], ['/network', 'Take a longer time'], ['/review', 'Nothing waits'], ['/search?q=x', 'Nothing found'], ['/article/1', 'no article has the number 1'], ['/actor/XYZ', 'codes are a country']] as const) {
    await page.goto(`http://127.0.0.1:4181${path}`);
    await expect(page.getByText(words).first()).toBeVisible();
  }
});

test('an error says what was wrong and what to do, and can be tried again', async ({ page }) => {
  let fail = true;
  await page.route('**/api/v1/network*', (route) =>
    fail ? route.fulfill({ status: 503, contentType: 'application/problem+json', body: JSON.stringify({ title: 'The store is busy', status: 503, detail: 'another process writes', hint: 'try again in a second' }) }) : route.fallback(),
  );
  await page.goto('/network');
  await expect(page.getByRole('alert')).toContainText('The store is busy');
  await expect(page.getByRole('alert')).toContainText('try again in a second');
  fail = false;
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect(page.getByRole('columnheader', { name: 'Actor' })).toBeVisible();
});

test('the chart answers to the arrow keys', async ({ page }) => {
  await page.goto('/pair/GUY/VEN');
  await page.locator('.chart svg[tabindex]').focus();
  await page.keyboard.press('ArrowRight');
  await expect(page.locator('.readout')).toContainText('tension');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/events\?pair=GUY,VEN&since=2026-03-02&until=2026-03-02/);
});
