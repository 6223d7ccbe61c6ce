import { costMetrics } from '#shared/focus/columns.ts';
import type { CostBatch } from '../../capabilities/cost-batch.ts';
import { type Columns, type TextData, textOf } from './column.ts';
import { type CellBudget, Cube } from './cube.ts';
import type { GroupPart } from './group-rows.ts';
import { entryDays } from './month-split.ts';

/**
 * Rollups kept per month, each by currency, once by day and once for the whole month. Dimensions of one rollup depend on each other (an account has a name,
 * a service a category), so that a rollup stays a few rows a day; their product (service × account × region) would not.
 */
export const cubes = {
  service: ['ServiceName', 'ServiceCategory', 'ServiceProviderName', 'ChargeCategory'],
  account: ['BillingAccountId', 'BillingAccountName', 'SubAccountId', 'SubAccountName', 'ServiceProviderName'],
  region: ['RegionId', 'RegionName', 'ServiceProviderName'],
} as const;
export type CubeName = keyof typeof cubes;
const cubeNames = Object.keys(cubes) as CubeName[];

/** Ending of the name of a rollup that has no days: for months and totals, some thirty times smaller. */
export const wholeMonth = ':month';

/** Columns that rollups are made from. */
export const rollupColumns: readonly string[] = [
  ...new Set(['ChargePeriodStart', 'BillingCurrency', ...cubeNames.flatMap((name) => cubes[name]), ...costMetrics]),
];

/** A rollup must be this many times smaller than the rows it sums, or it is not kept: scanning the rows is as fast. */
const worth = 4;
/** Months with fewer rows than this keep their rollups anyway. */
const small = 4096;

/** Groups hours to days: the part's values are days since the month's first. */
function dayPart(column: TextData, firstDay: number): GroupPart {
  const days = entryDays(column).map((day, code) => (code === 0 ? 0 : Math.max(0, day - firstDay)));
  return { column, map: days, size: 31 };
}

/** The rollups of one month of a load, stored at commit. */
export class MonthRollups {
  private readonly firstDay: number;
  private readonly budget: CellBudget;
  private readonly cubes: Map<CubeName, Cube>;
  private rows = 0;

  /** @param firstDay epoch day on which the month starts; @param budget shared by all months of a read */
  constructor(firstDay: number, budget: CellBudget) {
    this.firstDay = firstDay;
    this.budget = budget;
    this.cubes = new Map(cubeNames.map((name) => [name, new Cube(cubes[name], budget)]));
  }

  add(columns: Columns, rows: number): void {
    this.rows += rows;
    const days = dayPart(textOf(columns.get('ChargePeriodStart')), this.firstDay);
    for (const [name, cube] of this.cubes) if (!cube.add(columns, rows, days)) this.giveUp(name, cube);
  }

  /** Rollups that are worth keeping. */
  batches(): { cube: string; batch: CostBatch }[] {
    return [...this.cubes]
      .filter(([, cube]) => cube.size * worth <= Math.max(this.rows, small))
      .flatMap(([name, cube]) => [
        { cube: name, batch: cube.batch(this.firstDay) },
        { cube: `${name}${wholeMonth}`, batch: cube.batch(null) },
      ]);
  }

  /** A rollup with too many combinations goes: queries scan the rows of this month instead. */
  private giveUp(name: CubeName, cube: Cube): void {
    this.cubes.delete(name);
    this.budget.left += cube.size;
  }
}
