import { z } from 'zod';
import type { Problem } from './freshness.ts';

/**
 * What is measured of a machine. `cpu`, `memory`: percent of what it has. `network_*`, `disk_*_bytes`: bytes per second.
 * `disk_*_ops`: operations per second. `credits`: CPU credits left (burstable types).
 */
export const metricNames = [
  'cpu',
  'memory',
  'network_in',
  'network_out',
  'disk_read_bytes',
  'disk_write_bytes',
  'disk_read_ops',
  'disk_write_ops',
  'credits',
] as const;
export type MetricName = (typeof metricNames)[number];

export const metricUnits: Record<MetricName, '%' | 'B/s' | 'ops/s' | 'credits'> = {
  cpu: '%',
  memory: '%',
  network_in: 'B/s',
  network_out: 'B/s',
  disk_read_bytes: 'B/s',
  disk_write_bytes: 'B/s',
  disk_read_ops: 'ops/s',
  disk_write_ops: 'ops/s',
  credits: 'credits',
};

/** Evenly spaced values: `values[i]` is the average over the `stepMs` from `start + i * stepMs` (epoch ms, UTC); NaN: none. */
export interface Series {
  start: number;
  stepMs: number;
  values: Float32Array;
  /** Highest single value in each step, where the provider or the falling resolution keeps it; absent: same as `values`. */
  peaks?: Float32Array;
}

export interface MachineSeries extends Series {
  connectionId: string;
  machineId: string;
  metric: MetricName;
}

export interface MetricsResult {
  series: MachineSeries[];
  /** Oldest "measured until" among the series, epoch ms UTC; null when there is none. */
  asOf: number | null;
  problems: Problem[];
}

const hour = 3_600_000;
export const metricRanges = { '1h': hour, '6h': 6 * hour, '24h': 24 * hour, '7d': 168 * hour, '30d': 720 * hour } as const;
export type MetricRange = keyof typeof metricRanges;

export const metricsQuerySchema = z.strictObject({
  machines: z
    .array(z.object({ connectionId: z.string().max(100), machineId: z.string().max(2000) }))
    .min(1)
    .max(8),
  metrics: z.array(z.enum(metricNames)).min(1),
  /** Epoch ms, UTC; `to` is exclusive. */
  from: z.number(),
  to: z.number(),
});
export type MetricsQuery = z.infer<typeof metricsQuerySchema>;

/** Statistics of one metric of one machine over a time, from what the cache has. */
export interface MetricStats {
  metric: MetricName;
  /** Epoch ms, UTC. */
  from: number;
  to: number;
  /** Number of values, and the share of the time that they cover, 0–1. */
  points: number;
  coverage: number;
  mean: number;
  p50: number;
  p95: number;
  p99: number;
  max: number;
}
