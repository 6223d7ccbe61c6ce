import type { AutoScalingGroup, Instance } from '@aws-sdk/client-auto-scaling';
import { expect, test } from 'vitest';
import { groupNameOf, groupOf } from '#connectors/aws/group-rows.ts';
import { groupId } from '#connectors/aws/place.ts';
import { machineSchema } from '#shared/model/machine.ts';

const member = (fields: Partial<Instance> = {}): Instance => ({
  InstanceId: 'i-1',
  AvailabilityZone: 'eu-west-1a',
  LifecycleState: 'InService',
  HealthStatus: 'Healthy',
  ProtectedFromScaleIn: false,
  InstanceType: 'm5.large',
  ...fields,
});
const group = (fields: Partial<AutoScalingGroup>) =>
  machineSchema.parse(
    groupOf(
      {
        AutoScalingGroupName: 'web/blue',
        AutoScalingGroupARN: 'arn:aws:autoscaling:eu-west-1:111122223333:autoScalingGroup:0-1:autoScalingGroupName/web/blue',
        MinSize: 0,
        MaxSize: 4,
        DesiredCapacity: 2,
        DefaultCooldown: 300,
        AvailabilityZones: ['eu-west-1a'],
        HealthCheckType: 'EC2',
        CreatedTime: new Date(0),
        ...fields,
      },
      { region: 'eu-west-1', alias: 'shop', profile: '' },
    ),
  );

test.each<[string, Partial<AutoScalingGroup>, object]>([
  ['all members serve', { Instances: [member(), member()] }, { state: 'running', health: 'ok', healthDetail: '' }],
  [
    'one is pending',
    { Instances: [member(), member({ LifecycleState: 'Pending' })] },
    { state: 'running', health: 'initializing', healthDetail: '1 of 2 are in service' },
  ],
  [
    'one is unhealthy',
    { Instances: [member(), member({ HealthStatus: 'Unhealthy' })] },
    { health: 'impaired', healthDetail: '1 of 2 members are unhealthy' },
  ],
  [
    'members are weighed',
    { DesiredCapacity: 8, Instances: [member({ WeightedCapacity: '8' })] },
    { health: 'ok', capacity: { running: 1 } },
  ],
  ['none is there yet', { Instances: [] }, { state: 'starting', health: 'initializing' }],
  ['none is wanted', { DesiredCapacity: 0, Instances: [] }, { state: 'stopped', health: 'ok' }],
  ['it is being deleted', { Status: 'Delete in progress' }, { state: 'stopping', providerState: 'Delete in progress' }],
])('a group when %s', (_name, fields, expected) => {
  expect(group(fields)).toMatchObject(expected);
});

test('types of the members come by frequency, templates by name and version', () => {
  const LaunchTemplateSpecification = { LaunchTemplateName: 'web', Version: '7' };
  const MixedInstancesPolicy = { LaunchTemplate: { LaunchTemplateSpecification } };
  const Instances = [member({ InstanceType: 'c5.large' }), member(), member()];
  expect(group({ Instances, MixedInstancesPolicy })).toMatchObject({ type: 'm5.large, c5.large', details: { 'launch template': 'web 7' } });
});

test('the id can be made from the name that a member knows, in every partition', () => {
  expect(group({}).id).toBe(groupId('web/blue', '111122223333', 'eu-west-1'));
  expect(groupId('web', '1', 'cn-north-1')).toMatch(/^arn:aws-cn:/);
  expect(groupId('web', '1', 'us-gov-west-1')).toMatch(/^arn:aws-us-gov:/);
  expect(groupNameOf(group({}))).toBe('web/blue');
});
