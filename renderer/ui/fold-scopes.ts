import type { Freshness } from '#shared/model/freshness.ts';

const oldest = (a: number | null, b: number | null) => (a === null || b === null ? null : Math.min(a, b));
const soonest = (a: number | null, b: number | null) => (a === null ? b : b === null ? a : Math.min(a, b));

/** A data set of one connection over all its scopes. */
export interface FoldedSet extends Freshness {
  scopes: number;
}

function add(known: FoldedSet, set: Freshness): FoldedSet {
  return {
    ...known,
    scope: '',
    scopes: known.scopes + 1,
    asOf: oldest(known.asOf, set.asOf),
    complete: known.complete && set.complete,
    rows: known.rows + set.rows,
    staleAfter: soonest(known.staleAfter, set.staleAfter),
    nextRefresh: soonest(known.nextRefresh, set.nextRefresh),
    lastError: known.lastError ?? set.lastError,
    lastErrorAt: known.lastErrorAt ?? set.lastErrorAt,
  };
}

/** Scopes (regions, accounts) of each data set as one line: as old as the oldest, incomplete when any is, rows added. */
export function foldScopes(sets: Freshness[]): FoldedSet[] {
  const folded = new Map<string, FoldedSet>();
  for (const set of sets) {
    const key = `${set.connectionId} ${set.dataSet}`;
    const known = folded.get(key);
    folded.set(key, known ? add(known, set) : { ...set, scopes: 1 });
  }
  return [...folded.values()];
}
