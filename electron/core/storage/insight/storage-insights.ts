import { AppFailure, failure } from '#shared/errors/app-error.ts';
import type { CostDelta } from '#shared/model/action.ts';
import type { LifecycleRule, LifecycleSimulation } from '#shared/model/lifecycle.ts';
import type { BucketKey, CachedBucket, ObjectRow, PendingUpload } from '#shared/model/storage.ts';
import type { StorageInsight, UsageSummary } from '#shared/model/storage-insight.ts';
import type { Clock } from '../../ports.ts';
import type { CacheAccess } from '../../services/cache-access.ts';
import type { Groups } from '../../threads/thread-api.ts';
import { mapAhead } from '../../transfers/plans/in-parallel.ts';
import type { StoragePricing } from '../../transfers/plans/storage-pricing.ts';
import type { IndexedFolder, ObjectIndexApi } from '../index/index-api.ts';
import type { Stores } from '../stores.ts';
import { bucketFindings } from './advice/findings.ts';
import { pendingFindings } from './advice/pending.ts';
import { checkBucket } from './bucket-checks.ts';
import { indexRows } from './index-rows.ts';
import { lifecycleSimulator } from './lifecycle/simulate.ts';
import { pendingCost } from './pending-cost.ts';
import { storagePriceTable } from './prices/price-table.ts';
import { storagePricing } from './prices/storage-pricing.ts';
import { readBucket } from './read-bucket.ts';
import { type ContentSample, sampleObjects } from './sample-content.ts';

/** What can be said of buckets from their names, their facts and, on request, samples of their content. */
export interface StorageInsights {
  prices: StoragePricing;
  usage(folder: IndexedFolder): Promise<UsageSummary>;
  simulateLifecycle(request: BucketKey & { rules: readonly LifecycleRule[]; horizonDays: number }): Promise<LifecycleSimulation>;
  /** Of the buckets given, else of all. */
  insight(request: { buckets?: readonly BucketKey[] | undefined; signal: AbortSignal }): Promise<StorageInsight>;
  sampleContent(request: IndexedFolder & { maxObjects: number; signal: AbortSignal }): Promise<ContentSample>;
  pendingCost(request: BucketKey & { uploads: readonly PendingUpload[] }): Promise<CostDelta | null>;
}

interface Parts {
  index: () => Promise<Groups<ObjectIndexApi>>;
  stores: Stores;
  cache: Pick<CacheAccess, 'api'>;
  clock: Pick<Clock, 'now'>;
}

async function bucketOf({ cache }: Parts, { connectionId, bucket }: BucketKey): Promise<CachedBucket> {
  const stored = await (await cache.api()).buckets.get({ connectionId, bucket });
  if (!stored) throw failure('not_found', `There is no bucket ${bucket} in the cache.`, { hint: 'Refresh the buckets of the connection.' });
  return { ...stored, index: null };
}

async function usage({ index, cache, clock }: Parts, folder: IndexedFolder): Promise<UsageSummary> {
  const summary = await (await index()).query.usage({ ...folder, now: clock.now() });
  const stored = folder.prefix === '' ? await (await cache.api()).buckets.get(folder) : null;
  if (!stored || stored.bytes === null || stored.measuredAt === null) return summary;
  const point = { at: stored.measuredAt, bytes: stored.bytes, objects: stored.objects ?? 0, by: 'provider' as const };
  return { ...summary, growth: [...summary.growth, point].sort((a, b) => a.at - b.at) };
}

/** Rules that the provider would refuse are not simulated. Without a way to it they are: the index is on this machine. */
async function checkRules({ stores }: Parts, { connectionId, rules }: Parameters<StorageInsights['simulateLifecycle']>[0]): Promise<void> {
  try {
    await stores.use(connectionId, async ({ lifecycle }) => lifecycle?.check(rules));
  } catch (cause) {
    if (!(cause instanceof AppFailure) || cause.error.code === 'invalid_input') throw cause;
  }
}

async function simulate(parts: Parts, request: Parameters<StorageInsights['simulateLifecycle']>[0]): Promise<LifecycleSimulation> {
  const { connectionId, bucket, rules, horizonDays } = request;
  const cached = await bucketOf(parts, request);
  await checkRules(parts, request);
  const api = await parts.index();
  const known = (await api.query.buckets()).find((one) => one.connectionId === connectionId && one.bucket === bucket);
  const classes = parts.stores.features(connectionId).classes.map(({ id }) => id);
  const simulator = lifecycleSimulator({ bucket: cached, rules, classes, now: parts.clock.now(), horizonDays });
  for await (const row of indexRows(api, { connectionId, bucket, prefix: '' })) simulator.add(row);
  return { ...simulator.result(), asOf: known?.asOf ?? null, complete: known?.complete ?? false };
}

