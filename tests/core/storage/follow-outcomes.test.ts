import { expect, test } from 'vitest';
import { objectRows } from '#core/capabilities/object-columns.ts';
import { followOutcomes } from '#core/storage/follow-outcomes.ts';
import type { ObjectIndexApi } from '#core/storage/index/index-api.ts';
import type { Groups } from '#core/threads/thread-api.ts';
import type { ItemOutcome } from '#core/transfers/executor.ts';
import { objectIndexHere, readAll, testBucket, testObject } from '#tests/helpers/object-index.ts';

const done = { verified: null, note: '' };
const put = (bucket: string, ...keys: string[]): ItemOutcome => ({
  ...done,
  put: { connectionId: 'c', bucket, rows: keys.map((key) => testObject(key)) },
});
const removed = (bucket: string, ...keys: string[]): ItemOutcome => ({ ...done, removed: { connectionId: 'c', bucket, keys } });

/** A real index whose calls are counted. */
function world() {
  const index = objectIndexHere();
  const applied: string[] = [];
  const changed: string[] = [];
  const changes: ObjectIndexApi['changes'] = {
    apply(options) {
      applied.push(options.bucket);
      index.changes.apply(options);
    },
  };
  const api = { ...index, changes } as unknown as Groups<ObjectIndexApi>;
  const follow = followOutcomes(async () => api, { changed: (...tables) => void changed.push(...tables) });
  const keys = () =>
    [...objectRows(index.query.rows({ ...testBucket, prefix: '', after: null, limit: 100 }).objects)].map(({ key }) => key);
  return { index, applied, changed, follow, keys };
}

test('many outcomes are one call for each bucket', async () => {
  const { index, applied, changed, follow, keys } = world();
  readAll(index, [testObject('a'), testObject('b')]);
  const { bucket } = testBucket;
  await follow([
    put(bucket, 'c'),
    put('other', 'x'),
    removed(bucket, 'a'),
    { ...put(bucket, 'd'), ...removed('other', 'x') },
    put(bucket, 'e'),
  ]);
  expect(applied).toEqual([bucket, 'other']);
  expect(keys()).toEqual(['b', 'c', 'd', 'e']);
  expect(changed).toEqual(['objects']);
});

test('what came last of a key counts', async () => {
  const { index, applied, follow, keys } = world();
  readAll(index, [testObject('a')]);
  const { bucket } = testBucket;
  await follow([removed(bucket, 'a'), put(bucket, 'a', 'b'), removed(bucket, 'b')]);
  expect(keys()).toEqual(['a']);
  expect(applied).toHaveLength(1);
});

test('nothing that the index would learn: it is not asked, and nobody is told', async () => {
  const { applied, changed, follow } = world();
  await follow([done]);
  expect([applied, changed]).toEqual([[], []]);
});
