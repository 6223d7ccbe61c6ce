import type { CostBatch, CostColumn, TextColumn } from '../../sdk.ts';
import {
  type ChargeLine,
  type LineText,
  lineColumns,
  type PeriodText,
  periodColumns,
  type ResourceText,
  resourceColumns,
  type UnitCosts,
} from './charge-line.ts';

/** Values of one text column over all entries of a table (lines, resources or periods), coded by a dictionary; 0 is no value. */
class CodedColumn {
  readonly entries: string[] = [''];
  private readonly known = new Map<string, number>();
  private codes = new Uint32Array(64);

  set(index: number, value: string | undefined): void {
    if (index >= this.codes.length) {
      const larger = new Uint32Array(Math.max(this.codes.length * 2, index + 1));
      larger.set(this.codes);
      this.codes = larger;
    }
    this.codes[index] = value ? this.code(value) : 0;
  }

  private code(value: string): number {
    let code = this.known.get(value);
    if (code === undefined) {
      code = this.entries.push(value) - 1;
      this.known.set(value, code);
    }
    return code;
  }

  /** The column of a page: a dictionary of only what the page uses, in order of first use. */
  page(indexes: Uint32Array): TextColumn {
    const { codes } = this;
    const localOf = new Uint32Array(this.entries.length);
    const used: number[] = [];
    const out = new Uint32Array(indexes.length);
    for (let row = 0; row < out.length; row++) {
      const code = codes[indexes[row]!]!;
      if (code === 0) continue;
      out[row] = localOf[code]! || (localOf[code] = used.push(code));
    }
    return { kind: 'text', codes: out, ...this.dictionary(used) };
  }

  private dictionary(used: number[]): Pick<TextColumn, 'bytes' | 'offsets'> {
    const parts = used.map((code) => this.entries[code]!);
    const offsets = new Uint32Array(used.length + 1);
    parts.forEach((part, index) => (offsets[index + 1] = offsets[index]! + Buffer.byteLength(part)));
    const bytes = new Uint8Array(offsets[used.length]!);
    new TextEncoder().encodeInto(parts.join(''), bytes);
    return { bytes, offsets };
  }
}

/** A table of entries with one coded column per FOCUS column. */
class Table<N extends string> {
  private readonly columns: [N, CodedColumn][];
  private size = 1;

  constructor(names: readonly N[]) {
    this.columns = names.map((name) => [name, new CodedColumn()]);
  }

  /** Index of a new entry; 0 is the entry without values. */
  add(values: Partial<Record<N, string>>): number {
    for (const [name, column] of this.columns) column.set(this.size, values[name]);
    return this.size++;
  }

  page(indexes: Uint32Array, into: Record<string, CostColumn>): void {
    for (const [name, column] of this.columns) into[name] = column.page(indexes);
  }
}

const amounts = ['BilledCost', 'EffectiveCost', 'ListCost', 'ContractedCost'] as const;
const costKeys = ['billed', 'effective', 'list', 'contracted'] as const;

/**
 * Collects rows as numbers into three tables plus a quantity, and turns them into a `CostBatch` column by column: no
 * object and no string is made per row.
 */
export class PageWriter {
  rows = 0;
  readonly capacity: number;
  private readonly lines = new Table<keyof LineText>(lineColumns);
  private readonly resources = new Table<keyof ResourceText>(resourceColumns);
  private readonly periods = new Table<keyof PeriodText>(periodColumns);
  private readonly units: ChargeLine[] = [{ text: {}, unit: { billed: 0, effective: 0, list: 0, contracted: 0 }, metered: false }];
  private readonly line: Uint32Array;
  private readonly period: Uint32Array;
  private readonly resource: Uint32Array;
  private readonly quantity: Float64Array;

  constructor(capacity: number) {
    this.capacity = capacity;
    this.line = new Uint32Array(capacity);
    this.period = new Uint32Array(capacity);
    this.resource = new Uint32Array(capacity);
    this.quantity = new Float64Array(capacity);
  }

  addLine(line: ChargeLine): number {
    this.units.push(line);
    return this.lines.add(line.text);
  }

  addResource(text: ResourceText): number {
    return this.resources.add(text);
  }

  addPeriod(text: PeriodText): number {
    return this.periods.add(text);
  }

  /** Adds a row and returns its effective cost. */
  write(line: number, period: number, resource: number, quantity: number): number {
    const row = this.rows++;
    this.line[row] = line;
    this.period[row] = period;
    this.resource[row] = resource;
    this.quantity[row] = quantity;
    return quantity * this.units[line]!.unit.effective;
  }

  get full(): boolean {
    return this.rows === this.capacity;
  }

  /** Forgets the rows collected: they are in the cache already. */
  drop(): void {
    this.rows = 0;
  }

  /** The rows collected as a batch; the writer is empty afterwards. */
  take(): CostBatch {
    const { rows } = this;
    const columns: Record<string, CostColumn> = {};
    this.lines.page(this.line.subarray(0, rows), columns);
    this.resources.page(this.resource.subarray(0, rows), columns);
    this.periods.page(this.period.subarray(0, rows), columns);
    amounts.forEach((name, index) => (columns[name] = this.amount(costKeys[index]!)));
    this.addQuantities(columns);
    this.rows = 0;
    return { rows, columns };
  }

  /** A value of each line, by its number. */
  private ofLines(value: (line: ChargeLine) => number): Float64Array {
    return Float64Array.from(this.units, value);
  }

  private amount(key: keyof UnitCosts): CostColumn {
    const { rows, line, quantity } = this;
    const unit = this.ofLines((one) => one.unit[key]);
    const values = new Float64Array(rows);
    // Providers' exports round amounts, too: ten decimals.
    for (let row = 0; row < rows; row++) values[row] = Math.round(quantity[row]! * unit[line[row]!]! * 1e10) / 1e10;
    return { kind: 'number', values };
  }

  private addQuantities(columns: Record<string, CostColumn>): void {
    const present = (has: (line: ChargeLine) => boolean) => this.ofLines((line) => (line.metered && has(line) ? 1 : Number.NaN));
    const price = (of: (line: ChargeLine) => number) => this.ofLines((line) => (line.metered ? of(line) : Number.NaN));
    columns['PricingQuantity'] = this.quantities(present(() => true));
    columns['ConsumedQuantity'] = this.quantities(present((line) => line.text.ConsumedUnit !== undefined));
    columns['CommitmentDiscountQuantity'] = this.quantities(present((line) => line.text.CommitmentDiscountStatus !== undefined));
    columns['ListUnitPrice'] = this.prices(price((line) => line.unit.list));
    columns['ContractedUnitPrice'] = this.prices(price((line) => line.unit.contracted));
  }

  /** Quantities where the line has 1, no value where it has NaN. */
  private quantities(factor: Float64Array): CostColumn {
    const { rows, line, quantity } = this;
    const values = new Float64Array(rows);
    for (let row = 0; row < rows; row++) values[row] = quantity[row]! * factor[line[row]!]!;
    return { kind: 'number', values };
  }

  private prices(ofLine: Float64Array): CostColumn {
    const { rows, line } = this;
    const values = new Float64Array(rows);
    for (let row = 0; row < rows; row++) values[row] = ofLine[line[row]!]!;
    return { kind: 'number', values };
  }
}
