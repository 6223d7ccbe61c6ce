import { costDimensions, mandatoryColumns, numberColumns } from '#shared/focus/columns.ts';
import type { CostRowsQuery } from '#shared/model/cost.ts';
import type { ColumnData } from './column.ts';
import type { LiveSegment } from './load-table.ts';
import { RowMatches, type RowPosition, type SegmentMatches } from './row-matches.ts';
import type { Segments } from './segments.ts';
import { FirstRows, textAt } from './sorted-rows.ts';

export type Cell = string | number | null;

/** FOCUS columns first, as people know them, then the source's own. */
const order = new Map(
  [...new Set<string>([...mandatoryColumns, ...costDimensions, ...numberColumns, 'Tags'])].map((name, index) => [name, index]),
);

/** Value of a cell; NaN is "no value". */
export function cellAt(column: ColumnData, row: number): Cell {
  if (column.kind === 'text') return textAt(column, row);
  const value = column.values === null ? column.constant : column.values[row]!;
  return Number.isNaN(value) ? null : value;
}

/** Columns of the charge rows in segments: FOCUS columns in the order of the specification, then the others by name. */
export function columnNames(segments: Segments, of: readonly LiveSegment[]): string[] {
  const names = new Set(of.flatMap((segment) => segments.names(segment)));
  const place = (name: string) => order.get(name) ?? Number.MAX_SAFE_INTEGER;
  return [...names].toSorted((a, b) => place(a) - place(b) || a.localeCompare(b));
}

/** One page of the charge rows behind a figure; only the page's cells are decoded. */
export function queryRows(segments: Segments, live: readonly LiveSegment[], query: CostRowsQuery) {
  const matcher = new RowMatches(segments, query);
  const candidates = matcher.candidates(live);
  const page = query.sort ? sortedPage(segments, { matcher, candidates, query, sort: query.sort }) : filePage(matcher, candidates, query);
  const columns = columnNames(segments, candidates);
  return { columns, rows: readRows(segments, candidates, { columns, page: page.positions }), total: page.total };
}

interface Page {
  positions: RowPosition[];
  total: number;
}

function filePage(matcher: RowMatches, candidates: readonly LiveSegment[], { offset, limit }: CostRowsQuery): Page {
  const positions: RowPosition[] = [];
  let total = 0;
  candidates.forEach((segment, index) => {
    const { rows, count } = matcher.in(segment);
    const from = Math.max(0, offset - total);
    const to = Math.min(count, offset + limit - total);
    for (let i = from; i < to; i += 1) positions.push({ segment: index, row: rows === null ? i : rows[i]! });
    total += count;
  });
  return { positions, total };
}

interface Sorting {
  matcher: RowMatches;
  candidates: readonly LiveSegment[];
  query: CostRowsQuery;
  sort: NonNullable<CostRowsQuery['sort']>;
}

function sortedPage(segments: Segments, { matcher, candidates, query, sort }: Sorting): Page {
  const first = new FirstRows(query.offset + query.limit, sort.descending);
  let total = 0;
  candidates.forEach((segment, index) => {
    const matches = matcher.in(segment);
    total += matches.count;
    if (matches.count > 0) offerAll(first, matches, { keyOf: sortKeys(segments, segment, sort.column), index });
  });
  return { positions: first.rows().slice(query.offset), total };
}

function offerAll(
  first: FirstRows,
  { rows, count }: SegmentMatches,
  { keyOf, index }: { keyOf: (row: number) => Cell; index: number },
): void {
  for (let i = 0; i < count; i += 1) {
    const row = rows === null ? i : rows[i]!;
    first.offer(keyOf(row), index, row);
  }
}

/** What a row is sorted by. */
function sortKeys(segments: Segments, segment: LiveSegment, column: string): (row: number) => Cell {
  const { values, constant } = segments.numbers(segment, column);
  if (values !== null) return (row) => (Number.isNaN(values[row]) ? null : values[row]!);
  if (!Number.isNaN(constant)) return () => constant;
  const texts = segments.dimension(segment, column);
  const { codes, ids, table } = texts;
  return (row) => table.texts[ids[codes === null ? texts.constant : codes[row]!]!]!;
}

function readRows(
  segments: Segments,
  candidates: readonly LiveSegment[],
  { columns, page }: { columns: string[]; page: RowPosition[] },
): Cell[][] {
  const loaded = new Map<number, ColumnData[]>();
  const columnsOf = (index: number) => {
    let found = loaded.get(index);
    if (!found) loaded.set(index, (found = columns.map((name) => segments.readColumn(candidates[index]!, name))));
    return found;
  };
  return page.map(({ segment, row }) => columnsOf(segment).map((column) => cellAt(column, row)));
}
