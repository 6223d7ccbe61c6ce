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

test('filters 2,000 machines as one types, with the count of the command line', async () => {
  const { page, cli } = console;
  await expect(page.getByTestId('machine-count')).toHaveText('2,000 of 2,000 machines');
  await page.keyboard.press('/');
  await page.keyboard.type('catalog-db prod');
  const { total } = await cli<CliMachines>('compute', 'list', '--filter', 'catalog-db prod', '--limit', '1');
  expect(total).toBeGreaterThan(0);
  await expect(page.getByTestId('machine-count')).toHaveText(`${total} of 2,000 machines`);
  expect(page.url()).toContain('text=catalog-db+prod');
});

test('opens the detail with tags and cost, and widens it by keyboard', async () => {
  const { page } = console;
  await page
    .getByRole('row', { name: /catalog-db-prod/ })
    .first()
    .click();
  const detail = page.getByLabel('Machine', { exact: true });
  await expect(detail.getByRole('heading', { name: 'Tags' })).toBeVisible();
  await expect(detail.getByText(/USD [\d,.]+/)).toBeVisible();
  const edge = page.getByRole('separator', { name: 'Width of machine detail' });
  await edge.focus();
  await page.keyboard.press('ArrowLeft');
  await expect(edge).toHaveAttribute('aria-valuenow', '384');
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
  await expect(page.getByTestId('machine-count')).not.toHaveText('2,000 of 2,000 machines');
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
    .toBeGreaterThan(11);
  await page.reload();
  await expect(header).toHaveCount(1);
});

test('scrolls to the end of the list', async () => {
  const { page, go } = console;
  await go('/compute?sort=-name');
  await expect(page.getByTestId('machine-count')).toHaveText('2,000 of 2,000 machines');
  const grid = page.getByRole('grid', { name: 'Machines' });
  await grid.focus();
  await page.keyboard.press('End');
  await expect(page.locator('[role=row][aria-rowindex="2001"]')).toContainText(/[a-z]/);
  expect(console.faults).toEqual([]);
});
