import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import { expect, type Locator, test } from '@playwright/test';
import { type Console, demoIsRead, openConsole } from './console.ts';

let console: Console;
let home: string;

interface CliMachines {
  rows: { name: string; state: string }[];
}

/** The demo organisation with one environment more guarded than it is by default. */
test.beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'aetherium-actions-'));
  const environments = { rules: [], guards: { prod: 'typed', staging: 'read_only' } };
  await writeFile(join(home, 'settings.json'), JSON.stringify({ environments }));
  console = await openConsole({ home });
  await demoIsRead(console);
});
test.afterAll(async () => {
  await console.end();
  await rm(home, { recursive: true, force: true, maxRetries: 10 });
});

const place = (text: string, environment: string, state = 'running') => {
  const where = [
    ['kind', 'machine'],
    ['environment', environment],
    ['state', state],
  ].map(([column, value]) => `where=${encodeURIComponent(`${column} in ["${value}"]`)}`);
  return `/compute?text=${text}&${where.join('&')}`;
};

/** What was chosen before stays chosen while one looks elsewhere. */
async function clearSelection(): Promise<void> {
  const clear = console.page.getByRole('region', { name: 'Selection' }).getByRole('button', { name: 'Clear the selection' });
  if (await clear.isVisible()) await clear.click();
  await expect(console.page.getByTestId('selected-count')).toHaveCount(0);
}

/** Chooses the first rows of a place by their boxes; their names. */
async function choose(count: number, at: string): Promise<string[]> {
  const { page, go } = console;
  await clearSelection();
  await go(at);
  await expect(page.locator('[aria-busy=true]')).toHaveCount(0);
  const boxes = page.getByRole('grid', { name: 'Machines' }).getByRole('checkbox', { name: /^Select (?!all)/ });
  await expect(boxes.nth(count - 1)).toBeVisible();
  const names: string[] = [];
  for (let index = 0; index < count; index++) {
    names.push((await boxes.nth(index).getAttribute('aria-label'))!.replace('Select ', ''));
    await boxes.nth(index).click();
  }
  await expect(page.getByTestId('selected-count')).toHaveText(`${count} selected`);
  return names;
}

const act = (name: string | RegExp) => console.page.getByRole('region', { name: 'Selection' }).getByRole('button', { name }).click();
const dialog = (name?: string): Locator => console.page.getByRole('dialog', name ? { name } : {});
const runEnded = (state: string) =>
  expect(console.page.getByTestId('run-outcomes')).toHaveAttribute('data-state', state, { timeout: 30_000 });

async function statesOf(names: string[]): Promise<string[]> {
  const { rows } = await console.cli<CliMachines>('compute', 'list', '--cached');
  const states = new Map(rows.map(({ name, state }) => [name, state]));
  return names.map((name) => states.get(name) ?? 'gone');
}

test('stops five machines that were chosen, and undoes it', async () => {
  const { page } = console;
  const names = await choose(5, place('batch', 'dev'));
  await act('Stop');
  const plan = dialog('Stop: review the plan');
  await expect(plan.getByTestId('plan-counts')).toHaveText('5 act, 0 skipped, 0 refused');
  await expect(plan.getByText(/saves USD [\d,.]+ a month/)).toBeVisible();
  for (const name of names) await expect(plan.getByRole('row', { name: new RegExp(name) })).toContainText('running');
  const { violations } = await new AxeBuilder({ page }).include('[role=dialog]').analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)).toEqual([]);
  await plan.getByRole('button', { name: 'Stop: 5 targets' }).click();
  await runEnded('succeeded');
  await expect(page.getByTestId('run-outcomes')).toHaveText('5 done');
  expect(await statesOf(names)).toEqual(names.map(() => 'stopped'));

  await dialog().getByRole('button', { name: 'Undo (start 5)' }).click();
  await dialog('Start: review the plan').getByRole('button', { name: 'Start: 5 targets' }).click();
  await runEnded('succeeded');
  expect(await statesOf(names)).toEqual(names.map(() => 'running'));
  await dialog().getByRole('button', { name: 'Close' }).last().click();
  await expect(dialog()).toHaveCount(0);
});

