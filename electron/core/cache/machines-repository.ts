import { type EnvironmentRule, environmentOf } from '#shared/model/environment.ts';
import type { CachedMachine, MachineQuery, MachineState } from '#shared/model/machine.ts';
import type { CacheApi } from './cache-api.ts';
import { MachineIndex } from './machines/machine-index.ts';
import { type MachineRow, machineColumnsSql, toMachine, toParameters } from './machines/machine-row.ts';
import { MachineSearch } from './machines/machine-search.ts';
import type { SetsRepository } from './sets-repository.ts';
import type { Sqlite } from './sqlite.ts';

type MachinesApi = CacheApi['machines'];

/** Machines of all connections: rows in SQLite, searched through an index in memory. */
export interface MachinesRepository extends MachinesApi {
  count(): number;
  /** Removes the machines of a scope, or of the whole connection; returns how many. */
  remove(options: { connectionId: string; scope?: string }): number;
}

type TotalsRow = { kind: string; state: MachineState; provider: string; count: number };

function toTotals(rows: TotalsRow[]): ReturnType<MachinesApi['totals']> {
  const totals: ReturnType<MachinesApi['totals']> = { total: 0, byState: {}, byProvider: {} };
  for (const { state, provider, count } of rows.filter(({ kind }) => kind === 'machine')) {
    totals.total += count;
    totals.byState[state] = (totals.byState[state] ?? 0) + count;
    totals.byProvider[provider] = (totals.byProvider[provider] ?? 0) + count;
  }
  return totals;
}

function prepare(db: Sqlite) {
  const { names, values, updates } = machineColumnsSql;
  return {
    put: db
      .prepare(`INSERT INTO machines (${names}) VALUES (${values}) ON CONFLICT (connection_id, id) DO UPDATE SET ${updates} RETURNING row`)
      .pluck(),
    removeUnseen: db
      .prepare('DELETE FROM machines WHERE connection_id = @connectionId AND scope = @scope AND run <> @run RETURNING row')
      .pluck(),
    removeScope: db
      .prepare('DELETE FROM machines WHERE connection_id = @connectionId AND scope = coalesce(@scope, scope) RETURNING row')
      .pluck(),
    countScope: db.prepare('SELECT count(*) FROM machines WHERE connection_id = @connectionId AND scope = @scope').pluck(),
    count: db.prepare('SELECT count(*) FROM machines').pluck(),
    totals: db.prepare('SELECT kind, state, provider, count(*) AS count FROM machines GROUP BY kind, state, provider'),
    relabel: db.prepare('UPDATE machines SET environment = @environment WHERE row = @row'),
    all: db.prepare('SELECT * FROM machines'),
    row: db.prepare('SELECT * FROM machines WHERE row = ?'),
    get: db.prepare('SELECT * FROM machines WHERE connection_id = @connectionId AND id = @machineId'),
    revision: db.prepare(`SELECT revision FROM revisions WHERE data_set = 'machines'`).pluck(),
    bump: db.prepare(`UPDATE revisions SET revision = revision + 1 WHERE data_set = 'machines' RETURNING revision`).pluck(),
  };
}

export function createMachinesRepository(db: Sqlite, sets: SetsRepository): MachinesRepository {
  const sql = prepare(db);
  let loaded: { index: MachineIndex; search: MachineSearch; revision: number } | null = null;

  /** The index as of the database now: read anew when another process wrote. Call inside a transaction. */
  const current = () => {
    const revision = sql.revision.get() as number;
    if (loaded?.revision === revision) return loaded;
    const index = new MachineIndex();
    for (const row of sql.all.iterate() as IterableIterator<MachineRow>) index.put({ ...toMachine(row), row: row.row });
    return (loaded = { index, search: new MachineSearch(index), revision });
  };

  /** Runs a write; afterwards `follow` does the same to the index, unless that missed another process's write. */
  const write = <T>(work: () => { result: T; follow: (index: MachineIndex) => void }): T => {
    const { result, follow, revision } = db.transaction(() => ({ ...work(), revision: sql.bump.get() as number })).immediate();
    if (loaded && loaded.revision === revision - 1) {
      follow(loaded.index);
      loaded.revision = revision;
    } else loaded = null;
    return result;
  };

  const removal = (rows: number[]) => ({
    result: rows.length,
    follow: (index: MachineIndex) => rows.forEach((row) => index.remove(row)),
  });

  const putPage = ({ connectionId, scope, run, machines, cursor }: Parameters<MachinesApi['put']>[0]) => {
    const rows = machines.map((machine) => sql.put.get(toParameters(machine, { connectionId, scope, run })) as number);
    const key = { connectionId, dataSet: 'machines', scope } as const;
    sets.setCursor(key, run, cursor);
    sets.partial({ ...key, rows: sql.countScope.get(key) as number });
    const follow = (index: MachineIndex) => machines.forEach((machine, at) => index.put({ ...machine, connectionId, row: rows[at]! }));
    return { result: undefined, follow };
  };

  const finish = ({ connectionId, scope, run, ...outcome }: Parameters<MachinesApi['finish']>[0]) => {
    const removed = sql.removeUnseen.all({ connectionId, scope, run }) as number[];
    const key = { connectionId, dataSet: 'machines', scope } as const;
    sets.succeeded({ ...key, ...outcome, rows: sql.countScope.get(key) as number });
    return removal(removed);
  };

  const relabel = (rules: EnvironmentRule[]) => {
    const changed = (sql.all.all() as MachineRow[]).flatMap((row) => {
      const machine = { ...toMachine(row), row: row.row };
      const environment = environmentOf(machine, rules);
      return environment === machine.environment ? [] : [{ ...machine, environment }];
    });
    for (const { row, environment } of changed) sql.relabel.run({ row, environment });
    return { result: changed.length, follow: (index: MachineIndex) => changed.forEach((machine) => index.put(machine)) };
  };

  const freshness = (query: MachineQuery) => {
    const wanted = query.where.filter((filter) => filter.column === 'connectionId').map((filter) => new Set(filter.values));
    return sets.list({ dataSet: 'machines' }).filter((set) => wanted.every((ids) => ids.has(set.connectionId)));
  };

  const read = db.transaction((query: MachineQuery) => {
    const { index, search } = current();
    const { rows, total } = search.window(query);
    const machines = rows.map((row): CachedMachine => toMachine(sql.row.get(row) as MachineRow));
    return { rows: machines, total, all: index.size, sets: freshness(query) };
  });

  return {
    put: (page) => write(() => putPage(page)),
    finish: (options) => ({ removed: write(() => finish(options)) }),
    query: (query) => read(query),
    facets: db.transaction((query: MachineQuery) => current().search.facets(query)),
    groups: db.transaction((query: Parameters<MachinesApi['groups']>[0]) => current().search.groups(query)),
    relabel: ({ rules }) => write(() => relabel(rules)),
    totals: () => toTotals(sql.totals.all() as TotalsRow[]),
    get: (options) => {
      const row = sql.get.get(options) as MachineRow | undefined;
      return row ? toMachine(row) : null;
    },
    count: () => sql.count.get() as number,
    remove: ({ connectionId, scope }) => write(() => removal(sql.removeScope.all({ connectionId, scope: scope ?? null }) as number[])),
  };
}
