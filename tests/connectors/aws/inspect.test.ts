import { expect, test } from 'vitest';
import { awsSession } from '#tests/helpers/aws.ts';
import { awsMachine } from '#tests/helpers/aws-machine.ts';
import { json, scriptedAws, xml } from '#tests/helpers/scripted-aws.ts';

const never = new AbortController().signal;

test('scaling activities are events, newest first, and target groups say how their targets are', async () => {
  const arn = 'arn:aws:elasticloadbalancing:eu-west-1:1:targetgroup/front/0123';
  const activity = (time: string, text: string) =>
    `<member><ActivityId>${time}</ActivityId><Description>${text}</Description><StatusCode>Failed</StatusCode><StatusMessage>no capacity</StatusMessage><StartTime>${time}</StartTime></member>`;
  const health = (state: string) => `<member><Target><Id>i-1</Id></Target><TargetHealth><State>${state}</State></TargetHealth></member>`;
  const aws = await scriptedAws({
    DescribeAutoScalingGroups: xml(
      `<DescribeAutoScalingGroupsResponse><DescribeAutoScalingGroupsResult><AutoScalingGroups><member><AutoScalingGroupName>web</AutoScalingGroupName><TargetGroupARNs><member>${arn}</member></TargetGroupARNs></member></AutoScalingGroups></DescribeAutoScalingGroupsResult></DescribeAutoScalingGroupsResponse>`,
    ),
    DescribeScalingActivities: xml(
      `<DescribeScalingActivitiesResponse><DescribeScalingActivitiesResult><Activities>${activity('2026-11-01T00:00:00Z', 'Launching')}${activity('2026-11-02T00:00:00Z', 'Launching again')}</Activities></DescribeScalingActivitiesResult></DescribeScalingActivitiesResponse>`,
    ),
    DescribeTargetHealth: xml(
      `<DescribeTargetHealthResponse><DescribeTargetHealthResult><TargetHealthDescriptions>${health('healthy')}${health('unhealthy')}${health('healthy')}</TargetHealthDescriptions></DescribeTargetHealthResult></DescribeTargetHealthResponse>`,
    ),
  });
  const id = 'arn:aws:autoscaling:eu-west-1:1:autoScalingGroup:*:autoScalingGroupName/web';
  const { events, related } = await (await awsSession(aws.url)).inspect!.inspect(awsMachine({ kind: 'group', id }), never);
  expect(events).toEqual([
    { at: Date.UTC(2026, 10, 2), text: 'Launching again: Failed. no capacity' },
    { at: Date.UTC(2026, 10, 1), text: 'Launching: Failed. no capacity' },
  ]);
  expect(related).toEqual([{ relation: 'serves', kind: 'Target group', id: arn, name: 'front', state: '2 healthy, 1 unhealthy' }]);
});

test("a service's own events are shown", async () => {
  const service = {
    serviceArn: 'arn:s',
    serviceName: 'web',
    events: [{ id: '1', createdAt: 1_793_491_200, message: '(service web) has reached a steady state.' }],
  };
  const aws = await scriptedAws({
    DescribeServices: json({ services: [service] }),
    ListTasks: json({ taskArns: ['arn:aws:ecs:x:1:task/shop/1'] }),
  });
  const target = awsMachine({ kind: 'service', id: 'arn:s', parents: ['arn:aws:ecs:eu-west-1:1:cluster/shop'] });
  const { events, related, raw } = await (await awsSession(aws.url)).inspect!.inspect(target, never);
  expect(events).toEqual([{ at: 1_793_491_200_000, text: '(service web) has reached a steady state.' }]);
  expect(related.map(({ relation, kind }) => `${relation} ${kind}`)).toEqual(['member_of ECS cluster', 'contains ECS task']);
  expect(raw).toMatchObject({ events: [{ createdAt: new Date(1_793_491_200_000).toISOString() }] });
});
