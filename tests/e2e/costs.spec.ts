import { readFile } from 'node:fs/promises';
import { expect, test } from '@playwright/test';
import { type CliCosts, type Console, demoIsRead, expectSame, figure, openConsole } from './console.ts';

let console: Console;
test.beforeAll(async () => {
  console = await openConsole();
  await demoIsRead(console);
});
test.afterAll(() => console.end());

const sumOf = (rows: CliCosts['rows'], group: string, currency: string) =>
  rows.filter((row) => row.group === group && row.currency === currency).reduce((sum, { value }) => sum + value, 0);

test('groups by service with the sums of the command line', async () => {
  const { page, go, cli } = console;
  await go('/costs?range=all&metric=BilledCost&top=50');
  const table = page.getByRole('table').first();
  await expect(table.getByRole('row', { name: /Amazon Elastic Compute Cloud/ })).toBeVisible();
  const { rows } = await cli<CliCosts>('costs', '--group-by', 'ServiceName', '--metric', 'BilledCost', '--granularity', 'monthly');
  for (const service of ['Amazon Elastic Compute Cloud', 'Amazon Simple Storage Service', 'Compute Engine']) {
    const cell = table
      .getByRole('row', { name: new RegExp(`^${service}`) })
      .locator('[data-value]')
      .first();
    expectSame(Number(await cell.getAttribute('data-value')), sumOf(rows, service, 'USD'));
  }
  const whole = rows.filter(({ currency }) => currency === 'USD').reduce((sum, { value }) => sum + value, 0);
  expectSame(await figure(page, 'total-USD'), whole);
});

test('never adds two currencies', async () => {
  const { page } = console;
  await expect(page.getByTestId('chart-USD')).toBeVisible();
  await expect(page.getByTestId('chart-EUR')).toBeVisible();
});

test('filters, drills down to the rows and exports exactly those', async () => {
  const { page, go } = console;
  await go('/costs?range=month&metric=BilledCost');
  await page.getByRole('button', { name: 'Filter', exact: true }).click();
  await page.getByLabel('Find values').fill('compute engine');
  await page.getByRole('checkbox', { name: 'Compute Engine' }).check();
  await page.getByRole('button', { name: 'Apply' }).click();
  await expect(page.getByRole('button', { name: 'Service name is Compute Engine', exact: true })).toBeVisible();
  await expect(page.getByTestId('chart-EUR')).toHaveCount(0);
  const total = await figure(page, 'total-USD');

  await page.getByTestId('total-USD').click();
  const drawer = page
    .getByRole('region', { name: /^Charges:/ })
    .or(page.locator('section[aria-label^="Charges:"]'))
    .first();
  await expect(drawer.getByText(/[\d,]+ charge rows/)).toBeVisible();
  const shown = Number((await drawer.getByText(/[\d,]+ charge rows/).textContent())!.replace(/\D/g, ''));
  expect(shown).toBeGreaterThan(0);
  await expect(drawer.getByRole('gridcell', { name: 'Compute Engine' }).first()).toBeVisible();
  await drawer.getByRole('button', { name: 'Close the charges' }).click();

  await page.getByRole('button', { name: 'Export', exact: true }).click();
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('menuitem', { name: 'All rows, CSV' }).click()]);
  const [head, ...lines] = (await readFile(await download.path(), 'utf8')).trimEnd().split(/\r?\n/);
  expect(lines).toHaveLength(shown);
  const column = head!.split(',').indexOf('BilledCost');
  // No value before this column holds a comma in the demo organisation when it comes first; else this parse is wrong and the sum shows it.
  expect(column).toBeGreaterThanOrEqual(0);
  expectSame(
    lines.map((line) => Number(cells(line)[column])).reduce((sum, value) => sum + value, 0),
    total,
  );
});

/** Cells of a CSV line with quoted texts. */
function cells(line: string): string[] {
  return [...line.matchAll(/("(?:[^"]|"")*"|[^,]*)(?:,|$)/g)].map(([, cell]) => cell!.replace(/^"|"$/g, '').replaceAll('""', '"'));
}

test('exports the grouped figures as Parquet', async () => {
  const { page } = console;
  await page.getByRole('button', { name: 'Export', exact: true }).click();
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('menuitem', { name: 'Grouped, Parquet' }).click()]);
  expect((await readFile(await download.path())).subarray(0, 4).toString()).toBe('PAR1');
});

test('opens from a deep link in a new tab with everything as it was', async () => {
  const { page, go, context } = console;
  await go('/costs?groupBy=RegionId&granularity=daily&metric=ListCost&range=30d&currency=apart&region=eu-west-1');
  await expect(page.getByRole('button', { name: 'Group by Region id' })).toBeVisible();
  await expect(page.getByText('updating…')).toHaveCount(0);
  const total = await figure(page, 'total-USD');
  await page.getByRole('button', { name: 'Share' }).click();
  await page.getByRole('menuitem', { name: 'Copy link' }).click();
  const link = await page.evaluate(() => navigator.clipboard.readText());
  const other = await context.newPage();
  await other.goto(link);
  await expect(other.getByRole('button', { name: 'Group by Region id' })).toBeVisible();
  await expect(other.getByRole('radio', { name: 'Daily' })).toBeChecked();
  expectSame(Number(await other.getByTestId('total-USD').getAttribute('data-value')), total);
  await other.close();
});

test('copies a command that prints the same total', async () => {
  const { page, go, cli } = console;
  await go('/costs?groupBy=SubAccountId&granularity=daily&metric=ContractedCost&range=30d&currency=apart&region=eu-west-1');
  await expect(page.getByRole('button', { name: 'Group by Account id' })).toBeVisible();
  await expect(page.getByText('updating…')).toHaveCount(0);
  await page.getByRole('button', { name: 'Share' }).click();
  await page.getByRole('menuitem', { name: 'Copy as CLI' }).click();
  const command = await page.evaluate(() => navigator.clipboard.readText());
  const { rows } = await cli<CliCosts>(...command.split(' ').slice(1));
  expectSame(
    rows.filter(({ currency }) => currency === 'USD').reduce((sum, { value }) => sum + value, 0),
    await figure(page, 'total-USD'),
  );
});

test('opens the rows from a bar', async () => {
  const { page, go } = console;
  await go('/costs?range=6m&currency=apart');
  await page.getByTestId('chart-USD').locator('.recharts-bar-rectangle path').first().click();
  await expect(page.getByText(/[\d,]+ charge rows/)).toBeVisible();
  expect(page.url()).toContain('drill=');
  expect(console.faults).toEqual([]);
});
