import type { StorageRequest } from '#shared/model/transfer.ts';
import type { LentStore } from '../../storage/stores.ts';
import { judgedBucket, refuseReadOnly } from './environments.ts';
import type { PlannerParts } from './planner-parts.ts';
import { writtenBuckets } from './request-sides.ts';

/** Environments of the buckets that the request writes to, by the rules as they are now. Throws when one is read-only. */
export async function judgeRequest(parts: PlannerParts, request: StorageRequest, signal: AbortSignal): Promise<string[]> {
  const environments: string[] = [];
  for (const key of writtenBuckets(request)) {
    const lent: LentStore[] = [];
    const store = async () => {
      const one = await parts.stores.open(key.connectionId);
      lent.push(one);
      return one.store;
    };
    const bucket = await judgedBucket({ parts, signal, store }, key).finally(() => lent.forEach((one) => one.release()));
    refuseReadOnly(parts, bucket);
    environments.push(bucket.environment);
  }
  return environments;
}
