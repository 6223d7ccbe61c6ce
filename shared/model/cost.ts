import { z } from 'zod';
import { costDimensions, costMetrics } from '../focus/columns.ts';
import type { Dated } from './freshness.ts';

export const costDimensionSchema = z.union([z.enum(costDimensions), z.templateLiteral(['tag:', z.string().min(1)])]);

const daySchema = z.iso.date();

/** `null` in values means "no value" (an empty or NULL column). */
export const costFilterSchema = z.object({
  dimension: costDimensionSchema,
  op: z.enum(['in', 'notIn', 'contains']).default('in'),
  values: z.array(z.string().nullable()).min(1).max(1000),
});
export type CostFilter = z.infer<typeof costFilterSchema>;

/** Half-open range of ChargePeriodStart, UTC days. Both null: everything cached. */
export const costRangeSchema = z.object({ start: daySchema.nullable(), end: daySchema.nullable() });
export type CostRange = z.infer<typeof costRangeSchema>;

/** Amounts of two currencies are never added: shown apart, or converted at the dated rates that the result lists. */
const currencyModeSchema = z.union([z.literal('apart'), z.object({ convertTo: z.string().length(3) })]);

export const costQuerySchema = z.object({
  range: costRangeSchema.default({ start: null, end: null }),
  granularity: z.enum(['daily', 'monthly', 'total']).default('monthly'),
  metric: z.enum(costMetrics).default('EffectiveCost'),
  groupBy: z.array(costDimensionSchema).max(3).default([]),
  filters: z.array(costFilterSchema).max(30).default([]),
  currency: currencyModeSchema.default('apart'),
  /** Keep the N groups with the largest absolute total; the rest become one row with `other: true`. Null keeps all. */
  top: z.number().int().positive().max(1000).nullable().default(null),
});
export type CostQuery = z.infer<typeof costQuerySchema>;

export interface CostRow {
  /** `2024-09` or `2024-09-18` (UTC, of ChargePeriodStart); null for granularity `total`. */
  period: string | null;
  /** Value of each `groupBy` dimension; null where the column was empty. */
  groups: (string | null)[];
  /** True for the row that sums the groups left out by `top`. */
  other: boolean;
  /** ISO 4217. */
  currency: string;
  value: number;
}

/** A dated exchange rate: 1 `from` = `rate` `to`. */
export const exchangeRateSchema = z.object({
  from: z.string().length(3),
  to: z.string().length(3),
  rate: z.number().positive(),
  date: daySchema,
  source: z.string(),
});
export type ExchangeRate = z.infer<typeof exchangeRateSchema>;

export interface CostResult extends Dated {
  rows: CostRow[];
  /** Rates used, when the query converted. A currency without a rate stays apart and is named in `problems`. */
  ratesUsed: ExchangeRate[];
  /** Charge rows that went into the sums. */
  chargeRows: number;
}

/** The charges behind a figure. */
export const costRowsQuerySchema = z.object({
  range: costRangeSchema.default({ start: null, end: null }),
  filters: z.array(costFilterSchema).max(30).default([]),
  sort: z.object({ column: z.string(), descending: z.boolean() }).nullable().default(null),
  offset: z.number().int().nonnegative().default(0),
  limit: z.number().int().positive().max(1000).default(100),
});
export type CostRowsQuery = z.infer<typeof costRowsQuerySchema>;

export interface CostRowsResult extends Dated {
  columns: string[];
  rows: (string | number | null)[][];
  total: number;
}

/** What is in the cost cache: for pickers and empty states. */
export interface CostInventory extends Dated {
  /** First and last ChargePeriodStart day; null when there are no rows. */
  firstDay: string | null;
  lastDay: string | null;
  rows: number;
  currencies: string[];
  /** Dimensions that have at least one value, with tag keys as `tag:Key`. */
  dimensions: string[];
}

/** One row that was not imported, with its place in the file and why. */
export const badRowSchema = z.object({
  line: z.number().int(),
  column: z.string().nullable(),
  value: z.string(),
  reason: z.string(),
  raw: z.string(),
});
export type BadRow = z.infer<typeof badRowSchema>;

/** What was found while reading a FOCUS data set. Kept per connection and scope. */
export const conformanceReportSchema = z.object({
  file: z.string(),
  format: z.enum(['csv', 'csv.gz', 'parquet', 'generated', 'api']),
  /** Specification version the columns match best. */
  focusVersion: z.string(),
  rowsRead: z.number().int(),
  rowsKept: z.number().int(),
  rowsBad: z.number().int(),
  missingMandatory: z.array(z.string()),
  renamed: z.array(z.object({ from: z.string(), to: z.string() })),
  /** Columns that are not in the specification; kept under their own names. */
  extraColumns: z.array(z.string()),
  /** Not fatal: NULL in a mandatory amount, dates without a zone taken as UTC, encodings. */
  warnings: z.array(z.object({ message: z.string(), rows: z.number().int(), firstLine: z.number().int().nullable() })),
  /** The first 1,000 bad rows; `rowsBad` counts all. */
  badRows: z.array(badRowSchema),
});
export type ConformanceReport = z.infer<typeof conformanceReportSchema>;
