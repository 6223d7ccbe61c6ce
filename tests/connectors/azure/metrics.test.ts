import { describe, expect, test } from 'vitest';
import type { Machine, MetricName, MetricPage } from '#connectors/sdk.ts';
import { azureSession, machinesIn, never, scriptedAzure } from '#tests/helpers/azure.ts';
import type { ScriptedArm } from '#tests/helpers/scripted-arm.ts';
import { clusterRecord, diskRecord, instanceRecord, setRecord, vmRecord } from '#tests/helpers/scripted-arm-records.ts';
import { armError, json } from '#tests/helpers/scripted-arm-reply.ts';
import type { ScriptedReply } from '#tests/helpers/scripted-server.ts';

const minute = 60_000;
const from = Date.UTC(2026, 10, 15, 10);

async function measure(world: ScriptedArm, machines: Machine[], metrics: MetricName[], stepMs = 5 * minute): Promise<MetricPage[]> {
  const pages: MetricPage[] = [];
  const request = { machines, metrics, from, to: from + 60 * minute, stepMs, signal: never };
  for await (const page of (await azureSession(world)).metrics!.read(request)) pages.push(page);
  return pages;
}

const machinesOf = async (world: ScriptedArm, part = 'vm') => machinesIn(await azureSession(world), part);

describe('metrics (self-authored)', () => {
  test('500 machines take ten calls, each of fifty', async () => {
    const world = await scriptedAzure();
    for (let n = 0; n < 500; n += 1) world.add(vmRecord(`vm-${n}`));
    world.metricValue = (metric, aggregation) => (metric === 'Percentage CPU' ? (aggregation === 'average' ? 12.5 : 80) : undefined);
    const machines = await machinesOf(world);
    world.requests.length = 0;
    const pages = await measure(world, machines, ['cpu']);
    expect(pages.map(({ calls, series }) => [calls, series.length])).toEqual(Array.from({ length: 10 }, () => [1, 50]));
    const asked = world.calls('POST', /getBatch/);
    expect(asked).toHaveLength(10);
    expect((JSON.parse(asked[0]!.body) as { resourceids: string[] }).resourceids).toHaveLength(50);
    expect(world.requests).toHaveLength(11);
    expect(world.entra.tokenRequests.at(-1)!.get('scope')).toBe('https://metrics.monitor.azure.com/.default');
    const [series] = pages[0]!.series;
    expect(series).toMatchObject({ machineId: machines[0]!.id, metric: 'cpu', start: from, stepMs: 5 * minute });
    expect([...series!.values]).toEqual(Array<number>(12).fill(12.5));
    expect([...series!.peaks!]).toEqual(Array<number>(12).fill(80));
  });

  test('totals become rates, free memory becomes used percent by the size', async () => {
    const world = await scriptedAzure();
    world.add(vmRecord('web'));
    const gib = 1024 ** 3;
    const values: Record<string, number> = {
      'Network In Total total': 300_000,
      'Disk Read Bytes total': 600,
      'Available Memory Bytes average': 6 * gib,
      'Available Memory Bytes minimum': 2 * gib,
      'Disk Read Operations/Sec average': 7,
    };
    world.metricValue = (metric, aggregation) => values[`${metric} ${aggregation}`];
    const [page] = await measure(world, await machinesOf(world), ['network_in', 'disk_read_bytes', 'memory', 'disk_read_ops', 'credits']);
    const first = new Map(page!.series.map(({ metric, values, peaks }) => [metric, [values[0], peaks?.[0]]]));
    expect(first.get('network_in')).toEqual([1000, undefined]);
    expect(first.get('disk_read_bytes')).toEqual([2, undefined]);
    expect(first.get('disk_read_ops')).toEqual([7, Number.NaN]);
    expect(first.get('memory')).toEqual([25, 75]);
    expect(first.has('credits')).toBe(false);
  });

  test('memory is left out where the size is not known, and the rest is not', async () => {
    const world = await scriptedAzure();
    world.add(vmRecord('web', 'running', 'Standard_Unknown'));
    world.metricValue = () => 1;
    const [page] = await measure(world, await machinesOf(world), ['cpu', 'memory']);
    expect(page!.series.map(({ metric }) => metric)).toEqual(['cpu']);
  });

  test('a machine without values has no series; missing points are NaN', async () => {
    const world = await scriptedAzure();
    world.add(vmRecord('off', 'deallocated'));
    expect((await measure(world, await machinesOf(world), ['cpu']))[0]!.series).toEqual([]);
    let point = 0;
    world.metricValue = () => ((point += 1) % 2 === 0 ? 5 : undefined);
    const [page] = await measure(world, await machinesOf(world), ['network_in']);
    expect([...page!.series[0]!.values].filter((value) => Number.isNaN(value))).toHaveLength(6);
  });

  test.each([
    [minute, 'PT1M'],
    [4 * minute, 'PT5M'],
    [10 * minute, 'PT15M'],
    [60 * minute, 'PT1H'],
  ])('a wanted step of %i ms asks for %s', async (stepMs, interval) => {
    const world = await scriptedAzure();
    world.add(vmRecord('web'));
    await measure(world, await machinesOf(world), ['cpu'], stepMs);
    const { searchParams } = new URL(world.calls('POST', /getBatch/)[0]!.path, world.url);
    expect(Object.fromEntries(searchParams)).toMatchObject({
      interval,
      metricnamespace: 'Microsoft.Compute/virtualMachines',
      metricnames: 'Percentage CPU',
      aggregation: 'average,maximum',
    });
  });

  test('only what Azure measures is offered, and one call is about one subscription, region and type', async () => {
    const world = await scriptedAzure();
    world.add(
      vmRecord('web'),
      vmRecord('burst', 'running', 'Standard_B2s'),
      setRecord('set', 1),
      instanceRecord('set', '1'),
      clusterRecord('aks', { pool: 1 }),
      diskRecord('old'),
    );
    const { metrics } = await azureSession(world);
    const all = (await Promise.all(['vm', 'vmss', 'aks', 'unattached'].map((part) => machinesOf(world, part)))).flat();
    const offered = Object.fromEntries(all.map((machine) => [machine.name, metrics!.metricsOf(machine).length]));
    expect(offered).toEqual({ web: 8, burst: 9, set: 7, set_1: 0, aks: 2, pool: 0, old: 0 });
    expect(new Set(all.slice(0, 3).map((machine) => metrics!.scopeOf(machine))).size).toBe(2);
    expect(metrics!.background).toEqual(['cpu']);
    expect(metrics!.price!(120)).toMatchObject({ calls: 3, amount: 0, note: expect.stringContaining('free') });
  });

  test.each<[string, ScriptedReply, object]>([
    ['throttled', armError(429, 'Throttled', 'slow', { 'retry-after': '33' }), { code: 'rate_limited', retryAfterMs: 33_000 }],
    [
      'refused',
      armError(403, 'AuthorizationFailed'),
      { code: 'forbidden', message: expect.stringContaining('Microsoft.Insights/metrics/read') },
    ],
    ['a page of a gateway', { status: 200, headers: { 'content-type': 'text/html' }, body: '<html>' }, { code: 'provider_unavailable' }],
    ['another document', json(200, { hello: 'world' }), { code: 'provider_unavailable' }],
    ['garbled', json(200, { values: [{ value: 7 }] }), { code: 'provider_unavailable' }],
  ])('that are %s say so', async (_, reply, error) => {
    const world = await scriptedAzure();
    world.add(vmRecord('web'));
    const machines = await machinesOf(world);
    world.fault = ({ path }) => (path.includes('getBatch') ? reply : null);
    await expect(measure(world, machines, ['cpu'])).rejects.toMatchObject({ error });
  });
});
