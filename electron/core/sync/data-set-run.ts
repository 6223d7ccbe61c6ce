import type PQueue from 'p-queue';
import type { Session } from '#connectors/sdk.ts';
import type { ChangeTable } from '#shared/contract/events.ts';
import type { Job } from '#shared/model/job.ts';
import type { CostSource } from '../capabilities/costs.ts';

import type { Scope, Source } from '../capabilities/source.ts';
import type { StoredConnection } from '../config/connection-store.ts';
import { metricSink } from '../metrics/metric-sink.ts';
import { abortable } from './abortable.ts';
import { withRetry } from './backoff.ts';
import { type SyncedSet, sourceOf } from './capabilities.ts';
import { isDue } from './due.ts';
import type { Failures } from './failures.ts';
import type { JobHandle } from './job-tracker.ts';
import { readScope } from './read-scope.ts';
import { type ScopeProgress, scopeProgress } from './scope-progress.ts';
import { bucketSink, costSink, machineSink, type Sink } from './sinks.ts';
import { type SyncContext, type SyncRequest, setsOf } from './sync-context.ts';

/** One data set of one connection, read over all its scopes: one job. */
export interface DataSetRun {
  context: SyncContext;
  failures: Failures;
  connection: StoredConnection;
  dataSet: SyncedSet;
  session: Session;
  handle: JobHandle;
  queue: PQueue;
  request: Pick<SyncRequest, 'force' | 'due'>;
}

function guard(run: DataSetRun, scope: string): <T>(work: () => Promise<T>) => Promise<T> {
  const { context, connection, handle } = run;
  const { clock, random, retry, connectivity, breakers } = context;
  const mayRetry = () => connectivity.online() && !connectivity.suspended();
  // Another service of the provider than that of the machines: its outages are not theirs.
  const place = run.dataSet === 'metrics' || run.dataSet === 'buckets' ? `${run.dataSet} ${scope}` : scope;
  const key = { kind: connection.kind, account: connection.account ?? connection.id, scope: place };
  return (work) => withRetry({ ...retry, clock, random, signal: handle.signal, mayRetry }, () => breakers.run(key, work));
}

async function sinkOf(run: DataSetRun, source: Source<unknown>, scope: Scope): Promise<Sink<unknown>> {
  const { context, connection, dataSet } = run;
  const environmentRules = () => context.environmentRules();
  const target = { api: await context.cache.api(), key: { connectionId: connection.id, dataSet, scope: scope.id }, environmentRules };
  const sinks: Record<SyncedSet, () => Sink<unknown>> = {
    costs: () => costSink(target, source as CostSource),
    machines: () => machineSink(target),
    buckets: () => bucketSink(target),
    metrics: () => metricSink({ ...target, clock: context.clock }),
  };
  return sinks[dataSet]();
}

/** What a scope that was read changes: the newest measurements are columns of the machines. */
const changes: Record<SyncedSet, ChangeTable[]> = {
  costs: ['costs'],
  machines: ['machines'],
  buckets: ['buckets'],
  metrics: ['metrics', 'machines'],
};

async function readOne(
  run: DataSetRun,
  source: Source<unknown>,
  { scope, progress }: { scope: Scope; progress: ScopeProgress },
): Promise<boolean> {
  const { context, connection, dataSet, handle, failures } = run;
  const key = { connectionId: connection.id, dataSet, scope: scope.id };
  try {
    const sink = await sinkOf(run, source, scope);
    const onPage = progress.page.bind(progress, scope);
    await readScope({ source, scope, sink, clock: context.clock, signal: handle.signal, guarded: guard(run, scope.id), onPage });
    failures.succeeded(key);
    progress.done(scope);
    context.events.changed(...changes[dataSet], 'freshness');
    return true;
  } catch (cause) {
    if (!handle.signal.aborted) handle.fault(await failures.record(key, cause));
    return false;
  }
}

