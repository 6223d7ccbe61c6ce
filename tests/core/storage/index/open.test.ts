import { closeSync, openSync, readdirSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openSqlite } from '#core/cache/sqlite.ts';
import { createObjectIndex } from '#core/storage/index/object-index.ts';
import { createObjectIndexAccess } from '#core/storage/index/object-index-access.ts';
import { openObjectIndexThread } from '#core/storage/index/object-index-thread.ts';
import { testKey } from '#tests/helpers/cache-key.ts';
import { find, objectIndexHere, readAll, testObject } from '#tests/helpers/object-index.ts';
import { tempFolder } from '#tests/helpers/temp-folder.ts';

function filled(): string {
  const folder = tempFolder();
  const index = objectIndexHere(folder);
  readAll(
    index,
    Array.from({ length: 5000 }, (_, i) => testObject(`k${i}`)),
  );
  index.store.close();
  return folder;
}

function overwrite(path: string, from: number, length: number): void {
  const file = openSync(path, 'r+');
  writeSync(file, Buffer.alloc(length, 7), 0, length, from);
  closeSync(file);
}

function opened(folder: string, key = testKey) {
  const index = createObjectIndex();
  onTestFinished(() => index.store.close());
  return { index, ...index.store.open({ folder, key }) };
}

const kept = (folder: string) => readdirSync(folder).filter((name) => name.startsWith('objects.db.damaged-'));

describe('opening the index of names', () => {
  it('sets a damaged file aside, says so and begins anew', () => {
    const folder = filled();
    overwrite(join(folder, 'objects.db'), 0, 4096);
    const { index, recovery } = opened(folder);
    expect(recovery).toMatch(/^The index of object names was damaged .* kept as objects\.db\.damaged-/);
    expect(kept(folder)).toHaveLength(1);
    readAll(index, [testObject('again')]);
    expect(find(index, '').total).toBe(1);
  });

  it('replaces a file whose damage shows only in use', () => {
    const folder = filled();
    const path = join(folder, 'objects.db');
    overwrite(path, Math.floor(statSync(path).size / 16_384) * 8192, statSync(path).size / 2 - 8192);
    const { index, recovery } = opened(folder);
    expect(recovery).toBeNull();
    expect(() => find(index, 'k49 size>1')).toThrow('The index of object names was damaged');
    expect(kept(folder)).toHaveLength(1);
    expect(find(index, '').total).toBe(0);
  });

  it('sets aside what a newer program wrote', () => {
    const folder = filled();
    const db = openSqlite(join(folder, 'objects.db'), testKey);
    db.pragma('user_version = 99');
    db.close();
    expect(opened(folder).recovery).toContain('was written by a newer Aetherium');
  });

  it('leaves the file alone when the key is another', () => {
    const folder = filled();
    expect(() => opened(folder, 'ff'.repeat(32))).toThrow('encrypted with another key');
    expect(find(opened(folder).index, '').total).toBe(5000);
  });

  it('is needed before anything else', () => {
    expect(() => createObjectIndex().query.buckets()).toThrow('is not open');
  });
});

it('works in its thread, opened on first use, and again after it was closed', async () => {
  const home = tempFolder();
  const lost: string[] = [];
  const openThread = () => openObjectIndexThread();
  const access = createObjectIndexAccess({ home, key: async () => testKey, openThread, onRecovery: (message) => lost.push(message) });
  onTestFinished(() => access.close());
  const [one, two] = await Promise.all([access.api(), access.api()]);
  expect(one).toBe(two);
  await one.changes.apply({ connectionId: 'c', bucket: 'b', put: [], removed: [] });
  await one.read.begin({ connectionId: 'c', bucket: 'b', prefix: '', run: 'r', at: 5 });
  expect(await one.read.finish({ run: 'r' })).toMatchObject({ asOf: 5, objects: 0 });
  await access.close();
  expect(await (await access.api()).query.buckets()).toMatchObject([{ bucket: 'b', asOf: 5 }]);
  expect(lost).toEqual([]);
});
