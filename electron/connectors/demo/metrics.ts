import type { Machine, MetricName, MetricPage, MetricRequest, MetricSource } from '../sdk.ts';
import { afterPage, beforeRead } from './failures.ts';
import { accountById } from './find-machines.ts';
import { cpuAt, cpuPeakAt, isIdle, keyOf, memoryAt } from './load.ts';
import type { OpenDemo } from './open-demo.ts';

const minute = 60_000;
/** Machines of one page: 14 days of them are made in a few milliseconds. */
const pageSize = 50;

type Measure = (seed: number, key: number, at: number) => number;

/** Traffic follows the work that a machine does: so much per second for each percent of CPU; next to none where it does nothing. */
const perCpu =
  (amount: number): Measure =>
  (seed, key, at) =>
    cpuAt(seed, key, at) * amount * (isIdle(seed, key) ? 0.005 : 1 + (key % 7) / 3);

const measures: Partial<Record<MetricName, Measure>> = {
  cpu: cpuAt,
  memory: memoryAt,
  network_in: perCpu(41_000),
  network_out: perCpu(96_000),
  disk_read_bytes: perCpu(22_000),
  disk_write_bytes: perCpu(54_000),
  disk_read_ops: perCpu(1.4),
  disk_write_ops: perCpu(3.1),
};

const names = Object.keys(measures) as MetricName[];

/** Values in the middle of each step; nothing is known of the time before the launch. */
function sampled(
  demo: OpenDemo,
  machine: Machine,
  measure: Measure,
  { start, stepMs, count }: { start: number; stepMs: number; count: number },
) {
  const key = keyOf(machine.id);
  const born = machine.launched ?? 0;
  const value = (time: number) => (time < born ? NaN : measure(demo.options.seed, key, time + stepMs / 2));
  return Float32Array.from({ length: count }, (_, at) => value(start + at * stepMs));
}

function series(demo: OpenDemo, machine: Machine, metric: MetricName, { from, to, stepMs }: MetricRequest) {
  const start = Math.ceil(from / stepMs) * stepMs;
  const count = Math.max(0, Math.floor((Math.min(to, demo.clock.now()) - start) / stepMs));
  const values = sampled(demo, machine, measures[metric]!, { start, stepMs, count });
  // The middle of an hour says nothing of its peak; the other measures hardly move.
  const peaked = metric === 'cpu' && stepMs > 5 * minute;
  return {
    machineId: machine.id,
    metric,
    start,
    stepMs,
    values,
    ...(peaked && { peaks: sampled(demo, machine, cpuPeakAt, { start, stepMs, count }) }),
  };
}

async function* read(demo: OpenDemo, request: MetricRequest): AsyncIterable<MetricPage> {
  const signal = AbortSignal.any([demo.closed, request.signal]);
  const metrics = request.metrics.filter((metric) => names.includes(metric));
  for (let at = 0; at < request.machines.length; at += pageSize) {
    const machines = request.machines.slice(at, at + pageSize);
    const point = { account: accountById(machines[0]!.account), operation: 'demo:ReadMetrics', signal };
    beforeRead(demo, point);
    yield { calls: 1, series: machines.flatMap((machine) => metrics.map((metric) => series(demo, machine, metric, request))) };
    afterPage(demo, point);
  }
}

/** Measurements of machines: computed for any time, so that an hour is the same whenever it is read. */
export function metricSource(demo: OpenDemo): MetricSource {
  return {
    metricsOf: (machine) => (machine.kind === 'machine' && machine.state === 'running' ? names : []),
    scopeOf: (machine) => machine.account,
    background: ['cpu', 'memory'],
    maxAgeMs: 15 * minute,
    read: (request) => read(demo, request),
  };
}
