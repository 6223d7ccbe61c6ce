import { expect, test } from 'vitest';
import type { MetricPage } from '#connectors/sdk.ts';
import { openDemo, readAll, small } from './open-demo.ts';

const hour = 3_600_000;

async function read(hours: number) {
  const { session, clock } = await openDemo(small);
  const all = (await readAll(session.compute!)).flatMap((page) => page.items);
  const metrics = session.metrics!;
  const machines = all.filter((machine) => metrics.metricsOf(machine).length > 0);
  const to = Math.floor(clock.now() / hour) * hour;
  const pages: MetricPage[] = [];
  const request = {
    machines,
    metrics: ['cpu', 'memory'] as const,
    from: to - hours * hour,
    to,
    stepMs: 300_000,
    signal: new AbortController().signal,
  };
  for await (const page of metrics.read(request)) pages.push(page);
  return { machines, series: pages.flatMap((page) => page.series), request };
}

test('every running machine has its series, evenly spaced and within 0 to 100 percent', async () => {
  const { machines, series, request } = await read(24);
  expect(series).toHaveLength(machines.length * 2);
  for (const one of series) {
    expect(one).toMatchObject({ start: request.from, stepMs: 300_000 });
    expect(one.values).toHaveLength(288);
    expect(one.values.every((value) => Number.isNaN(value) || (value >= 0 && value <= 100))).toBe(true);
  }
});

test('an hour is the same whenever it is read', async () => {
  const [short, long] = [await read(1), await read(24)];
  const last = (values: Float32Array) => values.slice(-12);
  expect(last(short.series[0]!.values)).toEqual(last(long.series[0]!.values));
});

test('some machines are idle and some are busy', async () => {
  const { session, clock } = await openDemo({ scale: 1, seed: 1 });
  const all = (await readAll(session.compute!)).flatMap((page) => page.items);
  const cpu = all.flatMap(({ cpuPercent }) => cpuPercent ?? []);
  expect(clock.now()).toBeGreaterThan(0);
  expect(cpu.filter((value) => value < 3).length).toBeGreaterThan(10);
  expect(cpu.filter((value) => value > 40).length).toBeGreaterThan(50);
});
