import type { CacheApi, SetKey } from '../cache/cache-api.ts';
import type { Clock } from '../ports.ts';
import type { Sink } from '../sync/sinks.ts';
import type { Groups } from '../threads/thread-api.ts';
import type { MetricSeriesPage } from './background-source.ts';

/** Puts measurements into the cache as they come. What was stored stays when a read fails: it is true all the same. */
export function metricSink({ api, key, clock }: { api: Groups<CacheApi>; key: SetKey; clock: Clock }): Sink<MetricSeriesPage> {
  const { connectionId, scope } = key;
  const seen = new Set<string>();
  let told = 0;
  return {
    begin: async () => null,
    restart: async () => void (told = 0),
    async append({ items }) {
      for (const { machineId, metric } of items) seen.add(`${machineId} ${metric}`);
      await api.metrics.put({ connectionId, now: clock.now(), series: items });
      const more = seen.size - told;
      told = seen.size;
      return more;
    },
    finish: (outcome) => api.metrics.finish({ connectionId, scope, rows: seen.size, ...outcome }),
    abort: async () => undefined,
  };
}
