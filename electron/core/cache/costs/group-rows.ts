import type { CodeColumn, Codes } from './column.ts';
import { PairIndex } from './pair-index.ts';

/** Marks codes whose rows a filter leaves out. */
export const leftOut = -1;

/** One column that takes part in grouping: `map` gives each code its value `0 ≤ value < size`, or `leftOut`. */
export interface GroupPart {
  column: CodeColumn;
  map: Int32Array;
  size: number;
}

/** Rows of a segment put into groups. Its arrays are valid until the next call of `groupRows`. */
export interface RowGroups {
  /** Rows not left out. */
  length: number;
  /** Their numbers in the segment; null: all rows. */
  rows: Uint32Array | null;
  /** Group of each of them; null: all are in group 0. */
  ids: Int32Array | null;
  /** Row number of the first row of each group: its values are those of the group. */
  first: Int32Array;
  count: number;
}

/** Largest direct table; beyond it groups are renumbered first. Four megabytes stay near the processor. */
const tableLimit = 1 << 20;
const table = new Int32Array(tableLimit);
let keys = new Int32Array(0);
let picked = new Uint32Array(0);

const none: RowGroups = { length: 0, rows: null, ids: null, first: new Int32Array(0), count: 0 };

function pickAll(codes: Codes, passes: Uint8Array, rows: number): number {
  const target = picked;
  let found = 0;
  for (let i = 0; i < rows; i += 1) {
    target[found] = i;
    found += passes[codes[i]!]!;
  }
  return found;
}

function pickAgain(codes: Codes, passes: Uint8Array, rows: number): number {
  const target = picked;
  let found = 0;
  for (let i = 0; i < rows; i += 1) {
    const row = target[i]!;
    target[found] = row;
    found += passes[codes[row]!]!;
  }
  return found;
}

/** Numbers of the rows that all filters let pass; null when there is no filter. */
function pickRows(filters: readonly GroupPart[], rows: number): Uint32Array | null {
  if (filters.length === 0) return null;
  if (picked.length <= rows) picked = new Uint32Array(rows + 1);
  let length = -1;
  for (const { column, map } of filters) {
    const passes = Uint8Array.from(map, (value) => (value === leftOut ? 0 : 1));
    length = length < 0 ? pickAll(column.codes!, passes, rows) : pickAgain(column.codes!, passes, length);
  }
  return picked.subarray(0, length);
}

/** keys += add[code]: one pass per column keeps each loop short enough for the compiler to specialise. */
function addCodes(codes: Codes, add: Int32Array, { rows, length }: Pick<RowGroups, 'rows' | 'length'>): void {
  const target = keys;
  if (rows === null) for (let i = 0; i < length; i += 1) target[i] = target[i]! + add[codes[i]!]!;
  else for (let i = 0; i < length; i += 1) target[i] = target[i]! + add[codes[rows[i]!]!]!;
}

/** What a code adds to the key; rows of codes left out are not picked. */
function strides(map: Int32Array, stride: number): Int32Array {
  return stride === 1 ? map : map.map((value) => value * stride);
}

/** Renumbers `keys` (each < `product`) to 0, 1, 2… in order of appearance; returns the place of each number's first. */
function renumber(product: number, length: number): number[] {
  table.fill(-1, 0, product);
  const target = keys;
  const first: number[] = [];
  for (let i = 0; i < length; i += 1) {
    const key = target[i]!;
    let id = table[key]!;
    if (id < 0) table[key] = id = first.push(i) - 1;
    target[i] = id;
  }
  return first;
}

/** Combines keys with a column too large for the direct table, through a hash table. */
function renumberHashed({ column, map }: GroupPart, { rows, length }: Pick<RowGroups, 'rows' | 'length'>): number[] {
  const pairs = new PairIndex(length);
  const first: number[] = [];
  for (let i = 0; i < length; i += 1) {
    const id = pairs.idOf(keys[i]!, map[column.codes![rows === null ? i : rows[i]!]!]!);
    if (id === first.length) first.push(i);
    keys[i] = id;
  }
  return first;
}

function combine(parts: readonly GroupPart[], selected: Pick<RowGroups, 'rows' | 'length'>): number[] {
  let product = 1;
  let first: number[] | null = null;
  for (const part of parts) {
    if (product * part.size > tableLimit && product > 1) product = renumber(product, selected.length).length;
    first = null;
    if (product * part.size > tableLimit) {
      first = renumberHashed(part, selected);
      product = first.length;
    } else {
      addCodes(part.column.codes!, strides(part.map, product), selected);
      product *= part.size;
    }
  }
  return first ?? renumber(product, selected.length);
}

/**
 * Puts the rows of a segment that no part leaves out into groups by the values of `parts`. Filters pick rows first, so
 * that a narrow one spares the other columns most of their work; then mixed-radix keys go through a direct table,
 * renumbered whenever it would grow too large, so that the cost is some ns per row and column however many columns there are.
 */
export function groupRows(parts: readonly GroupPart[], rows: number): RowGroups {
  for (const { column, map } of parts) if (column.codes === null && map[column.constant] === leftOut) return none;
  const varying = parts.filter(({ column }) => column.codes !== null);
  const selection = pickRows(
    varying.filter(({ map }) => map.includes(leftOut)),
    rows,
  );
  const selected = { rows: selection, length: selection?.length ?? rows };
  if (selected.length === 0) return none;
  const grouping = varying.filter(({ size }) => size > 1);
  if (grouping.length === 0) return { ...selected, ids: null, first: Int32Array.of(selection?.[0] ?? 0), count: 1 };
  if (keys.length < selected.length) keys = new Int32Array(selected.length);
  keys.fill(0, 0, selected.length);
  const first = Int32Array.from(combine(grouping, selected), (at) => (selection === null ? at : selection[at]!));
  return { ...selected, ids: keys, first, count: first.length };
}

/** The value a group has in one of the columns it was made from. */
export function valueInGroup(part: GroupPart, firstRow: number): number {
  const { codes, constant } = part.column;
  return part.map[codes === null ? constant : codes[firstRow]!]!;
}
