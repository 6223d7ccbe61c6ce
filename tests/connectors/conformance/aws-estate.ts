import type { ScriptedReply, ScriptedRequest } from '#tests/helpers/scripted-server.ts';
import { ec2, jsonReply, query } from './aws-replies.ts';

/**
 * A small estate beside the instances, in the form of AWS's API references:
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/ (DescribeVolumes, DescribeAddresses, DescribeInstanceTypes, …)
 * https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_DescribeAutoScalingGroups.html
 * https://docs.aws.amazon.com/AmazonECS/latest/APIReference/ (DescribeClusters, DescribeServices, DescribeTasks)
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html
 */
type Reply = (request: ScriptedRequest) => ScriptedReply;

const namespace = 'http://autoscaling.amazonaws.com/doc/2011-01-01/';
const balancing = 'http://elasticloadbalancing.amazonaws.com/doc/2015-12-01/';
const ecs = 'arn:aws:ecs:eu-west-1:123456789012';
const clusterArn = `${ecs}:cluster/shop`;
const serviceArn = `${ecs}:service/shop/web`;
const taskArn = `${ecs}:task/shop/0123456789abcdef0123456789abcdef`;
/** 15 November 2026, 10:00 UTC, in seconds: how JSON services write times. */
const created = Date.UTC(2026, 10, 15, 10) / 1000;

/** Values of a list in a form: `InstanceId.1`, `Filter.1.Value.1`, `AutoScalingGroupNames.member.1`. */
export function listed({ body }: ScriptedRequest, prefix: string): string[] {
  return [...new URLSearchParams(body)].filter(([key]) => key.startsWith(`${prefix}.`)).map(([, value]) => value);
}

function bodyOf({ body }: ScriptedRequest): Record<string, unknown> {
  return JSON.parse(body) as Record<string, unknown>;
}

/** Those of `known` that were asked for; all of them when a form names none. */
function asked(names: readonly string[], known: Record<string, string>): string {
  const some = names.length > 0 ? Object.entries(known).filter(([name]) => names.includes(name)) : Object.entries(known);
  return some.map(([, item]) => item).join('');
}

const volumes = {
  'vol-0a0a0a0a0a0a0a0a1':
    '<item><volumeId>vol-0a0a0a0a0a0a0a0a1</volumeId><size>100</size><status>available</status><volumeType>gp3</volumeType><availabilityZone>eu-west-1a</availabilityZone><createTime>2026-02-03T04:05:06.000Z</createTime></item>',
};
const addresses = {
  'eipalloc-0b0b0b0b0b0b0b0b1':
    '<item><publicIp>192.0.2.10</publicIp><allocationId>eipalloc-0b0b0b0b0b0b0b0b1</allocationId><domain>vpc</domain></item>',
};

function group(name: string, suspended = ''): string {
  const arn = `arn:aws:autoscaling:eu-west-1:123456789012:autoScalingGroup:11111111-2222-3333-4444-555555555555:autoScalingGroupName/${name}`;
  const size = '<MinSize>1</MinSize><MaxSize>5</MaxSize><DesiredCapacity>2</DesiredCapacity>';
  const common = `<AutoScalingGroupARN>${arn}</AutoScalingGroupARN><CreatedTime>2026-01-02T03:04:05.000Z</CreatedTime><HealthCheckType>EC2</HealthCheckType>`;
  return `<member><AutoScalingGroupName>${name}</AutoScalingGroupName>${common}${size}<SuspendedProcesses>${suspended}</SuspendedProcesses></member>`;
}
const groups = {
  workers: group('workers'),
  paused: group('paused', '<member><ProcessName>Launch</ProcessName><SuspensionReason>by hand</SuspensionReason></member>'),
};

const cluster = { clusterArn, clusterName: 'shop', status: 'ACTIVE', activeServicesCount: 1, runningTasksCount: 1, pendingTasksCount: 0 };
const service = {
  serviceArn,
  clusterArn,
  serviceName: 'web',
  status: 'ACTIVE',
  desiredCount: 1,
  runningCount: 1,
  pendingCount: 0,
  launchType: 'FARGATE',
  schedulingStrategy: 'REPLICA',
  taskDefinition: `${ecs}:task-definition/web:7`,
  createdAt: created,
  deployments: [{ id: 'ecs-svc/1', status: 'PRIMARY', rolloutState: 'COMPLETED', createdAt: created, updatedAt: created }],
  events: [{ id: 'e-1', createdAt: created, message: '(service web) has reached a steady state.' }],
};
/** In an environment variable that was set when the task was started. */
export const plantedSecret = 'hunter2-of-the-task';
const task = {
  taskArn,
  clusterArn,
  group: 'service:web',
  lastStatus: 'RUNNING',
  desiredStatus: 'RUNNING',
  launchType: 'FARGATE',
  taskDefinitionArn: `${ecs}:task-definition/web:7`,
  startedAt: created,
  overrides: { containerOverrides: [{ name: 'web', environment: [{ name: 'DB_PASSWORD', value: plantedSecret }] }] },
};

