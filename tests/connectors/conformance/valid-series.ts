import { expect } from 'vitest';
import type { MetricPage, MetricRequest } from '#connectors/sdk.ts';

/** Checks what the cache and charts rely on: an even grid inside the time asked for, values that can be, nothing unasked. */
export function expectValidSeries(page: MetricPage, { machines, metrics, from, to, stepMs: wanted }: Omit<MetricRequest, 'signal'>): void {
  for (const { machineId, metric, start, stepMs, values, peaks } of page.series) {
    expect(machines.map(({ id }) => id)).toContain(machineId);
    expect(metrics).toContain(metric);
    expect(stepMs, `${metric}: not finer than wanted`).toBeGreaterThanOrEqual(wanted);
    expect(start % stepMs, `${metric}: starts at a multiple of its step`).toBe(0);
    expect(start, metric).toBeGreaterThan(from - stepMs);
    expect(start + values.length * stepMs, metric).toBeLessThan(to + stepMs);
    expect(values.length, `${metric}: one value at least`).toBeGreaterThan(0);
    expect(
      [...values].filter((value) => !Number.isNaN(value) && !(value >= 0 && Number.isFinite(value))),
      metric,
    ).toEqual([]);
    if (peaks) expect(peaks.length, metric).toBe(values.length);
    if (metric === 'cpu' || metric === 'memory')
      expect(Math.max(...[...values].filter((value) => !Number.isNaN(value))), metric).toBeLessThanOrEqual(100);
  }
  const keys = page.series.map(({ machineId, metric }) => `${machineId} ${metric}`);
  expect(new Set(keys).size, 'each series once').toBe(keys.length);
}
