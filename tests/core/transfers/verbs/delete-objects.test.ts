import { expect, test } from 'vitest';
import type { ItemContext } from '#core/transfers/executor.ts';
import type { WorkItem } from '#core/transfers/transfers-api.ts';
import { deleteObjects } from '#core/transfers/verbs/delete-objects.ts';
import { appError, failure } from '#shared/errors/app-error.ts';
import { createMemoryStore, type MemoryStore } from '#tests/helpers/memory-store.ts';

const signal = new AbortController().signal;
const context = (store: MemoryStore): ItemContext => ({
  from: store,
  to: null,
  transferId: 't',
  signal,
  onBytes: () => undefined,
  onResumed: () => undefined,
});

async function planned(store: MemoryStore, prefix = ''): Promise<WorkItem[]> {
  return Promise.all(
    store
      .keys('bucket')
      .filter((key) => key.startsWith(prefix))
      .map(async (key, index) => {
        const { size, modified, etag } = await store.stat({ bucket: 'bucket', key }, signal);
        const from = { connectionId: 'c1', bucket: 'bucket', key, versionId: null, size, modified, etag };
        return { index, does: 'delete', from, to: null, size: 0, skip: null, refusal: null, replaces: null, input: {} };
      }),
  );
}

function seeded(count: number, options: Parameters<typeof createMemoryStore>[0] = {}): MemoryStore {
  const store = createMemoryStore(options);
  for (let at = 0; at < count; at += 1) store.seed('bucket', `d/${String(at).padStart(4, '0')}`, 'x');
  return store;
}

const outcomes = (results: Awaited<ReturnType<typeof deleteObjects>>) =>
  results.map((result) => ('code' in result ? result.code : result.note || 'deleted'));

test.each([3, 200])('of %s objects, those that changed since the plan stay, and what is gone is done', async (count) => {
  const store = seeded(count);
  const items = await planned(store);
  store.seed('bucket', 'd/0001', 'changed since');
  await store.remove('bucket', [{ key: 'd/0002' }], signal);
  const results = await deleteObjects(items, context(store));
  expect(outcomes(results).slice(0, 3)).toEqual(['deleted', 'conflict', 'it was gone already']);
  expect(store.keys('bucket')).toEqual(['d/0001']);
  expect(results[0]).toMatchObject({ removed: { connectionId: 'c1', bucket: 'bucket', keys: ['d/0000'] } });
});

test('the look again at many is one listing, not one call for each', async () => {
  const store = seeded(1_000);
  for (let at = 0; at < 50; at += 1) store.seed('bucket', `other/${at}`, 'x');
  const items = await planned(store, 'd/');
  store.calls.length = 0;
  await deleteObjects(items, context(store));
  expect(store.calls.map(({ op }) => op)).toEqual(['list', 'remove']);
  expect(store.keys('bucket')).toHaveLength(50);
});

test('objects far apart in a large bucket are asked for one by one after the listing gave up', async () => {
  const store = createMemoryStore({ pageSize: 100 });
  for (let at = 0; at < 3_000; at += 1) store.seed('bucket', String(at).padStart(5, '0'), 'x');
  const items = (await planned(store)).filter((_, at) => at % 150 === 0);
  store.seed('bucket', '02700', 'changed since');
  store.calls.length = 0;
  const results = await deleteObjects(items, context(store));
  expect(outcomes(results)).toEqual(Array.from({ length: 20 }, (_, at) => (at === 18 ? 'conflict' : 'deleted')));
  expect(store.calls.filter(({ op }) => op === 'list').length).toBeLessThan(5);
  expect(store.find('bucket', '02700')).not.toBeNull();
});

test('each object has its own outcome when the provider keeps some', async () => {
  const store = seeded(3, { keeps: (key) => (key === 'd/0001' ? appError('forbidden', 'Object lock') : null) });
  const results = await deleteObjects(await planned(store), context(store));
  expect(outcomes(results)).toEqual(['deleted', 'forbidden', 'deleted']);
});

test('repeating a deletion that was carried out but not noted is done and changes nothing', async () => {
  const store = seeded(40);
  const items = await planned(store);
  await deleteObjects(items, context(store));
  expect(new Set(outcomes(await deleteObjects(items, context(store))))).toEqual(new Set(['it was gone already']));
});

test('a version is deleted by its id, without a look: a version never changes', async () => {
  const store = createMemoryStore({ versioned: ['bucket'] });
  const { versionId } = store.seed('bucket', 'a', 'old');
  store.seed('bucket', 'a', 'new');
  const [item] = await planned(store);
  const results = await deleteObjects([{ ...item!, from: { ...item!.from!, versionId } }], context(store));
  expect(outcomes(results)).toEqual(['deleted']);
  expect(store.text('bucket', 'a')).toBe('new');
});

test('the index of names learns what stands under the keys whose versions were deleted', async () => {
  const store = createMemoryStore({ versioned: ['bucket'] });
  const old = store.seed('bucket', 'a', 'old').versionId;
  const [a] = await planned(store);
  const newer = store.seed('bucket', 'a', 'newer').versionId;
  const only = store.seed('bucket', 'b', 'x').versionId;
  const of = (key: string, versionId: string) => ({ ...a!, from: { ...a!.from!, key, versionId } });
  const results = await deleteObjects([of('a', newer), of('b', only)], context(store));
  expect(results).toMatchObject([
    { put: { connectionId: 'c1', bucket: 'bucket', rows: [{ key: 'a', size: 3 }] } },
    { removed: { connectionId: 'c1', bucket: 'bucket', keys: ['b'] } },
  ]);
  expect(await deleteObjects([of('a', old)], context(store))).toMatchObject([{ removed: { keys: ['a'] } }]);
});

test('versions that are deleted stay done when the look afterwards fails', async () => {
  const store = createMemoryStore({ versioned: ['bucket'] });
  const { versionId } = store.seed('bucket', 'a', 'x');
  const [item] = await planned(store);
  store.stat = async () => Promise.reject(failure('offline', 'No network'));
  expect(await deleteObjects([{ ...item!, from: { ...item!.from!, versionId } }], context(store))).toEqual([{ verified: null, note: '' }]);
  expect(store.keys('bucket')).toEqual([]);
});

test('what changes between the look and the deletion stays where the store compares ETags; a version is deleted without', async () => {
  const store = seeded(2);
  const items = await planned(store);
  const plain = { ...store };
  store.conditionalRemove = true;
  store.remove = async (bucket, objects, own) => {
    store.seed('bucket', 'd/0001', 'changed in between');
    const changed = objects.map(({ key, ifMatch }) => ifMatch !== undefined && store.find(bucket, key) && ifMatch !== etags.get(key));
    await plain.remove(
      bucket,
      objects.filter((_, at) => !changed[at]),
      own,
    );
    return changed.map((one) => (one ? appError('conflict', 'It was changed in the meantime.') : null));
  };
  const etags = new Map([['d/0000', items[0]!.from!.etag]]);
  expect(outcomes(await deleteObjects(items, context(store)))).toEqual(['deleted', 'conflict']);
  expect(store.text('bucket', 'd/0001')).toBe('changed in between');
  const asked: unknown[] = [];
  store.remove = async (_, objects) => objects.map((one) => (asked.push(one), null));
  await deleteObjects([{ ...items[0]!, from: { ...items[0]!.from!, versionId: 'v1' } }], context(store));
  expect(asked).toEqual([{ key: 'd/0000', versionId: 'v1' }]);
});
