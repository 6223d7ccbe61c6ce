import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { type CostStore, createCostStore } from '#core/cache/costs/cost-store.ts';
import { migrate } from '#core/cache/migrate.ts';
import { migrations } from '#core/cache/migrations/index.ts';
import { createSetsRepository, type SetsRepository } from '#core/cache/sets-repository.ts';
import { openSqlite, type Sqlite } from '#core/cache/sqlite.ts';
import { BatchBuilder, type CostRowInput } from '#core/capabilities/batch-builder.ts';
import { type CostQuery, costQuerySchema, costRowsQuerySchema, type ExchangeRate } from '#shared/model/cost.ts';
import { tempFolder } from '#tests/helpers/temp-folder.ts';

const key = '0123456789abcdef'.repeat(4);

export interface StoreFixture {
  db: Sqlite;
  sets: SetsRepository;
  store: CostStore;
  path: string;
}

/** A cost store over a real encrypted database; give `path` to open one again. */
export function openStore(path = join(tempFolder(), 'cache.db')): StoreFixture {
  const db = openSqlite(path, key);
  onTestFinished(() => void db.close());
  migrate(db, migrations);
  const sets = createSetsRepository(db);
  return { db, sets, store: createCostStore(db, sets), path };
}

/** A page of charges; what a row leaves out gets a plain value. */
export function page(rows: readonly CostRowInput[]) {
  const builder = new BatchBuilder();
  for (const row of rows) {
    builder.add({
      BillingCurrency: 'USD',
      ChargePeriodStart: '2024-09-18T00:00:00Z',
      BilledCost: 1,
      EffectiveCost: row.BilledCost ?? 1,
      ...row,
    });
  }
  return builder.take();
}

const outcome = { at: 1000, staleAfter: 2000, nextRefresh: null };
let runs = 0;

/** Reads a scope from beginning to end, `size` rows a page. */
export function load(
  store: CostStore,
  rows: readonly CostRowInput[],
  { connectionId = 'c1', scope = '', size = 1000, rates = [] as ExchangeRate[] } = {},
): void {
  const run = `run-${(runs += 1)}`;
  store.begin({ connectionId, scope, run, resume: false });
  for (let at = 0; at < rows.length; at += size) store.append({ run, batch: page(rows.slice(at, at + size)), cursor: null });
  store.commit({ run, report: null, rates, ...outcome });
}

export function ask(store: CostStore, query: Partial<CostQuery>, rates: ExchangeRate[] = []) {
  return store.query({ query: costQuerySchema.parse(query), rates });
}

export function askRows(store: CostStore, query: object) {
  return store.rows(costRowsQuerySchema.parse(query));
}

export { outcome };
