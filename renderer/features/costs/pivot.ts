import type { CostRow } from '#shared/model/cost.ts';
import { addDays } from '../../app/range.ts';

/** One group over the periods. */
export interface PivotGroup {
  /** Stable name inside one pivot. */
  key: string;
  /** Value of the dimension; null where the column was empty. */
  value: string | null;
  other: boolean;
  /** By index of `periods`. */
  values: number[];
  total: number;
}

/** Figures of one currency. Currencies are never added, so each has a pivot of its own. */
export interface Pivot {
  currency: string;
  periods: string[];
  /** Largest first; "other" last. */
  groups: PivotGroup[];
  periodTotals: number[];
  total: number;
}

/** All months or days from the first to the last, so that a gap in the data is a gap in the chart. */
export function fillPeriods(periods: string[]): string[] {
  const sorted = [...new Set(periods)].sort();
  const [first] = sorted;
  const last = sorted.at(-1);
  if (!first || !last) return [];
  const next = (period: string) => (period.length === 7 ? addDays(`${period}-01`, 31).slice(0, 7) : addDays(period, 1));
  const filled = [first];
  while (filled.at(-1)! < last) filled.push(next(filled.at(-1)!));
  return filled;
}

export function groupKey({ other, groups }: Pick<CostRow, 'other' | 'groups'>): string {
  return other ? 'other' : `v${JSON.stringify(groups[0] ?? null)}`;
}

function pivotOf(currency: string, rows: CostRow[], periods: string[]): Pivot {
  const at = new Map(periods.map((period, index) => [period, index]));
  const groups = new Map<string, PivotGroup>();
  const periodTotals = periods.map(() => 0);
  for (const row of rows) {
    const key = groupKey(row);
    const group = groups.get(key) ?? { key, value: row.groups[0] ?? null, other: row.other, values: periods.map(() => 0), total: 0 };
    const index = at.get(row.period ?? '') ?? 0;
    group.values[index]! += row.value;
    group.total += row.value;
    periodTotals[index]! += row.value;
    groups.set(key, group);
  }
  const sorted = [...groups.values()].sort((a, b) => Number(a.other) - Number(b.other) || Math.abs(b.total) - Math.abs(a.total));
  return { currency, periods, groups: sorted, periodTotals, total: sorted.reduce((sum, group) => sum + group.total, 0) };
}

/** One pivot per currency, the largest total first. All share the same periods. */
export function pivots(rows: CostRow[]): Pivot[] {
  const periods = fillPeriods(rows.flatMap((row) => (row.period === null ? [] : [row.period])));
  const currencies = [...new Set(rows.map((row) => row.currency))];
  const all = currencies.map((currency) =>
    pivotOf(
      currency,
      rows.filter((row) => row.currency === currency),
      periods,
    ),
  );
  return all.sort((a, b) => Math.abs(b.total) - Math.abs(a.total));
}

/** How groups are named on screen. */
export function groupLabel({ other, value }: Pick<PivotGroup, 'other' | 'value'>, grouped: boolean): string {
  if (other) return 'Other';
  if (!grouped) return 'Total';
  return value ?? 'No value';
}
