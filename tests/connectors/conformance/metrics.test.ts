import { describe, expect, test } from 'vitest';
import type { Machine, MetricPage, MetricRequest, MetricSource } from '#connectors/sdk.ts';
import { type MetricName, metricNames } from '#shared/model/metric.ts';
import { candidates, never, type Opened, withConnector } from './open-connector.ts';
import { listedRows, someOfEach } from './rows.ts';
import { expectValidSeries } from './valid-series.ts';

const minute = 60_000;
const hour = 60 * minute;

interface Measuring extends Opened {
  metrics: MetricSource;
  rows: Machine[];
}

/** Machines of one scope that something is known of, and what. */
interface Lot {
  machines: Machine[];
  names: MetricName[];
}

function lotsOf({ metrics, rows }: Measuring): Lot[] {
  const measured = rows.filter((row) => metrics.metricsOf(row).length > 0);
  return [...Map.groupBy(measured, (row) => metrics.scopeOf(row)).values()].map((machines) => ({
    machines,
    names: metricNames.filter((name) => machines.some((row) => metrics.metricsOf(row).includes(name))),
  }));
}

async function pages(metrics: MetricSource, request: Omit<MetricRequest, 'signal'>): Promise<MetricPage[]> {
  const all: MetricPage[] = [];
  for await (const page of metrics.read({ ...request, signal: never })) all.push(page);
  return all;
}

const measures = candidates().filter(({ connector }) => connector.manifest.capabilities.includes('metrics'));

describe.each(measures)('$kind', ({ connector, situations }) => {
  const run = (work: (measuring: Measuring) => Promise<void>) =>
    withConnector(connector, situations.healthy, async (opened) => {
      const { session } = opened;
      await work({ ...opened, metrics: session.metrics!, rows: someOfEach(await listedRows(session)) });
    });

  test('says of every row what it can measure, and which rows go into one call', () =>
    run(async ({ metrics, rows }) => {
      expect(rows.some((row) => metrics.metricsOf(row).length > 0)).toBe(true);
      for (const row of rows) {
        const names = metrics.metricsOf(row);
        expect(new Set(names).size).toBe(names.length);
        expect(metricNames).toEqual(expect.arrayContaining([...names]));
        expect(metrics.scopeOf(row)).not.toBe('');
        if (row.kind === 'disk' || row.kind === 'address') expect(names, 'what nothing uses is not measured').toEqual([]);
      }
      expect(metrics.maxAgeMs).toBeGreaterThan(0);
      expect(metricNames).toEqual(expect.arrayContaining([...metrics.background]));
    }));

  test.each([
    ['of a few hours', 6 * hour, 5 * minute],
    ['of two weeks', 14 * 24 * hour, hour],
    ['of a time that fits no step', 3 * hour + 7 * minute + 13, 2 * minute],
  ])('series %s are what was asked for', (_, range, stepMs) =>
    run(async (measuring) => {
      const to = measuring.clock.now();
      let values = 0;
      for (const { machines, names } of lotsOf(measuring)) {
        const request = { machines, metrics: names, from: to - range, to, stepMs };
        for (const page of await pages(measuring.metrics, request)) {
          expectValidSeries(page, request);
          expect(page.calls).toBeGreaterThan(0);
          if (page.spent) expect(page.spent.amount).toBeGreaterThan(0);
          values += page.series.reduce((sum, one) => sum + one.values.filter((value) => !Number.isNaN(value)).length, 0);
        }
      }
      expect(values, 'something is measured').toBeGreaterThan(0);
      expect(measuring.changes()).toEqual([]);
    }),
  );

  test('what was not asked for does not come along', () =>
    run(async (measuring) => {
      const [lot] = lotsOf(measuring);
      const to = measuring.clock.now();
      const [machine] = lot!.machines;
      const only = { machines: [machine!], metrics: ['cpu'] as const, from: to - hour, to, stepMs: 5 * minute };
      const series = (await pages(measuring.metrics, only)).flatMap((page) => page.series);
      expect(series.map(({ machineId, metric }) => [machineId, metric])).toEqual([[machine!.id, 'cpu']]);
      for (const nothing of [{ machines: [] }, { metrics: [] }]) {
        const none = await pages(measuring.metrics, { ...only, ...nothing });
        expect(none.flatMap((page) => page.series)).toEqual([]);
      }
    }));

  test('the price of a background refresh, where it has one, is plain and in words', () =>
    run(async ({ metrics }) => {
      for (const machines of metrics.price ? [0, 1, 1000] : []) {
        const price = metrics.price!(machines);
        expect(structuredClone(price)).toEqual(price);
        expect(price.calls).toBeGreaterThanOrEqual(0);
        expect(Number.isInteger(price.calls)).toBe(true);
        expect(Number.isFinite(price.amount) && price.amount >= 0).toBe(true);
        expect(price.currency).toMatch(/^[A-Z]{3}$/);
        expect(price.note.trim()).not.toBe('');
      }
    }));
});