test('wants the name of production typed', async () => {
  await choose(2, place('batch', 'prod'));
  await act('Reboot');
  const plan = dialog('Reboot: review the plan');
  const confirm = plan.getByRole('button', { name: 'Reboot: 2 targets' });
  await expect(confirm).toBeDisabled();
  await plan.getByLabel(/Type prod to confirm/).fill('production');
  await expect(confirm).toBeDisabled();
  await plan.getByLabel(/Type prod to confirm/).fill('prod');
  await confirm.click();
  await runEnded('succeeded');
  await dialog().getByRole('button', { name: 'Close' }).last().click();
});

test('refuses in a read-only environment, and names it', async () => {
  await choose(2, place('', 'staging'));
  await act('Stop');
  await expect(dialog().getByRole('alert')).toContainText(/staging.*read-only|read-only.*staging/i);
  await expect(dialog().getByRole('button', { name: /^Stop:/ })).toHaveCount(0);
  await dialog().getByRole('button', { name: 'Close' }).last().click();
});

test('acts on what can be acted on, and says why not on the rest', async () => {
  const { page, go } = console;
  await clearSelection();
  await go(
    `/compute?text=batch&where=${encodeURIComponent('kind in ["machine"]')}&where=${encodeURIComponent('environment in ["dev","staging"]')}`,
  );
  await page.getByLabel(/^Select all \d+ that match$/).click();
  await act('Stop');
  const plan = dialog('Stop: review the plan');
  await expect(plan.getByTestId('plan-counts')).toHaveText(/^[1-9]\d* act, \d+ skipped, [1-9]\d* refused$/);
  await plan.getByText(/^\d+ refused$/).click();
  await expect(plan.getByRole('row', { name: /Refused: .*read-only/i }).first()).toBeVisible();
  await plan.getByRole('button', { name: 'Copy as CLI' }).click();
  await page.getByRole('menuitem', { name: 'Carry this plan out' }).click();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toMatch(/^aetherium compute apply plan-[\w-]+$/);
  await plan.getByRole('button', { name: 'Cancel' }).click();
  await expect(dialog()).toHaveCount(0);
});

test('is done with the keyboard alone', async () => {
  const { page, go } = console;
  await clearSelection();
  await go(place('batch', 'dev'));
  const grid = page.getByRole('grid', { name: 'Machines' });
  await expect(grid.getByRole('row', { name: /batch/ }).first()).toBeVisible();
  await page.keyboard.press('/');
  while (!(await grid.evaluate((element) => element === document.activeElement))) await page.keyboard.press('Tab');
  await page.keyboard.press('Home');
  await page.keyboard.press('x');
  await page.keyboard.press('Shift+ArrowDown');
  await expect(page.getByTestId('selected-count')).toHaveText('2 selected');
  await page.keyboard.press('.');
  const menu = page.getByRole('menu', { name: 'Actions for 2 selected rows' });
  await expect(menu.getByRole('menuitem', { name: 'Stop', exact: true })).toBeVisible();
  await expect(menu.locator(':focus')).toHaveCount(1);
  while (!(await menu.getByRole('menuitem', { name: 'Stop', exact: true }).evaluate((element) => element === document.activeElement)))
    await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  const confirm = dialog('Stop: review the plan').getByRole('button', { name: 'Stop: 2 targets' });
  await expect(confirm).toBeVisible();
  while (!(await confirm.evaluate((element) => element === document.activeElement))) await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('run-outcomes')).toBeVisible();
  await runEnded('succeeded');
  await page.keyboard.press('Escape');
  await expect(dialog()).toHaveCount(0);
});

test('shows a run again after a reload, and later under Activity', async () => {
  const { page, go } = console;
  await choose(3, place('batch', 'dev'));
  await act('Reboot');
  await dialog().getByRole('button', { name: 'Reboot: 3 targets' }).click();
  await expect(page.getByTestId('run-outcomes')).toBeVisible();
  await page.reload();
  await runEnded('succeeded');
  await expect(page.getByTestId('run-outcomes')).toHaveText('3 done');
  await go('/activity');
  const changes = page.getByRole('region', { name: 'Changes, table' });
  await changes.getByRole('button', { name: 'Reboot' }).first().click();
  const run = page.getByRole('region', { name: 'Run', exact: true });
  await expect(run.getByTestId('run-outcomes')).toHaveText('3 done');
  expect(page.url()).toContain('run=');
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)).toEqual([]);
  expect(console.faults).toEqual([]);
});
