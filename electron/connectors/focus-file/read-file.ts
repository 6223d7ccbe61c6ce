import type { ConformanceReport, CostBatch } from '../sdk.ts';
import { BadRowsFile } from './bad-rows-file.ts';
import { conformanceReport } from './conformance.ts';
import { fileFailure } from './file-failure.ts';
import { fileKind } from './file-kind.ts';
import { Findings } from './findings.ts';
import { readCsv } from './read-csv.ts';
import type { ReadJob } from './read-job.ts';

export interface ReadFile {
  path: string;
  /** File that all bad rows are written to as CSV; null keeps only those of the report. */
  badRowsTo: string | null;
  /** Takes a page; resolves when the next one may be made. False: no more pages are wanted. */
  emit: (batch: CostBatch, progress: number) => Promise<boolean>;
}

/**
 * Reads a FOCUS file page by page. What it is, is decided by its content. Throws a `Refusal` when the file as a whole
 * cannot be read.
 *
 * @param chunkBytes bytes of CSV read at once; only tests change it
 */
export async function readFile({ path, badRowsTo, emit }: ReadFile, chunkBytes?: number): Promise<ConformanceReport> {
  const badRows = badRowsTo === null ? null : new BadRowsFile(badRowsTo);
  const findings = new Findings(badRows && ((row) => badRows.write(row)));
  try {
    const { kind, bytes } = await fileKind(path);
    const job: ReadJob = { path, bytes, findings, emit };
    const columns = kind === 'parquet' ? await (await import('./read-parquet.ts')).readParquet(job) : await readCsv(job, kind, chunkBytes);
    return conformanceReport(path, kind, columns, findings);
  } catch (cause) {
    throw fileFailure(cause, path);
  } finally {
    badRows?.close();
  }
}
