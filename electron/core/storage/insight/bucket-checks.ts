import { type AppError, AppFailure } from '#shared/errors/app-error.ts';
import type { BucketFacts, CachedBucket } from '#shared/model/storage.ts';
import type { Stores } from '../stores.ts';

/** What was read of a bucket from its provider. */
interface BucketChecks {
  facts: BucketFacts | null;
  lifecycleRules: number | null;
  problems: AppError[];
}

/** Security facts and lifecycle of a bucket, as far as its store has them. What cannot be read is a problem, never "all well". */
export async function checkBucket(stores: Stores, { connectionId, bucket }: CachedBucket, signal: AbortSignal): Promise<BucketChecks> {
  const checks: BucketChecks = { facts: null, lifecycleRules: null, problems: [] };
  const noting = async (work: () => Promise<void>) => {
    try {
      await work();
    } catch (cause) {
      if (!(cause instanceof AppFailure)) throw cause;
      checks.problems.push({ ...cause.error, source: { connectionId, scope: bucket, ...cause.error.source } });
    }
  };
  await noting(() =>
    stores.use(connectionId, async (store) => {
      await noting(async () => {
        checks.facts = (await store.bucketFacts?.(bucket, signal)) ?? null;
        checks.problems.push(...(checks.facts?.problems ?? []));
      });
      await noting(async () => {
        checks.lifecycleRules = (await store.lifecycle?.get(bucket, signal))?.rules.length ?? null;
      });
    }),
  );
  return checks;
}
