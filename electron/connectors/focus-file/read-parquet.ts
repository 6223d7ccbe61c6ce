import type { CostBatch } from '../sdk.ts';
import { essentialColumns, type PlannedColumn, planColumns } from './column-plan.ts';
import { pageRows } from './columns-in-progress.ts';
import { warnOfMissingValues } from './conformance.ts';
import { noRows } from './file-kind.ts';
import { NoteCounts } from './note-counts.ts';
import { type GroupColumn, groupColumn, pageColumn, partOf } from './parquet-columns.ts';
import { openParquet, type ParquetColumn, type ParquetFile, type RowRange } from './parquet-file.ts';
import type { ReadJob } from './read-job.ts';

/**
 * Rows read at a time: larger row groups are read in parts. Smaller parts would not save memory where it is short: a
 * writer that makes large groups makes large pages too, and a page is unpacked as a whole, once for every part.
 */
const sliceRows = 16 * pageRows;

/** A part of a row group in memory, compact. */
interface Slice extends RowRange {
  columns: { planned: PlannedColumn; cells: GroupColumn }[];
}

/**
 * Reads a Parquet file into pages by the same rules as CSV; "line" is the row's number in the file, from 1. A slice of
 * a row group is in memory at a time, and of it one column unpacked. Maps and lists the library reads by whole groups only.
 *
 * @returns the columns of the file
 */
export async function readParquet(job: ReadJob): Promise<PlannedColumn[]> {
  const file = await openParquet(job.path, job.bytes);
  try {
    const planned = planColumns(file.columns.map((column) => column.name));
    const total = file.groups.reduce((sum, group) => sum + group.rows, 0);
    if (total === 0) throw noRows();
    for await (const slice of slices(file, planned)) {
      if (!(await emitPages(slice, total, job))) break;
      // Its memory is needed for the next slice, which is read before this variable changes.
      slice.columns.length = 0;
    }
    return planned;
  } finally {
    await file.close();
  }
}

async function* slices(file: ParquetFile, planned: readonly PlannedColumn[]): AsyncGenerator<Slice> {
  for (const group of file.groups) {
    const nested = await nestedColumns(file, group, planned);
    for (let from = 0; from < group.rows; from += sliceRows) {
      const range = { firstRow: group.firstRow + from, rows: Math.min(sliceRows, group.rows - from) };
      const columns: Slice['columns'] = [];
      for (const [at, column] of file.columns.entries()) {
        const whole = nested.get(column);
        const cells = whole ? partOf(whole, from, range.rows) : groupColumn(await file.read(column, range), planned[at]!, column);
        columns.push({ planned: planned[at]!, cells });
      }
      yield { ...range, columns };
    }
  }
}

async function nestedColumns(file: ParquetFile, group: RowRange, planned: readonly PlannedColumn[]) {
  const found = new Map<ParquetColumn, GroupColumn>();
  for (const [at, column] of file.columns.entries())
    if (column.nested) found.set(column, groupColumn(await file.read(column, group), planned[at]!, column));
  return found;
}

async function emitPages(slice: Slice, total: number, job: ReadJob): Promise<boolean> {
  for (let from = 0; from < slice.rows; from += pageRows) {
    const end = Math.min(slice.rows, from + pageRows);
    const rows = goodRows(slice, { from, end }, job);
    const wanted = rows.length === 0 || (await job.emit(page(slice, rows, job), (slice.firstRow + end) / total));
    if (!wanted) return false;
  }
  return true;
}

function page(slice: Slice, rows: Uint32Array, { findings }: ReadJob): CostBatch {
  const columns = Object.fromEntries(slice.columns.map(({ planned, cells }) => [planned.name, pageColumn(cells, rows)]));
  const batch = { rows: rows.length, columns };
  const lines = rows.map((row) => slice.firstRow + row + 1);
  warnOfMissingValues(batch, lines, findings);
  countNotes(slice, rows).report(findings);
  findings.rowsKept += batch.rows;
  return batch;
}

function countNotes({ columns, firstRow }: Slice, rows: Uint32Array): NoteCounts {
  const counts = new NoteCounts();
  const noted = columns.map(({ cells }) => cells).filter((cells) => cells.kind === 'text' && cells.notes.size > 0);
  if (noted.length === 0) return counts;
  for (const row of rows) {
    let notes = 0;
    for (const cells of noted) if (cells.kind === 'text') notes |= cells.notes.get(cells.codes[row]!) ?? 0;
    counts.add(notes, firstRow + row + 1);
  }
  return counts;
}

function goodRows(slice: Slice, { from, end }: { from: number; end: number }, { findings }: ReadJob): Uint32Array {
  const good: number[] = [];
  const essential = slice.columns.filter(({ planned }) => (essentialColumns as readonly string[]).includes(planned.name));
  const doubtful = slice.columns.filter(({ cells }) => cells.unreadable.size > 0);
  for (let row = from; row < end; row++) {
    const bad = doubtful.find(({ cells }) => cells.unreadable.has(row)) ?? essential.find(({ cells }) => isMissing(cells, row));
    if (!bad) {
      good.push(row);
      continue;
    }
    const value = bad.cells.unreadable.get(row);
    const reason = value === undefined ? 'No value' : bad.planned.badValue;
    findings.bad({ line: slice.firstRow + row + 1, column: bad.planned.source, value: value ?? '', reason, raw: rawRow(slice, row) });
  }
  return Uint32Array.from(good);
}

function isMissing(cells: GroupColumn, row: number): boolean {
  return cells.kind === 'number' ? Number.isNaN(cells.values[row]) : cells.codes[row] === 0;
}

/** The row as JSON, under the file's own column names. */
function rawRow({ columns }: Slice, row: number): string {
  return JSON.stringify(Object.fromEntries(columns.map(({ planned, cells }) => [planned.source, cellOf(cells, row)])));
}

function cellOf(cells: GroupColumn, row: number): string | number | null {
  const unreadable = cells.unreadable.get(row);
  if (unreadable !== undefined) return unreadable;
  if (cells.kind === 'text') return cells.texts[cells.codes[row]! - 1] ?? null;
  return Number.isNaN(cells.values[row]) ? null : cells.values[row]!;
}
