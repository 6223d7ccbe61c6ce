import type { Services } from '#shared/contract/services.ts';
import { failure } from '#shared/errors/app-error.ts';
import {
  type CachedMachine,
  type MachineColumn,
  type MachineKey,
  type MachineQuery,
  type MachineSelection,
  machineColumns,
} from '#shared/model/machine.ts';
import type { CacheApi } from '../cache/cache-api.ts';
import type { Groups } from '../threads/thread-api.ts';
import { withConnection } from './connection-session.ts';
import { writeCsv } from './csv-file.ts';
import type { Dating } from './dated.ts';
import type { ServiceContext } from './service-context.ts';
import { writtenFile } from './written-file.ts';

type Service = Services['compute'];

const day = 86_400_000;
const costDays = 30;
const pageSize = 5_000;

const isoDay = (ms: number) => new Date(ms).toISOString().slice(0, 10);

/** Last 30 days that the cost cache has; null when it has none. */
async function costRange(api: Groups<CacheApi>): Promise<{ start: string; end: string } | null> {
  const { lastDay } = await api.costs.inventory();
  if (lastDay === null) return null;
  const end = Date.parse(lastDay) + day;
  return { start: isoDay(end - costDays * day), end: isoDay(end) };
}

async function costOf(api: Groups<CacheApi>, { id, costResourceId }: CachedMachine) {
  const range = await costRange(api);
  if (!range) return [];
  const filters = [{ dimension: 'ResourceId' as const, op: 'in' as const, values: costResourceId ? [id, costResourceId] : [id] }];
  const totals = await api.costs.total({ filters, range, metric: 'EffectiveCost' });
  return totals.map((total) => ({ ...total, from: range.start, to: range.end }));
}

async function get({ cache }: ServiceContext, key: Parameters<Service['get']>[0]) {
  const api = await cache.api();
  const machine = await api.machines.get(key);
  if (!machine) throw failure('not_found', `There is no machine ${key.machineId} in the cache`);
  const sets = await api.sets.list({ connectionId: key.connectionId });
  const asOf = sets.find((set) => set.dataSet === 'machines' && set.scope === machine.region)?.asOf;
  const oldest = sets
    .filter((set) => set.dataSet === 'machines')
    .reduce<number | null>((first, set) => Math.min(first ?? Infinity, set.asOf ?? Infinity), null);
  return { machine, cost: await costOf(api, machine), asOf: asOf ?? (oldest === Infinity ? null : oldest) };
}

function cell(machine: CachedMachine, column: string): string | number | null {
  if (column.startsWith('tag:')) return machine.tags[column.slice(4)] ?? null;
  if (!machineColumns.includes(column as MachineColumn)) throw failure('invalid_input', `There is no column ${column}`);
  const value = machine[column as MachineColumn];
  return column === 'launched' && value !== null ? new Date(value).toISOString() : value;
}

async function* allRows({ cache }: ServiceContext, query: MachineQuery, columns: string[]) {
  const api = await cache.api();
  for (let offset = 0; ; offset += pageSize) {
    const { rows } = await api.machines.query({ ...query, offset, limit: pageSize });
    for (const machine of rows) yield columns.map((column) => cell(machine, column));
    if (rows.length < pageSize) return;
  }
}

/** Connections a query is limited to; undefined: all. */
function connectionsIn({ where }: MachineQuery): string[] | undefined {
  return where.find((one) => one.column === 'connectionId')?.values;
}

const maxKeys = 2_000;

/** Keys of all machines that match; at most 2,000. */
export async function keys({ cache }: ServiceContext, selection: MachineSelection): Promise<MachineKey[]> {
  const query: MachineQuery = { ...selection, groupBy: null, sort: { column: 'name', descending: false }, offset: 0, limit: maxKeys };
  const { rows, total } = await (await cache.api()).machines.query(query);
  if (total > maxKeys)
    throw failure('invalid_input', `${total} machines match, at most ${maxKeys} can be chosen at once`, { hint: 'Narrow the filter.' });
  return rows.map(({ connectionId, id }) => ({ connectionId, machineId: id }));
}

async function found({ cache, connections, options }: ServiceContext, key: MachineKey) {
  const machine = await (await cache.api()).machines.get(key);
  if (!machine) throw failure('not_found', `There is no machine ${key.machineId} in the cache`);
  const { kind } = connections.get(key.connectionId);
  return { machine, connector: options.connectors.find((one) => one.manifest.kind === kind) };
}

async function inspect(context: ServiceContext, key: MachineKey, signal: AbortSignal) {
  const { machine } = await found(context, key);
  return withConnection(context, { connectionId: key.connectionId, signal }, async (session) => {
    if (!session.inspect) throw failure('unsupported', 'This connection has nothing more to say of its machines');
    return session.inspect.inspect(machine, signal);
  });
}

export function computeService(context: ServiceContext, dating: Dating): Service {
  const { cache, grants } = context;
  return {
    async query(query) {
      const undated = await (await cache.api()).machines.query(query);
      const connectionIds = connectionsIn(query);
      const sets = connectionIds ? undated.sets.filter((set) => connectionIds.includes(set.connectionId)) : undated.sets;
      return dating.date({ ...undated, sets }, { wanted: ['machines'], ...(connectionIds && { connectionIds }) });
    },
    facets: async (query) => (await cache.api()).machines.facets(query),
    get: (key) => get(context, key),
    groups: async (query) => (await cache.api()).machines.groups(query),
    keys: (selection) => keys(context, selection),
    environments: async (draft) => (await cache.api()).machines.judge(draft),
    inspect: (key, { signal }) => inspect(context, key, signal),
    connect: async (key) => {
      const { machine, connector } = await found(context, key);
      return connector?.connect?.(machine) ?? [];
    },
    async export({ query, columns, target }, { signal }) {
      const rows = allRows(context, query, columns);
      const write = (path: string) => writeCsv({ path, columns, rows, signal, escapeFormulas: true });
      return { rows: (await writtenFile(grants.pathToSave(target), write)).result };
    },
  };
}
