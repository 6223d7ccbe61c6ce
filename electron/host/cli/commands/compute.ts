import { appError } from '#shared/errors/app-error.ts';
import type { Connection } from '#shared/model/connection.ts';
import type { Problem } from '#shared/model/freshness.ts';
import { type CachedMachine, type MachineQueryResult, machineColumns, machineKinds } from '#shared/model/machine.ts';
import { type CliIo, exits, type Outcome } from '../io.ts';
import { watchJobs } from '../jobs.ts';
import type { OpenedCore } from '../open-core.ts';
import { footer, table, time } from '../table.ts';
import { UsageError } from '../usage-error.ts';
import { parseWhere } from './selection.ts';

export interface ListOptions {
  filter?: string;
  where: string[];
  kind: string[];
  sort?: string;
  limit?: number;
  cached?: true;
}

/** How long a list waits for the providers before it answers from the cache alone. */
const refreshMs = 20_000;
const pageSize = 5_000;

type Query = Parameters<OpenedCore['client']['compute']['query']>[0];

function kindFilter(text: string): string {
  const known = (machineKinds as readonly string[]).includes(text);
  if (!known) throw new UsageError(`--kind ${text} is unknown`, `It is one of ${machineKinds.join(', ')}.`);
  return `kind=${text}`;
}

/** `name`, or `-launched` for descending. */
function parseSort(text: string): NonNullable<Query['sort']> {
  const descending = text.startsWith('-');
  const column = descending ? text.slice(1) : text;
  const known = column.startsWith('tag:') || (machineColumns as readonly string[]).includes(column);
  if (!known) throw new UsageError(`--sort ${column} is unknown`, `It is one of ${machineColumns.join(', ')} or tag:NAME.`);
  return { column, descending } as NonNullable<Query['sort']>;
}

async function remoteConnections({ client }: OpenedCore): Promise<Connection[]> {
  const kinds = await client.connections.kinds({});
  const remote = kinds.filter(
    ({ capabilities, local, opensFiles }) => capabilities.includes('compute') && !local && opensFiles.length === 0,
  );
  const connections = await client.connections.list({});
  return connections.filter(({ kind }) => remote.some((one) => one.kind === kind));
}

function tooSlow({ id, name }: Connection): Problem {
  const error = appError('timeout', `No complete answer from ${name} within ${refreshMs / 1000} s`);
  return { connectionId: id, connectionName: name, dataSet: 'machines', scope: '', error, at: Date.now() };
}

/**
 * Reads the machines of remote connections anew, as far as it goes within a deadline. Failures are recorded as freshness
 * and so come back as problems of the list; what took too long is returned.
 */
async function refresh(io: CliIo, opened: OpenedCore): Promise<Problem[]> {
  const connections = await remoteConnections(opened);
  const watch = watchJobs(opened.core, io);
  const deadline = AbortSignal.any([io.signal, AbortSignal.timeout(refreshMs)]);
  const one = async (connection: Connection): Promise<Problem[]> => {
    const jobs = await opened.client.sync.run({ connectionId: connection.id, dataSet: 'machines' });
    try {
      await watch.ended(jobs, deadline);
      return [];
    } catch {
      for (const job of jobs) await opened.client.jobs.cancel({ jobId: job.id });
      return [tooSlow(connection)];
    }
  };
  try {
    return (await Promise.all(connections.map(one))).flat();
  } finally {
    watch.close();
  }
}

/** All pages of a query, or the first `limit` rows. */
async function readAll({ client }: OpenedCore, query: Query, limit: number): Promise<MachineQueryResult> {
  const first = await client.compute.query({ ...query, limit: Math.min(limit, pageSize) });
  const rows = [...first.rows];
  while (rows.length < Math.min(limit, first.total)) {
    const next = await client.compute.query({ ...query, offset: rows.length, limit: Math.min(limit - rows.length, pageSize) });
    if (next.rows.length === 0) break;
    rows.push(...next.rows);
  }
  return { ...first, rows };
}

const row = (machine: CachedMachine) => {
  const { name, id, state, type, region, account, environment, launched } = machine;
  return [name, id, state, type, region, account, environment, time(launched)];
};

/** Lists machines. The cache answers whatever happens; what could not be refreshed stands beside it as a problem. */
export async function listMachines(io: CliIo, opened: OpenedCore, options: ListOptions): Promise<Outcome> {
  const query = {
    ...(options.filter !== undefined && { text: options.filter }),
    ...(options.sort !== undefined && { sort: parseSort(options.sort) }),
    where: parseWhere([...options.where, ...options.kind.map(kindFilter)]),
  };
  const late = options.cached ? [] : await refresh(io, opened);
  io.signal.throwIfAborted();
  const { rows, total, asOf, stale, problems } = await readAll(opened, query, options.limit ?? Number.POSITIVE_INFINITY);
  const dated = { asOf, stale: stale || late.length > 0, problems: [...problems, ...late] };
  const text = table(['NAME', 'ID', 'STATE', 'TYPE', 'REGION', 'ACCOUNT', 'ENVIRONMENT', 'LAUNCHED'], rows.map(row));
  return { json: { rows, total, ...dated }, text: `${text}${rows.length} of ${total} machines${footer(dated)}`, exit: exits.done };
}
