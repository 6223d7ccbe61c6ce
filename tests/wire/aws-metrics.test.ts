import { type MetricDatum, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Machine, MetricName, MetricPage, MetricRequest, Session } from '#connectors/sdk.ts';
import { awsSession, machinesOn, readAll } from '#tests/helpers/aws.ts';
import { awsMachine } from '#tests/helpers/aws-machine.ts';
import { faultProxy } from '#tests/helpers/fault-proxy.ts';
import { hasMoto, type Moto, startMoto } from '#tests/helpers/moto.ts';
import { errorOf } from '#tests/helpers/vaults.ts';
import { awsClients } from './aws-clients.ts';
import { runInstances } from './aws-estate.ts';

const region = 'eu-west-1';
const now = Date.UTC(2026, 10, 15, 12);
const minute = 60_000;
const never = new AbortController().signal;

const machine = (id: string, more: Partial<Machine> = {}) => awsMachine({ id, name: id, ...more });

async function pagesOf(
  session: Session,
  request: Partial<MetricRequest> & { machines: Machine[]; metrics: MetricName[] },
): Promise<MetricPage[]> {
  const pages: MetricPage[] = [];
  const range = { from: now - 60 * minute, to: now, stepMs: 5 * minute, signal: never };
  for await (const page of session.metrics!.read({ ...range, ...request })) pages.push(page);
  return pages;
}

describe.skipIf(!hasMoto)(`CloudWatch metrics against moto${hasMoto ? '' : ' (skipped: no moto beside the repository)'}`, () => {
  let moto: Moto;
  beforeAll(async () => {
    moto = await startMoto();
  });
  afterAll(() => moto?.kill());

  async function put(Namespace: string, Dimensions: { Name: string; Value: string }[], MetricName: string, values: Record<number, number>) {
    const MetricData: MetricDatum[] = Object.entries(values).map(([ago, Value]) => {
      return { MetricName, Dimensions, Value, Timestamp: new Date(now - Number(ago) * minute) };
    });
    await awsClients(moto, region).cloudWatch.send(new PutMetricDataCommand({ Namespace, MetricData }));
  }
  const ofInstance = (id: string) => [{ Name: 'InstanceId', Value: id }];

  test('every metric of an instance, in its unit, on an even grid with gaps', async () => {
    const id = 'i-0aaaaaaaaaaaaaaa1';
    await put('AWS/EC2', ofInstance(id), 'CPUUtilization', { 60: 10, 59: 30, 50: 40 });
    await put('AWS/EC2', ofInstance(id), 'NetworkIn', { 60: 3000, 58: 6000 });
    await put('AWS/EC2', ofInstance(id), 'NetworkOut', { 60: 300 });
    await put('AWS/EC2', ofInstance(id), 'EBSReadBytes', { 60: 600 });
    await put('AWS/EC2', ofInstance(id), 'EBSWriteOps', { 60: 900 });
    await put('AWS/EC2', ofInstance(id), 'CPUCreditBalance', { 60: 144 });
    const session = await awsSession(moto.url);
    const target = machine(id, { type: 't3.micro' });
    const metrics = [...session.metrics!.metricsOf(target)];
    expect(metrics).toEqual([
      'cpu',
      'network_in',
      'network_out',
      'disk_read_bytes',
      'disk_write_bytes',
      'disk_read_ops',
      'disk_write_ops',
      'credits',
    ]);
    const [page, ...more] = await pagesOf(session, { machines: [target], metrics });
    expect(more).toEqual([]);
    const values = Object.fromEntries(page!.series.map((one) => [one.metric, [...one.values]]));
    expect(values).toEqual({
      cpu: [20, Number.NaN, 40],
      network_in: [30],
      network_out: [1],
      disk_read_bytes: [2],
      disk_write_ops: [3],
      credits: [144],
    });
    for (const one of page!.series) expect(one).toMatchObject({ machineId: id, start: now - 60 * minute, stepMs: 5 * minute });
    expect(page!.calls).toBe(1);
    expect(page!.spent).toEqual({ amount: expect.closeTo(0.00008, 10), currency: 'USD' });
  });

  test('detailed monitoring gives minutes; services have CPU and memory', async () => {
    const id = 'i-0aaaaaaaaaaaaaaa2';
    await put('AWS/EC2', ofInstance(id), 'CPUUtilization', { 60: 10, 59: 30 });
    const service = [
      { Name: 'ClusterName', Value: 'shop' },
      { Name: 'ServiceName', Value: 'web' },
    ];
    await put('AWS/ECS', service, 'CPUUtilization', { 60: 12 });
    await put('AWS/ECS', service, 'MemoryUtilization', { 59: 34 });
    const session = await awsSession(moto.url);
    const arn = `arn:aws:ecs:${region}:1:service/shop/web`;
    const machines = [
      machine(id, { details: { monitoring: 'detailed' } }),
      machine(arn, { kind: 'service', name: 'web', parents: [`arn:aws:ecs:${region}:1:cluster/shop`] }),
    ];
    const [page] = await pagesOf(session, { machines, metrics: ['cpu', 'memory'], stepMs: minute });
    const found = page!.series.map(({ machineId, metric, stepMs, values }) => [machineId, metric, stepMs, [...values]]);
    expect(found).toEqual([
      [id, 'cpu', minute, [10, 30]],
      [arn, 'cpu', minute, [12]],
      [arn, 'memory', minute, [Number.NaN, 34]],
    ]);
  });

  test('500 machines are one call', async () => {
    const proxy = await faultProxy(moto.url);
    await runInstances(moto, region, 500);
    const machines = machinesOn(await readAll((await awsSession(moto.url)).compute, region));
    expect(machines).toHaveLength(500);
    await put('AWS/EC2', ofInstance(machines[499]!.id), 'CPUUtilization', { 60: 77 });
    const pages = await pagesOf(await awsSession(proxy.url), { machines, metrics: ['cpu'] });
    expect(proxy.seen.map(({ action }) => action)).toEqual(['GetMetricData']);
    expect((JSON.parse(proxy.seen[0]!.body) as { MetricDataQueries: unknown[] }).MetricDataQueries).toHaveLength(500);
    expect(pages.map(({ calls }) => calls)).toEqual([1]);
    expect(pages[0]!.spent!.amount).toBeCloseTo(0.005, 10);
    expect(pages[0]!.series.map(({ machineId, values }) => [machineId, [...values]])).toEqual([[machines[499]!.id, [77]]]);
    proxy.seen.length = 0;
    await pagesOf(await awsSession(proxy.url), { machines, metrics: ['cpu', 'network_in'] });
    expect(proxy.seen).toHaveLength(2);
  });

  test('expired credentials and throttling are said, once each', async () => {
    const proxy = await faultProxy(moto.url);
    const session = await awsSession(proxy.url);
    for (const [name, code] of [
      ['ExpiredTokenException', 'auth_required'],
      ['ThrottlingException', 'rate_limited'],
    ] as const) {
      proxy.rule = () => ({
        kind: 'reply',
        status: 400,
        headers: { 'content-type': 'application/x-amz-json-1.0' },
        body: JSON.stringify({ __type: name }),
      });
      const error = await errorOf(pagesOf(session, { machines: [machine('i-1')], metrics: ['cpu'] }));
      expect(error).toMatchObject({ code, source: { operation: 'cloudwatch:GetMetricData', scope: region } });
    }
    expect(proxy.seen).toHaveLength(2);
  });
});
