import { setImmediate } from 'node:timers/promises';
import type { Machine } from '#shared/model/machine.ts';
import type { CacheApi } from '../cache/cache-api.ts';
import type { MetricPage, MetricSource } from '../capabilities/metrics.ts';
import type { Page, ReadOptions, Scope, Source } from '../capabilities/source.ts';
import type { Clock } from '../ports.ts';
import type { Groups } from '../threads/thread-api.ts';
import { measuredMachines } from './measured-machines.ts';
import { backgroundWindows, fineStepMs } from './read-windows.ts';

export type MetricSeriesPage = MetricPage['series'];

interface Parts {
  api: Groups<CacheApi>;
  connectionId: string;
  source: MetricSource;
  clock: Clock;
}

/** Stands for "nothing to measure now", so that the data set has an age and is looked at again. */
const noScope: Scope = { id: '', label: '' };

/** `answered`: machines whose values came in this run already; an attempt after a fault leaves them out. */
async function* readScope(
  parts: Parts,
  { machines: all, answered }: { machines: Machine[]; answered: Set<string> },
  { signal }: ReadOptions,
): AsyncIterable<Page<MetricSeriesPage>> {
  const machines = all.filter(({ id }) => !answered.has(id));
  const { api, connectionId, source, clock } = parts;
  const metrics = [...source.background];
  const until = await api.metrics.until({ connectionId, machineIds: machines.map(({ id }) => id), metrics });
  const free = (source.price?.(machines.length)?.amount ?? 0) === 0;
  const measured = machines.map((machine, at) => ({ machine, until: until[at]! }));
  const windows = backgroundWindows(measured, { now: clock.now(), free });
  const expected = windows.reduce((sum, window) => sum + window.machines.length, 0);
  let done = 0;
  for (const { window, machines: asked } of windows) {
    // A source that makes its pages without waiting would, over several scopes, hold the main thread.
    await setImmediate();
    for await (const { series, spent } of source.read({ ...window, machines: asked, metrics, signal })) {
      const seen = new Set(series.map(({ machineId }) => machineId));
      yield { items: series, cursor: null, progress: Math.min(1, (done + seen.size) / expected), ...(spent && { spent }) };
      // Stored by now. Hours before come first: only with its latest values is a machine done.
      if (window.stepMs === fineStepMs) for (const id of seen) answered.add(id);
      await setImmediate();
    }
    done += asked.length;
  }
}

/**
 * The data set `metrics` of a connection as the scheduler reads it: what `source` measures in the background of the machines
 * in the cache, scope by scope, each from its last value. Undefined when it measures nothing in the background.
 */
export async function backgroundSource(parts: Parts): Promise<Source<MetricSeriesPage> | undefined> {
  const { api, connectionId, source } = parts;
  if (source.background.length === 0) return undefined;
  const byScope = await measuredMachines(api, connectionId, source);
  const answered = new Set<string>();
  const count = [...byScope.values()].reduce((sum, machines) => sum + machines.length, 0);
  return {
    maxAgeMs: source.maxAgeMs,
    scopes: async () => (byScope.size === 0 ? [noScope] : [...byScope.keys()].map((id) => ({ id, label: id }))),
    read: (options) => readScope(parts, { machines: byScope.get(options.scope.id) ?? [], answered }, options),
    ...(source.price && { price: () => source.price!(count) }),
  };
}
