import { describe, expect, it } from 'vitest';
import type { StoredBucket } from '#core/cache/cache-api.ts';
import type { ObjectStore, ReadRequest, Receive } from '#core/capabilities/objects.ts';
import type { ObjectIndexApi } from '#core/storage/index/index-api.ts';
import { pendingFindings } from '#core/storage/insight/advice/pending.ts';
import { checkBucket } from '#core/storage/insight/bucket-checks.ts';
import { createStorageInsights } from '#core/storage/insight/storage-insights.ts';
import type { Stores } from '#core/storage/stores.ts';
import type { Groups } from '#core/threads/thread-api.ts';
import { failure } from '#shared/errors/app-error.ts';
import { lifecycleRuleSchema } from '#shared/model/lifecycle.ts';
import type { ObjectDetail } from '#shared/model/storage.ts';
import { objectIndexHere, readAll, testBucket, testObject } from '#tests/helpers/object-index.ts';
import { testCachedBucket, testFacts } from '#tests/helpers/storage-bucket.ts';

const now = Date.UTC(2026, 0, 1);
const { signal } = new AbortController();
const told: Record<string, Pick<ObjectDetail, 'properties' | 'tags'>> = {
  'd.jpg': { properties: { contentType: 'image/jpeg' }, tags: {} },
  'b.txt': { properties: { contentType: 'text/plain' }, tags: { classification: 'PII' } },
};
const contents: Record<string, string> = { 'a.txt': 'card 4111111111111111', 'b.txt': 'nothing', 'c.bin': 'x\0y' };

/** Insights over a real index; only the provider's edge is made up. */
function world({ buckets = [testCachedBucket()], store = {} }: { buckets?: StoredBucket[]; store?: Partial<ObjectStore> } = {}) {
  const index = objectIndexHere();
  const reading: Partial<ObjectStore> = {
    head: async ({ key }) => ({ properties: {}, tags: null, ...told[key] }) as ObjectDetail,
    async read({ key }: ReadRequest, receive: Receive) {
      if (key === 'gone.txt') throw failure('not_found', 'It is gone.');
      await receive(Buffer.from(contents[key] ?? ''));
      return { size: 0, modified: 0, etag: '', versionId: null, checksums: [] };
    },
    bucketFacts: async () => testFacts({ encrypted: false }),
    ...store,
  };
  const stores = {
    use: (_: string | null, work: (used: ObjectStore) => Promise<unknown>) => work(reading as ObjectStore),
    features: () => ({ classes: ['STANDARD', 'GLACIER'].map((id) => ({ id, title: id, archive: false, minimumDays: 0 })) }),
  } as unknown as Stores;
  const cached = {
    buckets: {
      list: async () => ({ buckets, sets: [] }),
      get: async ({ bucket }: { bucket: string }) => buckets.find((one) => one.bucket === bucket) ?? null,
    },
  };
  const insights = createStorageInsights({
    index: async () => index as unknown as Groups<ObjectIndexApi>,
    stores,
    cache: { api: async () => cached as never },
    clock: { now: () => now },
  });
  return { index, insights };
}

