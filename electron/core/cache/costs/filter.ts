import type { CostFilter } from '#shared/model/cost.ts';
import type { DimensionView } from './dimension.ts';
import { type GroupPart, leftOut } from './group-rows.ts';
import type { TextTable } from './text-table.ts';

type Test = (value: string | null) => boolean;

/**
 * What a filter accepts. `in` and `notIn` compare whole values; `contains` looks for any of the texts, in any case of
 * letters. `null` among the values stands for "no value"; without it, `notIn` keeps rows that have no value.
 */
export function filterTest({ op, values }: CostFilter): Test {
  if (op === 'contains') {
    const needles = values.flatMap((value) => (value === null ? [] : [value.toLowerCase()]));
    const nulls = values.includes(null);
    return (value) => (value === null ? nulls : needles.some((needle) => value.toLowerCase().includes(needle)));
  }
  const set = new Set(values);
  return op === 'in' ? (value) => set.has(value) : (value) => !set.has(value);
}

/** The filters of a query on one dimension; each distinct text is tested once. */
export class DimensionFilter {
  private readonly tests: Test[] = [];
  /** By number of the text; valid for one table only. */
  private results: boolean[] = [];
  private table: TextTable | null = null;

  add(test: Test): void {
    this.tests.push(test);
  }

  /** The view with codes left out that do not pass; null when none passes. `keep`: whether values are told apart. */
  apply(view: DimensionView, keep: boolean): GroupPart | null {
    const passes = Array.from(view.ids, (id) => this.passes(view.table, id));
    if (!passes.includes(true)) return null;
    const size = keep ? view.size : 1;
    return { column: view.column, size, map: view.map.map((value) => (passes[value] ? (keep ? value : 0) : leftOut)) };
  }

  private passes(table: TextTable, id: number): boolean {
    if (table !== this.table) {
      this.table = table;
      this.results = [];
    }
    return (this.results[id] ??= this.tests.every((test) => test(table.texts[id]!)));
  }
}

/** Filters of a query by dimension. */
export function filtersByDimension(filters: readonly CostFilter[]): Map<string, DimensionFilter> {
  const found = new Map<string, DimensionFilter>();
  for (const filter of filters) {
    const own = found.get(filter.dimension) ?? new DimensionFilter();
    own.add(filterTest(filter));
    found.set(filter.dimension, own);
  }
  return found;
}
