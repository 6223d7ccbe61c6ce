import type { FindQuery, FindResult } from '#shared/model/storage.ts';
import type { Codes } from '../blocks/block-builder.ts';
import { modifiedAt } from '../blocks/block-rows.ts';
import { orderedWindow } from '../browse/ordered-window.ts';
import { type BucketPlan, planFor } from './bucket-plan.ts';
import { Matches, type SearchedBucket } from './matches.ts';
import { parseFind } from './parse.ts';
import { matchStretch, rangesOf } from './scan.ts';

/** How long a search counts on: `soft` once its page is full, `hard` in any case. Milliseconds. */
export interface FindBudget {
  soft: number;
  hard: number;
  /** Monotonic milliseconds. */
  elapsed(): number;
}

interface FindRequest {
  query: FindQuery;
  now: number;
  buckets: readonly SearchedBucket[];
  codes: Codes;
  budget: FindBudget;
}

interface Sums {
  total: number;
  bytes: number;
  more: boolean;
}

interface Run extends Sums {
  matches: Matches;
  isOver(): boolean;
}

/** Searches one bucket; false when the time is up. */
function searchBucket(run: Run, bucket: SearchedBucket, plan: BucketPlan): boolean {
  for (const { from, to } of rangesOf(bucket.rows, plan)) {
    for (const stretch of bucket.rows.stretches(from, to)) {
      if (run.isOver()) return false;
      const matched = matchStretch(bucket.rows, stretch, plan);
      if (!matched) continue;
      run.total += matched.count;
      run.bytes += matched.bytes;
      run.matches.add(bucket, matched);
    }
  }
  return true;
}

type Sort = NonNullable<FindQuery['sort']>;

function compareBy(matches: Matches, { column, descending }: Sort): (a: number, b: number) => number {
  const sign = descending ? -1 : 1;
  if (column === 'name') return (a, b) => sign * Buffer.compare(matches.keyBytes(a), matches.keyBytes(b)) || a - b;
  const values = matches.values<number | string>((rows, { block, row }) => {
    const columns = rows.reader.columns(rows.heads[block]!);
    if (column === 'size') return columns.size[row]!;
    return column === 'modified' ? modifiedAt(columns, row) : rows.className(columns.classOf[row]!);
  });
  return (a, b) => (values[a]! < values[b]! ? -sign : values[a]! > values[b]! ? sign : a - b);
}

/** Matches that can be in the window: by name, each bucket's are in order already. */
function candidates(matches: Matches, { offset, limit }: FindQuery, sort: Sort): Uint32Array {
  if (sort.column !== 'name') return Uint32Array.from({ length: matches.count }, (_, i) => i);
  return matches.outermost(offset + limit, sort.descending);
}

function windowOf(matches: Matches, query: FindQuery) {
  const { offset, limit, sort } = query;
  if (!sort) return matches.shown;
  const window = orderedWindow(candidates(matches, query, sort), { offset, limit }, compareBy(matches, sort));
  return Array.from(window, (match) => matches.object(match));
}

/** Searches the names of the buckets given. Exact unless the time is up: then `more`, and what was found until then. */
export function find({ query, now, buckets, codes, budget }: FindRequest): Omit<FindResult, 'asOf'> {
  const terms = parseFind(query.query, now);
  const begun = budget.elapsed();
  const { sort, offset, limit } = query;
  const matches = new Matches(sort ? { most: Number.POSITIVE_INFINITY, shownFrom: null } : { most: offset + limit, shownFrom: offset });
  const isOver = () => budget.elapsed() - begun > (matches.full ? budget.soft : budget.hard);
  const run: Run = { total: 0, bytes: 0, more: false, matches, isOver };
  const searched = { objects: 0, buckets: 0 };
  for (const bucket of buckets) {
    const plan = planFor(terms, bucket.key, codes);
    if (!plan) continue;
    searched.objects += bucket.rows.total;
    searched.buckets += 1;
    if (!run.more && !searchBucket(run, bucket, plan)) run.more = true;
  }
  return {
    rows: windowOf(matches, query),
    total: run.total,
    more: run.more,
    bytes: run.bytes,
    searched,
    terms: terms.map(({ says }) => says),
  };
}
