import { describe, expect, test } from 'vitest';
import type { Machine, MetricName, MetricPage, Session } from '#connectors/sdk.ts';
import { machinesOn, readAll } from '#tests/helpers/aws.ts';
import { addInstance, gcpSession, type ScriptedGcp, scriptedGcp } from '#tests/helpers/scripted-gcp.ts';
import { googleError } from '#tests/helpers/scripted-gcp-state.ts';
import { errorOf } from '#tests/helpers/vaults.ts';

const signal = new AbortController().signal;
const now = Date.UTC(2026, 10, 15, 12);
const minute = 60_000;
const cpu = 'compute.googleapis.com/instance/cpu/utilization';

async function worldOf(count: number) {
  const world = await scriptedGcp();
  for (let n = 0; n < count; n += 1) addInstance(world, `web-${n}`);
  const session = await gcpSession(world);
  return { world, session, machines: machinesOn(await readAll(session.compute, 'shop-prod/instances')) };
}

/** A series of the reference's form; points come newest first. */
function series(machine: Machine, ends: number[], value: (end: number) => object) {
  const points = ends.map((end) => ({
    interval: { startTime: new Date(end - 5 * minute).toISOString(), endTime: new Date(end).toISOString() },
    value: value(end),
  }));
  return { resource: { type: 'gce_instance', labels: { instance_id: machine.details['instance id'] } }, points: points.reverse() };
}

async function read(session: Session, machines: Machine[], metrics: MetricName[], more: object = {}): Promise<MetricPage[]> {
  const pages: MetricPage[] = [];
  const request = { machines, metrics, from: now - 20 * minute, to: now, stepMs: 5 * minute, signal, ...more };
  for await (const page of session.metrics!.read(request)) pages.push(page);
  return pages;
}

const queries = (world: ScriptedGcp) =>
  world.requests.filter(({ path }) => path.includes('/timeSeries')).map(({ path }) => new URL(path, world.url).searchParams);

describe('metrics', () => {
  test('come as evenly spaced values, percent of a fraction, with gaps where there was nothing', async () => {
    const { world, session, machines } = await worldOf(1);
    world.series.set(cpu, [
      series(machines[0]!, [now - 15 * minute, now - 5 * minute, now], (end) => ({ doubleValue: end === now ? 0.5 : 0.25 })),
    ]);
    const [page] = await read(session, machines, ['cpu']);
    expect(page?.calls).toBe(1);
    expect(page?.series).toMatchObject([{ machineId: machines[0]!.id, metric: 'cpu', start: now - 20 * minute, stepMs: 5 * minute }]);
    expect([...page!.series[0]!.values]).toEqual([25, Number.NaN, 25, 50]);
  });

  test('500 machines take one call for each metric, in a filter for the whole project', async () => {
    const { world, session, machines } = await worldOf(500);
    world.series.set(
      cpu,
      machines.map((machine) => series(machine, [now], () => ({ doubleValue: 0.1 }))),
    );
    const pages = await read(session, machines, ['cpu', 'network_in', 'disk_write_ops']);
    expect(pages[0]?.series).toHaveLength(500);
    expect(queries(world)).toHaveLength(3);
    expect(pages.reduce((sum, page) => sum + page.calls, 0)).toBe(3);
    expect(queries(world).map((query) => query.get('filter'))).toEqual(
      ['cpu/utilization', 'network/received_bytes_count', 'disk/write_ops_count'].map(
        (name) => `metric.type = "compute.googleapis.com/instance/${name}" AND resource.type = "gce_instance"`,
      ),
    );
  });

  test('few machines are named, so that a large project does not come along', async () => {
    const { world, session, machines } = await worldOf(3);
    await read(session, machines.slice(0, 2), ['memory']);
    const [query] = queries(world);
    const ids = machines.slice(0, 2).map(({ details }) => `"${details['instance id']}"`);
    expect(query?.get('filter')).toBe(
      `metric.type = "agent.googleapis.com/memory/percent_used" AND resource.type = "gce_instance" AND metric.labels.state = "used" AND resource.labels.instance_id = one_of(${ids.join(', ')})`,
    );
  });

  test('counts become rates, summed over disks and cards', async () => {
    const { world, session, machines } = await worldOf(1);
    world.series.set('compute.googleapis.com/instance/network/sent_bytes_count', [
      series(machines[0]!, [now], () => ({ int64Value: '4096' })),
    ]);
    const [page] = await read(session, machines, ['network_out']);
    expect(page?.series[0]?.values[3]).toBe(4096);
    const [query] = queries(world);
    expect(Object.fromEntries(query!)).toMatchObject({
      'aggregation.alignmentPeriod': '300s',
      'aggregation.perSeriesAligner': 'ALIGN_RATE',
      'aggregation.crossSeriesReducer': 'REDUCE_SUM',
      'aggregation.groupByFields': 'resource.labels.instance_id',
      'interval.startTime': new Date(now - 20 * minute).toISOString(),
      'interval.endTime': new Date(now).toISOString(),
    });
  });

  test('pages are followed, and a series that is cut by a page is one again', async () => {
    const { world, session, machines } = await worldOf(2);
    const [first, second] = machines as [Machine, Machine];
    const half = (machine: Machine, end: number) => series(machine, [end], () => ({ doubleValue: 0.5 }));
    world.series.set(cpu, [half(first, now), half(first, now - 5 * minute), half(second, now)]);
    world.pageSize = 1;
    const found = (await read(session, machines, ['cpu'])).flatMap((page) => page.series);
    expect(found.map(({ machineId, values }) => [machineId, [...values]])).toEqual([
      [first.id, [Number.NaN, Number.NaN, 50, 50]],
      [second.id, [Number.NaN, Number.NaN, Number.NaN, 50]],
    ]);
    expect(queries(world)).toHaveLength(3);
  });

  test('what is old is asked in ten-minute steps, since Google keeps no finer ones', async () => {
    const { world, session, machines } = await worldOf(1);
    const day = 1440 * minute;
    await read(session, machines, ['cpu'], { from: now - 60 * day, to: now - 59 * day, stepMs: minute });
    expect(queries(world)[0]?.get('aggregation.alignmentPeriod')).toBe('600s');
  });

  test('there are none of a group, and no CPU credits', async () => {
    const { session, machines } = await worldOf(1);
    const metrics = session.metrics!;
    expect(metrics.metricsOf(machines[0]!)).not.toContain('credits');
    expect(metrics.metricsOf({ ...machines[0]!, kind: 'group' })).toEqual([]);
  });

  test('a refusal names the permission', async () => {
    const { world, session, machines } = await worldOf(1);
    world.fault = ({ path }) => (path.includes('timeSeries') ? googleError(403, 'forbidden') : null);
    expect(await errorOf(read(session, machines, ['cpu']))).toMatchObject({
      code: 'forbidden',
      source: { operation: 'monitoring.timeSeries.list', scope: 'shop-prod' },
    });
  });
});
