import type { Database } from 'better-sqlite3-multiple-ciphers';
import { failure } from '#shared/errors/app-error.ts';
import type { ExchangeRate } from '#shared/model/cost.ts';
import type { CacheApi } from '../cache-api.ts';
import type { SetsRepository } from '../sets-repository.ts';
import { epochDay } from './calendar.ts';
import type { Load, LoadTable } from './load-table.ts';
import { splitByMonth, viewColumns } from './month-split.ts';
import type { Removal } from './removal.ts';
import type { Reports } from './reports.ts';
import { gatheredColumns, type MonthFacts, RunState } from './run-state.ts';
import type { Segments } from './segments.ts';

/** Largest page accepted: the engine works on whole segments. */
const pageLimit = 1 << 20;

type Begin = Parameters<CacheApi['costs']['begin']>[0];
type Append = Parameters<CacheApi['costs']['append']>[0];
type Commit = Parameters<CacheApi['costs']['commit']>[0];

/** The parts of the store that a read writes through. */
export interface WriterParts {
  db: Database;
  sets: SetsRepository;
  loads: LoadTable;
  segments: Segments;
  removal: Removal;
  reports: Reports;
}

/** Replacing reads: rows are staged page by page and shown all at once by `commit`. */
export class Writer {
  private readonly parts: WriterParts;
  private readonly running = new Map<string, RunState>();

  constructor(parts: WriterParts) {
    this.parts = parts;
  }

  begin({ connectionId, scope, run, resume }: Begin): void {
    const { db, loads } = this.parts;
    if (resume && loads.byRun(run)?.state === 'staged') return;
    db.transaction(() => {
      this.dropStaged(loads.of(connectionId, scope));
      db.prepare(`INSERT INTO cost_loads (run, connection_id, scope, state) VALUES (?, ?, ?, 'staged')`).run(run, connectionId, scope);
    })();
    this.running.set(run, new RunState());
  }

  append({ run, batch, cursor }: Append): void {
    if (batch.rows > pageLimit) throw failure('invalid_input', `A page of cost rows has ${batch.rows} rows; ${pageLimit} are accepted`);
    const { db, segments, sets } = this.parts;
    const load = this.staged(run);
    const state = this.stateOf(load);
    const parts = splitByMonth(batch);
    const store = db.transaction(() => {
      const bytes = parts.map((part) => segments.write({ ...part, loadId: load.id, cube: '' }, part.batch));
      sets.setCursor({ connectionId: load.connectionId, dataSet: 'costs', scope: load.scope }, run, cursor);
      return bytes;
    });
    const bytes = segments.guard(() => store());
    parts.forEach((part, index) => state.add({ ...part, rows: part.batch.rows, bytes: bytes[index]! }, viewColumns(part.batch)));
  }

  commit({ run, report, rates, ...outcome }: Commit): { rows: number } {
    const { db, segments, removal, reports, sets } = this.parts;
    const load = this.staged(run);
    const months = [...this.stateOf(load).months];
    const rows = months.reduce((sum, [, facts]) => sum + facts.rows, 0);
    const swap = db.transaction(() => {
      db.prepare(`UPDATE cost_loads SET state = 'dropped' WHERE connection_id = ? AND scope = ? AND state = 'live'`).run(
        load.connectionId,
        load.scope,
      );
      db.prepare(`UPDATE cost_loads SET state = 'live', as_of = ? WHERE id = ?`).run(outcome.at, load.id);
      for (const [month, facts] of months) this.storeMonth(load, month, facts);
      this.storeRates(load, rates);
      reports.save({ connectionId: load.connectionId, scope: load.scope, at: outcome.at }, report);
      sets.succeeded({ connectionId: load.connectionId, dataSet: 'costs', scope: load.scope, ...outcome, rows });
    });
    segments.guard(() => swap());
    this.running.delete(run);
    removal.purgeLater();
    return { rows };
  }

  abort(run: string): void {
    const load = this.parts.loads.byRun(run);
    if (load?.state === 'staged') this.parts.db.transaction(() => this.dropStaged([load]))();
  }

  /** At open: drops staged rows of reads that cannot go on, and what a replaced load left. Returns the reads dropped. */
  discardUnfinished(): number {
    const { db, loads, removal, sets } = this.parts;
    const dead = loads
      .inState('staged')
      .filter(({ connectionId, scope, run }) => sets.cursor({ connectionId, dataSet: 'costs', scope })?.run !== run);
    db.transaction(() => this.dropStaged(dead))();
    removal.purge();
    return dead.length;
  }

  private dropStaged(loads: readonly Load[]): void {
    const mark = this.parts.db.prepare(`UPDATE cost_loads SET state = 'dropped' WHERE id = ?`);
    for (const load of loads) {
      if (load.state !== 'staged') continue;
      this.running.delete(load.run);
      mark.run(load.id);
    }
    this.parts.removal.purgeLater();
  }

  private staged(run: string): Load {
    const load = this.parts.loads.byRun(run);
    if (load?.state !== 'staged') throw failure('conflict', 'This read of cost rows was ended', { hint: 'Start the refresh again.' });
    return load;
  }

  /** What the run gathered; worked out again from its stored rows when an earlier process began it. */
  private stateOf(load: Load): RunState {
    let state = this.running.get(load.run);
    if (state) return state;
    state = new RunState();
    const { loads, segments } = this.parts;
    for (const segment of loads.segments(load.id)) {
      state.add(segment, new Map(gatheredColumns.map((name) => [name, segments.readColumn(segment, name)])));
    }
    this.running.set(load.run, state);
    return state;
  }

  private storeMonth(load: Load, month: string, facts: MonthFacts): void {
    const { db, segments } = this.parts;
    const { firstDay, lastDay } = facts;
    let bytes = facts.bytes;
    for (const { cube, batch } of facts.rollups.batches())
      bytes += segments.write({ loadId: load.id, month, cube, firstDay, lastDay }, batch);
    const dimensions = [...facts.dimensions, ...Array.from(facts.tagKeys, (key) => `tag:${key}`)];
    db.prepare(
      'INSERT INTO cost_months (load_id, month, rows, bytes, first_day, last_day, currencies, dimensions) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
    ).run(load.id, month, facts.rows, bytes, firstDay, lastDay, JSON.stringify([...facts.currencies]), JSON.stringify(dimensions));
  }

  private storeRates(load: Load, rates: readonly ExchangeRate[]): void {
    const insert = this.parts.db.prepare('INSERT INTO cost_rates VALUES (?, ?, ?, ?, ?, ?)');
    for (const { from, to, rate, date, source } of rates) if (epochDay(date) !== null) insert.run(load.id, from, to, rate, date, source);
  }
}
