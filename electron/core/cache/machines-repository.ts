import { type EnvironmentRule, environmentOf, rulesEffect } from '#shared/model/environment.ts';
import type { CachedMachine, Machine, MachineKey, MachineQuery, MachineState } from '#shared/model/machine.ts';
import type { CacheApi } from './cache-api.ts';
import { type IndexedMachine, MachineIndex } from './machines/machine-index.ts';
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
  /** Latest measurements by machine id; what is not given stays. */
  measured(options: { connectionId: string; latest: ReadonlyMap<string, Latest> }): void;
}

interface Latest {
  cpuPercent?: number;
  memoryPercent?: number;
}

/** What storing a machine decides: its row, and measurements that stay. */
type StoredParts = Pick<IndexedMachine, 'row' | 'cpuPercent' | 'memoryPercent'>;

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
    put: db.prepare(
      `INSERT INTO machines (${names}) VALUES (${values}) ON CONFLICT (connection_id, id) DO UPDATE SET ${updates} RETURNING row, cpu_percent AS cpuPercent, memory_percent AS memoryPercent`,
    ),
    removeUnseen: db
      .prepare('DELETE FROM machines WHERE connection_id = @connectionId AND scope = @scope AND run <> @run RETURNING row')
      .pluck(),
    removeScope: db
      .prepare('DELETE FROM machines WHERE connection_id = @connectionId AND scope = coalesce(@scope, scope) RETURNING row')
      .pluck(),
    countScope: db.prepare('SELECT count(*) FROM machines WHERE connection_id = @connectionId AND scope = @scope').pluck(),
    count: db.prepare('SELECT count(*) FROM machines').pluck(),
    totals: db.prepare('SELECT kind, state, provider, count(*) AS count FROM machines GROUP BY kind, state, provider'),
    measured: db
      .prepare(
        `UPDATE machines SET cpu_percent = coalesce(@cpuPercent, cpu_percent), memory_percent = coalesce(@memoryPercent, memory_percent)
         WHERE connection_id = @connectionId AND id = @machineId RETURNING row`,
      )
      .pluck(),
    relabel: db.prepare('UPDATE machines SET environment = @environment WHERE row = @row'),
    all: db.prepare('SELECT * FROM machines'),
    row: db.prepare('SELECT * FROM machines WHERE row = ?'),
    get: db.prepare('SELECT * FROM machines WHERE connection_id = @connectionId AND id = @machineId'),
    removeOne: db.prepare('DELETE FROM machines WHERE connection_id = @connectionId AND id = @machineId RETURNING row').pluck(),
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
    const stored = machines.map((machine) => ({
      ...machine,
      ...(sql.put.get(toParameters(machine, { connectionId, scope, run })) as StoredParts),
      connectionId,
    }));
    const key = { connectionId, dataSet: 'machines', scope } as const;
    sets.setCursor(key, run, cursor);
    sets.partial({ ...key, rows: sql.countScope.get(key) as number });
    const follow = (index: MachineIndex) => stored.forEach((machine) => index.put(machine));
    return { result: undefined, follow };
  };

  const finish = ({ connectionId, scope, run, ...outcome }: Parameters<MachinesApi['finish']>[0]) => {
    const removed = sql.removeUnseen.all({ connectionId, scope, run }) as number[];
    const key = { connectionId, dataSet: 'machines', scope } as const;
    sets.succeeded({ ...key, ...outcome, rows: sql.countScope.get(key) as number });
    return removal(removed);
  };

  const get = (key: MachineKey) => sql.get.get(key) as MachineRow | undefined;

  /** A read of a few machines may leave out what only a whole read measures: such values stay. */
  const patchOne = (connectionId: string, machine: Machine): IndexedMachine[] => {
    const known = get({ connectionId, machineId: machine.id });
    if (!known) return [];
    const cpuPercent = machine.cpuPercent ?? known.cpu_percent;
    const patched = { ...machine, cpuPercent, memoryPercent: machine.memoryPercent ?? known.memory_percent };
    sql.put.get(toParameters(patched, { connectionId, scope: known.scope, run: known.run }));
    return [{ ...patched, connectionId, row: known.row }];
  };

  const patch = ({ connectionId, machines, gone }: Parameters<MachinesApi['patch']>[0]) => {
    const put = machines.flatMap((machine) => patchOne(connectionId, machine));
    const removed = gone.flatMap((machineId) => sql.removeOne.all({ connectionId, machineId }) as number[]);
    const follow = (index: MachineIndex) => {
      put.forEach((machine) => index.put(machine));
      removed.forEach((row) => index.remove(row));
    };
    return { result: { changed: put.length + removed.length }, follow };
  };

  const measured = ({ connectionId, latest }: Parameters<MachinesRepository['measured']>[0]) => {
    const rows = [...latest].flatMap(([machineId, { cpuPercent = null, memoryPercent = null }]) => {
      const row = sql.measured.get({ connectionId, machineId, cpuPercent, memoryPercent }) as number | undefined;
      return row === undefined ? [] : { row, machineId };
    });
    const follow = (index: MachineIndex) => rows.forEach(({ row, machineId }) => index.measure(row, latest.get(machineId)!));
    return { result: undefined, follow };
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
    judge: ({ rules }) => rulesEffect((sql.all.all() as MachineRow[]).map(toMachine), rules),
    totals: () => toTotals(sql.totals.all() as TotalsRow[]),
    get: (options) => {
      const row = get(options);
      return row ? toMachine(row) : null;
    },
    find: db.transaction(({ keys }: Parameters<MachinesApi['find']>[0]) => keys.map(get).flatMap((row) => (row ? [toMachine(row)] : []))),
    patch: (options) => write(() => patch(options)),
    measured: (options) => write(() => measured(options)),
    count: () => sql.count.get() as number,
    remove: ({ connectionId, scope }) => write(() => removal(sql.removeScope.all({ connectionId, scope: scope ?? null }) as number[])),
  };
}
