import type { ExchangeRate } from './cost.ts';
import type { Dated, Freshness } from './freshness.ts';
import type { MachineState } from './machine.ts';

/** Month-to-date cost of one currency against the same days of the month before. Days are UTC. */
export interface MonthComparison {
  currency: string;
  /** The newest month in the cache that has charges, `2026-11`; not necessarily the calendar month. */
  month: string;
  /** First day after the newest charge in `month`: sums run from its first day up to here. */
  through: string;
  value: number;
  /** The month before, over as many days. */
  previousSamePeriod: number;
  previousFull: number;
  /** Daily sums of both months, index 0 = first day. */
  daily: number[];
  previousDaily: number[];
}

/** What the first screen shows: read from rollups only, so that it appears at once. */
export interface Overview extends Dated {
  cost: MonthComparison[];
  ratesUsed: ExchangeRate[];
  /** EffectiveCost by service this month, largest first, per currency. */
  topServices: { service: string | null; currency: string; value: number; previous: number }[];
  machines: { total: number; byState: Partial<Record<MachineState, number>>; byProvider: Record<string, number> };
  connections: number;
  freshness: Freshness[];
}
