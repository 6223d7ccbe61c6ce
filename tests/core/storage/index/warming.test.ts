import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { openSqlite } from '#core/cache/sqlite.ts';
import { createNameIndex } from '#core/storage/index/name-index.ts';
import { createObjectIndex } from '#core/storage/index/object-index.ts';
import { warming } from '#core/storage/index/warming.ts';
import { testKey } from '#tests/helpers/cache-key.ts';
import { find, objectIndexHere, readAll, testBucket, testObject } from '#tests/helpers/object-index.ts';
import { tempFolder } from '#tests/helpers/temp-folder.ts';

const names = Array.from({ length: 5000 }, (_, i) => testObject(`k${i}`));

function filled() {
  const folder = tempFolder();
  const index = objectIndexHere(folder);
  readAll(index, names);
  return { folder, index };
}

test('after warming up a search reads no filter any more', () => {
  const { folder } = filled();
  const db = openSqlite(join(folder, 'objects.db'), testKey);
  onTestFinished(() => void db.close());
  const index = createNameIndex(db);
  const read = vi.spyOn(index.blocks, 'filter');
  const steps = [...warming(index)];
  expect(steps.length).toBeGreaterThan(3);
  expect(read).toHaveBeenCalledTimes(steps.length);
  for (const head of index.rows(index.buckets.find(testBucket)!).heads) index.reader.filter(head);
  expect(read).toHaveBeenCalledTimes(steps.length);
});

test('what another process changes meanwhile ends it without a fault', () => {
  const { folder, index: other } = filled();
  const db = openSqlite(join(folder, 'objects.db'), testKey);
  onTestFinished(() => void db.close());
  const steps = warming(createNameIndex(db));
  steps.next();
  readAll(other, names.slice(0, 10), { at: 2000 });
  expect([...steps]).toEqual([]);
});

test('it goes on between questions from the time of opening, and ends with the index', () => {
  const { folder } = filled();
  const waiting: (() => void)[] = [];
  const index = createObjectIndex({ whenIdle: (work) => waiting.push(work) });
  index.store.open({ folder, key: testKey });
  expect(waiting).toHaveLength(1);
  expect(find(index, 'k4999').total).toBe(1);
  waiting.shift()!();
  expect(waiting).toEqual([]); // a few blocks need no second turn
  index.store.open({ folder, key: testKey });
  index.store.close();
  waiting.shift()!();
  expect(waiting).toEqual([]);
});
