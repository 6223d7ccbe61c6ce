import { expect, test } from 'vitest';
import type { ItemContext } from '#core/transfers/executor.ts';
import type { WorkItem } from '#core/transfers/transfers-api.ts';
import { storageExecutors } from '#core/transfers/verbs/storage-executors.ts';
import type { LifecycleRule } from '#shared/model/lifecycle.ts';
import { createMemoryStore, type MemoryStore } from '#tests/helpers/memory-store.ts';
import { storageWorld } from '#tests/helpers/storage-world.ts';

const bucket = { connectionId: 'c1', bucket: 'bucket' };
const source = { objects: [{ ...bucket, key: 'a' }] };

/** Carries out every item of a plan, twice: as after a process that was killed before it could note what it did. */
async function carriedOut(store: MemoryStore, request: Parameters<ReturnType<typeof storageWorld>['plan']>[0]) {
  const world = storageWorld({ stores: { c1: store } });
  const plan = await world.plan(request);
  const run = (item: WorkItem) => {
    const context: ItemContext = {
      from: item.from && store,
      to: item.to && store,
      transferId: 't',
      signal: world.signal,
      onBytes: () => undefined,
      onResumed: () => undefined,
    };
    return storageExecutors.executors[item.does]!(item, context);
  };
  const outcomes = [];
  for (const item of await world.items(plan.id)) {
    if (item.skip || item.refusal) continue;
    outcomes.push(await run(item));
    await run(item);
  }
  return outcomes;
}

function seeded(options: Parameters<typeof createMemoryStore>[0] = {}): MemoryStore {
  const store = createMemoryStore(options);
  store.seed('bucket', 'a', 'x');
  return store;
}

test('properties, tags, access and class become what was asked, and stay so when done twice', async () => {
  const store = seeded();
  await carriedOut(store, { verb: 'properties', source, properties: { contentType: 'text/csv', metadata: { by: 'me' } } });
  await carriedOut(store, { verb: 'tags', source, tags: { team: 'data' } });
  await carriedOut(store, { verb: 'access', source, access: 'public' });
  const [outcome] = await carriedOut(store, { verb: 'storage_class', source, storageClass: 'STANDARD_IA' });
  expect(store.find('bucket', 'a')).toMatchObject({
    properties: { contentType: 'text/csv', metadata: { by: 'me' } },
    tags: { team: 'data' },
    access: 'public',
    storageClass: 'STANDARD_IA',
  });
  expect(outcome).toMatchObject({ put: { ...bucket, rows: [{ key: 'a', size: 1, storageClass: 'STANDARD_IA' }] } });
});

test('an archived object becomes readable', async () => {
  const store = createMemoryStore();
  store.seed('bucket', 'a', 'x', { storageClass: 'GLACIER' });
  await carriedOut(store, { verb: 'restore', source, days: 3 });
  expect(await store.head({ bucket: 'bucket', key: 'a' }, new AbortController().signal)).toMatchObject({ restore: { state: 'restoring' } });
});

test('a folder, once', async () => {
  const store = seeded();
  await carriedOut(store, { verb: 'create_folder', ...bucket, prefix: 'new' });
  expect(store.keys('bucket')).toEqual(['a', 'new/']);
});

test('an older version becomes the current one, once: done twice it leaves no version more', async () => {
  const store = createMemoryStore({ versioned: ['bucket'] });
  const { versionId } = store.seed('bucket', 'a', 'old');
  store.seed('bucket', 'a', 'newer');
  const [outcome] = await carriedOut(store, { verb: 'restore_version', objects: [{ ...bucket, key: 'a', versionId }] });
  expect(store.text('bucket', 'a')).toBe('old');
  expect(store.calls.filter(({ op }) => op === 'restoreVersion')).toHaveLength(1);
  expect(outcome).toMatchObject({ put: { rows: [{ key: 'a', size: 3 }] } });
});

test('a folder is brought back to what it held', async () => {
  const store = createMemoryStore({ versioned: ['bucket'] });
  const { modified } = store.seed('bucket', 'd/a', 'old');
  store.seed('bucket', 'd/a', 'newer');
  await store.remove('bucket', [{ key: 'd/a' }], new AbortController().signal);
  await carriedOut(store, { verb: 'undelete', ...bucket, prefix: 'd', at: modified });
  expect(store.text('bucket', 'd/a')).toBe('old');
});

test('an unfinished upload is removed; gone already is done', async () => {
  const store = seeded();
  const object = { bucket: 'bucket', key: 'big', size: 1, properties: {}, checksum: null };
  const { key, uploadId } = await store.upload.begin(object, new AbortController().signal);
  await carriedOut(store, { verb: 'abort_uploads', ...bucket, uploads: [{ key, uploadId }] });
  expect(store.uploads.pending('bucket', '')).toEqual([]);
});

test('lifecycle rules are saved when they are still those that the plan saw', async () => {
  const store = seeded();
  const rule: LifecycleRule = {
    id: 'tier',
    enabled: true,
    filter: { prefixes: [], suffixes: [], tags: {}, minBytes: null, maxBytes: null, classes: [] },
    actions: [{ kind: 'abort_uploads', days: 7 }],
    unsupported: [],
  };
  const signal = new AbortController().signal;
  await carriedOut(store, { verb: 'lifecycle', ...bucket, rules: [rule] });
  expect((await store.lifecycle!.get('bucket', signal)).rules).toEqual([rule]);
  const stale = { rules: [], before: { rules: [], appliesTo: 'bucket', raw: null } };
  const from = { ...bucket, key: '', versionId: null, size: 0, modified: 0, etag: '' };
  const item: WorkItem = { index: 0, does: 'lifecycle', from, to: null, size: 0, skip: null, refusal: null, replaces: null, input: {} };
  const context = { from: store, to: null, transferId: 't', signal, onBytes: () => undefined, onResumed: () => undefined };
  await expect(
    storageExecutors.executors.lifecycle!({ ...item, input: { lifecycle: { ...stale, rules: [{ ...rule, id: 'other' }] } } }, context),
  ).rejects.toMatchObject({ error: { code: 'conflict' } });
});
