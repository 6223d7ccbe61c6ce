import { type AppError, appError } from '#shared/errors/app-error.ts';
import type { BulkExecutor, ItemOutcome } from '../executor.ts';
import type { WorkItem } from '../transfers-api.ts';
import { lookAgain, type Now } from './look-again.ts';
import { done, subjectOf } from './outcome.ts';
import { sameAsPlanned } from './same-as-planned.ts';

type Result = ItemOutcome | AppError;

function changed(key: string): AppError {
  return appError('conflict', `${key} changed since it was looked at`, { hint: 'It was left as it is. Make a new plan and review it.' });
}

/** How an item ends without a deletion; null when it is to be deleted. A version never changes. */
function settled({ from }: WorkItem, now: Map<string, Now>): Result | null {
  if (from!.versionId !== null) return null;
  const there = now.get(from!.key) ?? null;
  if (!there) return removed(from!, 'it was gone already');
  return sameAsPlanned(from!, there) ? null : changed(from!.key);
}

function removed({ connectionId, bucket, key, versionId }: NonNullable<WorkItem['from']>, note = ''): ItemOutcome {
  if (connectionId === null || versionId !== null) return done(note);
  return { ...done(note), removed: { connectionId, bucket, keys: [key] } };
}

/**
 * Deletes what is still what the plan saw; what was changed since is left and says so. The look again is one walk over the
 * listing of the batch, so it costs about one call per thousand objects; between it and the deletion an object may still
 * change, because no provider deletes many objects on a condition.
 */
export const deleteObjects: BulkExecutor = async (items, context) => {
  const { from, store } = subjectOf(items[0]!, context);
  const { bucket } = from;
  const { signal } = context;
  const keys = items.flatMap((item) => (item.from!.versionId === null ? [item.from!.key] : []));
  const now = keys.length > 0 ? await lookAgain({ store, bucket, keys, signal }) : new Map<string, Now>();
  const results = items.map((item) => settled(item, now));
  const going = items.filter((_, at) => results[at] === null);
  const objects = going.map((item) => ({ key: item.from!.key, versionId: item.from!.versionId }));
  const outcomes = objects.length > 0 ? await store.remove(bucket, objects, signal) : [];
  const ended = new Map(going.map((item, at): [WorkItem, Result] => [item, outcomes[at] ?? removed(item.from!)]));
  return items.map((item, at) => results[at] ?? ended.get(item)!);
};
