import type { Instance, InstanceStatus } from '@aws-sdk/client-ec2';
import type { Inspection, Related } from '../sdk.ts';
import { parentsOf } from './actions/target-plan.ts';
import { eventAt, found, type InspectCall, Parts } from './inspect-parts.ts';
import { eventText } from './instance-health.ts';

async function instanceOf({ account, target, signal }: InspectCall): Promise<Instance | undefined> {
  const { DescribeInstancesCommand } = await import('@aws-sdk/client-ec2');
  const client = await account.clients.ec2(target.region);
  const source = { operation: 'ec2:DescribeInstances', scope: target.region };
  const command = new DescribeInstancesCommand({ InstanceIds: [target.id] });
  const reply = await account.call(source, () => client.send(command, { abortSignal: signal }));
  return reply.Reservations?.[0]?.Instances?.[0];
}

async function statusOf({ account, target, signal }: InspectCall): Promise<InstanceStatus | null> {
  const { DescribeInstanceStatusCommand } = await import('@aws-sdk/client-ec2');
  const client = await account.clients.ec2(target.region);
  const source = { operation: 'ec2:DescribeInstanceStatus', scope: target.region };
  const command = new DescribeInstanceStatusCommand({ InstanceIds: [target.id], IncludeAllInstances: true });
  const reply = await account.call(source, () => client.send(command, { abortSignal: signal }));
  return reply.InstanceStatuses?.[0] ?? null;
}

function volumesOf(instance: Instance): Related[] {
  return (instance.BlockDeviceMappings ?? []).flatMap(({ DeviceName = '', Ebs }) =>
    Ebs?.VolumeId
      ? [{ relation: 'attached_to', kind: 'EBS volume', id: Ebs.VolumeId, name: DeviceName, state: Ebs.Status ?? '' } as const]
      : [],
  );
}

/** An instance with its status checks, volumes, target groups, Auto Scaling group and scheduled events. */
export async function inspectInstance(call: InspectCall): Promise<Inspection> {
  const { facts, target, signal } = call;
  const instance = found(await instanceOf(call), target);
  const parts = new Parts(signal);
  const [status, serves] = await Promise.all([
    parts.try(null, () => statusOf(call)),
    parts.try([], async () => (await facts.targets(target.region)).of(target)),
  ]);
  const scheduled = (status?.Events ?? []).flatMap((event) => eventAt(event.NotBefore, eventText(event)));
  return {
    raw: { instance, status },
    related: [...parentsOf(target), ...serves, ...volumesOf(instance)],
    events: [...scheduled, ...eventAt(instance.LaunchTime, 'Launched, or last started')],
    problems: parts.problems,
  };
}
