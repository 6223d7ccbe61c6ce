import { failure } from '#shared/errors/app-error.ts';
import type { CostQuery, CostRow, CostRowsQuery } from '#shared/model/cost.ts';
import type { ColumnData } from './column.ts';
import type { LiveSegment } from './load-table.ts';
import { RowMatches } from './row-matches.ts';
import { type Cell, columnNames } from './row-query.ts';
import type { Segments } from './segments.ts';

export interface ExportColumn {
  name: string;
  kind: 'text' | 'number' | 'flag';
}

/** Part of an export: values by column. Small enough to hold in memory. */
export interface ExportChunk {
  rows: number;
  columns: (Cell | boolean)[][];
}

export interface ExportTable {
  columns: ExportColumn[];
  chunks(): Iterable<ExportChunk>;
}

/** The rows of a cost result as a table; `Other` marks the row that sums the groups left out by `top`. */
export function resultTable(rows: readonly CostRow[], query: CostQuery): ExportTable {
  const text = (name: string): ExportColumn => ({ name, kind: 'text' });
  const fields: [ExportColumn, (row: CostRow) => Cell | boolean][] = [
    ...(query.granularity === 'total' ? [] : [[text('Period'), (row: CostRow) => row.period] as [ExportColumn, (row: CostRow) => Cell]]),
    ...query.groupBy.map((name, k): [ExportColumn, (row: CostRow) => Cell] => [text(name), (row) => row.groups[k] ?? null]),
    ...(query.top === null
      ? []
      : [[{ name: 'Other', kind: 'flag' }, (row: CostRow) => row.other] as [ExportColumn, (row: CostRow) => boolean]]),
    [text('BillingCurrency'), (row) => row.currency],
    [{ name: query.metric, kind: 'number' }, (row) => row.value],
  ];
  return {
    columns: fields.map(([column]) => column),
    chunks: () => [{ rows: rows.length, columns: fields.map(([, value]) => rows.map((row) => value(row))) }],
  };
}

/** Rows of a chunk: some megabytes as text. */
const chunkRows = 8192;

/** What reading charge rows needs. `snapshot` runs a read in one transaction. */
interface Source {
  segments: Segments;
  live: readonly LiveSegment[];
  snapshot: <T>(read: () => T) => T;
}

/** The charge rows matching a query in file order, one segment in memory at a time. */
export function chargeTable({ segments, live, snapshot }: Source, query: CostRowsQuery): ExportTable {
  const matcher = new RowMatches(segments, query);
  const candidates = matcher.candidates(live);
  const columns = snapshot(() => columnNames(segments, candidates).map((name) => ({ name, kind: segments.kindOf(candidates, name) })));
  return {
    columns,
    *chunks() {
      for (const segment of candidates) {
        const { count, cells } = snapshot(() => openSegment({ segments, matcher, columns }, segment));
        for (let start = 0; start < count; start += chunkRows) {
          const rows = Math.min(chunkRows, count - start);
          yield { rows, columns: cells.map((cell) => Array.from({ length: rows }, (_, i) => cell(start + i))) };
        }
      }
    },
  };
}

type CellOf = (match: number) => Cell;

function openSegment(
  { segments, matcher, columns }: { segments: Segments; matcher: RowMatches; columns: readonly ExportColumn[] },
  segment: LiveSegment,
): { count: number; cells: CellOf[] } {
  if (!segments.exists(segment)) {
    throw failure('conflict', 'The rows were replaced while they were exported', { hint: 'Start the export again.' });
  }
  const { rows, count } = matcher.in(segment);
  if (count === 0) return { count, cells: [] };
  return {
    count,
    cells: columns.map(({ name, kind }) => {
      const cell = cells(segments.readColumn(segment, name), kind);
      return rows === null ? cell : (match) => cell(rows[match]!);
    }),
  };
}

/** Cells of a column; each distinct text is one string, however many rows have it. */
function cells(column: ColumnData, kind: ExportColumn['kind']): CellOf {
  if (column.kind === 'text') {
    const texts = column.dictionary.decode();
    const { codes, constant } = column;
    return (row) => texts[codes === null ? constant : codes[row]!]!;
  }
  const { values, constant } = column;
  return (row) => {
    const value = values === null ? constant : values[row]!;
    if (Number.isNaN(value)) return null;
    return kind === 'text' ? String(value) : value;
  };
}
