import type { NumberData } from './column.ts';
import type { RowGroups } from './group-rows.ts';

/**
 * Sums with Neumaier's compensation: the lost low bits of each addition are kept beside the sum, so the result does not
 * depend on the order and stays within a rounding error of the exact sum of the doubles. NaN is "no value" and adds nothing.
 */
export class SumTable {
  private sums: Float64Array;
  private lost: Float64Array;

  constructor(size = 64) {
    this.sums = new Float64Array(size);
    this.lost = new Float64Array(size);
  }

  reserve(size: number): void {
    if (size <= this.sums.length) return;
    const grow = (old: Float64Array) => {
      const larger = new Float64Array(Math.max(size, old.length * 2));
      larger.set(old);
      return larger;
    };
    this.sums = grow(this.sums);
    this.lost = grow(this.lost);
  }

  add(index: number, value: number): void {
    if (Number.isNaN(value)) return;
    this.reserve(index + 1);
    const sum = this.sums[index]!;
    const next = sum + value;
    this.lost[index]! += Math.abs(sum) >= Math.abs(value) ? sum - next + value : value - next + sum;
    this.sums[index] = next;
  }

  /** Adds the values of grouped rows to the sums of their groups. */
  addRows({ ids, rows, length, count }: RowGroups, { values, constant }: NumberData): void {
    this.reserve(count);
    const { sums, lost } = this;
    if (values === null) addConstant({ sums, lost }, { ids, length }, constant);
    else if (rows !== null) addPicked({ sums, lost }, { ids: ids ?? new Int32Array(length), rows }, values);
    else if (ids !== null) addEach({ sums, lost }, ids, { values, length });
    else addTo({ sums, lost }, values, length);
  }

  get(index: number): number {
    return (this.sums[index] ?? 0) + (this.lost[index] ?? 0);
  }

  /** The first `count` sums. */
  values(count: number): Float64Array {
    return Float64Array.from({ length: count }, (_, index) => this.get(index));
  }

  /** Sets the first `count` sums to zero. */
  clear(count: number): void {
    this.reserve(count);
    this.sums.fill(0, 0, count);
    this.lost.fill(0, 0, count);
  }
}

interface Sums {
  sums: Float64Array;
  lost: Float64Array;
}

// Three loops of the same step, written out: behind a shared function each row would pay for a call and a branch.

function addEach({ sums, lost }: Sums, ids: Int32Array, { values, length }: { values: Float64Array; length: number }): void {
  for (let i = 0; i < length; i += 1) {
    const id = ids[i]!;
    const value = values[i]!;
    if (Number.isNaN(value)) continue;
    const sum = sums[id]!;
    const next = sum + value;
    lost[id]! += Math.abs(sum) >= Math.abs(value) ? sum - next + value : value - next + sum;
    sums[id] = next;
  }
}

function addPicked({ sums, lost }: Sums, { ids, rows }: { ids: Int32Array; rows: Uint32Array }, values: Float64Array): void {
  for (let i = 0; i < rows.length; i += 1) {
    const id = ids[i]!;
    const value = values[rows[i]!]!;
    if (Number.isNaN(value)) continue;
    const sum = sums[id]!;
    const next = sum + value;
    lost[id]! += Math.abs(sum) >= Math.abs(value) ? sum - next + value : value - next + sum;
    sums[id] = next;
  }
}

function addTo({ sums, lost }: Sums, values: Float64Array, length: number): void {
  let sum = sums[0]!;
  let low = lost[0]!;
  for (let i = 0; i < length; i += 1) {
    const value = values[i]!;
    if (Number.isNaN(value)) continue;
    const next = sum + value;
    low += Math.abs(sum) >= Math.abs(value) ? sum - next + value : value - next + sum;
    sum = next;
  }
  sums[0] = sum;
  lost[0] = low;
}

/** A value that all rows share is added row by row, as it would be without the constant: rare enough not to be worth more. */
function addConstant(target: Sums, { ids, length }: Pick<RowGroups, 'ids' | 'length'>, value: number): void {
  if (value === 0 || Number.isNaN(value)) return;
  addEach(target, ids ?? new Int32Array(length), { values: new Float64Array(length).fill(value), length });
}

/** Rows per group. */
export function countRows({ ids, length, count }: RowGroups): Float64Array {
  const counts = new Float64Array(count);
  if (ids === null) counts[0] = length;
  else for (let i = 0; i < length; i += 1) counts[ids[i]!]! += 1;
  return counts;
}
