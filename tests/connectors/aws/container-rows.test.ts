import type { Cluster, Service, Task } from '@aws-sdk/client-ecs';
import { expect, test } from 'vitest';
import { clusterArnOf, clusterOf, hasContent, serviceOf, taskOf } from '#connectors/aws/container-rows.ts';
import { machineSchema } from '#shared/model/machine.ts';

const place = { region: 'eu-west-1', alias: '', profile: '' };
const clusterArn = 'arn:aws:ecs:eu-west-1:111122223333:cluster/shop';
const service = (fields: Service) =>
  machineSchema.parse(serviceOf({ serviceArn: 'arn:s', clusterArn, serviceName: 'web', ...fields }, place));
const task = (fields: Task) =>
  machineSchema.parse(taskOf({ taskArn: 'arn:aws:ecs:eu-west-1:111122223333:task/shop/0123456789', clusterArn, ...fields }, place));
const primary = (rolloutState: 'COMPLETED' | 'FAILED' | 'IN_PROGRESS') => [{ status: 'PRIMARY', rolloutState, rolloutStateReason: 'why' }];

test.each<[string, Service, object]>([
  [
    'all tasks run',
    { status: 'ACTIVE', desiredCount: 2, runningCount: 2, deployments: primary('COMPLETED') },
    { state: 'running', health: 'ok', healthDetail: '' },
  ],
  [
    'tasks are missing',
    { status: 'ACTIVE', desiredCount: 2, runningCount: 1, deployments: primary('COMPLETED') },
    { state: 'running', health: 'impaired', healthDetail: '1 of 2 tasks run' },
  ],
  [
    'a deployment is under way',
    { status: 'ACTIVE', desiredCount: 2, runningCount: 0, deployments: primary('IN_PROGRESS') },
    { state: 'starting', health: 'initializing' },
  ],
  [
    'the deployment failed',
    { status: 'ACTIVE', desiredCount: 2, runningCount: 2, deployments: primary('FAILED') },
    { state: 'running', health: 'impaired', healthDetail: 'why' },
  ],
  ['none is wanted', { status: 'ACTIVE', desiredCount: 0, runningCount: 0 }, { state: 'stopped', health: 'ok' }],
  ['it is being deleted', { status: 'DRAINING', desiredCount: 0, runningCount: 1 }, { state: 'stopping' }],
  ['it is gone', { status: 'INACTIVE' }, { state: 'terminated' }],
])('a service when %s', (_name, fields, expected) => {
  expect(service(fields)).toMatchObject(expected);
});

test.each([
  ['PENDING', 'RUNNING', 'starting'],
  ['RUNNING', 'RUNNING', 'running'],
  ['RUNNING', 'STOPPED', 'stopping'],
  ['DEPROVISIONING', 'STOPPED', 'stopping'],
  ['STOPPED', 'STOPPED', 'terminated'],
])('a task that is %s and wanted %s is %s', (lastStatus, desiredStatus, state) => {
  expect(task({ lastStatus, desiredStatus })).toMatchObject({ state, providerState: lastStatus });
});

test('a task belongs to its service and cluster', () => {
  const found = task({
    group: 'service:web',
    lastStatus: 'RUNNING',
    taskDefinitionArn: 'arn:aws:ecs:eu-west-1:111122223333:task-definition/web:7',
    healthStatus: 'UNHEALTHY',
    cpu: '256',
    memory: '512',
    attachments: [{ details: [{ name: 'privateIPv4Address', value: '10.0.0.9' }] }],
  });
  expect(found).toMatchObject({
    name: 'web:7 01234567',
    account: '111122223333',
    health: 'impaired',
    privateIp: '10.0.0.9',
    parents: ['arn:aws:ecs:eu-west-1:111122223333:service/shop/web', clusterArn],
    details: { 'CPU and memory': '256 CPU units, 512 MiB' },
  });
  expect(clusterArnOf(found)).toBe(clusterArn);
});

test.each<[Cluster, boolean]>([
  [{}, false],
  [{ activeServicesCount: 1 }, true],
  [{ pendingTasksCount: 1 }, true],
  [{ runningTasksCount: 1 }, true],
])('the cluster %j has content: %s', (cluster, content) => {
  expect(hasContent(cluster)).toBe(content);
});

test('a cluster whose resources failed is impaired', () => {
  expect(clusterOf({ clusterArn, status: 'FAILED' }, place)).toMatchObject({ state: 'unknown', health: 'impaired' });
});
