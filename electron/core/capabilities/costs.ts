import type { ConformanceReport, ExchangeRate } from '#shared/model/cost.ts';
import type { CostBatch } from './cost-batch.ts';
import type { Source } from './source.ts';

/**
 * Cost rows of a connection. A completed read of a scope replaces what the scope held before, in one step: a reader
 * never sees half of the new and half of the old rows.
 */
export interface CostSource extends Source<CostBatch> {
  /** What was found while reading the scope; asked for after its last page. */
  report?(scopeId: string): ConformanceReport;
  /** Whether the source has changed since a read that began at `at` (epoch ms): a cheap look, for sources that do not age. */
  changedSince?(at: number): Promise<boolean>;
  /** Writes all bad rows of the data set, also those beyond the report's limit, to `target` as CSV: line, column, value, reason, raw. */
  exportBadRows?(options: { target: string; signal: AbortSignal }): Promise<{ rows: number }>;
  /** Rates that come with the data, e.g. of an invoice. */
  exchangeRates?(): ExchangeRate[];
}
