import { expect, test } from 'vitest';
import type { Machine, MetricPage } from '#connectors/sdk.ts';
import { expectValidSeries } from './valid-series.ts';

const hour = 3_600_000;
const from = Date.UTC(2026, 10, 15);
const request = { machines: [{ id: 'm-1' } as Machine], metrics: ['cpu' as const], from, to: from + 6 * hour, stepMs: hour };
const valid = { machineId: 'm-1', metric: 'cpu' as const, start: from, stepMs: hour, values: Float32Array.of(1, Number.NaN, 100) };
const check = (...series: MetricPage['series']) => expectValidSeries({ series, calls: 1 }, request);

test('an even series inside the time asked for passes', () => check(valid));

/** Each fault on its own: the suite would be of no use if it let one through. */
const faults: [string, Partial<MetricPage['series'][number]>][] = [
  ['a machine that was not asked for', { machineId: 'm-2' }],
  ['a metric that was not asked for', { metric: 'memory' }],
  ['a finer step than was asked for', { stepMs: hour / 2 }],
  ['a start between two steps', { start: from + 1 }],
  ['a start long ahead', { start: from - hour }],
  ['an end long after', { start: from + 4 * hour }],
  ['no value at all', { values: new Float32Array() }],
  ['a negative value', { values: Float32Array.of(-1) }],
  ['an infinite value', { values: Float32Array.of(Infinity) }],
  ['more than 100 percent', { values: Float32Array.of(101) }],
  ['peaks of another length', { peaks: Float32Array.of(1) }],
];

test.each(faults)('%s is found', (_, fault) => {
  expect(() => check({ ...valid, ...fault })).toThrow();
});

test('the same series twice is found', () => {
  expect(() => check(valid, valid)).toThrow();
});
