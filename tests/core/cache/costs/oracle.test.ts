import { Decimal as AnyDecimal } from 'decimal.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { epochDay } from '#core/cache/costs/calendar.ts';
import { filterTest } from '#core/cache/costs/filter.ts';
import { type CostFilter, type CostQuery, costQuerySchema } from '#shared/model/cost.ts';
import { ask, load, openStore } from './store-fixture.ts';

const Decimal = AnyDecimal.clone({ precision: 80 });
type Decimal = AnyDecimal;
type Row = Record<string, string | number | null>;

const text = (...values: string[]) => fc.option(fc.constantFrom(...values), { nil: null });
const amount = fc.oneof(
  fc.double({ min: -1e9, max: 1e9, noNaN: true }),
  fc.integer({ min: -1e7, max: 1e7 }).map((n) => n / 1e11),
  fc.constantFrom(0, 1e15, -1e15, 0.1),
);

const rowArbitrary = fc.record({
  BillingCurrency: fc.constantFrom('USD', 'EUR'),
  ChargePeriodStart: fc.constantFrom(
    '2024-01-31T23:00:00Z',
    '2024-02-01T00:00:00Z',
    '2024-02-29T12:00:00Z',
    '2024-02-29T13:00:00Z',
    '2024-03-01T00:00:00Z',
  ),
  BilledCost: amount,
  EffectiveCost: fc.option(amount, { nil: null }),
  ServiceName: text('EC2', 'S3', 'Ünïcode ☃'),
  SubAccountId: text('1', '2'),
  RegionId: text('eu-west-1'),
  SkuId: text('a', 'b', 'c'),
  Tags: text('{"team":"x","env":"prod"}', '{"team":"y"}', '{"team":""}', 'not json', '{}'),
});

const dimensions = [
  'ServiceName',
  'SubAccountId',
  'RegionId',
  'SkuId',
  'tag:team',
  'tag:env',
  'ConnectionId',
  'ResourceId',
  'BillingCurrency',
] as const;
const filterArbitrary: fc.Arbitrary<CostFilter> = fc.record({
  dimension: fc.constantFrom(...dimensions),
  op: fc.constantFrom('in', 'notIn', 'contains'),
  values: fc.array(fc.constantFrom('EC2', 's', '1', 'eu', 'a', 'x', '', 'c1', 'EUR', null), { minLength: 1, maxLength: 3 }),
});
const day = fc.option(fc.constantFrom('2024-01-31', '2024-02-01', '2024-02-29', '2024-03-01', '2024-03-02'), { nil: null });
const queryArbitrary = fc.record({
  range: fc.record({ start: day, end: day }),
  granularity: fc.constantFrom('daily', 'monthly', 'total'),
  metric: fc.constantFrom('BilledCost', 'EffectiveCost'),
  groupBy: fc.uniqueArray(fc.constantFrom(...dimensions), { maxLength: 3 }),
  filters: fc.array(filterArbitrary, { maxLength: 3 }),
});

function valueOf(row: Row, dimension: string): string | null {
  if (dimension === 'ConnectionId') return 'c1';
  if (!dimension.startsWith('tag:')) return (row[dimension] as string | null | undefined) ?? null;
  try {
    return (JSON.parse(String(row.Tags)) as Record<string, string>)[dimension.slice(4)] ?? null;
  } catch {
    return null;
  }
}

function matches(row: Row, { range, filters }: CostQuery): boolean {
  const day = epochDay(String(row.ChargePeriodStart))!;
  if (range.start !== null && day < epochDay(range.start)!) return false;
  if (range.end !== null && day >= epochDay(range.end)!) return false;
  return filters.every((filter) => filterTest(filter)(valueOf(row, filter.dimension)));
}

/** The same query by exact decimal arithmetic, one row at a time. */
function expected(rows: Row[], query: CostQuery): Map<string, { sum: Decimal; size: Decimal }> {
  const length = { daily: 10, monthly: 7, total: 0 }[query.granularity];
  const sums = new Map<string, { sum: Decimal; size: Decimal }>();
  for (const row of rows.filter((row) => matches(row, query))) {
    const period = length === 0 ? null : String(row.ChargePeriodStart).slice(0, length);
    const name = JSON.stringify([period, row.BillingCurrency, ...query.groupBy.map((dimension) => valueOf(row, dimension))]);
    const value = new Decimal((row[query.metric] as number | null) ?? 0);
    const { sum, size } = sums.get(name) ?? { sum: new Decimal(0), size: new Decimal(0) };
    sums.set(name, { sum: sum.plus(value), size: size.plus(value.abs()) });
  }
  return sums;
}

describe('cost queries', () => {
  it('equal exact decimal sums, whether a rollup or the rows answer', () => {
    fc.assert(
      fc.property(
        fc.array(rowArbitrary, { minLength: 1, maxLength: 40 }),
        fc.array(queryArbitrary, { minLength: 1, maxLength: 6 }),
        fc.integer({ min: 1, max: 40 }),
        (rows, queries, size) => {
          const { store, db } = openStore();
          load(store, rows, { size });
          for (const partial of queries) {
            const query = costQuerySchema.parse(partial);
            const sums = expected(rows, query);
            const result = ask(store, query);
            expect(result.rows.map(({ period, currency, groups }) => JSON.stringify([period, currency, ...groups])).toSorted()).toEqual(
              [...sums.keys()].toSorted(),
            );
            expect(result.chargeRows).toBe(rows.filter((row) => matches(row, query)).length);
            for (const { period, currency, groups, value } of result.rows) {
              const { sum, size } = sums.get(JSON.stringify([period, currency, ...groups]))!;
              // A sum of doubles that cancel keeps the error of its largest term, so that is what the tolerance is relative to.
              expect(sum.minus(value).abs().toNumber()).toBeLessThanOrEqual(Math.max(sum.abs().toNumber() * 1e-9, size.toNumber() * 3e-16));
            }
          }
          db.close();
        },
      ),
      { numRuns: 60 },
    );
  });

  it('keep the small terms beside large ones that cancel', () => {
    const { store } = openStore();
    load(
      store,
      [1e16, 1.25, -1e16, 0.5, 1e-11].map((BilledCost) => ({ BilledCost })),
    );
    expect(ask(store, { metric: 'BilledCost' }).rows[0]!.value).toBe(1.75000000001);
  });
});
