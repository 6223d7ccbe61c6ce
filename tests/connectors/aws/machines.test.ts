import type { Instance } from '@aws-sdk/client-ec2';
import { expect, test } from 'vitest';
import { machinesOf } from '#connectors/aws/machines.ts';
import { machineSchema } from '#shared/model/machine.ts';

const place = { region: 'eu-west-1', alias: 'shop-prod', profile: 'prod' };
const health = () => ({ health: 'impaired', healthDetail: 'System status check failed' }) as const;

function machineOf(instance: Instance) {
  const [machine] = machinesOf([{ OwnerId: '111122223333', Instances: [{ InstanceId: 'i-1', ...instance }] }], place, health);
  return machine!;
}

test('maps every field', () => {
  const launched = new Date('2026-03-01T10:00:00Z');
  const machine = machineOf({
    State: { Name: 'running' },
    InstanceType: 'm7g.large',
    PlatformDetails: 'Linux/UNIX',
    PrivateIpAddress: '10.0.0.1',
    PublicIpAddress: '203.0.113.7',
    LaunchTime: launched,
    VpcId: 'vpc-1',
    SubnetId: 'subnet-1',
    Architecture: 'arm64',
    InstanceLifecycle: 'spot',
    SpotInstanceRequestId: 'sir-1',
    HibernationOptions: { Configured: true },
    KeyName: 'ops',
    IamInstanceProfile: { Arn: 'arn:aws:iam::111122223333:instance-profile/web' },
    RootDeviceType: 'ebs',
    EbsOptimized: true,
    EnaSupport: true,
    Monitoring: { State: 'enabled' },
    NetworkInterfaces: [{ Association: { PublicIp: '203.0.113.7', IpOwnerId: 'amazon' } }],
    Placement: { AvailabilityZone: 'eu-west-1a' },
    Tags: [
      { Key: 'Name', Value: 'web-1' },
      { Key: 'Stage', Value: 'prod' },
      { Key: 'aws:autoscaling:groupName', Value: 'web' },
    ],
  });
  expect(machineSchema.parse(machine)).toEqual({
    id: 'i-1',
    kind: 'machine',
    name: 'web-1',
    health: 'impaired',
    healthDetail: 'System status check failed',
    capacity: null,
    parents: ['arn:aws:autoscaling:eu-west-1:111122223333:autoScalingGroup:*:autoScalingGroupName/web'],
    details: {
      vpc: 'vpc-1',
      subnet: 'subnet-1',
      architecture: 'arm64',
      purchase: 'spot',
      'spot request': 'sir-1',
      hibernation: 'enabled',
      'key name': 'ops',
      'instance profile': 'web',
      'root device': 'ebs',
      'EBS-optimized': 'yes',
      ENA: 'yes',
      monitoring: 'detailed',
      'public IP owner': 'amazon',
      profile: 'prod',
    },
    provider: 'aws',
    account: '111122223333',
    accountName: 'shop-prod',
    region: 'eu-west-1',
    zone: 'eu-west-1a',
    state: 'running',
    providerState: 'running',
    type: 'm7g.large',
    os: 'Linux/UNIX',
    privateIp: '10.0.0.1',
    publicIp: '203.0.113.7',
    environment: 'prod',
    launched: launched.getTime(),
    tags: { Name: 'web-1', Stage: 'prod', 'aws:autoscaling:groupName': 'web' },
    cpuPercent: null,
    memoryPercent: null,
  });
});

test.each([
  ['pending', 'starting'],
  ['running', 'running'],
  ['shutting-down', 'stopping'],
  ['stopping', 'stopping'],
  ['stopped', 'stopped'],
  ['terminated', 'terminated'],
  ['hibernating', 'unknown'],
])('state %s is %s', (name, state) => {
  expect(machineOf({ State: { Name: name as 'running' } })).toMatchObject({ state, providerState: name });
});

test('a machine that says little is still listed', () => {
  const [machine] = machinesOf([{ OwnerId: '1', Instances: [{ InstanceId: 'i-1', Platform: 'Windows' }] }], {
    region: 'eu-west-1',
    alias: '',
    profile: '',
  });
  expect(machine).toMatchObject({
    id: 'i-1',
    name: 'i-1',
    accountName: '1',
    os: 'Windows',
    launched: null,
    environment: '',
    state: 'unknown',
    health: 'unknown',
    parents: [],
    details: { purchase: 'on-demand' },
    tags: {},
  });
});

test.each(['environment', 'Environment', 'ENV', 'stage'])('the tag %s names the environment', (Key) => {
  expect(machineOf({ Tags: [{ Key, Value: 'staging' }] }).environment).toBe('staging');
});

test('environment goes before env and stage, an empty one does not count', () => {
  const tags = [
    { Key: 'stage', Value: 'c' },
    { Key: 'env', Value: 'b' },
    { Key: 'environment', Value: '' },
  ];
  expect(machineOf({ Tags: tags }).environment).toBe('b');
});
