import { failure } from '#shared/errors/app-error.ts';
import type { CostBatch, CostColumn, NumberColumn, TextColumn } from '../../capabilities/cost-batch.ts';
import { epochDay, monthText } from './calendar.ts';
import { columnOf, Dictionary, type TextData } from './column.ts';
import { equalValues } from './column-codec.ts';

/** The rows of a batch that fall in one month, by ChargePeriodStart in UTC. */
export interface MonthPart {
  month: string;
  firstDay: number;
  lastDay: number;
  batch: CostBatch;
}

function textColumn(batch: CostBatch, name: string): TextColumn {
  const column = batch.columns[name];
  if (column?.kind !== 'text') throw failure('invalid_input', `Cost rows need ${name} as text`);
  if (column.codes.subarray(0, batch.rows).includes(0)) throw failure('invalid_input', `A cost row has no ${name}`);
  return column;
}

function dayOfEntries(texts: readonly (string | null)[]): Int32Array {
  return Int32Array.from(texts, (text) => {
    const day = text === null ? 0 : epochDay(text);
    if (day === null) throw failure('invalid_input', `ChargePeriodStart is not an ISO 8601 time: ${JSON.stringify(text?.slice(0, 40))}`);
    return day;
  });
}

/** Epoch day per entry of a ChargePeriodStart dictionary; index 0 is meaningless. */
export function entryDays(column: TextData): Int32Array {
  return dayOfEntries(column.dictionary.decode());
}

function gatherText(column: TextColumn, picked: Uint32Array): TextColumn {
  const seen = new Uint32Array(column.offsets.length);
  const used: number[] = [];
  const codes = new Uint32Array(picked.length);
  for (let i = 0; i < picked.length; i += 1) {
    const code = column.codes[picked[i]!]!;
    if (code === 0) continue;
    let mapped = seen[code]!;
    if (mapped === 0) mapped = seen[code] = used.push(code);
    codes[i] = mapped;
  }
  return { kind: 'text', codes, ...pickEntries(column, used) };
}

function pickEntries({ bytes, offsets }: TextColumn, used: number[]): Pick<TextColumn, 'bytes' | 'offsets'> {
  const picked = new Uint32Array(used.length + 1);
  used.forEach((code, k) => (picked[k + 1] = picked[k]! + offsets[code]! - offsets[code - 1]!));
  const text = new Uint8Array(picked[used.length]!);
  used.forEach((code, k) => text.set(bytes.subarray(offsets[code - 1], offsets[code]), picked[k]));
  return { bytes: text, offsets: picked };
}

function gather(column: CostColumn, picked: Uint32Array): CostColumn {
  if (column.kind === 'text') return gatherText(column, picked);
  const values = new Float64Array(picked.length);
  for (let i = 0; i < picked.length; i += 1) values[i] = column.values[picked[i]!]!;
  return { kind: 'number', values };
}

/** Applies `map` to each column; columns that are one object stay one. */
function mapColumns(batch: CostBatch, rows: number, map: (column: CostColumn) => CostColumn): CostBatch {
  const mapped = new Map(Array.from(new Set(Object.values(batch.columns)), (column) => [column, map(column)]));
  return { rows, columns: Object.fromEntries(Object.entries(batch.columns).map(([name, column]) => [name, mapped.get(column)!])) };
}

/** Makes columns of the same numbers one object: what follows then works on it once. */
function shareEqualNumbers({ rows, columns }: CostBatch): CostBatch {
  const distinct: NumberColumn[] = [];
  const shared = Object.entries(columns).map(([name, column]): [string, CostColumn] => {
    if (column.kind === 'text') return [name, column];
    const same = distinct.find((other) => equalValues(other, column));
    if (!same) distinct.push(column);
    return [name, same ?? column];
  });
  return { rows, columns: Object.fromEntries(shared) };
}

/** Cuts buffers to the rows of the batch, and dictionaries with more entries than rows to the entries in use. */
function trim(batch: CostBatch): CostBatch {
  let all: Uint32Array | null = null;
  return mapColumns(batch, batch.rows, (column) => {
    if (column.kind === 'number') return { kind: 'number', values: column.values.subarray(0, batch.rows) };
    if (column.offsets.length - 1 > batch.rows) return gatherText(column, (all ??= Uint32Array.from({ length: batch.rows }, (_, i) => i)));
    return { ...column, codes: column.codes.subarray(0, batch.rows) };
  });
}

interface MonthRows {
  firstDay: number;
  lastDay: number;
  rows: number;
}

/** Per entry of the time column its month; and per month its span and number of rows. */
function countMonths(codes: Uint32Array, days: Int32Array): { months: string[]; found: Map<string, MonthRows> } {
  const counts = new Uint32Array(days.length);
  for (const code of codes) counts[code]! += 1;
  const found = new Map<string, MonthRows>();
  const months = Array.from(days, (day, code) => (counts[code] ? monthText(day) : ''));
  months.forEach((month, code) => {
    if (month === '') return;
    const day = days[code]!;
    const entry = found.get(month) ?? { firstDay: day, lastDay: day, rows: 0 };
    found.set(month, {
      firstDay: Math.min(entry.firstDay, day),
      lastDay: Math.max(entry.lastDay, day),
      rows: entry.rows + counts[code]!,
    });
  });
  return { months, found };
}

function rowsOf(codes: Uint32Array, inMonth: Uint8Array, rows: number): Uint32Array {
  const picked = new Uint32Array(rows);
  let at = 0;
  for (let i = 0; i < codes.length; i += 1) if (inMonth[codes[i]!]) picked[at++] = i;
  return picked;
}

/**
 * Splits a batch by month. Throws `AppFailure` `invalid_input` for a row without currency or time, or a time that is not
 * ISO 8601: connectors list such rows as bad before they get here.
 */
export function splitByMonth(input: CostBatch): MonthPart[] {
  if (input.rows === 0) return [];
  const batch = shareEqualNumbers(trim(input));
  textColumn(batch, 'BillingCurrency');
  const time = textColumn(batch, 'ChargePeriodStart');
  if (batch.columns.BilledCost?.kind !== 'number') throw failure('invalid_input', 'Cost rows need BilledCost as numbers');
  const days = dayOfEntries(new Dictionary(time.bytes, time.offsets).decode());
  const { months, found } = countMonths(time.codes, days);
  return Array.from(found, ([month, { firstDay, lastDay, rows }]) => {
    if (found.size === 1) return { month, firstDay, lastDay, batch };
    const picked = rowsOf(
      time.codes,
      Uint8Array.from(months, (m) => (m === month ? 1 : 0)),
      rows,
    );
    return { month, firstDay, lastDay, batch: mapColumns(batch, rows, (column) => gather(column, picked)) };
  });
}

/** Views of all columns of a batch; columns that are one object share one. */
export function viewColumns(batch: CostBatch): Map<string, ReturnType<typeof columnOf>> {
  const views = new Map(Array.from(new Set(Object.values(batch.columns)), (column) => [column, columnOf(column)]));
  return new Map(Object.entries(batch.columns).map(([name, column]) => [name, views.get(column)!]));
}
