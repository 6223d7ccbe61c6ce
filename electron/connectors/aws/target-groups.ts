import type { TargetGroup, TargetHealthDescription } from '@aws-sdk/client-elastic-load-balancing-v2';
import { AppFailure, type Machine, type Related } from '../sdk.ts';
import type { AwsAccount } from './account.ts';
import { batches } from './batches.ts';
import { detailOf } from './details.ts';
import { nameIn } from './place.ts';

/** Which target groups send traffic to what, by instance id or by VPC and address. */
export interface TargetIndex {
  of(machine: Machine): Related[];
}

const pageSize = 400;
/** DescribeTargetHealth takes one group; so many are asked at a time. */
const width = 5;

async function listTargetGroups(account: AwsAccount, region: string): Promise<TargetGroup[]> {
  const { DescribeTargetGroupsCommand } = await import('@aws-sdk/client-elastic-load-balancing-v2');
  const client = await account.clients.loadBalancing(region);
  const source = { operation: 'elasticloadbalancing:DescribeTargetGroups', scope: region };
  const groups: TargetGroup[] = [];
  let Marker: string | undefined;
  do {
    const command = new DescribeTargetGroupsCommand({ PageSize: pageSize, Marker });
    const reply = await account.call(source, () => client.send(command, { abortSignal: account.context.signal }));
    groups.push(...(reply.TargetGroups ?? []));
    Marker = reply.NextMarker || undefined;
  } while (Marker);
  return groups;
}

/** The targets of a group with their health; none when the group is gone. */
export async function targetHealth(account: AwsAccount, region: string, arn: string): Promise<TargetHealthDescription[]> {
  const { DescribeTargetHealthCommand } = await import('@aws-sdk/client-elastic-load-balancing-v2');
  const client = await account.clients.loadBalancing(region);
  const source = { operation: 'elasticloadbalancing:DescribeTargetHealth', scope: region };
  const command = new DescribeTargetHealthCommand({ TargetGroupArn: arn });
  try {
    const reply = await account.call(source, () => client.send(command, { abortSignal: account.context.signal }));
    return reply.TargetHealthDescriptions ?? [];
  } catch (cause) {
    if (cause instanceof AppFailure && cause.error.code === 'not_found') return [];
    throw cause;
  }
}

/** `arn:…:targetgroup/web/0123` is the group `web`. */
export function targetGroupName(arn: string): string {
  return nameIn(arn.slice(0, arn.lastIndexOf('/')));
}

/** A target group that sends traffic. */
export function serving(arn: string, state: string): Related {
  return { relation: 'serves', kind: 'Target group', id: arn, name: targetGroupName(arn), state };
}

function keyOf(group: TargetGroup, target: TargetHealthDescription): string {
  const id = target.Target?.Id ?? '';
  return group.TargetType === 'ip' ? `${group.VpcId} ${id}` : id;
}

/** Every target of a region: one call for each 400 target groups, and one for each group. */
export async function readTargets(account: AwsAccount, region: string): Promise<TargetIndex> {
  const groups = (await listTargetGroups(account, region)).filter((group) => group.TargetType === 'instance' || group.TargetType === 'ip');
  const found = new Map<string, Related[]>();
  for (const batch of batches(groups, width)) {
    const healths = await Promise.all(batch.map((group) => targetHealth(account, region, group.TargetGroupArn ?? '')));
    batch.forEach((group, at) => {
      for (const target of healths[at] ?? []) {
        const key = keyOf(group, target);
        found.set(key, [...(found.get(key) ?? []), serving(group.TargetGroupArn ?? '', target.TargetHealth?.State ?? '')]);
      }
    });
  }
  return {
    of: (machine) => [...(found.get(machine.id) ?? []), ...(found.get(`${detailOf(machine, 'vpc')} ${machine.privateIp}`) ?? [])],
  };
}
