import { useMemo } from 'react';
import type { CostQuery, CostResult } from '#shared/model/cost.ts';
import { rangeBefore } from '../../app/range.ts';
import { useRead } from '../../app/reads.ts';
import { groupKey, type PivotGroup } from './pivot.ts';

/** Totals of the same length of time right before the range shown. */
export interface PreviousTotals {
  of: (group: PivotGroup, currency: string) => number;
  total: (currency: string) => number;
}

function sumBy(result: CostResult | undefined, key: (row: CostResult['rows'][number]) => string): Map<string, number> {
  const sums = new Map<string, number>();
  for (const row of result?.rows ?? []) sums.set(key(row), (sums.get(key(row)) ?? 0) + row.value);
  return sums;
}

/** Reads the time before: the groups shown, and the whole; what is left between them belongs to "other". */
export function usePrevious(query: CostQuery, shown: (string | null)[], firstDay: string | null): PreviousTotals | null {
  const wanted = rangeBefore(query.range);
  // A comparison with days that are not in the cache would show growth that never happened.
  const before = wanted?.start && firstDay && wanted.start >= firstDay ? wanted : null;
  const range = before ?? query.range;
  const comparable = before !== null;
  const [dimension] = query.groupBy;
  const total: CostQuery = { ...query, range, granularity: 'total', groupBy: [], top: null };
  const filters = dimension && shown.length > 0 ? [...query.filters, { dimension, op: 'in' as const, values: shown }] : query.filters;
  const totals = useRead(['costs', 'query'], total, { enabled: comparable }).data;
  const groups = useRead(
    ['costs', 'query'],
    { ...total, groupBy: query.groupBy, filters },
    { enabled: comparable && shown.length > 0 },
  ).data;
  return useMemo(() => {
    if (!comparable || !totals || (shown.length > 0 && !groups)) return null;
    const whole = sumBy(totals, (row) => row.currency);
    const parts = sumBy(groups, (row) => `${row.currency} ${groupKey(row)}`);
    const named = sumBy(groups, (row) => row.currency);
    const totalOf = (currency: string) => whole.get(currency) ?? 0;
    const of = (group: PivotGroup, currency: string) => {
      if (shown.length === 0) return totalOf(currency);
      return group.other ? totalOf(currency) - (named.get(currency) ?? 0) : (parts.get(`${currency} ${group.key}`) ?? 0);
    };
    return { total: totalOf, of };
  }, [comparable, totals, groups, shown.length]);
}
