/**
 * A page of cost rows in columns: what connectors hand over and what the cache stores. All buffers are transferable,
 * so a page crosses threads without a copy and without making a string per cell.
 */

/** Dictionary-coded text. Code 0 is "no value" (NULL); code k ≥ 1 is the k-th entry. */
export interface TextColumn {
  kind: 'text';
  codes: Uint32Array;
  /** UTF-8 of all entries, one behind the other, in code order. Entries are distinct. */
  bytes: Uint8Array;
  /** `offsets[k-1]`..`offsets[k]` is entry k; length = entries + 1. */
  offsets: Uint32Array;
}

/** Numbers; NaN is "no value". */
export interface NumberColumn {
  kind: 'number';
  values: Float64Array;
}

export type CostColumn = TextColumn | NumberColumn;

/**
 * Columns carry FOCUS 1.4 names (or their own names for extra columns). `BillingCurrency`, `ChargePeriodStart` and
 * `BilledCost` must be there. Time columns are text in the form `2024-09-18T22:00:00Z`. `Tags` is a JSON object text.
 */
export interface CostBatch {
  rows: number;
  columns: Record<string, CostColumn>;
}
