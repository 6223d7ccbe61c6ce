import type { Connector, MetricRequest, MetricSource } from '#connectors/sdk.ts';
import { type AppError, AppFailure } from '#shared/errors/app-error.ts';
import type { MetricName } from '#shared/model/metric.ts';

/** Measurements that a test scripts, and what was asked for. */
export interface FakeMetrics {
  source: MetricSource;
  /** Calls in order, one per batch. */
  calls: (Pick<MetricRequest, 'from' | 'to' | 'stepMs'> & { machines: string[]; metrics: MetricName[] })[];
  /** Errors that the next reads fail with, in order. */
  failures: AppError[];
  /** Runs before each answer, e.g. to hold it back. */
  beforeAnswer: (signal: AbortSignal) => Promise<void>;
  /** What a machine measures at a time; NaN: nothing. */
  valueAt: (machineId: string, metric: MetricName, time: number) => number;
}

export function fakeMetrics(patch: Partial<MetricSource> & { batch?: number } = {}): FakeMetrics {
  const { batch = 500, ...source } = patch;
  const fake: FakeMetrics = {
    calls: [],
    failures: [],
    beforeAnswer: async () => undefined,
    valueAt: (_, metric, time) => (metric === 'cpu' ? (time / 300_000) % 100 : 50),
    source: {
      metricsOf: ({ kind }) => (kind === 'machine' ? ['cpu', 'memory'] : []),
      scopeOf: ({ region }) => region,
      background: ['cpu', 'memory'],
      maxAgeMs: 300_000,
      async *read({ machines, metrics, from, to, stepMs, signal }) {
        for (let at = 0; at < machines.length; at += batch) {
          const asked = machines.slice(at, at + batch);
          fake.calls.push({ from, to, stepMs, machines: asked.map(({ id }) => id), metrics: [...metrics] });
          await fake.beforeAnswer(signal);
          const error = fake.failures.shift();
          if (error) throw new AppFailure(error);
          const length = Math.max(0, Math.floor((to - from) / stepMs));
          const valuesOf = (id: string, metric: MetricName) =>
            Float32Array.from({ length }, (_, slot) => fake.valueAt(id, metric, from + slot * stepMs));
          const series = asked.flatMap(({ id }) =>
            metrics.map((metric) => ({ machineId: id, metric, start: from, stepMs, values: valuesOf(id, metric) })),
          );
          yield { series, calls: 1 };
        }
      },
      ...source,
    },
  };
  return fake;
}

/** The connector with these measurements besides what it has. */
export function withMetrics(connector: Connector, { source }: FakeMetrics): Connector {
  return {
    ...connector,
    manifest: { ...connector.manifest, capabilities: [...connector.manifest.capabilities, 'metrics'] },
    open: async (context) => ({ ...(await connector.open(context)), metrics: source }),
  };
}
