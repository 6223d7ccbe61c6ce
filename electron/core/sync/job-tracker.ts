import { randomUUID } from 'node:crypto';
import type { AppError } from '#shared/errors/app-error.ts';
import type { DataSet } from '#shared/model/freshness.ts';
import type { Job } from '#shared/model/job.ts';
import type { Clock } from '../ports.ts';
import type { CacheAccess } from '../services/cache-access.ts';
import type { EventHub } from '../services/event-hub.ts';

/** Reason of an abort because the console closes: the work goes on at the next start. */
export const shutdown = new DOMException('The console is closing', 'AbortError');

/** One running job: what its worker reports to, and what a person can cancel. */
export interface JobHandle {
  readonly job: Job;
  /** Fires on cancel and on shutdown. */
  readonly signal: AbortSignal;
  update(patch: Partial<Pick<Job, 'description' | 'progress' | 'rows' | 'state'>>): void;
  fault(error: AppError): void;
  spend(spent: { amount: number; currency: string }): void;
  /**
   * Ends the job; its record is stored before this resolves. `interrupted` is not stored: the record stays as that of a
   * killed process would, so that the next start takes the job up.
   */
  end(state: Job['state']): Promise<void>;
}

export interface JobTracker {
  /** `runId`: the run of an action whose progress this is. */
  start(options: { kind: Job['kind']; title: string; connectionId?: string | null; dataSet?: DataSet; runId?: string }): JobHandle;
  /** Newest first: running jobs, then those on record. Works (with the running ones alone) while the cache is locked. */
  list(limit: number): Promise<Job[]>;
  cancel(jobId: string): boolean;
  /** Aborts every job with `shutdown`. */
  interrupt(): void;
}

interface Options {
  cache: CacheAccess;
  clock: Clock;
  events: EventHub;
}

/** Milliseconds between two notices of one job: a tray does not show more. */
const noticeEvery = 250;
const storeEvery = 2_000;

function store({ cache, events }: Options, job: Job): Promise<void> {
  return cache
    .api()
    .then((api) => api.jobs.put(job))
    .then(() => events.changed('jobs'))
    .catch(() => undefined);
}

function newJob(clock: Clock, options: Parameters<JobTracker['start']>[0]): Job {
  const { kind, title, connectionId = null, dataSet, runId } = options;
  return {
    id: `job-${randomUUID()}`,
    kind,
    title,
    description: '',
    connectionId,
    state: 'queued',
    progress: null,
    rows: 0,
    startedAt: clock.now(),
    endedAt: null,
    errors: [],
    spent: null,
    ...(dataSet && { dataSet }),
    ...(runId && { runId }),
  };
}

function createHandle(options: Options, job: Job, onEnd: () => void): { handle: JobHandle; abort: AbortController } {
  const { clock, events } = options;
  const abort = new AbortController();
  let noticed = Number.NEGATIVE_INFINITY;
  let stored = clock.now();
  const notice = () => {
    noticed = clock.now();
    events.emit({ type: 'progress', job: structuredClone(job) });
  };
  const touch = () => {
    if (clock.now() - noticed >= noticeEvery) notice();
    if (clock.now() - stored < storeEvery) return;
    stored = clock.now();
    void store(options, structuredClone(job));
  };
  const handle: JobHandle = {
    job,
    signal: abort.signal,
    update: (patch) => {
      Object.assign(job, patch);
      touch();
    },
    fault: (error) => void job.errors.push(error),
    spend: ({ amount, currency }) => {
      job.spent = { amount: (job.spent?.amount ?? 0) + amount, currency };
    },
    async end(state) {
      Object.assign(job, { state, endedAt: clock.now(), progress: state === 'succeeded' ? 1 : job.progress });
      onEnd();
      if (state !== 'interrupted') await store(options, structuredClone(job));
      notice();
    },
  };
  notice();
  return { handle, abort };
}

export function createJobTracker(options: Options): JobTracker {
  const running = new Map<string, { handle: JobHandle; abort: AbortController }>();
  return {
    start(what) {
      const job = newJob(options.clock, what);
      const entry = createHandle(options, job, () => running.delete(job.id));
      running.set(job.id, entry);
      void store(options, structuredClone(job));
      return entry.handle;
    },
    async list(limit) {
      const now = [...running.values()].map(({ handle }) => structuredClone(handle.job)).reverse();
      const stored = options.cache.isOpen() ? await (await options.cache.api()).jobs.list({ limit }) : [];
      return [...now, ...stored.filter((job) => !now.some((one) => one.id === job.id))].slice(0, limit);
    },
    cancel(jobId) {
      const entry = running.get(jobId);
      entry?.abort.abort(new DOMException('Cancelled', 'AbortError'));
      return entry !== undefined;
    },
    interrupt() {
      for (const { abort } of running.values()) abort.abort(shutdown);
    },
  };
}
