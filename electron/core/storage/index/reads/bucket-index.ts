import type { BucketIndex } from '#shared/model/storage.ts';
import { coveredAt } from '../bucket-table.ts';
import type { NameIndex } from '../name-index.ts';

/** What is known of a bucket. `readId`: a read of it that is under way; of a first one, the sums are what it read until now. */
export function bucketIndex(index: NameIndex, bucketId: number, readId: number | null): BucketIndex {
  const covers = index.buckets.covers(bucketId);
  const first = covers.length === 0 && readId !== null;
  const sums = index.blocks.sums({ bucketId, readId: first ? readId : 0 });
  return { asOf: coveredAt(covers, ''), complete: !first && coveredAt(covers, '') !== null, ...sums };
}
