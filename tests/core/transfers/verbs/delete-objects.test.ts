import { expect, test } from 'vitest';
import type { ItemContext } from '#core/transfers/executor.ts';
import type { WorkItem } from '#core/transfers/transfers-api.ts';
import { deleteObjects } from '#core/transfers/verbs/delete-objects.ts';
import { appError } from '#shared/errors/app-error.ts';
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
