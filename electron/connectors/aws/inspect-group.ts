import type { Activity, AutoScalingGroup } from '@aws-sdk/client-auto-scaling';
import type { Inspection, Related } from '../sdk.ts';
import { groupNameOf } from './group-rows.ts';
import { eventAt, found, type InspectCall, Parts, servingWithHealth } from './inspect-parts.ts';

/** Activities shown; AWS keeps six weeks of them. */
const mostActivities = 50;

async function groupOf({ account, target, signal }: InspectCall): Promise<AutoScalingGroup | undefined> {
  const { DescribeAutoScalingGroupsCommand } = await import('@aws-sdk/client-auto-scaling');
  const client = await account.clients.autoScaling(target.region);
  const source = { operation: 'autoscaling:DescribeAutoScalingGroups', scope: target.region };
  const command = new DescribeAutoScalingGroupsCommand({ AutoScalingGroupNames: [groupNameOf(target)] });
  return (await account.call(source, () => client.send(command, { abortSignal: signal }))).AutoScalingGroups?.[0];
}

async function activitiesOf({ account, target, signal }: InspectCall): Promise<Activity[]> {
  const { DescribeScalingActivitiesCommand } = await import('@aws-sdk/client-auto-scaling');
  const client = await account.clients.autoScaling(target.region);
  const source = { operation: 'autoscaling:DescribeScalingActivities', scope: target.region };
  const command = new DescribeScalingActivitiesCommand({ AutoScalingGroupName: groupNameOf(target), MaxRecords: mostActivities });
  return (await account.call(source, () => client.send(command, { abortSignal: signal }))).Activities ?? [];
}

function membersOf(group: AutoScalingGroup): Related[] {
  return (group.Instances ?? []).map(({ InstanceId: id = '', LifecycleState = '', HealthStatus = '' }) => {
    return { relation: 'contains', kind: 'Instance', id, name: id, state: `${LifecycleState}, ${HealthStatus}` };
  });
}

function activityText({ Description, StatusCode, StatusMessage, Cause }: Activity): string {
  return [`${Description ?? 'Activity'}: ${StatusCode ?? ''}`, StatusMessage, Cause].filter(Boolean).join('. ');
}

/** A group with its members, target groups and latest scaling activities. */
export async function inspectGroup(call: InspectCall): Promise<Inspection> {
  const group = found(await groupOf(call), call.target);
  const parts = new Parts(call.signal);
  const [activities, serves] = await Promise.all([
    parts.try([], () => activitiesOf(call)),
    servingWithHealth(call, group.TargetGroupARNs ?? [], parts),
  ]);
  return {
    raw: group,
    related: [...membersOf(group), ...serves],
    events: activities.flatMap((activity) => eventAt(activity.StartTime, activityText(activity))),
    problems: parts.problems,
  };
}
