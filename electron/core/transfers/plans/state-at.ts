import type { ObjectVersion } from '#shared/model/storage.ts';

/**
 * The version of one key that was the current one at a time; null when there was none. `versions`: all of the key.
 * `markers`: a deleted one is a mark that says when it was deleted (S3); otherwise it is the deleted object itself, of which
 * only the time it was written is known: it counts as there from then on.
 */
export function stateAt(versions: readonly ObjectVersion[], at: number, markers: boolean): ObjectVersion | null {
  const then = versions.filter(({ modified }) => modified <= at);
  const [first, ...rest] = then;
  if (!first) return null;
  // Of two of one time the newer comes first in the listing.
  const newest = rest.reduce((best, one) => (one.modified > best.modified ? one : best), first);
  return markers && newest.deleted ? null : newest;
}