function priceNotes(buckets: readonly CachedBucket[]): string[] {
  const providers = [...new Set(buckets.map(({ provider }) => provider))];
  return providers.flatMap((provider) => {
    const table = storagePriceTable(provider);
    return table ? [`${provider}: list prices of ${table.date}, ${table.source}`] : [];
  });
}

/** Buckets whose providers are asked at the same time. */
const checkedAtOnce = 8;
/** Time for the facts of one bucket and the search for its unfinished uploads. */
const pendingMs = 20_000;

async function insight(parts: Parts, { buckets, signal }: Parameters<StorageInsights['insight']>[0]): Promise<StorageInsight> {
  const stored = (await (await parts.cache.api()).buckets.list()).buckets;
  const wanted = buckets && new Set(buckets.map(({ connectionId, bucket }) => JSON.stringify([connectionId, bucket])));
  const asked: CachedBucket[] = stored
    .filter(({ connectionId, bucket }) => wanted?.has(JSON.stringify([connectionId, bucket])) ?? true)
    .map((bucket) => ({ ...bucket, index: null }));
  const api = await parts.index();
  const read = new Set(
    (await api.query.buckets()).flatMap((one) => (one.asOf === null ? [] : [JSON.stringify([one.connectionId, one.bucket])])),
  );
  const result: StorageInsight = { findings: [], tiering: [], classifications: [], prices: priceNotes(asked), unread: [], problems: [] };
  const checked = mapAhead(asked, checkedAtOnce, async (bucket) => {
    const pendingUntil = AbortSignal.timeout(pendingMs);
    return { bucket, checks: await checkBucket(parts.stores, bucket, { signal, pendingUntil }) };
  });
  for await (const { bucket, checks } of checked) {
    signal.throwIfAborted();
    const key = { connectionId: bucket.connectionId, bucket: bucket.bucket };
    if (!read.has(JSON.stringify([key.connectionId, key.bucket]))) result.unread.push(key);
    const names = await readBucket(api, bucket, { now: parts.clock.now(), signal });
    result.findings.push(
      ...bucketFindings({ bucket, ...checks, classifications: names.classifications }),
      ...pendingFindings(bucket, checks.pending),
      ...names.misplaced,
    );
    result.tiering.push(...names.tiering);
    result.classifications.push(...names.classifications.map((one) => ({ ...one, ...key })));
    result.problems.push(...checks.problems);
  }
  const order = { high: 0, medium: 1, low: 2 };
  result.findings.sort((a, b) => order[a.severity] - order[b.severity]);
  result.tiering.sort((a, b) => a.monthly.amount - b.monthly.amount);
  return result;
}

/** Objects spread evenly over a folder, in key order. */
async function spread(parts: Parts, { maxObjects, signal, ...folder }: Parameters<StorageInsights['sampleContent']>[0]) {
  const api = await parts.index();
  const { objects } = await api.query.usage({ ...folder, now: parts.clock.now() });
  const step = Math.max(1, Math.floor(objects / maxObjects));
  const rows: (ObjectRow & { bucket: string })[] = [];
  let at = 0;
  for await (const row of indexRows(api, folder, signal)) {
    if (rows.length === maxObjects) break;
    if (at++ % step === 0) rows.push({ ...row, bucket: folder.bucket });
  }
  return rows;
}

async function sampleContent(parts: Parts, request: Parameters<StorageInsights['sampleContent']>[0]): Promise<ContentSample> {
  const objects = await spread(parts, request);
  if (objects.length === 0) {
    throw failure('not_found', `No names of ${request.bucket}/${request.prefix} were read yet.`, {
      hint: 'Read the names of the bucket first.',
    });
  }
  return parts.stores.use(request.connectionId, (store) => sampleObjects(store, objects, request.signal));
}

export function createStorageInsights(parts: Parts): StorageInsights {
  return {
    prices: storagePricing,
    usage: (folder) => usage(parts, folder),
    simulateLifecycle: (request) => simulate(parts, request),
    insight: (request) => insight(parts, request),
    sampleContent: (request) => sampleContent(parts, request),
    async pendingCost({ uploads, ...key }) {
      const stored = await (await parts.cache.api()).buckets.get(key);
      return stored && pendingCost({ ...stored, index: null }, uploads);
    },
  };
}
