import type { DataSet } from '#shared/model/freshness.ts';
import { dataSets } from '#shared/model/freshness.ts';
import type { Job } from '#shared/model/job.ts';
import type { CliIo, Outcome } from '../io.ts';
import { exitOf, firstError, watchJobs } from '../jobs.ts';
import type { OpenedCore } from '../open-core.ts';
import { problemLines, table } from '../table.ts';
import { UsageError } from '../usage-error.ts';
import { findConnection } from './connections.ts';

export interface SyncOptions {
  connection?: string;
  dataSet?: string;
  force: boolean;
}

function dataSetOf(text: string | undefined): DataSet | undefined {
  const known = dataSets.find((one) => one === text);
  if (text !== undefined && !known) throw new UsageError(`There is no data set ${text}`, 'It is costs, machines, metrics or buckets.');
  return known;
}

const row = ({ title, state, rows, errors }: Job) => [title, state, rows, errors[0] ? `${errors[0].code}: ${errors[0].message}` : ''];

/** Refreshes and waits for the end of every job. */
export async function syncNow(io: CliIo, { core, client }: OpenedCore, options: SyncOptions): Promise<Outcome> {
  const dataSet = dataSetOf(options.dataSet);
  const connectionId = options.connection === undefined ? undefined : (await findConnection(client, options.connection)).id;
  const watch = watchJobs(core, io);
  try {
    const started = await client.sync.run({ connectionId, dataSet, force: options.force });
    const jobs = await watch.ended(started);
    const error = firstError(jobs);
    const { problems } = await client.sync.freshness({});
    const text = `${table(['JOB', 'STATE', 'ROWS', 'ERROR'], jobs.map(row))}${problemLines(problems)}`;
    return { json: { jobs, problems, ...(error && { error }) }, text, exit: exitOf(jobs) };
  } finally {
    watch.close();
  }
}
