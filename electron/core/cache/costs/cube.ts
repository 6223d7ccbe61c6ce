import { costMetrics } from '#shared/focus/columns.ts';
import type { CostBatch, CostColumn, TextColumn } from '../../capabilities/cost-batch.ts';
import { dayText } from './calendar.ts';
import { type Columns, codesOf, type NumberData, numbersOf, type TextData, textOf } from './column.ts';
import { countRows, SumTable } from './compensated-sum.ts';
import { type GroupPart, groupRows, type RowGroups, valueInGroup } from './group-rows.ts';
import { PairIndex } from './pair-index.ts';
import { TextIndex, TupleIndex } from './tuple-index.ts';

/** Column of a rollup that counts its charge rows. */
export const countColumn = '#rows';

/** Cells that the rollups of one read may still take: about 120 bytes each until commit. */
export interface CellBudget {
  left: number;
}

/** Days of the longest month. */
const daysInMonth = 31;

function localPart(column: TextData): GroupPart {
  return { column, map: codesOf(column.dictionary.size), size: column.dictionary.size };
}

function encodeTexts(texts: readonly (string | null)[]): { codeOf: Uint32Array; bytes: Uint8Array; offsets: Uint32Array } {
  const codeOf = new Uint32Array(texts.length);
  const entries: Buffer[] = [];
  texts.forEach((text, id) => {
    if (text !== null) codeOf[id] = entries.push(Buffer.from(text));
  });
  const offsets = new Uint32Array(entries.length + 1);
  entries.forEach((entry, k) => (offsets[k + 1] = offsets[k]! + entry.length));
  return { codeOf, bytes: Buffer.concat(entries), offsets };
}

/**
 * Sums of one month by day, currency and some dimensions, filled page by page. A cell is one combination; texts are
 * looked at once per dictionary entry and once per combination in a page, never per row.
 */
export class Cube {
  private readonly names: readonly string[];
  private readonly budget: CellBudget;
  private readonly texts: TextIndex[];
  private readonly tuples: TupleIndex;
  /** Pairs of tuple and day of the month. */
  private readonly cells = new PairIndex();
  private readonly sums = costMetrics.map(() => new SumTable());
  private readonly counts = new SumTable();
  private readonly scratch = new SumTable();

  constructor(dimensions: readonly string[], budget: CellBudget) {
    this.names = ['BillingCurrency', ...dimensions];
    this.texts = this.names.map(() => new TextIndex());
    this.tuples = new TupleIndex(this.names.length);
    this.budget = budget;
  }

  get size(): number {
    return this.cells.size;
  }

  /** Adds rows; false when there are no cells left for them. */
  add(columns: Columns, rows: number, days: GroupPart): boolean {
    const texts = this.names.map((name) => textOf(columns.get(name)));
    const parts = texts.map(localPart);
    const groups = groupRows([days, ...parts], rows);
    const ids = this.cellIds(groups, days, { parts, texts });
    if (this.budget.left < 0) return false;
    countRows(groups).forEach((count, group) => this.counts.add(ids[group]!, count));
    const metrics = costMetrics.map((metric) => numbersOf(columns.get(metric)));
    for (const values of new Set(metrics)) {
      const targets = this.sums.filter((_, k) => metrics[k] === values);
      this.addMetric(targets, { groups, ids }, values);
    }
    return true;
  }

  /** The cells as a page to be stored: by day, or for the whole month when `firstDay` is null. */
  batch(firstDay: number | null): CostBatch {
    const cells = Array.from({ length: this.cells.size }, (_, cell) => this.cells.pair(cell));
    const tupleOf = cells.map(([tuple]) => tuple);
    if (firstDay === null) return this.page(codesOf(this.tuples.tuples.length), (table) => sumByTuple(table, tupleOf));
    const days = dayColumn(
      cells.map(([, day]) => day),
      firstDay,
    );
    const { rows, columns } = this.page(tupleOf, (table) => table.values(cells.length));
    return { rows, columns: { ChargePeriodStart: days, ...columns } };
  }

  private page(tupleOf: ArrayLike<number>, valuesOf: (table: SumTable) => Float64Array): CostBatch {
    const columns: Record<string, CostColumn> = {};
    this.names.forEach((name, k) => {
      const { codeOf, ...dictionary } = encodeTexts(this.texts[k]!.texts);
      columns[name] = { kind: 'text', codes: Uint32Array.from(tupleOf, (tuple) => codeOf[this.tuples.tuples[tuple]![k]!]!), ...dictionary };
    });
    costMetrics.forEach((metric, k) => (columns[metric] = { kind: 'number', values: valuesOf(this.sums[k]!) }));
    columns[countColumn] = { kind: 'number', values: valuesOf(this.counts) };
    return { rows: tupleOf.length, columns };
  }

  private cellIds(groups: RowGroups, days: GroupPart, { parts, texts }: { parts: GroupPart[]; texts: TextData[] }): Int32Array {
    const local = new TupleIndex(parts.length);
    const global: number[] = [];
    const maps = texts.map((column, k) => indexTexts(column, this.texts[k]!));
    return groups.first.map((row) => {
      const codes = parts.map((part) => valueInGroup(part, row));
      const id = local.idOf(codes);
      global[id] ??= this.tuples.idOf(codes.map((code, k) => maps[k]![code]!));
      return this.cellOf(global[id], valueInGroup(days, row));
    });
  }

  private cellOf(tuple: number, day: number): number {
    const known = this.cells.size;
    const cell = this.cells.idOf(tuple, day);
    this.budget.left -= this.cells.size - known;
    return cell;
  }

  /** Adds to all metrics that have the same values. */
  private addMetric(targets: readonly SumTable[], page: { groups: RowGroups; ids: Int32Array }, values: NumberData): void {
    this.scratch.clear(page.groups.count);
    this.scratch.addRows(page.groups, values);
    for (const target of targets) page.ids.forEach((id, group) => target.add(id, this.scratch.get(group)));
  }
}

function dayColumn(days: readonly number[], firstDay: number): TextColumn {
  const texts = Array.from({ length: daysInMonth }, (_, day) => `${dayText(firstDay + day)}T00:00:00Z`);
  const { codeOf, ...dictionary } = encodeTexts(texts);
  return { kind: 'text', codes: Uint32Array.from(days, (day) => codeOf[day]!), ...dictionary };
}

function sumByTuple(table: SumTable, tupleOf: readonly number[]): Float64Array {
  const sums = new SumTable();
  tupleOf.forEach((tuple, cell) => sums.add(tuple, table.get(cell)));
  return sums.values(tupleOf.reduce((size, tuple) => Math.max(size, tuple + 1), 0));
}

/** Gives each text of a column its number in `index`. */
function indexTexts(column: TextData, index: TextIndex): Int32Array {
  return Int32Array.from(column.dictionary.decode(), (text) => index.idOf(text));
}
