import type { CostBatch } from '../sdk.ts';
import type { Findings } from './findings.ts';

/** What a reader of one format needs. */
export interface ReadJob {
  path: string;
  /** Bytes of the file, for progress. */
  bytes: number;
  findings: Findings;
  /** Takes a page; resolves when the next one may be made. False: no more pages are wanted. */
  emit: (batch: CostBatch, progress: number) => Promise<boolean>;
}
