import { readFile } from 'node:fs/promises';
import { expect, test } from '@playwright/test';
import { type Console, demoIsRead, openConsole } from './console.ts';

let console: Console;
interface CliMachines {
  rows?: { name: string; id: string; state: string; tags: Record<string, string> }[];
  total: number;
}

test.beforeAll(async () => {
  console = await openConsole();
  await demoIsRead(console);
  await console.go('/compute');
});
test.afterAll(() => console.end());

/** How many rows of all kinds the demo organisation has, as the command line counts them. */
const everything = async () => (await console.cli<CliMachines>('compute', 'list', '--limit', '1')).total;
const counted = (count: number) => count.toLocaleString('en-GB');

test('filters everything that runs as one types, with the count of the command line', async () => {
  const { page, cli } = console;
  const all = await everything();
  expect(all).toBeGreaterThan(2000);
  await expect(page.getByTestId('machine-count')).toHaveText(`${counted(all)} of ${counted(all)} resources`);
  await page.keyboard.press('/');
  await page.keyboard.type('catalog-db prod');
  const { total } = await cli<CliMachines>('compute', 'list', '--filter', 'catalog-db prod', '--limit', '1');
  expect(total).toBeGreaterThan(0);
  await expect(page.getByTestId('machine-count')).toHaveText(`${total} of ${counted(all)} resources`);
  expect(page.url()).toContain('text=catalog-db+prod');
});

test('opens the detail with tags and cost, and widens it by keyboard', async () => {
  const { page } = console;
  await page
    .getByRole('row', { name: /catalog-db-prod.* machine/ })
    .first()
    .click();
  const detail = page.getByLabel('Machine', { exact: true });
  await expect(detail.getByRole('heading', { name: 'Tags' })).toBeVisible();
  await expect(detail.getByText(/USD [\d,.]+/)).toBeVisible();
  const edge = page.getByRole('separator', { name: 'Width of machine detail' });
  await edge.focus();
  await page.keyboard.press('ArrowLeft');
  await expect(edge).toHaveAttribute('aria-valuenow', '480');
  await detail.getByRole('button', { name: 'Close the machine' }).click();
  await expect(detail).toHaveCount(0);
});

test('exports what the filter left', async () => {
  const { page } = console;
  const shown = Number((await page.getByTestId('machine-count').textContent())!.split(' ')[0]);
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Export CSV' }).click()]);
  const lines = (await readFile(await download.path(), 'utf8')).trimEnd().split(/\r?\n/);
  expect(lines).toHaveLength(shown + 1);
});

test('filters by facet and shows a tag as a column that stays after a reload', async () => {
  const { page } = console;
  await page.getByLabel('Clear the filter').click();
  await page
    .getByRole('button', { name: /^State/ })
    .first()
    .click();
  const stopped = page.getByRole('checkbox', { name: 'stopped' });
  await stopped.check();
  await page.keyboard.press('Escape');
  const all = counted(await everything());
  await expect(page.getByTestId('machine-count')).not.toHaveText(`${all} of ${all} resources`);
  await page.getByRole('button', { name: 'Columns' }).click();
  await page.getByRole('checkbox', { name: /^Tag / }).first().check();
  const header = page.getByRole('columnheader', { name: /^Tag / });
  await expect(header).toHaveCount(1);
  await page.keyboard.press('Escape');
  await expect
    .poll(
      async () =>
        JSON.parse(await readFile(`${console.host.home}/settings.json`, 'utf8').catch(() => '{}')).views?.compute?.columns?.length ?? 0,
    )
    .toBeGreaterThan(14);
  await page.reload();
  await expect(header).toHaveCount(1);
});

test('scrolls to the end of the list', async () => {
  const { page, go } = console;
  const all = await everything();
  await go('/compute?sort=-name');
  await expect(page.getByTestId('machine-count')).toHaveText(`${counted(all)} of ${counted(all)} resources`);
  const grid = page.getByRole('grid', { name: 'Machines' });
  await grid.focus();
  await page.keyboard.press('End');
  await expect(page.locator(`[role=row][aria-rowindex="${all + 1}"]`)).toContainText(/[a-z]/);
});

test('groups by environment; a folded group stays folded after a reload', async () => {
  const { page, go } = console;
  await go('/compute');
  await page.getByRole('button', { name: /^Group by/ }).click();
  await page.getByRole('option', { name: 'Environment' }).click();
  const grid = page.getByRole('grid', { name: 'Machines' });
  const first = grid.getByRole('button', { expanded: true }).first();
  const name = (await first.textContent())!;
  await grid.focus();
  await page.keyboard.press('Home');
  await page.keyboard.press('ArrowLeft');
  await expect(grid.getByRole('button', { name, expanded: false })).toBeVisible();
  await page.reload();
  await expect(grid.getByRole('button', { name, expanded: false })).toBeVisible();
  await expect(grid.getByRole('button', { expanded: true }).first()).toBeVisible();
});

test('shows what a machine is part of, its record, and how to connect', async () => {
  const { page, go } = console;
  await go('/compute?text=catalog-web-prod&where=kind+in+%5B%22machine%22%5D');
  await page
    .getByRole('row', { name: /catalog-web-prod/ })
    .first()
    .click();
  const detail = page.getByLabel('Machine', { exact: true });
  await detail.getByRole('tab', { name: 'Related' }).click();
  const map = detail.getByRole('group', { name: 'Map of what is connected' });
  await expect(map.getByText('Sends it traffic')).toBeVisible();
  await detail.getByRole('tab', { name: 'Cost' }).click();
  await expect(detail.getByRole('img', { name: /^Cost by day/ })).toBeVisible();
  await detail.getByRole('tab', { name: 'Raw' }).click();
  await expect(detail.getByLabel('JSON')).toContainText('"catalog-web-prod');
  await detail.getByRole('tab', { name: 'Connect' }).click();
  await detail
    .getByRole('button', { name: /^Copy / })
    .nth(1)
    .click();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toMatch(/^(aws ssm|ssh|az|gcloud) /);
  await detail.getByRole('tab', { name: 'Related' }).click();
  await map.getByRole('link').first().click();
  await expect(detail.getByText('Auto Scaling group').first()).toBeVisible();
  expect(console.faults).toEqual([]);
});