/** Records that not even the list of scopes could be had, for every scope that shows rows. */
async function failAll(run: DataSetRun, cause: unknown): Promise<Job['state']> {
  const { context, connection, dataSet, failures, handle } = run;
  const known = (await setsOf(context, connection, dataSet)).map((set) => set.scope);
  for (const [index, scope] of (known.length > 0 ? known : ['']).entries()) {
    const error = await failures.record({ connectionId: connection.id, dataSet, scope }, cause);
    if (index === 0) handle.fault(error);
  }
  return 'failed';
}

/** Set when there is no reason to read again what is whole: in words. A forced run reads anyway. */
async function notYet(run: DataSetRun, source: Source<unknown> & Pick<CostSource, 'changedSince'>): Promise<string | null> {
  if (run.request.force) return null;
  const sets = await setsOf(run.context, run.connection, run.dataSet);
  if (sets.length === 0 || !sets.every((set) => set.complete && !set.lastError)) return null;
  const oldest = Math.min(...sets.map((set) => set.asOf ?? 0));
  if (source.changedSince) return (await source.changedSince(oldest)) ? null : 'Not read again: unchanged since the last read';
  const price = source.price?.();
  const fresh = sets.every((set) => set.staleAfter !== null && set.staleAfter > run.context.clock.now());
  return price && price.amount > 0 && fresh ? `Not read again yet: fresh, and a refresh costs ${price.amount} ${price.currency}` : null;
}

/** The scopes to read now: a scheduled run leaves those that are fresh or wait for a later try. */
async function chosen(run: DataSetRun, scopes: Scope[]): Promise<Scope[]> {
  const { due } = run.request;
  if (!due) return scopes;
  const sets = new Map((await setsOf(run.context, run.connection, run.dataSet)).map((set) => [set.scope, set]));
  const now = run.context.clock.now();
  return scopes.filter(({ id }) => {
    const set = sets.get(id);
    return !set || isDue(set, { now, mended: due.mended });
  });
}

async function readScopes(run: DataSetRun, source: Source<unknown>, all: Scope[]): Promise<Job['state']> {
  const { context, connection, dataSet, handle } = run;
  const api = await context.cache.api();
  await api.sets.keepScopes({ connectionId: connection.id, dataSet, scopes: all.map(({ id }) => id) });
  const scopes = await chosen(run, all);
  const tables = dataSet === 'machines' ? (['machines'] as const) : [];
  const progress = scopeProgress({ handle, scopes, clock: context.clock, events: context.events, tables: [...tables] });
  const done = await run.queue.addAll(scopes.map((scope) => () => readOne(run, source, { scope, progress })));
  handle.signal.throwIfAborted();
  const good = done.filter(Boolean).length;
  handle.update({ description: `${handle.job.rows.toLocaleString('en-US')} rows` });
  if (good > 0 && dataSet === 'costs') await context.afterCosts();
  if (good > 0 && dataSet === 'metrics') await api.metrics.age({ now: context.clock.now() });
  if (good === 0 && scopes.length > 0) return 'failed';
  return handle.job.errors.length > 0 ? 'partial' : 'succeeded';
}

/** Reads the data set; returns how its job ends. Throws only when the job's signal fired. */
export async function runDataSet(run: DataSetRun): Promise<Job['state']> {
  const { handle, session, dataSet, context, connection } = run;
  handle.update({ state: 'running', description: 'Connecting' });
  try {
    const source = await sourceOf(context, { session, dataSet, connectionId: connection.id });
    if (!source) return 'succeeded';
    const wait = await notYet(run, source);
    if (wait) {
      handle.update({ description: wait });
      return 'succeeded';
    }
    const scopes = await guard(run, '')(() => abortable(handle.signal, source.scopes(handle.signal)));
    return await readScopes(run, source, scopes);
  } catch (cause) {
    handle.signal.throwIfAborted();
    return failAll(run, cause);
  }
}

/** For a session that could not be opened: the same record as for one that could not be read. */
export async function failDataSet(run: Omit<DataSetRun, 'session'>, cause: unknown): Promise<Job['state']> {
  run.handle.signal.throwIfAborted();
  return failAll(run as DataSetRun, cause);
}
