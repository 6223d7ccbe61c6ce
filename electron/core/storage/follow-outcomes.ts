import type { BucketKey, ObjectRow } from '#shared/model/storage.ts';
import type { EventHub } from '../services/event-hub.ts';
import type { Groups } from '../threads/thread-api.ts';
import type { ItemOutcome } from '../transfers/executor.ts';
import type { ObjectIndexApi } from './index/index-api.ts';

/** What became of one bucket. */
type Followed = BucketKey & { put: Map<string, ObjectRow>; removed: Set<string> };

/** By bucket, in the order they came: each call to the index writes blocks anew. The last word on a key counts. */
function byBucket(outcomes: readonly ItemOutcome[]): Followed[] {
  const buckets = new Map<string, Followed>();
  const of = ({ connectionId, bucket }: BucketKey): Followed => {
    const id = JSON.stringify([connectionId, bucket]);
    const known = buckets.get(id) ?? { connectionId, bucket, put: new Map(), removed: new Set() };
    buckets.set(id, known);
    return known;
  };
  for (const { put, removed } of outcomes) {
    if (put) {
      const one = of(put);
      for (const row of put.rows) {
        one.removed.delete(row.key);
        one.put.set(row.key, row);
      }
    }
    if (removed) {
      const one = of(removed);
      for (const key of removed.keys) {
        one.put.delete(key);
        one.removed.add(key);
      }
    }
  }
  return [...buckets.values()];
}

/** The index of names follows what transfers did. */
export function followOutcomes(index: () => Promise<Groups<Pick<ObjectIndexApi, 'changes'>>>, events: Pick<EventHub, 'changed'>) {
  return async (outcomes: readonly ItemOutcome[]): Promise<void> => {
    const buckets = byBucket(outcomes);
    if (buckets.length === 0) return;
    const api = await index();
    for (const { put, removed, ...key } of buckets) await api.changes.apply({ ...key, put: [...put.values()], removed: [...removed] });
    events.changed('objects');
  };
}
