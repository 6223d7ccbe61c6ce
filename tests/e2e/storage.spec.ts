import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, type Locator, test } from '@playwright/test';
import { type Console, openConsole } from './console.ts';

// Each part goes on where the one before ended.
test.describe.configure({ mode: 'serial' });

let console: Console;
let root: string;

const files: Record<string, string> = {
  'notes.txt': 'first line\nsecond line\n',
  'photos/a.csv': 'day,cost\n2026-01-01,12\n',
  'photos/b.json': '{"b":true}\n',
  'photos/deep/er/c ü.txt': 'with a space and an umlaut\n',
};
const disk = (...path: string[]) => join(root, ...path);

/** Two folders of this machine as buckets, `inbox` and `outbox`, beside the demo organisation. */
test.beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'aetherium-storage-'));
  await mkdir(disk('outbox'), { recursive: true });
  for (const [name, text] of Object.entries(files)) {
    await mkdir(join(disk('inbox', name), '..'), { recursive: true });
    await writeFile(disk('inbox', name), text);
  }
  console = await openConsole();
  await addFolders();
});
test.afterAll(async () => {
  await console.end();
  await rm(root, { recursive: true, force: true });
});

/** Through the form, as a person does. */
async function addFolders(): Promise<void> {
  const { page, go } = console;
  await go('/connections?add=local');
  await page.getByRole('textbox', { name: /^Name/ }).fill('Two folders');
  await page.locator('[name="folders"]').fill(`${disk('inbox')}, ${disk('outbox')}`);
  await page.getByRole('button', { name: 'Save and read' }).click();
  await go('/storage');
  await expect(bucket('inbox')).toBeVisible({ timeout: 30_000 });
}

const buckets = () => console.page.getByRole('navigation', { name: 'Buckets' });
const bucket = (name: string) => buckets().getByRole('button', { name: new RegExp(`^${name}`) });
const plan = (): Locator => console.page.getByRole('dialog', { name: /review the plan/ });
const row = (name: string) => console.page.getByRole('grid', { name: 'Objects' }).getByRole('row', { name: new RegExp(name) });
const part = (name: string) => console.page.getByRole('radiogroup', { name: 'Part of the screen' }).getByText(name, { exact: true });

async function openBucket(name: string): Promise<void> {
  await console.go('/storage');
  await bucket(name).click();
  await expect(console.page.getByTestId('listing-count')).toBeVisible();
}

/** The newest transfer, when it is over. */
async function transferSucceeded(title: string): Promise<void> {
  const { page, go } = console;
  await go('/transfers');
  const first = page.getByRole('grid', { name: 'Transfers' }).getByRole('row').nth(1);
  await expect(first).toContainText(title);
  await expect(first).toContainText('Done', { timeout: 20_000 });
}

test('browses with the keyboard, filters, and shows what is in an object', async () => {
  const { page } = console;
  await openBucket('inbox');
  const grid = page.getByRole('grid', { name: 'Objects' });
  await grid.focus();
  await page.keyboard.press('Home');
  await page.keyboard.press('Enter');
  await expect(row('a.csv')).toBeVisible();
  await expect(page.getByTestId('listing-count')).toHaveText(/^3 rows/);
  await page.getByRole('grid', { name: 'Objects' }).focus();
  await page.keyboard.press('Backspace');
  await expect(page.getByTestId('listing-count')).toHaveText(/^2 rows/);
  await page.getByRole('textbox', { name: 'Filter the folder' }).fill('note');
  await expect(page.getByTestId('listing-count')).toHaveText(/^1 row /);
  await row('notes.txt').click();
  const object = page.getByLabel('Object', { exact: true });
  await object.getByRole('tab', { name: 'Preview' }).click();
  await expect(object.getByText('second line')).toBeVisible();
});

