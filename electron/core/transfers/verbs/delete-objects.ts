import { type AppError, AppFailure, appError } from '#shared/errors/app-error.ts';
import type { ObjectRow } from '#shared/model/storage.ts';
import type { ObjectStore, Removal } from '../../capabilities/objects.ts';
import type { BulkExecutor, ItemOutcome } from '../executor.ts';
import type { WorkItem } from '../transfers-api.ts';
import { type Look, lookAgain, type Now } from './look-again.ts';
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

interface Going extends Omit<Look, 'keys'> {
  items: readonly WorkItem[];
}

const whole = (now: NonNullable<Now>): Omit<ObjectRow, 'key'> => ({ storageClass: '', ...now, etag: now.etag || null });

/** What stands under the keys of versions that were deleted: nothing, or an older one that became the current one. */
async function afterVersions({ items, ...place }: Going): Promise<Map<string, ItemOutcome>> {
  const keys = [...new Set(items.flatMap(({ from }) => (from!.versionId === null ? [] : [from!.key])))];
  const connectionId = items[0]?.from?.connectionId ?? null;
  if (keys.length === 0 || connectionId === null) return new Map();
  const { bucket } = place;
  try {
    const now = await lookAgain({ ...place, keys });
    return new Map(
      [...now].map(([key, there]) => [
        key,
        there
          ? { ...done(), put: { connectionId, bucket, rows: [{ ...whole(there), key }] } }
          : { ...done(), removed: { connectionId, bucket, keys: [key] } },
      ]),
    );
  } catch (cause) {
    // They are deleted all the same; the names are put right by the next listing.
    if (cause instanceof AppFailure) return new Map();
    throw cause;
  }
}

/** A version never changes; of the current one an ETag tells, where the store compares it. */
function removalOf({ from, input }: WorkItem, { conditionalRemove }: ObjectStore): Removal {
  const { key, versionId, etag } = from!;
  const ifMatch = conditionalRemove && versionId === null && etag !== '' ? { ifMatch: etag } : {};
  return { key, versionId, ...ifMatch, ...(input.emptied !== undefined && { emptied: input.emptied }) };
}

async function remove(going: Going): Promise<Map<WorkItem, Result>> {
  const { items, store, bucket, signal } = going;
  if (items.length === 0) return new Map();
  const outcomes = await store.remove(
    bucket,
    items.map((item) => removalOf(item, store)),
    signal,
  );
  const after = await afterVersions({ ...going, items: items.filter((_, at) => !outcomes[at]) });
  return new Map(
    items.map((item, at) => [item, outcomes[at] ?? ((item.from!.versionId && after.get(item.from!.key)) || removed(item.from!))]),
  );
}

/**
 * Deletes what is still what the plan saw; what was changed since is left and says so. The look again is one walk over the
 * listing of the batch, so it costs about one call per thousand objects. What changes between it and the deletion stays too
 * where the store compares ETags as it deletes (`conditionalRemove`).
 */
export const deleteObjects: BulkExecutor = async (items, context) => {
  const { from, store } = subjectOf(items[0]!, context);
  const { bucket } = from;
  const { signal } = context;
  const keys = items.flatMap((item) => (item.from!.versionId === null ? [item.from!.key] : []));
  const now = keys.length > 0 ? await lookAgain({ store, bucket, keys, signal }) : new Map<string, Now>();
  const results = items.map((item) => settled(item, now));
  const ended = await remove({ items: items.filter((_, at) => results[at] === null), store, bucket, signal });
  return items.map((item, at) => results[at] ?? ended.get(item)!);
};
