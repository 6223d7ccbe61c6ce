import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, test } from '@playwright/test';
import { type Desktop, launchDesktop } from '#tests/helpers/desktop.ts';
import { callRaw } from '#tests/helpers/page-rpc.ts';

// Each part goes on where the one before ended.
test.describe.configure({ mode: 'serial' });

let root: string;
let desktop: Desktop;
const disk = (...path: string[]) => join(root, ...path);
const files = { 'a.txt': 'hello', 'logs/2026/ä 1.log': 'one', 'logs/b.log': 'two' };

test.beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'aetherium-files-'));
  for (const [name, text] of Object.entries(files)) {
    await mkdir(join(disk('inbox', name), '..'), { recursive: true });
    await writeFile(disk('inbox', name), text);
  }
  for (const folder of ['outbox', 'saved']) await mkdir(disk(folder));
  desktop = await launchDesktop();
  const settings = { folders: `${disk('inbox')},${disk('outbox')}` };
  const added = await callRaw(desktop.window, ['connections', 'add'], { kind: 'local', name: 'Two folders', settings });
  expect(added).toMatchObject({ ok: true });
  await desktop.window.reload();
});
test.afterAll(async () => {
  await desktop.end();
  await rm(root, { recursive: true, force: true });
});

const plan = () => desktop.window.getByRole('dialog', { name: /review the plan/ });
const grid = () => desktop.window.getByRole('grid', { name: 'Objects' });

async function openBucket(name: string): Promise<void> {
  await desktop.window.evaluate(() => (location.hash = '/storage'));
  const buckets = desktop.window.getByRole('navigation', { name: 'Buckets' });
  await buckets.getByRole('button', { name: new RegExp(`^${name}`) }).click({ timeout: 30_000 });
  await expect(desktop.window.getByTestId('listing-count')).toBeVisible();
}

/** The system's dialog answers with a path, and says what it was asked for. */
async function dialogAnswers(path: string): Promise<void> {
  await desktop.app.evaluate(({ dialog }, answer) => {
    dialog.showOpenDialog = (...args: unknown[]) => {
      Reflect.set(globalThis, 'askedDialog', args.at(-1));
      return Promise.resolve({ canceled: false, filePaths: [answer] });
    };
  }, path);
}

const askedDialog = () => desktop.app.evaluate(() => Reflect.get(globalThis, 'askedDialog') as { properties: string[] });

test('uploads a folder that was chosen in the dialog of the system', async () => {
  const { window } = desktop;
  await dialogAnswers(disk('inbox', 'logs'));
  await openBucket('outbox');
  await window.getByRole('button', { name: 'Upload', exact: true }).click();
  await window.getByRole('menuitem', { name: 'Folder…' }).click();
  await expect(plan().getByTestId('plan-counts')).toHaveText('2 act, 0 skipped, 0 refused');
  expect((await askedDialog()).properties).toEqual(['openDirectory', 'multiSelections']);
  await plan()
    .getByRole('button', { name: /^Copy: 2 items/ })
    .click();
  await expect(grid().getByRole('row', { name: /logs\// })).toBeVisible({ timeout: 20_000 });
  expect(await readFile(disk('outbox', 'logs/2026/ä 1.log'), 'utf8')).toBe('one');
});

test('downloads a folder into the one that was chosen', async () => {
  const { window } = desktop;
  await dialogAnswers(disk('saved'));
  await openBucket('inbox');
  await grid()
    .getByRole('row', { name: /logs\// })
    .click({ button: 'right' });
  await window.getByRole('menuitem', { name: 'Download…' }).click();
  await plan()
    .getByRole('button', { name: /^Copy: 2 items/ })
    .click();
  await expect(window.getByText('Downloaded logs.')).toBeVisible({ timeout: 20_000 });
  expect((await askedDialog()).properties).toEqual(['openDirectory', 'createDirectory']);
  expect(await readFile(disk('saved', 'logs/b.log'), 'utf8')).toBe('two');
});

/** Lists of files that were given to the drag of the system, in order. */
async function drags(): Promise<string[][]> {
  const given = await desktop.app.evaluate(() => Reflect.get(globalThis, 'drags') as { files?: string[] }[]);
  return given.map(({ files: list = [] }) => list.toSorted((a, b) => a.localeCompare(b)));
}

const dragHandle = () => desktop.window.getByTestId('drag-handle').dispatchEvent('dragstart', {}, { timeout: 20_000 });

test('makes objects ready, and hands them to the drag of the system', async () => {
  const { window, app, home } = desktop;
  await app.evaluate(({ BrowserWindow }) => {
    const given: unknown[] = [];
    Reflect.set(globalThis, 'drags', given);
    BrowserWindow.getAllWindows()[0]!.webContents.startDrag = (item) => void given.push(item);
  });
  await openBucket('inbox');
  for (const name of ['logs/', 'a.txt'])
    await grid()
      .getByRole('checkbox', { name: `Select ${name}` })
      .click();
  await window.getByRole('region', { name: 'Selection' }).getByRole('button', { name: 'More' }).click();
  await window.getByRole('menuitem', { name: 'Prepare to drag out…' }).click();
  await plan()
    .getByRole('button', { name: /^Copy: 3 items/ })
    .click();
  await dragHandle();
  await expect.poll(drags).toHaveLength(1);
  const [[file, folder] = []] = await drags();
  expect([file, folder].map((path) => dirname(dirname(path!)))).toEqual([join(home, 'drag-out'), join(home, 'drag-out')]);
  expect(await readFile(file!, 'utf8')).toBe('hello');
  expect(await readFile(join(folder!, '2026/ä 1.log'), 'utf8')).toBe('one');
});

test('drags nothing for a token of anything else', async () => {
  const { window } = desktop;
  const drag = (token: unknown) =>
    window.evaluate((one) => (Reflect.get(globalThis, 'aetherium') as { dragOut(token: unknown): void }).dragOut(one), token);
  await dialogAnswers(disk('saved'));
  const reply = (await callRaw(window, ['files', 'chooseSave'], { suggestedName: 'x', folder: 'chosen' })) as { value: { token: string } };
  for (const token of [reply.value.token, 'no-such-token', '/etc', 7]) await drag(token);
  // Only what is asked for behind them, from the strip that is still there, is dragged.
  const [before] = await drags();
  await dragHandle();
  await expect.poll(drags).toEqual([before, before]);
});

test('leaves nothing of a drag behind when it ends', async () => {
  expect(await readdir(join(desktop.home, 'drag-out'))).toHaveLength(1);
  await desktop.quit();
  expect(await readdir(join(desktop.home, 'drag-out'))).toEqual([]);
});
