import { expect, test } from '@playwright/test';
import { type CliCosts, type Console, demoIsRead, expectSame, figure, openConsole } from './console.ts';

let console: Console;
test.beforeAll(async () => {
  console = await openConsole();
});
test.afterAll(() => console.end());

test('shows the demo organisation with the figures of the command line', async () => {
  const { page, cli } = console;
  await demoIsRead(console);
  const { rows } = await cli<CliCosts>('costs', '--metric', 'EffectiveCost', '--granularity', 'monthly');
  const newest = rows
    .map(({ period }) => period!)
    .sort()
    .at(-1);
  for (const { currency, value } of rows.filter(({ period }) => period === newest))
    expectSame(await figure(page, `month-cost-${currency}`), value);
  const { total } = await cli<{ total: number }>('compute', 'list', '--kind', 'machine', '--limit', '1');
  expect(total).toBe(2000);
  expect(console.faults).toEqual([]);
});

test('goes from a count of machines to those machines, and from a service to its charges', async () => {
  const { page } = console;
  const stopped = page.getByRole('link', { name: /machines stopped$/ });
  const count = (await stopped.textContent())!;
  await stopped.click();
  await expect(page.getByTestId('machine-count')).toHaveText(new RegExp(`^${count} of [\\d,]+ resources$`));
  await page.goBack();
  await page.getByRole('link', { name: 'Amazon Elastic Compute Cloud' }).click();
  await expect(page.getByRole('button', { name: 'Service name is Amazon Elastic Compute Cloud', exact: true })).toBeVisible();
  await expect(page.getByTestId('total-USD')).toBeVisible();
  await page.goBack();
});

test('begins with three ways in once the demo is removed, and brings it back in one click', async () => {
  const { page, go } = console;
  await go('/connections');
  await page.getByRole('button', { name: 'Demo organisation', exact: true }).click();
  await page.getByRole('button', { name: 'Remove', exact: true }).click();
  await page.getByRole('radio', { name: 'Forget cached data' }).check();
  await page.getByRole('button', { name: 'Remove and forget data' }).click();
  await expect(page.getByText('No connection yet')).toBeVisible();
  await go('/');
  await page.getByRole('button', { name: 'Open the demo' }).click();
  await demoIsRead(console);
});
