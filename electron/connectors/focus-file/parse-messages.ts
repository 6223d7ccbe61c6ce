import type { ConformanceReport, CostBatch } from '../sdk.ts';
import type { Refusal } from './refusal.ts';

/** What the parsing thread is started with. */
export interface ParseTask {
  path: string;
  /** Pages that may be on their way at once. */
  pagesInFlight: number;
  /** Stop after the first page: a look at the file. */
  firstPageOnly: boolean;
  /** File that all bad rows are written to as CSV; null keeps only those of the report. */
  badRowsTo: string | null;
}

/** What the parsing thread sends. `done` and `failed` are the last. */
export type ParseMessage =
  | { kind: 'page'; batch: CostBatch; progress: number }
  | { kind: 'done'; report: ConformanceReport }
  | { kind: 'failed'; error: Refusal['error'] }
  | { kind: 'bug'; cause: unknown };

/** The only message to the thread: a page was taken, one more may follow. */
export const pageTaken = 'page-taken';
