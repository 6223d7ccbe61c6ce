import PQueue from 'p-queue';
import type { Session } from '#connectors/sdk.ts';
import { AppFailure } from '#shared/errors/app-error.ts';
import type { Job } from '#shared/model/job.ts';
import { opensFiles, type SyncedSet } from './capabilities.ts';
import { failDataSet, runDataSet } from './data-set-run.ts';
import { createFailures, describe, type Failures } from './failures.ts';
import { type JobHandle, shutdown } from './job-tracker.ts';
import { parallelScopes, type SyncContext, type SyncRequest } from './sync-context.ts';

/** Runs syncs: at most one at a time for each data set of a connection. */
export interface SyncEngine {
  /** Starts the data sets that are not running; returns the jobs of all asked for. */
  start(request: SyncRequest): Job[];
  isRunning(connectionId: string, dataSet: SyncedSet): boolean;
  /** Aborts what runs for a connection and waits until it has stopped. */
  stop(connectionId: string): Promise<void>;
  /** Resolves when nothing runs. */
  idle(): Promise<void>;
}

interface Group {
  context: SyncContext;
  failures: Failures;
  request: SyncRequest;
  handles: Map<SyncedSet, JobHandle>;
}

const ended = { aborted: 'cancelled', shutdown: 'interrupted' } as const;

function endOf({ signal }: JobHandle): Job['state'] {
  return signal.reason === shutdown ? ended.shutdown : ended.aborted;
}

/** Runs one data set to its end. Nothing escapes: what was not expected is logged and fails the job. */
async function finish(group: Group, dataSet: SyncedSet, work: () => Promise<Job['state']>): Promise<Job['state']> {
  const handle = group.handles.get(dataSet)!;
  const key = { connectionId: group.request.connection.id, dataSet, scope: '' };
  try {
    await handle.end(await work());
  } catch (cause) {
    if (!handle.signal.aborted) handle.fault(describe(group.context, key, cause));
    await handle.end(handle.signal.aborted ? endOf(handle) : 'failed');
  }
  return handle.job.state;
}

function title(group: Group, dataSet: SyncedSet): { kind: Job['kind']; title: string } {
  const { connection } = group.request;
  if (opensFiles(group.context.sessions.manifest(connection.kind))) return { kind: 'import', title: `Import ${connection.name}` };
  return { kind: 'sync', title: `${connection.name} · ${dataSet}` };
}

async function withSession(group: Group, work: (session: Session) => Promise<unknown>): Promise<void> {
  const { context, request, handles } = group;
  const { id: connectionId, kind, settings } = request.connection;
  const over = new AbortController();
  const all = [...handles.values()].map((handle) => handle.signal);
  const allAborted = () => all.every((signal) => signal.aborted) && over.abort(all[0]?.reason);
  for (const signal of all) signal.addEventListener('abort', allAborted, { once: true });
  const open = { connectionId, kind, settings, secret: context.secretsOf(connectionId), signal: over.signal };
  await context.sessions.use(open, work);
}

/** Opens the session once for all data sets of the request, reads them side by side and closes it. */
async function runGroup(group: Group): Promise<void> {
  const { context, failures, request, handles } = group;
  const queue = new PQueue({ concurrency: parallelScopes });
  const runOf = (dataSet: SyncedSet) => ({
    context,
    failures,
    request,
    connection: request.connection,
    dataSet,
    handle: handles.get(dataSet)!,
    queue,
  });
  const each = (work: (dataSet: SyncedSet) => Promise<Job['state']>) => {
    const machines = handles.has('machines') ? finish(group, 'machines', () => work('machines')) : null;
    // Metrics are read of the machines that are in the cache: after them, where both are read.
    const begun = async (dataSet: SyncedSet) => {
      if (dataSet !== 'metrics' || (await machines) !== 'failed') return work(dataSet);
      handles.get(dataSet)!.update({ description: 'Not read: the machines could not be read' });
      return 'cancelled';
    };
    const others = [...handles.keys()].filter((dataSet) => dataSet !== 'machines');
    return Promise.all([machines, ...others.map((dataSet) => finish(group, dataSet, () => begun(dataSet)))]);
  };
  let opened = false;
  try {
    await withSession(group, (session) => {
      opened = true;
      return each((dataSet) => runDataSet({ ...runOf(dataSet), session }));
    });
  } catch (cause) {
    if (!opened) await each((dataSet) => failDataSet(runOf(dataSet), cause));
    else if (!(cause instanceof AppFailure)) context.logger.warn('session did not close', { connection: request.connection.id, cause });
  }
}

interface Running {
  handle: JobHandle;
  /** Resolves when the session is closed too. */
  done: Promise<void>;
}

export function createSyncEngine(context: SyncContext): SyncEngine {
  const failures = createFailures(context);
  const entries = new Map<string, Running>();
  const nameOf = (connectionId: string, dataSet: string) => `${connectionId}/${dataSet}`;
  const isRunning = (connectionId: string, dataSet: SyncedSet) => entries.get(nameOf(connectionId, dataSet))?.handle.job.endedAt === null;
  const follow = (name: string, entry: Running) => {
    entries.set(name, entry);
    void entry.done.finally(() => entries.get(name) === entry && entries.delete(name));
  };
  const launch = (request: SyncRequest) => {
    const { id } = request.connection;
    const group: Group = { context, failures, request, handles: new Map() };
    for (const dataSet of request.dataSets) {
      group.handles.set(dataSet, context.jobs.start({ ...title(group, dataSet), connectionId: id, dataSet }));
    }
    const done = runGroup(group);
    for (const [dataSet, handle] of group.handles) follow(nameOf(id, dataSet), { handle, done });
  };
  return {
    start(request) {
      const { id } = request.connection;
      const dataSets = request.dataSets.filter((dataSet) => !isRunning(id, dataSet));
      if (dataSets.length > 0) launch({ ...request, dataSets });
      return request.dataSets.flatMap((dataSet) => entries.get(nameOf(id, dataSet))?.handle.job ?? []).map((job) => structuredClone(job));
    },
    isRunning,
    async stop(connectionId) {
      const mine = [...entries].filter(([name]) => name.startsWith(`${connectionId}/`)).map(([, entry]) => entry);
      for (const { handle } of mine) context.jobs.cancel(handle.job.id);
      await Promise.all(mine.map(({ done }) => done));
    },
    async idle() {
      while (entries.size > 0) await Promise.all([...entries.values()].map(({ done }) => done));
    },
  };
}
