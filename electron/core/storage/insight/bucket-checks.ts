import { type AppError, AppFailure, failure } from '#shared/errors/app-error.ts';
import type { BucketFacts, CachedBucket, PendingUpload } from '#shared/model/storage.ts';
import type { ObjectStore } from '../../capabilities/objects.ts';
import type { Stores } from '../stores.ts';
import { mostPending } from './advice/pending.ts';

/** What was read of a bucket from its provider. */
interface BucketChecks {
  facts: BucketFacts | null;
  lifecycleRules: number | null;
  /** Null: they were not read, or the provider has none. */
  pending: PendingUpload[] | null;
  problems: AppError[];
}

interface Limits {
  signal: AbortSignal;
  /** Ends the listing of unfinished uploads alone: where they are told among all objects it takes as long as there are objects. */
  pendingUntil: AbortSignal;
}

/** Adds to `found` what is listed in time. */
async function addPending(store: ObjectStore, bucket: string, found: PendingUpload[], { signal, pendingUntil }: Limits): Promise<void> {
  try {
    for await (const page of store.pendingUploads!({ bucket, prefix: '', signal: AbortSignal.any([signal, pendingUntil]) })) {
      found.push(...page.slice(0, mostPending - found.length));
      if (found.length === mostPending) return;
    }
  } catch (cause) {
    if (signal.aborted || !pendingUntil.aborted) throw cause;
    throw failure('timeout', `Not all objects of ${bucket} were searched for unfinished uploads.`, {
      hint: 'Open the unfinished uploads of the bucket to see all of them.',
    });
  }
}

/** Security facts, lifecycle and unfinished uploads of a bucket, as far as its store has them. What cannot be read is a problem, never "all well". */
export async function checkBucket(stores: Stores, { connectionId, bucket }: CachedBucket, limits: Limits): Promise<BucketChecks> {
  const { signal } = limits;
  const checks: BucketChecks = { facts: null, lifecycleRules: null, pending: null, problems: [] };
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
      await noting(async () => {
        if (!store.pendingUploads) return;
        checks.pending = [];
        await addPending(store, bucket, checks.pending, limits);
      });
    }),
  );
  return checks;
}
