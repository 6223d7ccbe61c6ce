import { DescribeInstancesCommand } from '@aws-sdk/client-ec2';
import { CreateTargetGroupCommand, RegisterTargetsCommand } from '@aws-sdk/client-elastic-load-balancing-v2';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Inspection, Machine, Session } from '#connectors/sdk.ts';
import { awsSession, machinesOn, readAll } from '#tests/helpers/aws.ts';
import { faultProxy } from '#tests/helpers/fault-proxy.ts';
import { hasMoto, type Moto, startMoto } from '#tests/helpers/moto.ts';
import { xmlError } from '#tests/helpers/scripted-aws.ts';
import { errorOf } from '#tests/helpers/vaults.ts';
import { awsClients } from './aws-clients.ts';
import { makeGroups, makeServices, makeUnused, runTasks } from './aws-services-estate.ts';

const region = 'eu-central-1';
const never = new AbortController().signal;

describe.skipIf(!hasMoto)(`what AWS says of one row, against moto${hasMoto ? '' : ' (skipped: no moto beside the repository)'}`, () => {
  let moto: Moto;
  let rows: Machine[];
  let targetGroup: string;
  beforeAll(async () => {
    moto = await startMoto();
    await moto.control('state-manager/set-transition', { model_name: 'ecs::task', transition: { progression: 'manual', times: 10_000 } });
    const clients = awsClients(moto, region);
    await makeServices(clients, 'shop', 1);
    await runTasks(clients, 'shop', 1);
    await makeGroups(clients, region, 'web', 1);
    await makeUnused(clients, region);
    const reservations = (await clients.ec2.send(new DescribeInstancesCommand({}))).Reservations ?? [];
    const instances = reservations.flatMap((one) => one.Instances ?? []);
    const VpcId = instances[0]!.VpcId;
    const made = await clients.loadBalancing.send(new CreateTargetGroupCommand({ Name: 'front', Protocol: 'HTTP', Port: 80, VpcId }));
    targetGroup = made.TargetGroups![0]!.TargetGroupArn!;
    const Targets = instances.map((one) => ({ Id: one.InstanceId }));
    await clients.loadBalancing.send(new RegisterTargetsCommand({ TargetGroupArn: targetGroup, Targets }));
  });
  afterAll(() => moto?.kill());
  beforeEach(async () => {
    const session = await awsSession(moto.url);
    const parts = await Promise.all(['', '/ecs', '/asg', '/unattached'].map((part) => readAll(session.compute, `${region}${part}`)));
    rows = machinesOn(parts.flat());
  });

  const row = (kind: Machine['kind']) => rows.find((one) => one.kind === kind)!;
  async function inspect(session: Session, kind: Machine['kind']): Promise<Inspection> {
    const inspection = await session.inspect!.inspect(row(kind), never);
    // What crosses to the screen is plain data.
    expect(structuredClone(inspection)).toEqual(inspection);
    expect(JSON.parse(JSON.stringify(inspection.raw))).toEqual(inspection.raw);
    return inspection;
  }

  test('an instance: record, status checks, volumes, target groups and its group', async () => {
    const { raw, related, events, problems } = await inspect(await awsSession(moto.url), 'machine');
    const { id, parents } = row('machine');
    expect(raw).toMatchObject({ instance: { InstanceId: id }, status: { InstanceId: id } });
    expect(related.map(({ relation, kind }) => [relation, kind])).toEqual([
      ['member_of', 'Auto Scaling group'],
      ['serves', 'Target group'],
      ['attached_to', 'EBS volume'],
    ]);
    expect(related[0]).toMatchObject({ id: parents[0], name: 'web-0' });
    expect(related[1]).toMatchObject({ id: targetGroup, name: 'front', state: 'healthy' });
    expect(events).toMatchObject([{ at: row('machine').launched }]);
    expect(problems).toEqual([]);
  });

  test('a group: its members', async () => {
    const { raw, related } = await inspect(await awsSession(moto.url), 'group');
    expect(raw).toMatchObject({ AutoScalingGroupName: 'web-0' });
    const members = rows.filter(({ kind }) => kind === 'machine').map(({ id }) => id);
    expect(related.map(({ id }) => id).sort()).toEqual(members.sort());
    expect(related[0]).toMatchObject({ relation: 'contains', kind: 'Instance', state: 'InService, Healthy' });
  });

  test('cluster, service and task know each other', async () => {
    const session = await awsSession(moto.url);
    const cluster = await inspect(session, 'cluster');
    expect(cluster.raw).toMatchObject({ clusterName: 'shop' });
    expect(cluster.related.map(({ id }) => id)).toEqual(expect.arrayContaining([row('service').id, row('task').id]));
    const service = await inspect(session, 'service');
    expect(service.raw).toMatchObject({ serviceName: 'web-0' });
    expect(service.related).toContainEqual({ relation: 'member_of', kind: 'ECS cluster', id: row('cluster').id, name: 'shop', state: '' });
    const task = await inspect(session, 'task');
    expect(task.raw).toMatchObject({ taskArn: row('task').id });
    expect(task.related).toContainEqual({ relation: 'member_of', kind: 'ECS cluster', id: row('cluster').id, name: 'shop', state: '' });
  });

  test('what nothing uses', async () => {
    const session = await awsSession(moto.url);
    expect(await inspect(session, 'disk')).toMatchObject({ raw: { VolumeId: row('disk').id, Size: 10 }, events: [{ text: 'Created' }] });
    expect((await inspect(session, 'address')).raw).toMatchObject({ AllocationId: row('address').id });
  });

  test('a part that may not be read is a problem beside the rest', async () => {
    const proxy = await faultProxy(moto.url);
    proxy.rule = ({ action }) => (action === 'DescribeTargetGroups' ? xmlError(403, 'AccessDenied') : null);
    const { related, problems } = await inspect(await awsSession(proxy.url), 'machine');
    expect(problems).toMatchObject([{ code: 'forbidden', message: expect.stringContaining('elasticloadbalancing:DescribeTargetGroups') }]);
    expect(related.map(({ relation }) => relation)).toEqual(['member_of', 'attached_to']);
  });

  test('what is gone is not found; a cancelled look is no problem of AWS', async () => {
    const session = await awsSession(moto.url);
    for (const kind of ['machine', 'group', 'cluster', 'task', 'disk'] as const) {
      const ghost = { ...row(kind), id: `${row(kind).id.slice(0, -4)}0000` };
      expect((await errorOf(session.inspect!.inspect(ghost, never))).code, kind).toBe('not_found');
    }
    await expect(session.inspect!.inspect(row('machine'), AbortSignal.abort())).rejects.toMatchObject({ name: 'AbortError' });
  });
});