describe('insight', () => {
  it('gathers findings, classifications and what was never read', async () => {
    const other = testCachedBucket({ bucket: 'unread' });
    const { index, insights } = world({ buckets: [testCachedBucket(), other] });
    readAll(index, [testObject('x/prod.tfstate'), testObject('x/y.csv')]);
    const result = await insights.insight({ signal });
    expect(result.unread).toEqual([{ connectionId: 'c', bucket: 'unread' }]);
    expect(result.findings.map(({ bucket, rule }) => [bucket, rule])).toEqual([
      ['Bucket-1', 'unencrypted'],
      ['unread', 'unencrypted'],
    ]);
    expect(result.classifications.map(({ bucket, rule, sensitivity }) => [bucket, rule, sensitivity])).toEqual([
      ['Bucket-1', 'name.state', 'high'],
      ['Bucket-1', 'name.data', 'low'],
    ]);
    expect(result.prices).toEqual(['aws: list prices of 2021-12-01, https://aws.amazon.com/s3/pricing/']);
    expect((await insights.insight({ buckets: [other], signal })).findings).toHaveLength(1);
  });

  it('shows what could not be read as a problem', async () => {
    const store = { bucketFacts: async () => Promise.reject(failure('forbidden', 'No right to read the policy.')) };
    const { problems, findings } = await world({ store }).insights.insight({ signal });
    expect(findings).toEqual([]);
    expect(problems).toMatchObject([{ code: 'forbidden', source: { connectionId: 'c', scope: 'Bucket-1' } }]);
  });

  it('asks for eight buckets at a time, and keeps their order', async () => {
    const names = Array.from({ length: 20 }, (_, n) => `bucket-${String(n).padStart(2, '0')}`);
    const eight = Promise.withResolvers<void>();
    let [under, most] = [0, 0];
    const store: Partial<ObjectStore> = {
      async bucketFacts() {
        under += 1;
        most = Math.max(most, under);
        if (under === 8) eight.resolve();
        // Nobody is answered before eight have been asked.
        await eight.promise;
        under -= 1;
        return testFacts({ encrypted: false });
      },
    };
    const { findings } = await world({ buckets: names.map((bucket) => testCachedBucket({ bucket })), store }).insights.insight({ signal });
    expect(most).toBe(8);
    expect(findings.map(({ bucket }) => bucket)).toEqual(names);
  });

  it('names unfinished uploads, with what they cost where it is known', async () => {
    const upload = { key: 'big.iso', uploadId: 'u', initiated: Date.UTC(2025, 5, 1), bytes: 100 * 1024 ** 3, storageClass: '' };
    const store: Partial<ObjectStore> = {
      bucketFacts: async () => testFacts(),
      async *pendingUploads({ bucket }) {
        if (bucket === 'Bucket-1') yield [upload, { ...upload, key: 'b', bytes: null, initiated: null }];
        if (bucket === 'elsewhere') yield [upload];
      },
    };
    const buckets = [
      testCachedBucket(),
      testCachedBucket({ bucket: 'none' }),
      testCachedBucket({ bucket: 'elsewhere', region: 'nowhere-1' }),
    ];
    const { findings } = await world({ buckets, store }).insights.insight({ signal });
    expect(findings).toMatchObject([
      {
        bucket: 'Bucket-1',
        rule: 'pending_uploads',
        severity: 'low',
        title: '2 uploads were never finished',
        evidence: [
          expect.stringMatching(/^About 2\.30 USD per month .*1 uploads were not counted/),
          'big.iso: 107,374,182,400 bytes, begun 2025-06-01',
          'b: size not counted',
        ],
      },
      { bucket: 'elsewhere', title: 'One upload was never finished', evidence: ['big.iso: 107,374,182,400 bytes, begun 2025-06-01'] },
    ]);
  });

  it('says so when not all unfinished uploads were looked for in time', async () => {
    const stores = (store: Partial<ObjectStore>) =>
      ({ use: (_: string | null, work: (used: ObjectStore) => Promise<unknown>) => work(store as ObjectStore) }) as unknown as Stores;
    const over = new AbortController();
    const upload = { key: 'k', uploadId: 'u', initiated: null, bytes: null, storageClass: '' };
    const slow: Partial<ObjectStore> = {
      async *pendingUploads({ signal: ending }) {
        yield [upload];
        over.abort();
        ending.throwIfAborted();
      },
    };
    const { pending, problems } = await checkBucket(stores(slow), testCachedBucket(), { signal, pendingUntil: over.signal });
    expect(pending).toEqual([upload]);
    expect(problems).toMatchObject([{ code: 'timeout', source: { scope: 'Bucket-1' } }]);
    const many: Partial<ObjectStore> = {
      async *pendingUploads() {
        for (;;) yield Array.from({ length: 300 }, () => upload);
      },
    };
    const checks = await checkBucket(stores(many), testCachedBucket(), { signal, pendingUntil: signal });
    expect(checks.pending).toHaveLength(1000);
    expect(pendingFindings(testCachedBucket(), checks.pending)[0]!.title).toBe('1000 or more uploads were never finished');
  });
});

