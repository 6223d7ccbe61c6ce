import type { CachedBucket } from '#shared/model/storage.ts';
import type { Classification, StorageFinding, TieringAdvice } from '#shared/model/storage-insight.ts';
import type { Groups } from '../../threads/thread-api.ts';
import type { ObjectIndexApi } from '../index/index-api.ts';
import { misplacedFinder } from './advice/misplaced.ts';
import { tieringFinder } from './advice/tiering.ts';
import { ruleOfName } from './classify/name-rules.ts';
import { classificationTally } from './classify/tally.ts';
import { toldByTag } from './classify/type-rules.ts';
import { indexRows } from './index-rows.ts';

/** What the names of a bucket tell. */
interface BucketReading {
  classifications: Classification[];
  tiering: TieringAdvice[];
  misplaced: StorageFinding[];
}

/** Looks at every name of a bucket once. */
export async function readBucket(
  index: Groups<ObjectIndexApi>,
  bucket: CachedBucket,
  { now, signal }: { now: number; signal: AbortSignal },
): Promise<BucketReading> {
  const tally = classificationTally();
  const tiering = tieringFinder(bucket, now);
  const misplaced = misplacedFinder(bucket, now);
  const tagged = toldByTag(bucket.tags);
  for await (const row of indexRows(index, { connectionId: bucket.connectionId, bucket: bucket.bucket, prefix: '' }, signal)) {
    const rule = ruleOfName(row.key);
    if (rule)
      tally.add({ ...rule, rule: rule.id, by: 'name' }, { ...row, seen: row.key.slice(row.key.lastIndexOf('/', row.key.length - 2) + 1) });
    if (tagged) tally.add(tagged, { ...row, seen: tagged.method });
    tiering.add(row);
    misplaced.add(row, rule);
  }
  return { classifications: tally.list(), tiering: tiering.list(), misplaced: misplaced.list() };
}
