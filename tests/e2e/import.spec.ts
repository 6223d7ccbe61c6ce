import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { expect, test } from '@playwright/test';
import { type CliCosts, type Console, expectSame, figure, focusSample, openConsole } from './console.ts';

let console: Console;
test.beforeAll(async () => {
  console = await openConsole();
});
test.afterAll(() => console.end());

async function choose(file: { name: string; mimeType: string; buffer: Buffer } | string): Promise<void> {
  const { page, go } = console;
  await go('/connections');
  await expect(page.getByRole('heading', { level: 1, name: 'Connections' })).toBeVisible();
  const [chooser] = await Promise.all([page.waitForEvent('filechooser'), page.getByRole('button', { name: 'Open a cost file' }).click()]);
  await chooser.setFiles(file);
}

test('imports the real FOCUS export with the sums of the command line', async () => {
  test.skip(!existsSync(focusSample), 'the sample export is not beside this clone');
  const { page, go, cli } = console;
  await choose(focusSample);
  await expect(page.getByRole('heading', { name: 'Conformance to FOCUS' })).toBeVisible({ timeout: 30_000 });
  await expect(page.getByText(/1,000 of 1,000 rows kept/)).toBeVisible();
  const id = new URLSearchParams(new URL(page.url()).hash.split('?')[1]).get('open')!;
  const { rows } = await cli<CliCosts>(
    'costs',
    '--group-by',
    'ServiceProviderName',
    '--metric',
    'BilledCost',
    '--granularity',
    'total',
    '--filter',
    `ConnectionId=${id}`,
  );
  await go(`/costs?connection=${id}&range=all&groupBy=ServiceProviderName&metric=BilledCost`);
  await expect(page.getByTestId('total-USD')).toBeVisible();
  expectSame(
    await figure(page, 'total-USD'),
    rows.filter(({ currency }) => currency === 'USD').reduce((sum, { value }) => sum + value, 0),
  );
});

test('lists bad rows with their lines and exports them', async () => {
  const { page } = console;
  const head =
    'BilledCost,BillingCurrency,ChargePeriodStart,ChargePeriodEnd,EffectiveCost,ListCost,ContractedCost,ServiceName,ProviderName';
  const good = '1.5,USD,2026-01-01T00:00:00Z,2026-01-02T00:00:00Z,1.5,2,2,Compute,AWS';
  const bad = 'NaN,USD,2026-01-01T00:00:00Z,2026-01-02T00:00:00Z,1,1,1,Compute,AWS';
  await choose({ name: 'partly-bad.csv', mimeType: 'text/csv', buffer: Buffer.from([head, good, bad, good].join('\n')) });
  await expect(page.getByRole('heading', { name: '1 bad row: not imported' })).toBeVisible({ timeout: 30_000 });
  await expect(page.getByRole('cell', { name: 'NaN' })).toBeVisible();
  await expect(page.getByText(/2 of 3 rows kept/)).toBeVisible();
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Export bad rows' }).click()]);
  expect(await readFile(await download.path(), 'utf8')).toContain('NaN');
});

test('says what is wrong with a file that is no cost file', async () => {
  const { page, go } = console;
  await choose({ name: 'picture.csv', mimeType: 'text/csv', buffer: Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 1, 2, 3]) });
  await expect(page.getByRole('alert').first()).toContainText('binary', { timeout: 30_000 });
  await go('/activity?show=problems');
  await expect(page.getByRole('row', { name: /picture\.csv/ }).first()).toContainText('Failed');
});

test('takes a file dropped on the window', async () => {
  const { page, go } = console;
  await go('/');
  const text = 'BilledCost,BillingCurrency,ChargePeriodStart,ServiceName\n3,CHF,2026-01-01T00:00:00Z,Dropped\n';
  await page.evaluate((body) => {
    const data = new DataTransfer();
    data.items.add(new File([body], 'dropped.csv', { type: 'text/csv' }));
    window.dispatchEvent(new DragEvent('dragover', { dataTransfer: data, cancelable: true }));
    window.dispatchEvent(new DragEvent('drop', { dataTransfer: data, cancelable: true }));
  }, text);
  await expect(page.getByRole('button', { name: 'dropped.csv', exact: true })).toBeVisible({ timeout: 30_000 });
});
