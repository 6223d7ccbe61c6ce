import type { RowRange } from './use-window.ts';

/** A group of rows with the same value, as a header row says it. Rows come ordered by group. */
export interface GridGroup {
  /** Identifies the group; `''`: rows without a value. */
  value: string;
  label: string;
  count: number;
  /** A short addition, e.g. how many run. */
  detail: string;
}

/** A line of the grid: the header of a group, or a row by its index in the whole list. */
export type GridLine = { kind: 'group'; group: number } | { kind: 'row'; index: number; group: number | null };

/** Where the lines of a grid are: rows, headers between them, and no rows of folded groups. */
export interface GridLayout {
  count: number;
  line: (at: number) => GridLine;
  /** Line of a group's header. */
  headerAt: (group: number) => number;
}

/** Index of the last element that is not above `value`. `sorted` begins at or below it. */
function lastNotAbove(sorted: readonly number[], value: number): number {
  let [low, high] = [0, sorted.length - 1];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (sorted[middle]! <= value) low = middle;
    else high = middle - 1;
  }
  return low;
}

function flat(count: number): GridLayout {
  return { count, line: (index) => ({ kind: 'row', index, group: null }), headerAt: () => 0 };
}

/** Lines of a grid of `count` rows; with groups a header stands above the rows of each. */
export function gridLayout(count: number, groups: readonly GridGroup[] | undefined, folded: ReadonlySet<string>): GridLayout {
  if (!groups) return flat(count);
  const headers: number[] = [];
  const firstRows: number[] = [];
  let [lines, rows] = [0, 0];
  for (const group of groups) {
    headers.push(lines);
    firstRows.push(rows);
    lines += 1 + (folded.has(group.value) ? 0 : group.count);
    rows += group.count;
  }
  return {
    count: lines,
    line: (at) => {
      const group = lastNotAbove(headers, at);
      const inside = at - (headers[group] ?? 0);
      return inside === 0 ? { kind: 'group', group } : { kind: 'row', index: (firstRows[group] ?? 0) + inside - 1, group };
    },
    headerAt: (group) => headers[group] ?? 0,
  };
}

/** Rows among the lines `first` … `last`, as ranges of their indexes in the whole list. */
export function rowRanges(layout: GridLayout, first: number, last: number): RowRange[] {
  const ranges: RowRange[] = [];
  for (let at = first; at <= Math.min(last, layout.count - 1); at++) {
    const line = layout.line(at);
    if (line.kind !== 'row') continue;
    const open = ranges.at(-1);
    if (open && open.last === line.index - 1) open.last = line.index;
    else ranges.push({ first: line.index, last: line.index });
  }
  return ranges;
}
