import { isAscii } from 'node:buffer';
import type { CostColumn } from '../../capabilities/cost-batch.ts';

export type Codes = Uint8Array | Uint16Array | Uint32Array;

/** The distinct texts of one column of one segment. Code 0 is "no value". */
export class Dictionary {
  /** Number of codes, "no value" included. */
  readonly size: number;
  readonly bytes: Buffer;
  readonly offsets: Uint32Array;

  constructor(bytes: Uint8Array, offsets: Uint32Array) {
    this.bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.offsets = offsets;
    this.size = Math.max(1, offsets.length);
  }

  text(code: number): string | null {
    return code === 0 ? null : this.bytes.toString('utf8', this.offsets[code - 1], this.offsets[code]);
  }

  /** All texts, index = code. One decode of the whole and cheap slices where every byte is a character; else entry by entry. */
  decode(): (string | null)[] {
    const { bytes, offsets, size } = this;
    const texts: (string | null)[] = Array.from({ length: size }, () => null);
    const ascii = isAscii(bytes) ? bytes.toString('latin1') : null;
    for (let k = 1; k < size; k += 1) {
      texts[k] = ascii === null ? bytes.toString('utf8', offsets[k - 1], offsets[k]) : ascii.slice(offsets[k - 1], offsets[k]);
    }
    return texts;
  }
}

/** Codes of rows; null when every row has the `constant`. */
export interface CodeColumn {
  codes: Codes | null;
  constant: number;
}
export interface TextData extends CodeColumn {
  kind: 'text';
  dictionary: Dictionary;
}
/** `values` is null when every row has the `constant`; NaN is "no value". */
export interface NumberData {
  kind: 'number';
  values: Float64Array | null;
  constant: number;
}
export type ColumnData = TextData | NumberData;
export type Columns = ReadonlyMap<string, ColumnData>;

const absentText: TextData = { kind: 'text', codes: null, constant: 0, dictionary: new Dictionary(new Uint8Array(0), new Uint32Array(1)) };
const absentNumber: NumberData = { kind: 'number', values: null, constant: Number.NaN };

/** Views of a page's column, without a copy. */
export function columnOf(column: CostColumn): ColumnData {
  if (column.kind === 'number') return { kind: 'number', values: column.values, constant: Number.NaN };
  return { kind: 'text', codes: column.codes, constant: 0, dictionary: new Dictionary(column.bytes, column.offsets) };
}

/** The column as text; all "no value" where there is none. */
export function textOf(column: ColumnData | undefined): TextData {
  return column?.kind === 'text' ? column : absentText;
}

/** The column as numbers; all "no value" where there are none. */
export function numbersOf(column: ColumnData | undefined): NumberData {
  return column?.kind === 'number' ? column : absentNumber;
}

let identity = new Int32Array(0);

/** 0, 1, 2… for columns whose values are their codes. Not to be changed. */
export function codesOf(size: number): Int32Array {
  if (identity.length < size) identity = Int32Array.from({ length: size * 2 }, (_, code) => code);
  return identity.subarray(0, size);
}
