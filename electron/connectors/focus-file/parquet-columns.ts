import type { DecodedArray } from 'hyparquet';
import type { CostColumn, TextColumn } from '../sdk.ts';
import type { PlannedColumn } from './column-plan.ts';
import type { ParquetColumn } from './parquet-file.ts';
import { valueNumber, valueText } from './parquet-values.ts';

/** One column of one row group, made compact: the library's arrays of values are let go at once. */
export type GroupColumn = GroupNumbers | GroupTexts;

interface GroupNumbers {
  kind: 'number';
  values: Float64Array;
  /** Values that are no finite number, by row. */
  unreadable: Map<number, string>;
}

interface GroupTexts {
  kind: 'text';
  codes: Uint8Array | Uint16Array | Uint32Array;
  /** `texts[code - 1]`. */
  texts: string[];
  unreadable: Map<number, string>;
  /** Notes of each text, by code. */
  notes: Map<number, number>;
}

/** Values of a row group's column in the form that is kept. */
export function groupColumn(values: DecodedArray, planned: PlannedColumn, column: ParquetColumn): GroupColumn {
  return planned.kind === 'number' ? groupNumbers(values, column) : groupTexts(values, planned, column);
}

function groupNumbers(values: DecodedArray, column: ParquetColumn): GroupNumbers {
  const found: GroupNumbers = { kind: 'number', values: new Float64Array(values.length), unreadable: new Map() };
  for (let row = 0; row < values.length; row++) {
    const value = valueNumber(values[row], column);
    if (value === undefined) found.unreadable.set(row, String(valueText(values[row], { ...column, scale: null })));
    else found.values[row] = value;
  }
  return found;
}

function groupTexts(values: DecodedArray, { rule }: PlannedColumn, column: ParquetColumn): GroupTexts {
  const found: GroupTexts = { kind: 'text', codes: new Uint32Array(values.length), texts: [], unreadable: new Map(), notes: new Map() };
  const codeOf = new Map<string, number>();
  // By stored value (a text, or a time as a number), so that a text is made once for each distinct value.
  const known = new Map<unknown, number | null>();
  const own = (text: string): number => {
    const code = codeOf.get(text) ?? found.texts.push(text);
    codeOf.set(text, code);
    return code;
  };
  const learn = (text: string): number | null => {
    const result = rule ? rule.convert(text) : { text, notes: 0 };
    if (result === null) return null;
    const code = own(result.text);
    if (result.notes !== 0) found.notes.set(code, result.notes);
    return code;
  };
  for (let row = 0; row < values.length; row++) {
    const value: unknown = values[row];
    if (value === null || value === undefined) continue;
    let code = known.get(value);
    if (code === undefined) {
      const text = valueText(value, column);
      code = text === null ? 0 : learn(text);
      if (typeof value !== 'object') known.set(value, code);
    }
    if (code === null) found.unreadable.set(row, valueText(value, column)!);
    else found.codes[row] = code;
  }
  return { ...found, codes: narrowed(found.codes, found.texts.length) };
}

/** Codes in as few bytes as they need: row groups of a million rows and 60 columns must fit into memory. */
function narrowed(codes: GroupTexts['codes'], largest: number): GroupTexts['codes'] {
  if (largest > 0xffff) return codes;
  return largest > 0xff ? new Uint16Array(codes) : new Uint8Array(codes);
}

/** The rows from `from` on of a column; one that is nested, so that each of its values can be read. */
export function partOf(column: GroupColumn, from: number, rows: number): GroupColumn {
  if (column.kind === 'text') return { ...column, codes: column.codes.subarray(from, from + rows) };
  return { ...column, values: column.values.subarray(from, from + rows) };
}

/** The given rows of a row group's column, as a column of a page. */
export function pageColumn(column: GroupColumn, rows: Uint32Array): CostColumn {
  if (column.kind === 'text') return pageTexts(column, rows);
  const values = new Float64Array(rows.length);
  for (let at = 0; at < rows.length; at++) values[at] = column.values[rows[at]!]!;
  return { kind: 'number', values };
}

const encoder = new TextEncoder();

function pageTexts({ codes, texts }: GroupTexts, rows: Uint32Array): TextColumn {
  const pageCode = new Uint32Array(texts.length + 1);
  const encoded: Uint8Array[] = [];
  const pageCodes = new Uint32Array(rows.length);
  for (let at = 0; at < rows.length; at++) {
    const code = codes[rows[at]!]!;
    if (code !== 0 && pageCode[code] === 0) pageCode[code] = encoded.push(encoder.encode(texts[code - 1]));
    pageCodes[at] = pageCode[code]!;
  }
  return { kind: 'text', codes: pageCodes, ...packed(encoded) };
}

/** Texts one behind the other, with their offsets. */
function packed(texts: Uint8Array[]): Pick<TextColumn, 'bytes' | 'offsets'> {
  const offsets = new Uint32Array(texts.length + 1);
  texts.forEach((text, index) => {
    offsets[index + 1] = offsets[index]! + text.length;
  });
  const bytes = new Uint8Array(offsets[texts.length]!);
  texts.forEach((text, index) => bytes.set(text, offsets[index]));
  return { bytes, offsets };
}
