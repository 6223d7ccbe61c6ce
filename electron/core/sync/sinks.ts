import { randomUUID } from 'node:crypto';
import { isMarkedAsUntransferable } from 'node:worker_threads';
import { type EnvironmentRule, environmentOf } from '#shared/model/environment.ts';
import type { Machine } from '#shared/model/machine.ts';
import type { Bucket } from '#shared/model/storage.ts';
import type { CacheApi, SetKey, SetOutcome } from '../cache/cache-api.ts';
import type { CostBatch } from '../capabilities/cost-batch.ts';
import type { CostSource } from '../capabilities/costs.ts';
import type { Page } from '../capabilities/source.ts';
import { type Groups, moved } from '../threads/thread-api.ts';

/** Where the pages of one read of one scope go. */
export interface Sink<T> {
  /** Goes on with the read that a former run left, when there is one: its cursor; else starts anew. */
  begin(): Promise<string | null>;
  /** Drops what this read stored so far and starts anew. */
  restart(): Promise<void>;
  /** Stores a page; returns its rows. */
  append(page: Page<T>): Promise<number>;
  /** Makes the read what the scope shows; returns the scope's rows. */
  finish(outcome: SetOutcome): Promise<void>;
  /** Gives up: what the scope showed before stays. */
  abort(): Promise<void>;
}

interface Target {
  api: Groups<CacheApi>;
  key: SetKey;
}

interface LabelledTarget extends Target {
  /** The person's rules as they are now. */
  environmentRules: () => EnvironmentRule[];
}

/** Rows that are visible as they come; the cursor of a read that was left goes on. */
function rowSink<T>(
  { api, key }: Target,
  {
    put,
    finish,
  }: { put: (page: Page<T[]>, run: string) => Promise<unknown>; finish: (run: string, outcome: SetOutcome) => Promise<unknown> },
): Sink<T[]> {
  let run: string = randomUUID();
  return {
    async begin() {
      const left = await api.sets.cursor(key);
      run = left?.run ?? run;
      return left?.cursor ?? null;
    },
    restart: async () => {
      run = randomUUID();
    },
    async append(page) {
      await put(page, run);
      return page.items.length;
    },
    finish: async (outcome) => void (await finish(run, outcome)),
    abort: async () => undefined,
  };
}

export function machineSink({ environmentRules, ...target }: LabelledTarget): Sink<Machine[]> {
  const { api, key } = target;
  const { connectionId, scope } = key;
  return rowSink(target, {
    put({ items, cursor }, run) {
      const rules = environmentRules();
      const machines = items.map((machine) => ({ ...machine, environment: environmentOf(machine, rules) }));
      return api.machines.put({ connectionId, scope, run, machines, cursor });
    },
    finish: (run, outcome) => api.machines.finish({ connectionId, scope, run, ...outcome }),
  });
}

export function bucketSink({ environmentRules, ...target }: LabelledTarget): Sink<Bucket[]> {
  const { api, key } = target;
  const { connectionId, scope } = key;
  return rowSink(target, {
    put: ({ items, cursor }, run) => api.buckets.put({ connectionId, scope, run, buckets: items, rules: environmentRules(), cursor }),
    finish: (run, outcome) => api.buckets.finish({ connectionId, scope, run, ...outcome }),
  });
}

/** Buffers of a batch that can be moved to the cache thread; pooled ones are copied. */
function buffersOf(batch: CostBatch): ArrayBuffer[] {
  const views = Object.values(batch.columns).flatMap((column): ArrayBufferView[] =>
    column.kind === 'text' ? [column.codes, column.bytes, column.offsets] : [column.values],
  );
  const buffers = new Set(views.map((view) => view.buffer));
  return [...buffers].filter((buffer): buffer is ArrayBuffer => buffer instanceof ArrayBuffer && !isMarkedAsUntransferable(buffer));
}

export function costSink({ api, key }: Target, source: CostSource): Sink<CostBatch> {
  const { connectionId, scope } = key;
  let run: string = randomUUID();
  const begin = (resume: boolean) => api.costs.begin({ connectionId, scope, run, resume });
  return {
    async begin() {
      const left = await api.sets.cursor(key);
      run = left?.run ?? run;
      await begin(left !== null);
      return left?.cursor ?? null;
    },
    async restart() {
      await api.costs.abort({ run });
      run = randomUUID();
      await begin(false);
    },
    async append({ items, cursor }) {
      const { rows } = items;
      await api.costs.append(moved({ run, batch: items, cursor }, buffersOf(items)));
      return rows;
    },
    async finish(outcome) {
      const report = source.report?.(scope) ?? null;
      await api.costs.commit({ run, report, rates: source.exchangeRates?.() ?? [], ...outcome });
    },
    abort: () => api.costs.abort({ run }),
  };
}