/** ECS leaves out what it does not know and names it as a failure. */
function described(key: string, idKey: string, known: Record<string, unknown>): Reply {
  return (request) => {
    const wanted = bodyOf(request)[key] as string[];
    const missing = wanted.filter((arn) => arn !== known[idKey]);
    return jsonReply({
      [key]: wanted.includes(String(known[idKey])) ? [known] : [],
      failures: missing.map((arn) => ({ arn, reason: 'MISSING' })),
    });
  };
}

/** 12 for each query, in the last two periods. */
const metricData: Reply = (request) => {
  const { EndTime, MetricDataQueries } = bodyOf(request) as {
    EndTime: number;
    MetricDataQueries: { Id: string; MetricStat: { Period: number } }[];
  };
  const results = MetricDataQueries.map(({ Id, MetricStat: { Period } }) => ({
    Id,
    StatusCode: 'Complete',
    Timestamps: [EndTime - Period, EndTime - 2 * Period],
    Values: [12, 12],
  }));
  return jsonReply({ MetricDataResults: results });
};

const instanceType = (name: string) =>
  `<item><instanceType>${name}</instanceType><processorInfo><supportedArchitectures><item>x86_64</item></supportedArchitectures></processorInfo><networkInfo><enaSupport>required</enaSupport></networkInfo></item>`;

function describeTypes(request: ScriptedRequest): ScriptedReply {
  const [name = ''] = listed(request, 'InstanceType');
  return ec2('DescribeInstanceTypes', `<instanceTypeSet>${name === 't3.large' ? instanceType(name) : ''}</instanceTypeSet>`);
}

/** By operation: what AWS answers. */
export const estate: Record<string, Reply> = {
  DescribeInstanceStatus: () => ec2('DescribeInstanceStatus', '<instanceStatusSet/>'),
  DescribeInstanceTypes: describeTypes,
  DescribeInstanceTypeOfferings: () =>
    ec2(
      'DescribeInstanceTypeOfferings',
      '<instanceTypeOfferingSet><item><instanceType>t3.large</instanceType></item></instanceTypeOfferingSet>',
    ),
  DescribeInstanceAttribute: () => ec2('DescribeInstanceAttribute', ''),
  DescribeVolumes: (request) => ec2('DescribeVolumes', `<volumeSet>${asked(volumeIds(request), volumes)}</volumeSet>`),
  DescribeAddresses: (request) =>
    ec2('DescribeAddresses', `<addressesSet>${asked(listed(request, 'Filter.1.Value'), addresses)}</addressesSet>`),
  DescribeTargetGroups: () => query('DescribeTargetGroups', balancing, '<TargetGroups/>'),
  DescribeAutoScalingGroups: (request) =>
    query(
      'DescribeAutoScalingGroups',
      namespace,
      `<AutoScalingGroups>${asked(listed(request, 'AutoScalingGroupNames.member'), groups)}</AutoScalingGroups>`,
    ),
  DescribeScalingActivities: () => query('DescribeScalingActivities', namespace, '<Activities/>'),
  ListClusters: () => jsonReply({ clusterArns: [clusterArn] }),
  ListServices: () => jsonReply({ serviceArns: [serviceArn] }),
  ListTasks: () => jsonReply({ taskArns: [taskArn] }),
  DescribeClusters: described('clusters', 'clusterArn', cluster),
  DescribeServices: described('services', 'serviceArn', service),
  DescribeTasks: described('tasks', 'taskArn', task),
  GetMetricData: metricData,
};

/** The list of unused volumes filters by status, a fresh read by id. */
function volumeIds(request: ScriptedRequest): string[] {
  return listed(request, 'Filter.1.Value').filter((value) => value.startsWith('vol-'));
}
