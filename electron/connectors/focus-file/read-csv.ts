import { openBytes } from './byte-source.ts';
import type { PlannedColumn } from './column-plan.ts';
import { pageRows } from './columns-in-progress.ts';
import { warnOfMissingValues } from './conformance.ts';
import { readHeader } from './csv-header.ts';
import { CsvRows } from './csv-rows.ts';
import { type FileKind, noRows } from './file-kind.ts';
import { LineBuffer, maxLineBytes } from './line-buffer.ts';
import type { ReadJob } from './read-job.ts';
import { refusal } from './refusal.ts';

/**
 * Reads a CSV file into pages.
 *
 * @param chunkBytes bytes read at once; only tests change it
 * @returns the columns of the file
 */
export async function readCsv(job: ReadJob, kind: Exclude<FileKind, 'parquet'>, chunkBytes?: number): Promise<PlannedColumn[]> {
  const source = openBytes(job.path, kind, chunkBytes);
  const reader = new CsvReader(job, () => Math.min(1, source.bytesRead() / job.bytes));
  for await (const chunk of source.chunks) {
    reader.lines.append(chunk);
    release(chunk);
    if (!(await reader.drain())) return reader.columns;
  }
  reader.lines.finish();
  await reader.finish();
  return reader.columns;
}

/**
 * Gives the memory of a chunk back at once. Hundreds of megabytes of dead buffers make V8 collect garbage every few
 * milliseconds otherwise: a tenth of an import's processor time. A buffer that holds more than the chunk is still in use.
 */
function release(chunk: Uint8Array): void {
  if (chunk.buffer instanceof ArrayBuffer && chunk.byteLength === chunk.buffer.byteLength) chunk.buffer.transfer(0);
}

class CsvReader {
  readonly lines = new LineBuffer();
  columns: PlannedColumn[] = [];
  private rows: CsvRows | null = null;
  private readonly job: ReadJob;
  private readonly progress: () => number;

  constructor(job: ReadJob, progress: () => number) {
    this.job = job;
    this.progress = progress;
  }

  /** Reads all complete rows of the buffer; false when no more pages are wanted. */
  async drain(): Promise<boolean> {
    const { lines } = this;
    const rows = this.rows ?? this.begin();
    if (rows === null) {
      if (lines.limit - lines.start > maxLineBytes) refuseOpenQuote(lines.startLine);
      return true;
    }
    for (;;) {
      lines.start = rows.read(lines.bytes, lines.view, lines.start, lines.limit);
      lines.startLine = rows.line;
      if (rows.rows < pageRows) break;
      if (!(await this.emit(rows))) return false;
    }
    if (lines.limit - lines.start > maxLineBytes) refuseOpenQuote(lines.lineAt(rows.openQuoteAt));
    return true;
  }

  /** Reads what is left and emits the last page. */
  async finish(): Promise<void> {
    if (!(await this.drain())) return;
    const { rows, lines, job } = this;
    if (lines.start < lines.limit) refuseOpenQuote(rows === null ? lines.startLine : lines.lineAt(rows.openQuoteAt));
    if (rows === null) throw noRows();
    if (lines.otherLines > 0)
      job.findings.warn('Lines that are not UTF-8 were read as Windows-1252 (Latin-1)', lines.otherLines, lines.firstOtherLine);
    if (rows.rows > 0) await this.emit(rows);
    if (job.findings.rowsKept + job.findings.rowsBad === 0) throw noRows();
  }

  private begin(): CsvRows | null {
    const columns = readHeader(this.lines);
    if (columns === null) return null;
    this.columns = columns;
    this.rows = new CsvRows(columns, this.lines.startLine, this.job.findings);
    return this.rows;
  }

  private emit(rows: CsvRows): Promise<boolean> {
    const batch = rows.take();
    warnOfMissingValues(batch, rows.lines, this.job.findings);
    this.job.findings.rowsKept += batch.rows;
    return this.job.emit(batch, this.progress());
  }
}

function refuseOpenQuote(line: number): never {
  throw refusal(
    `The quote opened in line ${line} is never closed`,
    `Correct line ${line} (a quote inside a quoted value is written twice) or export the file again; nothing was imported.`,
  );
}
