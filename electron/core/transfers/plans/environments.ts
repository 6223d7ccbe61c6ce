import { AppFailure } from '#shared/errors/app-error.ts';
import { environmentOf, guardOf } from '#shared/model/environment.ts';
import type { Bucket, BucketKey, CachedBucket } from '#shared/model/storage.ts';
import { readOnly } from '../../actions/plan-target.ts';
import type { ObjectStore } from '../../capabilities/objects.ts';
import type { PlannerParts } from './planner-parts.ts';

interface Judge {
  parts: Pick<PlannerParts, 'bucketOf' | 'settings'>;
  signal: AbortSignal;
  store: () => Promise<ObjectStore>;
}

async function listed({ store, signal }: Judge, wanted: string): Promise<Bucket | null> {
  const { buckets } = await store();
  for (const scope of await buckets.scopes(signal))
    for await (const { items } of buckets.read({ scope, signal, cursor: null })) {
      const found = items.find(({ bucket }) => bucket === wanted);
      if (found) return found;
    }
  return null;
}

/** Whoever may write to a bucket need not be allowed to list buckets: then its name is all there is to judge it by. */
const unknownBucket = (bucket: string): Bucket => ({
  bucket,
  provider: 'other',
  account: '',
  accountName: '',
  region: '',
  created: null,
  tags: {},
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

/** A bucket with its environment by the rules as they are now: from the cache, else from the provider. */
export async function judgedBucket(judge: Judge, { connectionId, bucket }: BucketKey): Promise<CachedBucket> {
  const cached = await judge.parts.bucketOf({ connectionId, bucket });
  const facts =
    cached ??
    (await listed(judge, bucket).catch(() => {
      judge.signal.throwIfAborted();
      return null;
    })) ??
    unknownBucket(bucket);
  const { rules } = judge.parts.settings.get().environments;
  return { index: null, ...facts, connectionId, environment: environmentOf({ ...facts, name: bucket }, rules) };
}

/** Throws when nothing may be written to the bucket. */
export function refuseReadOnly({ settings }: Pick<PlannerParts, 'settings'>, bucket: CachedBucket | null): void {
  if (!bucket || guardOf(bucket.environment, settings.get().environments) !== 'read_only') return;
  const error = readOnly(bucket.environment);
  throw new AppFailure({ ...error, message: `${error.message}: ${bucket.bucket}` });
}
