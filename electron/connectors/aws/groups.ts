import type { Machine, Page, ReadOptions } from '../sdk.ts';
import type { AwsAccount } from './account.ts';
import { groupOf } from './group-rows.ts';
import { placeOf } from './place.ts';

/** The most DescribeAutoScalingGroups gives at once. */
const pageSize = 100;

/** The Auto Scaling groups of a region. */
export async function* readGroups(account: AwsAccount, region: string, { signal, cursor }: ReadOptions): AsyncIterable<Page<Machine[]>> {
  const { DescribeAutoScalingGroupsCommand } = await import('@aws-sdk/client-auto-scaling');
  const client = await account.clients.autoScaling(region);
  const source = { operation: 'autoscaling:DescribeAutoScalingGroups', scope: region };
  const place = await placeOf(account, region, signal);
  let token = cursor ?? undefined;
  do {
    const command = new DescribeAutoScalingGroupsCommand({ MaxRecords: pageSize, NextToken: token });
    const reply = await account.call(source, () => client.send(command, { abortSignal: signal }));
    token = reply.NextToken || undefined;
    const items = (reply.AutoScalingGroups ?? []).map((group) => groupOf(group, place));
    yield { items, cursor: token ?? null, progress: token ? null : 1 };
  } while (token);
}
