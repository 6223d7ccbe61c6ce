import type { Database } from 'better-sqlite3-multiple-ciphers';
import type { CostFilter } from '#shared/model/cost.ts';
import type { CacheApi } from '../cache-api.ts';
import type { SetsRepository } from '../sets-repository.ts';
import { ColumnCache } from './column-cache.ts';
import { exportTable } from './export.ts';
import { chargeTable, resultTable } from './export-chunks.ts';
import { type HeldMonth, readInventory, readMonths } from './inventory.ts';
import { LoadTable } from './load-table.ts';
import { compareMonths, overviewScan } from './overview.ts';
import { Converter, storedRates } from './rates.ts';
import { Removal } from './removal.ts';
import { Reports } from './reports.ts';
import { resultRows } from './result-rows.ts';
import { queryRows } from './row-query.ts';
import { Scan } from './scan.ts';
import { Segments } from './segments.ts';
import { Writer } from './writer.ts';

/** The cost rows of the cache, with what opening, eviction and forgetting need of them. */
export type CostStore = CacheApi['costs'] & {
  /** Months shown, oldest first, with their rows and bytes in the database. Removes what replaced loads left first. */
  months(): HeldMonth[];
  /** Removes a month of a connection; returns its rows. */
  dropMonth(held: Pick<HeldMonth, 'connectionId' | 'month'>): number;
  /** Removes all loads of a connection, also unfinished ones, with reports and rates; returns the visible rows removed. */
  forget(connectionId: string): number;
  dropScope(connectionId: string, scope: string): number;
  rowCount(): number;
  /** At open: drops staged rows of reads that cannot go on; returns how many reads. */
  discardUnfinished(): number;
};

type Query = Parameters<CacheApi['costs']['query']>[0];
type Values = Parameters<CacheApi['costs']['values']>[0];
type Overview = Parameters<CacheApi['costs']['overview']>[0];
type Export = Parameters<CacheApi['costs']['export']>[0];
type Total = Parameters<CacheApi['costs']['total']>[0];

/** Reads of the store. Each runs in one read transaction, so that it sees one state of the database. */
class CostReader {
  readonly db: Database;
  readonly sets: SetsRepository;
  readonly loads: LoadTable;
  readonly segments: Segments;

  constructor(db: Database, sets: SetsRepository, segments: Segments) {
    this.db = db;
    this.sets = sets;
    this.segments = segments;
    this.loads = new LoadTable(db);
  }

  snapshot<T>(read: () => T): T {
    return this.db.transaction(read)();
  }

  /** Freshness of the cost sets that a query can see. */
  setsOf(filters: readonly CostFilter[] = []) {
    const sets = this.sets.list({ dataSet: 'costs' });
    const own = filters.filter(({ dimension, op }) => dimension === 'ConnectionId' && op === 'in');
    return sets.filter(({ connectionId }) => own.every(({ values }) => values.includes(connectionId)));
  }

  query({ query, rates }: Query) {
    const scan = new Scan(this.segments, query).run(this.loads.liveSegments());
    const target = query.currency === 'apart' ? null : query.currency.convertTo;
    const converter = new Converter(target, [rates, storedRates(this.db)]);
    return {
      rows: resultRows(scan, query, converter),
      ratesUsed: [...converter.used.values()],
      currenciesWithoutRate: [...converter.without],
      chargeRows: scan.seriesOf.reduce((sum, _, cell) => sum + scan.rows(cell), 0),
      sets: this.setsOf(query.filters),
    };
  }

  values({ dimension, search, range, limit }: Values) {
    const filters = search === '' ? [] : [{ dimension, op: 'contains', values: [search] } as CostFilter];
    const scan = new Scan(this.segments, { range, filters, groupBy: [dimension], metric: null, granularity: 'total' });
    const { series, seriesOf, rows } = scan.run(this.loads.liveSegments());
    const totals = new Map<string | null, number>();
    seriesOf.forEach((id, cell) => {
      const value = series[id]!.groups[0]!;
      totals.set(value, (totals.get(value) ?? 0) + rows(cell));
    });
    return Array.from(totals, ([value, total]) => ({ value, total }))
      .toSorted((a, b) => b.total - a.total || (a.value ?? '').localeCompare(b.value ?? ''))
      .slice(0, limit);
  }

  total({ filters, range, metric }: Total) {
    const scan = new Scan(this.segments, { range, filters, groupBy: [], metric, granularity: 'total' });
    const { series, seriesOf, value } = scan.run(this.loads.liveSegments());
    return seriesOf.map((id, cell) => ({ currency: series[id]!.currency, value: value(cell) }));
  }

  overview({ currency, rates }: Overview) {
    const live = this.loads.liveSegments();
    const plan = overviewScan(live);
    if (!plan) return { cost: [], topServices: [], ratesUsed: [] };
    return compareMonths(new Scan(this.segments, plan.scan).run(live), plan.month, new Converter(currency, [rates, storedRates(this.db)]));
  }

  /** The table of an export. Charge rows come in file order. */
  table(what: Export['what']) {
    if ('query' in what)
      return resultTable(
        this.snapshot(() => this.query(what).rows),
        what.query,
      );
    const snapshot = <T>(read: () => T) => this.snapshot(read);
    return chargeTable({ segments: this.segments, live: this.loads.liveSegments(), snapshot }, what.rows);
  }
}

/**
 * The cost store over an open database that has the tables of `costsMigration`. Calls are synchronous, except `export`.
 * @param cache bound of decoded columns kept in memory
 */
export function createCostStore(db: Database, sets: SetsRepository, cache: ColumnCache = new ColumnCache()): CostStore {
  const segments = new Segments(db, cache);
  const reader = new CostReader(db, sets, segments);
  const { loads } = reader;
  const removal = new Removal(db, loads, segments);
  const reports = new Reports(db);
  const writer = new Writer({ db, sets, loads, segments, removal, reports });
  const drop = (connectionId: string, scope?: string) =>
    db.transaction(() => {
      reports.remove(connectionId, scope);
      return removal.dropLoads(loads.of(connectionId, scope));
    })();
  return {
    begin: (options) => writer.begin(options),
    append: (options) => writer.append(options),
    commit: (options) => writer.commit(options),
    abort: ({ run }) => writer.abort(run),
    inventory: () => reader.snapshot(() => ({ ...readInventory(db), sets: reader.setsOf() })),
    query: (options) => reader.snapshot(() => reader.query(options)),
    rows: (query) => reader.snapshot(() => ({ ...queryRows(segments, loads.liveSegments(), query), sets: reader.setsOf(query.filters) })),
    values: (options) => reader.snapshot(() => reader.values(options)),
    total: (options) => reader.snapshot(() => reader.total(options)),
    overview: (options) => reader.snapshot(() => ({ ...reader.overview(options), sets: reader.setsOf() })),
    export: async ({ path, format, what }) => exportTable(path, format, reader.table(what)),
    report: ({ connectionId }) => reports.latest(connectionId),
    badRows: (options) => reports.badRows(options),
    months: () => {
      removal.purge();
      return readMonths(db);
    },
    dropMonth: (held) => removal.dropMonth(held),
    forget: (connectionId) => drop(connectionId),
    dropScope: (connectionId, scope) => drop(connectionId, scope),
    rowCount: () => readInventory(db).rows,
    discardUnfinished: () => writer.discardUnfinished(),
  };
}