describe('content', () => {
  it('is sampled by type, tags and a read of its begin, masked, and what was not read is named', async () => {
    const { index, insights } = world();
    readAll(
      index,
      ['a.txt', 'b.txt', 'c.bin', 'd.jpg', 'gone.txt'].map((key) => testObject(key)),
    );
    const sample = await insights.sampleContent({ ...testBucket, prefix: '', maxObjects: 50, signal });
    expect(sample.classifications).toMatchObject([
      { rule: 'content.card', by: 'content', objects: 1, evidence: [{ key: 'a.txt', seen: '••••••••••••1111 (16 characters), 1 in all' }] },
      { rule: 'tag.classification', by: 'tag', label: 'personal', evidence: [{ key: 'b.txt' }] },
      { rule: 'type.media', by: 'type', evidence: [{ key: 'd.jpg', seen: 'image/jpeg' }] },
    ]);
    expect(sample.read).toEqual({ objects: 3, bytes: 31 });
    expect(sample.skipped).toEqual(['c.bin: it is not text', 'd.jpg: pictures, films and sounds are not read', 'gone.txt: It is gone.']);
    expect(JSON.stringify(sample)).not.toContain('4111111111111111');
    expect((await insights.sampleContent({ ...testBucket, prefix: '', maxObjects: 2, signal })).read.objects).toBeLessThanOrEqual(2);
  });

  it('of rules that the provider refuses is refused, and without a way to it goes on', async () => {
    const rule = lifecycleRuleSchema.parse({ id: 'r', enabled: true, filter: {}, actions: [{ kind: 'expire', days: 1 }] });
    const refusing = (code: 'invalid_input' | 'offline') => {
      const check = () => {
        throw failure(code, 'No.');
      };
      return world({ store: { lifecycle: { check } as never } }).insights.simulateLifecycle({
        ...testBucket,
        rules: [rule],
        horizonDays: 30,
      });
    };
    await expect(refusing('invalid_input')).rejects.toMatchObject({ error: { code: 'invalid_input' } });
    expect((await refusing('offline')).effects).toHaveLength(1);
  });

  it('of names that were never read is refused', async () => {
    await expect(world().insights.sampleContent({ ...testBucket, prefix: 'x/', maxObjects: 5, signal })).rejects.toThrow('were read yet');
  });
});

it('simulates a lifecycle over the index, and adds what the provider measured to the growth', async () => {
  const measured = testCachedBucket({ bytes: 500, objects: 5, measuredAt: 1500 });
  const { index, insights } = world({ buckets: [measured] });
  readAll(index, [testObject('a', { modified: 0 }), testObject('b', { modified: now })]);
  const rules = [lifecycleRuleSchema.parse({ id: 'r', enabled: true, filter: {}, actions: [{ kind: 'expire', days: 30 }] })];
  const simulation = await insights.simulateLifecycle({ ...testBucket, rules, horizonDays: 10 });
  expect(simulation).toMatchObject({
    asOf: 1000,
    complete: true,
    horizonDays: 10,
    effects: [{ now: { objects: 1 }, later: { objects: 0 } }],
  });
  expect((await insights.usage({ ...testBucket, prefix: '' })).growth.map(({ by }) => by)).toEqual(['index', 'provider']);
  await expect(insights.simulateLifecycle({ connectionId: 'c', bucket: 'none', rules, horizonDays: 1 })).rejects.toThrow('no bucket none');
});
