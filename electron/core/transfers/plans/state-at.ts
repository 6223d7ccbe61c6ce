import type { ObjectVersion } from '#shared/model/storage.ts';

/**
 * The version of one key that was the current one at a time; null when there was none. `versions`: all of the key.
 * `markers`: a deletion is a mark of its own that says when it was (S3); otherwise the deleted object itself is listed, with
 * the time where the provider states it. Of one without a time only the time it was written is known: it counts as there.
 */
export function stateAt(versions: readonly ObjectVersion[], at: number, markers: boolean): ObjectVersion | null {
  const then = versions.filter(({ modified }) => modified <= at);
  const [first, ...rest] = then;
  if (!first) return null;
  // Of two of one time the newer comes first in the listing.
  const newest = rest.reduce((best, one) => (one.modified > best.modified ? one : best), first);
  if (newest.until !== undefined && newest.until <= at) return null;
  return markers && newest.deleted ? null : newest;
}

/** Whether a version counts as there at a time only because nobody says when it was deleted: nothing was written after it. */
export function isGuessed(version: ObjectVersion, versions: readonly ObjectVersion[]): boolean {
  if (version.until !== undefined || versions.some(({ latest, deleted }) => latest && !deleted)) return false;
  return !versions.some(({ modified }) => modified > version.modified);
}