test('copies a folder to the other pane through a plan', async () => {
  const { page } = console;
  await openBucket('inbox');
  await page.getByRole('button', { name: 'Two panes' }).click();
  await bucket('outbox').click();
  const left = page.getByRole('grid', { name: 'Objects, left pane' });
  await left.getByRole('checkbox', { name: 'Select photos/' }).click();
  await page.getByRole('region', { name: 'Selection' }).getByRole('button', { name: 'Copy to the other pane' }).click();
  await expect(plan().getByTestId('plan-counts')).toHaveText('3 act, 0 skipped, 0 refused');
  await expect(plan().getByRole('button', { name: 'Cancel' })).toBeFocused();
  await plan()
    .getByRole('button', { name: /^Copy: / })
    .click();
  await transferSucceeded('Copy: 3 objects');
  for (const name of Object.keys(files).filter((one) => one.startsWith('photos/')))
    expect(await readFile(disk('outbox', name), 'utf8')).toBe(files[name]);
  await page.getByRole('grid', { name: 'Transfers' }).getByRole('row').nth(1).click();
  const detail = page.getByLabel('Transfer', { exact: true });
  await expect(detail.getByRole('grid', { name: 'Items of the transfer' }).getByText('c ü.txt')).toBeVisible();
  await expect(detail.getByText('3 done')).toBeVisible();
});

test('uploads a file and downloads one', async () => {
  const { page } = console;
  await openBucket('outbox');
  await page.getByRole('button', { name: 'Upload', exact: true }).click();
  const [chooser] = await Promise.all([page.waitForEvent('filechooser'), page.getByRole('menuitem', { name: 'Files…' }).click()]);
  await chooser.setFiles({ name: 'sent.txt', mimeType: 'text/plain', buffer: Buffer.from('sent from a browser') });
  await plan()
    .getByRole('button', { name: /^Copy: 1 item/ })
    .click();
  await expect(row('sent.txt')).toBeVisible({ timeout: 20_000 });
  expect(await readFile(disk('outbox', 'sent.txt'), 'utf8')).toBe('sent from a browser');
  await row('sent.txt').click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Download…' }).click();
  const download = page.waitForEvent('download');
  await plan()
    .getByRole('button', { name: /^Copy: 1 item/ })
    .click();
  expect(await readFile(await (await download).path(), 'utf8')).toBe('sent from a browser');
});

test('deletes with typed words', async () => {
  const { page } = console;
  await openBucket('outbox');
  await page.getByRole('grid', { name: 'Objects' }).getByRole('checkbox', { name: 'Select photos/' }).click();
  await page.getByRole('grid', { name: 'Objects' }).focus();
  await page.keyboard.press('Delete');
  const words = plan().getByRole('textbox', { name: /to confirm/ });
  await expect(words).toBeFocused();
  const apply = plan().getByRole('button', { name: /^Delete: / });
  await expect(apply).toBeDisabled();
  await page.keyboard.type((await plan().locator('form strong').textContent())!);
  await apply.click();
  await transferSucceeded('Delete: ');
  expect(await readdir(disk('outbox'), { recursive: true })).not.toContain(join('photos', 'a.csv'));
  expect(await readFile(disk('inbox', 'photos/a.csv'), 'utf8')).toBe(files['photos/a.csv']);
});

test('reads all names of a bucket, sums them, and finds by ending', async () => {
  const { page, go } = console;
  await go('/storage');
  await buckets().getByRole('button', { name: 'Details of inbox' }).click();
  await page.getByRole('button', { name: 'Read all names' }).click();
  await page.getByRole('tab', { name: 'Usage' }).click();
  await expect(page.getByText('in 4 objects')).toBeVisible({ timeout: 20_000 });
  await part('Search').click();
  await page.getByRole('textbox', { name: 'Search all buckets' }).fill('ext:csv bucket:inbox');
  const found = page.getByRole('grid', { name: 'Objects found' });
  await expect(found.getByRole('row', { name: /a\.csv/ })).toBeVisible();
  await expect(found.getByRole('row')).toHaveCount(2);
});

test('shows a bucket of the demo organisation and logged no fault', async () => {
  const { page, go, faults } = console;
  await go('/storage');
  await buckets()
    .getByRole('button', { name: /^lakehouse-bucket/ })
    .click();
  await expect(row('backups/')).toBeVisible();
  await part('Insight').click();
  await expect(page.getByRole('main').getByRole('heading', { level: 2 }).first()).toBeVisible();
  expect(faults).toEqual([]);
});
