import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { beforeEach, expect, onTestFinished, test } from 'vitest';
import { listAll, never, newObject, putText, storeOf } from '#tests/helpers/folder-store.ts';
import { tempFolder } from '#tests/helpers/temp-folder.ts';

let root: string;
beforeEach(() => {
  root = tempFolder();
});

const inBytes = (keys: readonly string[]) => [...keys].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
const oddKeys = [
  'a',
  'a b/c d',
  'a-b',
  'a.txt',
  'a/x',
  'a/z-é',
  'b%2Fc',
  'line\nbreak',
  'emoji/🚀',
  'emoji/\uffee',
  'back\\slash',
  '.hidden',
  'n'.repeat(255),
  `deep/${'d/'.repeat(60)}end`,
];
const names = oddKeys.filter((key) => key !== 'a');

test('keys come in the byte order of UTF-8, across folders', async () => {
  const store = storeOf(root);
  for (const key of names) await putText(store, key, key);
  const { keys, rows } = await listAll(store);
  expect(keys).toEqual(inBytes(names));
  expect(rows.map(({ size }) => size)).toEqual(inBytes(names).map((key) => Buffer.byteLength(key)));
});

test('one level has its folders as prefixes, empty ones too', async () => {
  const store = storeOf(root);
  for (const key of ['a/x', 'b', 'c/d/e']) await putText(store, key, key);
  await store.createFolder('b', 'empty/in/', never);
  expect(await listAll(store, { delimiter: '/' })).toMatchObject({ keys: ['b'], prefixes: ['a/', 'c/', 'empty/'] });
  expect(await listAll(store, { delimiter: '/', prefix: 'empty/' })).toMatchObject({ keys: [], prefixes: ['empty/in/'] });
  expect(await listAll(store, { delimiter: '/', prefix: 'c' })).toMatchObject({ keys: [], prefixes: ['c/'] });
});

test('a prefix may end within a name; one that no file can have is empty', async () => {
  const store = storeOf(root);
  for (const key of ['logs/2026-01', 'logs/2026-02', 'logs/2027-01', 'logs2']) await putText(store, key, key);
  expect((await listAll(store, { prefix: 'logs/2026' })).keys).toEqual(['logs/2026-01', 'logs/2026-02']);
  expect((await listAll(store, { prefix: 'logs' })).keys).toEqual(['logs/2026-01', 'logs/2026-02', 'logs/2027-01', 'logs2']);
  for (const prefix of ['../', '/', 'logs//', 'none/', 'logs2/', 'logs/../']) expect((await listAll(store, { prefix })).keys).toEqual([]);
});

test('startAfter goes on behind any key, also one that is not there', async () => {
  const store = storeOf(root);
  for (const key of names) await putText(store, key, key);
  const sorted = inBytes(names);
  for (const startAfter of [...sorted, 'a/', 'a/m', 'emoji', 'zzz']) {
    const behind = sorted.filter((key) => Buffer.compare(Buffer.from(key), Buffer.from(startAfter)) > 0);
    expect((await listAll(store, { startAfter })).keys, startAfter).toEqual(behind);
  }
});

test('5,000 files come in pages of about a thousand, with what a read of each says', async () => {
  const store = storeOf(root);
  await mkdir(join(root, 'many'));
  const keys = Array.from({ length: 5000 }, (_, i) => `many/${i % 7 === 0 ? 'é ' : '%20'}${i}`);
  await Promise.all(keys.map((key, i) => writeFile(join(root, key), 'x'.repeat(i % 10))));
  const { keys: listed, rows, pages } = await listAll(store);
  expect(listed).toEqual(inBytes(keys));
  expect(Math.max(...pages)).toBeLessThan(1100);
  expect(pages.length).toBeGreaterThan(4);
  for (const row of rows.slice(0, 20))
    expect(await store.stat({ bucket: 'b', key: row.key }, never)).toMatchObject({
      size: row.size,
      modified: row.modified,
      etag: row.etag,
    });
});

test('links, special files and names that are not UTF-8 are warnings', async () => {
  await writeFile(join(root, 'file'), '');
  await symlink('file', join(root, 'link'));
  await symlink('/', join(root, 'folder-link'));
  await writeFile(Buffer.concat([Buffer.from(`${root}/`), Buffer.from([0x66, 0xff])]), '');
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(join(root, 'socket'), resolve));
  onTestFinished(() => void server.close());
  const { keys, warnings } = await listAll(storeOf(root));
  expect(keys).toEqual(['file']);
  expect(warnings.join('\n')).toMatch(/folder-link is a symbolic link[\s\S]*link is a symbolic link/);
  expect(warnings.join('\n')).toContain('not UTF-8');
  expect(warnings.join('\n')).toContain('socket is no regular file');
});

test('thousands of links are one warning beyond the first', async () => {
  await Promise.all(Array.from({ length: 60 }, (_, i) => symlink('x', join(root, `l${i}`))));
  const { warnings } = await listAll(storeOf(root));
  expect(warnings).toHaveLength(21);
  expect(warnings.at(-1)).toBe('40 more entries are left out.');
});

test('files that are being written are hidden', async () => {
  const store = storeOf(root);
  await store.upload.begin(newObject('big', 10), never);
  expect((await listAll(store)).keys).toEqual([]);
});

test('a root that is not there is an error, not an empty folder', async () => {
  await expect(listAll(storeOf(join(root, 'gone')))).rejects.toMatchObject({ error: { code: 'not_found' } });
});

test('an aborted listing ends', async () => {
  await writeFile(join(root, 'file'), '');
  const pages = storeOf(root).list({ bucket: 'b', prefix: '', delimiter: null, signal: AbortSignal.abort() });
  await expect(pages[Symbol.asyncIterator]().next()).rejects.toMatchObject({ name: 'AbortError' });
});
