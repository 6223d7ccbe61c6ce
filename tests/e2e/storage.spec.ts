import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import { expect, type Locator, test } from '@playwright/test';
import { readZip } from '#tests/helpers/read-zip.ts';
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

test('uploads a folder as one plan with the places of its files', async () => {
  const { page } = console;
  const sent = disk('sent');
  for (const name of ['2024/ä 1.txt', '2024/.env', 'top.csv']) {
    await mkdir(join(sent, name, '..'), { recursive: true });
    await writeFile(join(sent, name), `contents of ${name}`);
  }
  await openBucket('outbox');
  await page.getByRole('button', { name: 'Upload', exact: true }).click();
  const [chooser] = await Promise.all([page.waitForEvent('filechooser'), page.getByRole('menuitem', { name: 'Folder…' }).click()]);
  await chooser.setFiles(sent);
  await expect(plan().getByTestId('plan-counts')).toHaveText('3 act, 0 skipped, 0 refused');
  await plan()
    .getByRole('button', { name: /^Copy: 3 items/ })
    .click();
  await expect(row('sent/')).toBeVisible({ timeout: 20_000 });
  for (const name of ['2024/ä 1.txt', '2024/.env', 'top.csv'])
    expect(await readFile(disk('outbox', 'sent', name), 'utf8')).toBe(`contents of ${name}`);
});

test('downloads several objects and folders as one archive', async () => {
  const { page } = console;
  await openBucket('outbox');
  const grid = page.getByRole('grid', { name: 'Objects' });
  await grid.getByRole('checkbox', { name: 'Select sent/' }).click();
  await grid.getByRole('checkbox', { name: 'Select sent.txt' }).click();
  await page.getByRole('region', { name: 'Selection' }).getByRole('button', { name: 'Download…' }).click();
  const download = page.waitForEvent('download');
  await plan()
    .getByRole('button', { name: /^Copy: 4 items/ })
    .click();
  const fetched = await download;
  expect(fetched.suggestedFilename()).toBe('outbox.zip');
  expect(readZip(await readFile(await fetched.path()))).toEqual([
    ['sent/2024/.env', 'contents of 2024/.env'],
    ['sent/2024/ä 1.txt', 'contents of 2024/ä 1.txt'],
    ['sent/top.csv', 'contents of top.csv'],
    ['sent.txt', 'sent from a browser'],
  ]);
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

/** The form or plan on screen by the rules of WCAG 2.2 AA. */
async function expectAccessible(): Promise<void> {
  const { violations } = await new AxeBuilder({ page: console.page })
    .include('[role=dialog]')
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
    .analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)).toEqual([]);
}

test('synchronises two panes: shows how they differ, keeps the plan in the address, and makes them alike', async () => {
  const { page } = console;
  for (const name of await readdir(disk('outbox'))) await rm(disk('outbox', name), { recursive: true });
  await writeFile(disk('outbox', 'notes.txt'), 'older text\n');
  await writeFile(disk('outbox', 'extra.txt'), 'only at the target');
  await openBucket('inbox');
  await page.getByRole('button', { name: 'Two panes' }).click();
  await bucket('outbox').click();
  const left = page.getByRole('region', { name: 'Left pane' });
  await left.getByRole('button', { name: 'More for this folder' }).click();
  await page.getByRole('menuitem', { name: 'Synchronise to the other pane…' }).click();
  const form = page.getByRole('dialog', { name: 'Synchronise to' });
  await form.getByRole('checkbox', { name: /^Delete at the target/ }).check();
  await expectAccessible();
  await form.getByRole('button', { name: 'Review the plan' }).click();
  await expect(plan().getByTestId('part-new')).toHaveText(/^New 3 /);
  await expect(plan().getByTestId('part-changed')).toHaveText(/^Changed 1 /);
  await expect(plan().getByTestId('part-delete')).toHaveText(/^Deleted 1 /);
  const items = plan().getByRole('grid', { name: 'Items of the plan' });
  await expect(items.getByRole('row', { name: /extra\.txt/ })).toContainText('the source does not have it');
  await expect(items.getByRole('row', { name: /notes\.txt/ })).toContainText('another size');
  await expectAccessible();
  await page.reload();
  await expect(plan().getByTestId('part-new')).toHaveText(/^New 3 /);
  await page.goBack();
  await expect(plan()).toHaveCount(0);
  await page.goForward();
  await plan()
    .getByRole('textbox', { name: /to confirm/ })
    .fill((await plan().locator('form strong').textContent())!);
  await plan()
    .getByRole('button', { name: /^Synchronise: 5 items/ })
    .click();
  await transferSucceeded('Sync: 5 objects');
  for (const [name, text] of Object.entries(files)) expect(await readFile(disk('outbox', name), 'utf8')).toBe(text);
  expect(await readdir(disk('outbox'))).not.toContain('extra.txt');
});

test('filters the items of a transfer, and copies a command that does the same', async () => {
  const { page } = console;
  await page.getByRole('grid', { name: 'Transfers' }).getByRole('row').nth(1).click();
  const detail = page.getByLabel('Transfer', { exact: true });
  const items = detail.getByRole('grid', { name: 'Items of the transfer' });
  await detail.getByRole('textbox', { name: 'Filter the items' }).fill('PHOTOS/a');
  await expect(detail.getByText('1 item', { exact: true })).toBeVisible();
  await expect(items.getByRole('row')).toHaveCount(2);
  await items.getByRole('row').nth(1).click();
  await expect(detail.getByLabel('Item', { exact: true }).getByText('outbox/photos/a.csv')).toBeVisible();
  await detail.getByRole('button', { name: 'Copy as CLI' }).click();
  const command = await page.evaluate(() => navigator.clipboard.readText());
  const [, , , verb, transferId] = command.split(' ');
  expect(verb).toBe('show');
  const shown = await console.cli<{ transfer: { title: string } }>('storage', 'transfers', 'show', transferId!);
  expect(shown.transfer.title).toBe('Sync: 5 objects');
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
