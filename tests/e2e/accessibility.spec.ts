import AxeBuilder from '@axe-core/playwright';
import { expect, test } from '@playwright/test';
import { type Console, demoIsRead, openConsole } from './console.ts';

let console: Console;
test.beforeAll(async () => {
  console = await openConsole();
  await demoIsRead(console);
});
test.afterAll(() => console.end());

const places: [name: string, place: string, ready: string | RegExp][] = [
  ['Overview', '/', 'Freshness'],
  ['Costs', '/costs', 'Total'],
  ['Costs with the rows behind a figure', '/costs?drill={"period":null,"currency":"USD"}', /charge rows/],
  ['Costs by day', '/costs?granularity=daily&range=all', 'Total'],
  ['Compute', '/compute', /of [\d,]+ resources/],
  ['Compute, grouped', '/compute?group=environment', / running$/],
  ['Storage', '/storage', 'Choose a bucket'],
  ['Storage search', '/storage?mode=find', /Read all names|size>/],
  ['Storage insight', '/storage?mode=insight', 'Findings'],
  ['Transfers', '/transfers', 'No transfers'],
  ['Connections', '/connections', 'Demo organisation'],
  ['Adding a connection', '/connections?add=aws', 'Save and read'],
  ['Activity', '/activity', /machines/],
  ['Settings', '/settings', 'Save a diagnostics bundle'],
];

for (const theme of ['light', 'dark'] as const)
  for (const [name, place, ready] of places)
    test(`${name}, ${theme}: no violations`, async () => {
      const { page, go } = console;
      await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
      await go(place);
      await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', theme);
      await expect(page.getByRole('heading', { level: 1 })).toHaveText(
        /Overview|Costs|Compute|Storage|Transfers|Connections|Activity|Settings/,
      );
      await expect(page.getByRole('main').getByText(ready).first()).toBeVisible();
      await expect(page.locator('[aria-busy=true]')).toHaveCount(0);
      const { violations } = await new AxeBuilder({ page })
        .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
        .analyze();
      expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)).toEqual([]);
    });

for (const tab of ['Overview', 'Metrics', 'Cost', 'Activity', 'Related', 'Raw', 'Connect'])
  test(`${tab} of a machine, dark: no violations`, async () => {
    const { page, go } = console;
    await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
    await go('/compute?text=catalog-web-prod&where=kind+in+%5B%22machine%22%5D');
    await page
      .getByRole('row', { name: /catalog-web-prod/ })
      .first()
      .click();
    const detail = page.getByLabel('Machine', { exact: true });
    await detail.getByRole('tab', { name: tab }).click();
    await expect(detail.getByRole('tabpanel').getByRole('heading').first()).toBeVisible();
    await expect(detail.getByRole('status', { name: 'Loading' })).toHaveCount(0);
    const { violations } = await new AxeBuilder({ page })
      .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
      .analyze();
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)).toEqual([]);
  });

test('works at 200 % zoom: nothing but grids and tables scrolls sideways', async () => {
  const { page, go } = console;
  await page.setViewportSize({ width: 720, height: 450 });
  for (const [, place] of places) {
    await go(place);
    expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBeLessThanOrEqual(0);
  }
});
