import type { CostQuery, ExchangeRate } from '#shared/model/cost.ts';
import type { MonthComparison, Overview } from '#shared/model/overview.ts';
import { dayText, monthStart, shiftMonth } from './calendar.ts';
import { SumTable } from './compensated-sum.ts';
import type { LiveSegment } from './load-table.ts';
import type { Converter } from './rates.ts';
import type { ScanQuery, ScanResult } from './scan.ts';

/** Services listed per currency. */
const servicesShown = 10;
const metric: CostQuery['metric'] = 'EffectiveCost';

export type OverviewCost = Pick<Overview, 'cost' | 'topServices' | 'ratesUsed'>;

/** The two months compared, as epoch days: `previous` ≤ day < `start` is the month before, `start` ≤ day < `through` this one. */
interface Months {
  month: string;
  previous: number;
  start: number;
  through: number;
}

/** One service on one day, in the currency shown. */
interface Daily {
  service: string | null;
  currency: string;
  day: number;
  value: number;
}

/** What the overview sums: both months by day and service, which the service rollup answers. */
export function overviewScan(live: readonly LiveSegment[]): { scan: ScanQuery; month: string } | null {
  const month = live.reduce((newest, segment) => (segment.month > newest ? segment.month : newest), '');
  if (month === '') return null;
  const range = { start: `${shiftMonth(month, -1)}-01`, end: `${shiftMonth(month, 1)}-01` };
  return { month, scan: { range, filters: [], groupBy: ['ServiceName'], metric, granularity: 'daily' } };
}

/** Both months per currency, with the services that cost most. */
export function compareMonths(scan: ScanResult, month: string, converter: Converter): OverviewCost {
  const days = scan.seriesOf.map((id, cell): Daily => {
    const { currency, groups } = scan.series[id]!;
    const shown = converter.to(currency);
    return { service: groups[0]!, currency: shown.currency, day: scan.dayOf[cell]!, value: scan.value(cell) * shown.factor };
  });
  const start = monthStart(month);
  const newest = days.reduce((latest, { day }) => Math.max(latest, day), start);
  const months = { month, start, previous: monthStart(shiftMonth(month, -1)), through: newest + 1 };
  const byCurrency = [...Map.groupBy(days, ({ currency }) => currency)].toSorted(([a], [b]) => a.localeCompare(b));
  return {
    cost: byCurrency.map(([currency, own]) => comparison(currency, own, months)),
    topServices: byCurrency.flatMap(([currency, own]) => topServices(currency, own, months)),
    ratesUsed: [...converter.used.values()] satisfies ExchangeRate[],
  };
}

function dailySums(days: readonly Daily[], first: number, end: number): number[] {
  const sums = new SumTable();
  for (const { day, value } of days) if (day >= first && day < end) sums.add(day - first, value);
  return Array.from({ length: end - first }, (_, index) => sums.get(index));
}

function sumOf(values: readonly number[]): number {
  const sums = new SumTable();
  for (const value of values) sums.add(0, value);
  return sums.get(0);
}

function comparison(currency: string, days: readonly Daily[], { month, previous, start, through }: Months): MonthComparison {
  const daily = dailySums(days, start, through);
  const previousDaily = dailySums(days, previous, start);
  return {
    currency,
    month,
    through: dayText(through),
    value: sumOf(daily),
    previousSamePeriod: sumOf(previousDaily.slice(0, daily.length)),
    previousFull: sumOf(previousDaily),
    daily,
    previousDaily,
  };
}

function topServices(currency: string, days: readonly Daily[], { previous, start, through }: Months): Overview['topServices'] {
  const sameUntil = Math.min(start, previous + through - start);
  return Array.from(
    Map.groupBy(days, ({ service }) => service),
    ([service, own]) => ({
      service,
      currency,
      value: sumOf(dailySums(own, start, through)),
      previous: sumOf(dailySums(own, previous, sameUntil)),
    }),
  )
    .toSorted((a, b) => b.value - a.value)
    .slice(0, servicesShown);
}
