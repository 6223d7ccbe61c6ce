import type { InstanceTypeInfo } from '@aws-sdk/client-ec2';
import { AppFailure, type Machine } from '../sdk.ts';
import type { AwsAccount } from './account.ts';
import { detailOf } from './details.ts';
import { readTargets, type TargetIndex } from './target-groups.ts';

/** What a plan asks AWS about targets, each thing once for many targets. */
export interface Facts {
  /** The type as AWS describes it; null when there is no such type in the region. */
  instanceType(region: string, type: string): Promise<InstanceTypeInfo | null>;
  isOffered(place: { region: string; zone: string }, type: string): Promise<boolean>;
  /** Whether the instance is protected; asked anew each time, because it is a switch that people flip. */
  isProtected(machine: Machine, attribute: 'disableApiTermination' | 'disableApiStop', signal: AbortSignal): Promise<boolean>;
  /** Whether a spot instance starts again after a stop. */
  isPersistentSpot(machine: Machine): Promise<boolean>;
  /** Load balancer targets of a region, read once for a plan. */
  targets(region: string): Promise<TargetIndex>;
}

/** As long as it takes to plan a thousand targets; a later plan asks anew. */
const keptMs = 60_000;

/** Keeps answers for a minute by key; failures are not kept. */
function kept(now: () => number): <T>(key: string, ask: () => Promise<T>) => Promise<T> {
  const answers = new Map<string, { until: number; answer: Promise<unknown> }>();
  return <T>(key: string, ask: () => Promise<T>) => {
    const found = answers.get(key);
    if (found && found.until > now()) return found.answer as Promise<T>;
    for (const [old, { until }] of answers) if (until <= now()) answers.delete(old);
    const answer = ask();
    answers.set(key, { until: now() + keptMs, answer });
    answer.catch(() => answers.delete(key));
    return answer;
  };
}

async function describeType(account: AwsAccount, region: string, type: string): Promise<InstanceTypeInfo | null> {
  const { DescribeInstanceTypesCommand } = await import('@aws-sdk/client-ec2');
  const client = await account.clients.ec2(region);
  const command = new DescribeInstanceTypesCommand({ InstanceTypes: [type as never] });
  const source = { operation: 'ec2:DescribeInstanceTypes', scope: region };
  try {
    const reply = await account.call(source, () => client.send(command, { abortSignal: account.context.signal }));
    return reply.InstanceTypes?.[0] ?? null;
  } catch (cause) {
    if (cause instanceof AppFailure && cause.error.code === 'invalid_input') return null;
    throw cause;
  }
}

async function describeOffering(account: AwsAccount, place: { region: string; zone: string }, type: string): Promise<boolean> {
  const { DescribeInstanceTypeOfferingsCommand } = await import('@aws-sdk/client-ec2');
  const client = await account.clients.ec2(place.region);
  const Filters = [
    { Name: 'location', Values: [place.zone] },
    { Name: 'instance-type', Values: [type] },
  ];
  const command = new DescribeInstanceTypeOfferingsCommand({ LocationType: 'availability-zone', Filters });
  const source = { operation: 'ec2:DescribeInstanceTypeOfferings', scope: place.region };
  const reply = await account.call(source, () => client.send(command, { abortSignal: account.context.signal }));
  return (reply.InstanceTypeOfferings ?? []).length > 0;
}

async function isPersistentSpot(account: AwsAccount, machine: Machine): Promise<boolean> {
  const { DescribeSpotInstanceRequestsCommand } = await import('@aws-sdk/client-ec2');
  const client = await account.clients.ec2(machine.region);
  const command = new DescribeSpotInstanceRequestsCommand({ SpotInstanceRequestIds: [detailOf(machine, 'spot request')] });
  const source = { operation: 'ec2:DescribeSpotInstanceRequests', scope: machine.region };
  const reply = await account.call(source, () => client.send(command, { abortSignal: account.context.signal }));
  return reply.SpotInstanceRequests?.[0]?.Type === 'persistent';
}

async function isProtected(
  account: AwsAccount,
  machine: Machine,
  Attribute: 'disableApiTermination' | 'disableApiStop',
  signal: AbortSignal,
) {
  const { DescribeInstanceAttributeCommand } = await import('@aws-sdk/client-ec2');
  const client = await account.clients.ec2(machine.region);
  const command = new DescribeInstanceAttributeCommand({ InstanceId: machine.id, Attribute });
  const source = { operation: 'ec2:DescribeInstanceAttribute', scope: machine.region };
  const reply = await account.call(source, () => client.send(command, { abortSignal: signal }));
  return (Attribute === 'disableApiStop' ? reply.DisableApiStop : reply.DisableApiTermination)?.Value === true;
}

export function createFacts(account: AwsAccount): Facts {
  const keep = kept(() => account.context.clock.now());
  return {
    instanceType: (region, type) => keep(`type ${region} ${type}`, () => describeType(account, region, type)),
    isOffered: (place, type) => keep(`offer ${place.zone} ${type}`, () => describeOffering(account, place, type)),
    isProtected: (machine, attribute, signal) => isProtected(account, machine, attribute, signal),
    isPersistentSpot: (machine) => keep(`spot ${machine.id}`, () => isPersistentSpot(account, machine)),
    targets: (region) => keep(`targets ${region}`, () => readTargets(account, region)),
  };
}
