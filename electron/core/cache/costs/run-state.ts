import { costDimensions } from '#shared/focus/columns.ts';
import { monthStart } from './calendar.ts';
import { type Columns, textOf } from './column.ts';
import type { CellBudget } from './cube.ts';
import { MonthRollups, rollupColumns } from './rollup.ts';
import type { Segment } from './segments.ts';
import { TagKeys } from './tags.ts';

/** Columns that a running read gathers facts from. */
export const gatheredColumns: readonly string[] = [...new Set([...rollupColumns, ...costDimensions, 'Tags'])];

/** Cells of all rollups of a read together: about 120 MB while it runs. */
const rollupCells = 1_000_000;

/** What a load holds in one month: kept for the inventory, eviction and rollups. */
export class MonthFacts {
  rows = 0;
  bytes = 0;
  firstDay = Number.POSITIVE_INFINITY;
  lastDay = Number.NEGATIVE_INFINITY;
  readonly currencies = new Set<string>();
  readonly dimensions = new Set<string>();
  readonly tagKeys = new Set<string>();
  readonly rollups: MonthRollups;

  constructor(month: string, budget: CellBudget) {
    this.rollups = new MonthRollups(monthStart(month), budget);
  }
}

/** What a running read has gathered so far, in memory until commit. */
export class RunState {
  readonly months = new Map<string, MonthFacts>();
  private readonly tagKeys = new TagKeys();
  private readonly budget: CellBudget = { left: rollupCells };

  /** Adds a stored page, or after a restart a stored segment, with the columns that `gatheredColumns` names. */
  add(segment: Omit<Segment, 'id' | 'loadId' | 'cube'>, columns: Columns): void {
    let facts = this.months.get(segment.month);
    if (!facts) this.months.set(segment.month, (facts = new MonthFacts(segment.month, this.budget)));
    facts.rows += segment.rows;
    facts.bytes += segment.bytes;
    facts.firstDay = Math.min(facts.firstDay, segment.firstDay);
    facts.lastDay = Math.max(facts.lastDay, segment.lastDay);
    for (const currency of textOf(columns.get('BillingCurrency')).dictionary.decode()) if (currency) facts.currencies.add(currency);
    for (const name of costDimensions) if (textOf(columns.get(name)).dictionary.size > 1) facts.dimensions.add(name);
    this.tagKeys.collect(textOf(columns.get('Tags')).dictionary, facts.tagKeys);
    facts.rollups.add(columns, segment.rows);
  }
}
