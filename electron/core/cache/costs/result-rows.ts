import type { CostQuery, CostRow } from '#shared/model/cost.ts';
import { dayText, monthText } from './calendar.ts';
import { SumTable } from './compensated-sum.ts';
import type { Converter } from './rates.ts';
import type { ScanResult, Series } from './scan.ts';

type OutputSeries = Series & { other: boolean };

/** The series that rows are made of: after conversion, and with the small ones put together. */
interface Output {
  series: OutputSeries[];
  /** Output series and conversion factor of each scanned series. */
  target: number[];
  factor: number[];
}

class SeriesList {
  readonly all: OutputSeries[] = [];
  private readonly known = new Map<string, number>();

  idOf(series: OutputSeries): number {
    const name = JSON.stringify([series.other, series.currency, ...series.groups]);
    let id = this.known.get(name);
    if (id === undefined) this.known.set(name, (id = this.all.push(series) - 1));
    return id;
  }
}

function converted(scan: ScanResult, converter: Converter): Output {
  const list = new SeriesList();
  const conversions = scan.series.map(({ currency }) => converter.to(currency));
  const target = scan.series.map(({ groups }, id) => list.idOf({ currency: conversions[id]!.currency, groups, other: false }));
  return { series: list.all, target, factor: conversions.map(({ factor }) => factor) };
}

function totalsOf(scan: ScanResult, { target, factor }: Output): SumTable {
  const totals = new SumTable();
  scan.seriesOf.forEach((series, cell) => totals.add(target[series]!, scan.value(cell) * factor[series]!));
  return totals;
}

/** Replaces all but the `top` largest series of each currency by one: totals of two currencies are not comparable. */
function withOther(output: Output, totals: SumTable, top: number): Output {
  const ids = output.series.map((_, id) => id);
  const size = (id: number) => Math.abs(totals.get(id));
  const kept = new Set(
    [...Map.groupBy(ids, (id) => output.series[id]!.currency).values()].flatMap((own) =>
      own.toSorted((a, b) => size(b) - size(a)).slice(0, top),
    ),
  );
  const list = new SeriesList();
  const replaced = output.series.map((series, id) =>
    list.idOf(kept.has(id) ? series : { currency: series.currency, groups: series.groups.map(() => null), other: true }),
  );
  return { ...output, series: list.all, target: output.target.map((id) => replaced[id]!) };
}

function compareTexts(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}

/** Place of each series: by currency, then total, largest first, the others last. */
function ranks(series: readonly OutputSeries[], totals: SumTable): Int32Array {
  const size = (id: number) => (series[id]!.other ? -1 : Math.abs(totals.get(id)));
  const order = series
    .map((_, id) => id)
    .toSorted((a, b) => compareTexts(series[a]!.currency, series[b]!.currency) || size(b) - size(a) || a - b);
  const rank = new Int32Array(series.length);
  order.forEach((id, place) => (rank[id] = place));
  return rank;
}

function periodText(day: number, granularity: CostQuery['granularity']): string | null {
  if (granularity === 'total') return null;
  return granularity === 'daily' ? dayText(day) : monthText(day);
}

interface Cell {
  day: number;
  series: number;
}

function sumCells(scan: ScanResult, { target, factor, series }: Output): { cells: Cell[]; sums: SumTable } {
  const known = new Map<number, number>();
  const cells: Cell[] = [];
  const sums = new SumTable();
  scan.seriesOf.forEach((from, cell) => {
    const entry = { day: scan.dayOf[cell]!, series: target[from]! };
    const key = entry.day * series.length + entry.series;
    let id = known.get(key);
    if (id === undefined) known.set(key, (id = cells.push(entry) - 1));
    sums.add(id, scan.value(cell) * factor[from]!);
  });
  return { cells, sums };
}

/** Rows of a cost result, ordered by period, then currency, then the total of the group, largest first, the others last. */
export function resultRows(scan: ScanResult, query: CostQuery, converter: Converter): CostRow[] {
  const all = converted(scan, converter);
  const totals = totalsOf(scan, all);
  const output = query.top === null ? all : withOther(all, totals, query.top);
  const rank = ranks(output.series, output === all ? totals : totalsOf(scan, output));
  const { cells, sums } = sumCells(scan, output);
  const periods = new Map<number, string | null>();
  const period = (day: number) => {
    if (!periods.has(day)) periods.set(day, periodText(day, query.granularity));
    return periods.get(day)!;
  };
  return cells
    .map((cell, id) => ({ cell, id }))
    .sort((a, b) => a.cell.day - b.cell.day || rank[a.cell.series]! - rank[b.cell.series]!)
    .map(({ cell: { day, series }, id }) => {
      const { currency, groups, other } = output.series[series]!;
      return { period: period(day), groups, other, currency, value: sums.get(id) };
    });
}
