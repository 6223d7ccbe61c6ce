import { DuckDBInstance } from '@duckdb/node-api';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { costQuerySchema } from '#shared/model/cost.ts';
import { createDuckTable } from '#tests/bench/cost-duckdb.ts';
import { costBatches, resourcesFor } from '#tests/bench/cost-rows.ts';
import { ask, openStore, outcome } from './store-fixture.ts';

const rows = 20_000;

const dimension = fc.constantFrom(
  'ServiceName',
  'ServiceCategory',
  'SubAccountId',
  'RegionId',
  'ChargeCategory',
  'SkuId',
  'CommitmentDiscountId',
  'tag:team',
  'tag:environment',
);
const queries = fc.record({
  range: fc.record({ start: fc.constantFrom(null, '2024-02-10', '2024-05-01'), end: fc.constantFrom(null, '2024-08-01', '2025-01-17') }),
  granularity: fc.constantFrom('daily', 'monthly', 'total'),
  metric: fc.constantFrom('BilledCost', 'EffectiveCost', 'ListCost', 'ContractedCost'),
  groupBy: fc.uniqueArray(dimension, { maxLength: 3 }),
  filters: fc.array(
    fc.record({
      dimension,
      op: fc.constantFrom('in', 'notIn', 'contains'),
      values: fc.array(
        fc.constantFrom('Service 3', 'Service 7', 'Compute', '50000003', 'eu-west-1', 'Usage', 'Tax', 'team-3', 'prod', null),
        { minLength: 1, maxLength: 4 },
      ),
    }),
    { maxLength: 2 },
  ),
});

const column = (name: string) => (name.startsWith('tag:') ? `json_extract_string(Tags, '$."${name.slice(4)}"')` : name);

function condition(dimension: string, op: string, values: (string | null)[]): string {
  const texts = values.filter((value) => value !== null).map((value) => `'${value}'`);
  const isNull = values.includes(null);
  const any =
    op === 'contains'
      ? texts.map((text) => `contains(lower(${column(dimension)}), lower(${text}))`)
      : texts.length
        ? [`${column(dimension)} IN (${texts.join()})`]
        : [];
  const accepts =
    [...any, ...(isNull ? [`${column(dimension)} IS NULL`] : [])].map((test) => `coalesce(${test}, false)`).join(' OR ') || 'false';
  return op === 'notIn' ? `NOT (${accepts})` : `(${accepts})`;
}

it('agrees with DuckDB on queries over the same rows', async () => {
  const { store } = openStore();
  const resources = resourcesFor(rows);
  store.begin({ connectionId: 'c', scope: '', run: 'r', resume: false });
  for (const batch of costBatches(resources, rows, 3000)) store.append({ run: 'r', batch, cursor: null });
  store.commit({ run: 'r', report: null, rates: [], ...outcome });
  const instance = await DuckDBInstance.create(':memory:');
  const duck = await instance.connect();
  await createDuckTable(duck, resources, rows);
  await fc.assert(
    fc.asyncProperty(queries, async (partial) => {
      const query = costQuerySchema.parse(partial);
      const period = { daily: "strftime(ChargePeriodStart, '%Y-%m-%d')", monthly: "strftime(ChargePeriodStart, '%Y-%m')", total: 'NULL' }[
        query.granularity
      ];
      const where = [
        'true',
        ...(query.range.start ? [`ChargePeriodStart >= '${query.range.start}'`] : []),
        ...(query.range.end ? [`ChargePeriodStart < '${query.range.end}'`] : []),
        ...query.filters.map(({ dimension, op, values }) => condition(dimension, op, values)),
      ];
      const keys = [period, 'BillingCurrency', ...query.groupBy.map(column)];
      const reader = await duck.runAndReadAll(
        `SELECT ${keys.join()}, fsum(${query.metric}), count(*) FROM costs WHERE ${where.join(' AND ')} GROUP BY ${keys.map((_, k) => k + 1).join()}`,
      );
      const theirs = new Map(
        reader.getRows().map((row) => [JSON.stringify(row.slice(0, -2)), { sum: Number(row.at(-2)), count: Number(row.at(-1)) }]),
      );
      const result = ask(store, query);
      expect(result.rows.map(({ period, currency, groups }) => JSON.stringify([period, currency, ...groups])).toSorted()).toEqual(
        [...theirs.keys()].toSorted(),
      );
      expect(result.chargeRows).toBe([...theirs.values()].reduce((sum, { count }) => sum + count, 0));
      for (const { period, currency, groups, value } of result.rows) {
        const { sum } = theirs.get(JSON.stringify([period, currency, ...groups]))!;
        expect(Math.abs(value - sum)).toBeLessThanOrEqual(Math.abs(sum) * 1e-9 + 1e-9);
      }
    }),
    { numRuns: 60 },
  );
  instance.closeSync();
});
