import type { CostFilter, CostQuery, CostRange } from '#shared/model/cost.ts';
import { countRows, SumTable } from './compensated-sum.ts';
import { countColumn } from './cube.ts';
import { type DimensionView, dimensionView } from './dimension.ts';
import { filtersByDimension } from './filter.ts';
import { type GroupPart, groupRows, leftOut, type RowGroups, valueInGroup } from './group-rows.ts';
import type { LiveSegment } from './load-table.ts';
import { PairIndex } from './pair-index.ts';
import { contains, planScan, spanOf } from './plan.ts';
import type { Segments } from './segments.ts';
import type { TextTable } from './text-table.ts';
import { TupleIndex } from './tuple-index.ts';

/** What to sum. `metric` null counts rows only. */
export interface ScanQuery {
  range: CostRange;
  filters: readonly CostFilter[];
  groupBy: readonly string[];
  metric: CostQuery['metric'] | null;
  granularity: CostQuery['granularity'];
}

/** One combination of currency and values of `groupBy`. */
export interface Series {
  currency: string;
  groups: (string | null)[];
}

/** Sums by series and period: cell `i` belongs to `series[seriesOf[i]]` and the period that starts on epoch day `dayOf[i]`. */
export interface ScanResult {
  series: Series[];
  seriesOf: readonly number[];
  /** 0 for granularity `total`. */
  dayOf: readonly number[];
  value: (cell: number) => number;
  /** Charge rows in a cell. */
  rows: (cell: number) => number;
}

/** How a segment looks to a query: its dimensions, and what its rows are grouped and filtered by. */
interface SegmentView {
  segment: LiveSegment;
  views: DimensionView[];
  parts: GroupPart[];
  /** Set when days are told apart. */
  days: GroupPart | null;
}

/** Sums over segments, column by column. */
export class Scan {
  private readonly segments: Segments;
  private readonly query: ScanQuery;
  private readonly names: string[];
  private readonly filters: ReturnType<typeof filtersByDimension>;
  private readonly series: TupleIndex;
  private tables: TextTable[] = [];
  private readonly cells = new PairIndex();
  private readonly sums = new SumTable();
  private readonly counts = new SumTable();
  private readonly scratch = new SumTable();

  constructor(segments: Segments, query: ScanQuery) {
    this.segments = segments;
    this.query = query;
    this.names = ['BillingCurrency', ...query.groupBy];
    this.filters = filtersByDimension(query.filters);
    this.series = new TupleIndex(this.names.length);
  }

  /** Sums over all live rows that match. */
  run(live: readonly LiveSegment[]): ScanResult {
    this.segments.trim();
    const dimensions = new Set([...this.query.groupBy, ...this.filters.keys()]);
    const needs = { span: spanOf(this.query.range), dimensions, daily: this.query.granularity === 'daily' };
    for (const segment of planScan(live, needs)) this.scanSegment(segment);
    const cells = Array.from({ length: this.cells.size }, (_, cell) => this.cells.pair(cell));
    return {
      series: this.series.tuples.map((ids) => {
        const [currency, ...groups] = ids.map((id, k) => this.tables[k]!.texts[id]!);
        return { currency: currency ?? '', groups };
      }),
      seriesOf: cells.map(([series]) => series),
      dayOf: cells.map(([, day]) => day),
      value: (cell) => this.sums.get(cell),
      rows: (cell) => this.counts.get(cell),
    };
  }

  private scanSegment(segment: LiveSegment): void {
    const view = this.viewOf(segment);
    if (!view) return;
    this.tables = view.views.map(({ table }) => table);
    const groups = groupRows(view.parts, segment.rows);
    if (groups.count > 0) this.addGroups(segment, groups, this.cellIds(view, groups));
  }

  /** Null when a filter lets nothing of the segment pass. */
  private viewOf(segment: LiveSegment): SegmentView | null {
    const views = this.names.map((name) => dimensionView(this.segments, segment, name));
    const grouped = views.map(
      (view, k) => this.filters.get(this.names[k]!)?.apply(view, true) ?? (this.filters.has(this.names[k]!) ? null : view),
    );
    const filtered = Array.from(this.filters).flatMap(([name, filter]) =>
      this.names.includes(name) ? [] : [filter.apply(dimensionView(this.segments, segment, name), false)],
    );
    const parts = [...filtered, ...grouped].filter((part) => part !== null);
    if (parts.length < filtered.length + grouped.length) return null;
    const days = dayPart(this.segments, segment, this.query);
    if (days) parts.push(days);
    return { segment, views, parts, days: this.query.granularity === 'daily' ? days : null };
  }

  private cellIds({ segment, views, days }: SegmentView, groups: RowGroups): Int32Array {
    const periodStart = this.query.granularity === 'total' ? 0 : segment.monthStart;
    const tuple = views.map(() => 0);
    return groups.first.map((row) => {
      for (let k = 0; k < views.length; k += 1) tuple[k] = views[k]!.ids[valueInGroup(views[k]!, row)]!;
      const series = this.series.idOf(tuple);
      return this.cells.idOf(series, days ? segment.firstDay + valueInGroup(days, row) : periodStart);
    });
  }

  private addGroups(segment: LiveSegment, groups: RowGroups, ids: Int32Array): void {
    const { metric } = this.query;
    const local = (name: string) => {
      this.scratch.clear(groups.count);
      this.scratch.addRows(groups, this.segments.numbers(segment, name));
      return this.scratch;
    };
    if (segment.cube === '') countRows(groups).forEach((count, group) => this.counts.add(ids[group]!, count));
    else addAll(this.counts, ids, local(countColumn));
    if (metric) addAll(this.sums, ids, local(metric));
  }
}

/** Days told apart or left out; null when the whole segment is one period and in the range. */
export function dayPart(segments: Segments, segment: LiveSegment, query: Pick<ScanQuery, 'range' | 'granularity'>): GroupPart | null {
  const span = spanOf(query.range);
  const daily = query.granularity === 'daily';
  if (!daily && contains(span, segment)) return null;
  const column = segments.dimension(segment, 'ChargePeriodStart');
  const value = (day: number) => (daily ? Math.max(0, day - segment.firstDay) : 0);
  const days = column.ids.map((id) => column.table.dayOf(id));
  const map = days.map((day, code) => (code > 0 && (day < span.first || day >= span.end) ? leftOut : value(day)));
  return { column, map, size: daily ? segment.lastDay - segment.firstDay + 1 : 1 };
}

function addAll(target: SumTable, ids: Int32Array, local: SumTable): void {
  ids.forEach((id, group) => target.add(id, local.get(group)));
}
