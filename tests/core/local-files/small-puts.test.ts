import { chmodSync, mkdirSync, readdirSync, readFileSync, renameSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { putBatch, type SmallPut } from '#core/local-files/put-batch.ts';
import { newObject, putText, storeOf } from '#tests/helpers/folder-store.ts';
import { tempFolder } from '#tests/helpers/temp-folder.ts';

const allBelow = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();

test('many at the same time, in many folders: whole, with their times and modes, and nothing else', async () => {
  const root = tempFolder();
  writeFileSync(join(root, 'private'), 'before');
  chmodSync(join(root, 'private'), 0o600);
  const store = storeOf(root);
  const keys = ['private', ...Array.from({ length: 200 }, (_, n) => `folder ${n % 7}/deeper/${n}.txt`)];
  const stats = await Promise.all(keys.map((key, n) => putText(store, key, `text ${n}`.repeat(n), { modified: 1_700_000_000_123 + n })));
  expect(allBelow(root)).toEqual([...keys].sort());
  for (const [n, key] of keys.entries()) {
    expect(readFileSync(join(root, key), 'utf8')).toBe(`text ${n}`.repeat(n));
    expect(Math.floor(statSync(join(root, key)).mtimeMs)).toBe(1_700_000_000_123 + n);
  }
  expect(stats.map(({ size }) => size)).toEqual(keys.map((_, n) => `text ${n}`.repeat(n).length));
  expect(statSync(join(root, 'private')).mode & 0o777).toBe(0o600);
  expect(statSync(join(root, keys[1]!)).mode & 0o777).toBe(0o666 & ~process.umask());
  expect(await Promise.all(keys.map(async (key) => (await store.stat({ bucket: 'b', key }, new AbortController().signal)).etag))).toEqual(
    stats.map(({ etag }) => etag),
  );
});

test('of some at the same time, one that must not be there and is stays as it is, and says so', async () => {
  const root = tempFolder();
  writeFileSync(join(root, 'two'), 'before');
  const store = storeOf(root);
  const outcomes = await Promise.allSettled(['one', 'two', 'three', 'four'].map((key) => putText(store, key, 'after', { ifAbsent: true })));
  expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'fulfilled']);
  expect(outcomes[1]).toMatchObject({ reason: { error: { code: 'conflict' } } });
  expect(readFileSync(join(root, 'two'), 'utf8')).toBe('before');
  expect(allBelow(root)).toEqual(['four', 'one', 'three', 'two']);
});

test('of some at the same time, those below a link that leads out are refused, and nothing is written there', async () => {
  const [root, outside] = [tempFolder(), tempFolder()];
  symlinkSync(outside, join(root, 'link'));
  const store = storeOf(root);
  const outcomes = await Promise.allSettled(['a', 'link/b', 'link/c', '../d', 'e'].map((key) => putText(store, key, 'text')));
  expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected', 'rejected', 'fulfilled']);
  expect(readdirSync(outside)).toEqual([]);
  expect(allBelow(root)).toEqual(['a', 'e']);
});

test('bytes that are not of the size that was said are refused as ever', async () => {
  const root = tempFolder();
  const store = storeOf(root);
  const body = Buffer.from('text');
  const put = (key: string, size: number) => store.upload.put(newObject(key, size), body, null, new AbortController().signal);
  const outcomes = await Promise.allSettled([put('a', 4), put('b', 5), put('c', 4)]);
  expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  expect(allBelow(root)).toEqual(['a', 'c']);
});

test('a folder that was moved away meanwhile gets nothing', async () => {
  const root = tempFolder();
  const [before, after] = [join(root, 'before'), join(root, 'after')];
  mkdirSync(before);
  renameSync(before, after);
  const put: SmallPut = {
    folder: after,
    lies: before,
    part: 'x.0123456789abcdef.aetherium-part',
    name: 'x',
    from: 0,
    to: 4,
    modified: 1,
    ifAbsent: false,
  };
  expect(await putBatch({ puts: [put], bytes: new Uint8Array(4), mode: 0o644 })).toEqual([null]);
  expect(allBelow(root)).toEqual([]);
});
