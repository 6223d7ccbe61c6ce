import { expect, test } from 'vitest';
import type { Bucket } from '#shared/model/storage.ts';
import { openCache } from '#tests/helpers/cache.ts';

const bucket = (name: string, tags: Record<string, string> = {}): Bucket => ({
  bucket: name,
  provider: 'aws',
  account: '111122223333',
  accountName: 'main',
  region: 'eu-west-1',
  created: null,
  tags,
  versioning: 'unknown',
  encrypted: null,
  encryption: '',
  publicAccess: 'unknown',
  defaultClass: '',
  bytes: null,
  objects: null,
  measuredAt: null,
  details: {},
});

const outcome = { at: 1_000, staleAfter: 2_000, nextRefresh: 2_000 };
const scope = { connectionId: 'c', scope: '' };

test('a read replaces what the scope showed; environments follow tags and rules', async () => {
  const { cache } = await openCache();
  const put = (run: string, buckets: Bucket[]) => cache.buckets.put({ ...scope, run, buckets, rules: [], cursor: null });
  await put('1', [bucket('a'), bucket('b', { env: 'staging' })]);
  await cache.buckets.finish({ ...scope, run: '1', ...outcome });
  expect((await cache.buckets.get({ connectionId: 'c', bucket: 'b' }))?.environment).toBe('staging');
  await put('2', [bucket('b'), bucket('prod-logs')]);
  expect(await cache.buckets.finish({ ...scope, run: '2', ...outcome })).toEqual({ removed: 1 });
  const { buckets, sets } = await cache.buckets.list();
  expect(buckets.map((one) => one.bucket)).toEqual(['b', 'prod-logs']);
  expect(sets).toMatchObject([{ dataSet: 'buckets', complete: true, rows: 2, asOf: 1_000 }]);
  const rules = [{ environment: 'production', by: 'name' as const, tag: '', pattern: 'prod-*' }];
  expect(await cache.buckets.relabel({ rules })).toBe(1);
  expect((await cache.buckets.get({ connectionId: 'c', bucket: 'prod-logs' }))?.environment).toBe('production');
});

test('a removed connection takes its buckets along', async () => {
  const { cache } = await openCache();
  await cache.buckets.put({ ...scope, run: '1', buckets: [bucket('a')], rules: [], cursor: null });
  expect(await cache.store.forget({ connectionId: 'c' })).toEqual({ removedRows: 1 });
  expect((await cache.buckets.list()).buckets).toEqual([]);
});
