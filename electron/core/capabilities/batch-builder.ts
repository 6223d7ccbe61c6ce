import { failure } from '#shared/errors/app-error.ts';
import { numberColumns, requiredColumns } from '#shared/focus/columns.ts';
import type { CostBatch, NumberColumn, TextColumn } from './cost-batch.ts';

/** One cost row as a plain object: FOCUS 1.4 names, times as `2024-09-18T22:00:00Z`, `Tags` as JSON text or an object. */
export type CostCell = string | number | null | undefined;
export interface CostRowInput {
  [column: string]: CostCell | Readonly<Record<string, string>>;
}

const focusNumbers: ReadonlySet<string> = new Set(numberColumns);

class TextWriter {
  private codes: Uint32Array = new Uint32Array(256);
  private readonly known = new Map<string, number>();

  set(row: number, value: CostCell | Readonly<Record<string, string>>): void {
    if (value === null || value === undefined || value === '') return;
    const text = typeof value === 'object' ? JSON.stringify(value) : String(value);
    let code = this.known.get(text);
    if (code === undefined) this.known.set(text, (code = this.known.size + 1));
    if (row >= this.codes.length) this.grow(row);
    this.codes[row] = code;
  }

  private grow(row: number): void {
    const larger = new Uint32Array(Math.max(this.codes.length * 2, row + 1));
    larger.set(this.codes);
    this.codes = larger;
  }

  column(rows: number): TextColumn {
    const encoder = new TextEncoder();
    const entries = Array.from(this.known.keys(), (text) => encoder.encode(text));
    const offsets = new Uint32Array(entries.length + 1);
    entries.forEach((entry, index) => (offsets[index + 1] = offsets[index]! + entry.length));
    const bytes = new Uint8Array(offsets[entries.length]!);
    entries.forEach((entry, index) => bytes.set(entry, offsets[index]));
    const codes = new Uint32Array(rows);
    codes.set(this.codes.subarray(0, rows));
    return { kind: 'text', codes, bytes, offsets };
  }
}

class NumberWriter {
  private readonly values: number[] = [];
  private readonly name: string;

  constructor(name: string) {
    this.name = name;
  }

  set(row: number, value: CostCell | Readonly<Record<string, string>>): void {
    if (value === null || value === undefined || value === '') return;
    const number = Number(value);
    if (!Number.isFinite(number)) throw failure('invalid_input', `${this.name} is not a finite number: ${JSON.stringify(value)}`);
    while (this.values.length < row) this.values.push(Number.NaN);
    this.values[row] = number;
  }

  column(rows: number): NumberColumn {
    const values = new Float64Array(rows).fill(Number.NaN);
    values.set(this.values);
    return { kind: 'number', values };
  }
}

/**
 * Makes `CostBatch` pages from rows as plain objects: for sources of some thousand rows. FOCUS number columns (and
 * `extraNumbers`) become numbers, everything else text; empty text is "no value".
 * Throws `AppFailure` `invalid_input` for an amount that is not a finite number and for a batch without a required column.
 */
export class BatchBuilder {
  private readonly numbers: ReadonlySet<string>;
  private columns = new Map<string, TextWriter | NumberWriter>();
  private count = 0;

  constructor(extraNumbers: readonly string[] = []) {
    this.numbers = extraNumbers.length === 0 ? focusNumbers : new Set([...focusNumbers, ...extraNumbers]);
  }

  /** Rows added since the last `take`. */
  get rows(): number {
    return this.count;
  }

  add(row: CostRowInput): void {
    for (const name of Object.keys(row)) {
      let writer = this.columns.get(name);
      if (!writer) this.columns.set(name, (writer = this.numbers.has(name) ? new NumberWriter(name) : new TextWriter()));
      writer.set(this.count, row[name]);
    }
    this.count += 1;
  }

  /** The batch of all rows added so far; the builder starts anew. */
  take(): CostBatch {
    const missing = requiredColumns.filter((name) => !this.columns.has(name));
    if (missing.length > 0 && this.count > 0) throw failure('invalid_input', `Cost rows without ${missing.join(', ')}`);
    const columns = Object.fromEntries(Array.from(this.columns, ([name, writer]) => [name, writer.column(this.count)]));
    const batch = { rows: this.count, columns };
    this.columns = new Map();
    this.count = 0;
    return batch;
  }
}
