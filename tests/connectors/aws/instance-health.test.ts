import type { InstanceStatus } from '@aws-sdk/client-ec2';
import { expect, test } from 'vitest';
import { healthOf } from '#connectors/aws/instance-health.ts';
import { awsSession, machinesOn, readAll } from '#tests/helpers/aws.ts';
import { scriptedAws, xml, xmlError } from '#tests/helpers/scripted-aws.ts';
import { errorOf } from '#tests/helpers/vaults.ts';

const ok = { Status: 'ok' } as const;
const since = new Date('2026-11-01T10:00:00Z');
const failed = { Status: 'impaired', Details: [{ Name: 'reachability', Status: 'failed', ImpairedSince: since }] } as const;
const both = (more: object): InstanceStatus => ({ InstanceStatus: ok, SystemStatus: ok, ...more });
const event = (Code: string, Description: string) => ({ Code: Code as 'instance-stop', Description, NotBefore: since });

test.each<[string, InstanceStatus, { health: string; healthDetail: string }]>([
  ['all checks pass', both({ AttachedEbsStatus: ok }), { health: 'ok', healthDetail: '' }],
  ['no check of EBS', both({ AttachedEbsStatus: { Status: 'not-applicable' } }), { health: 'ok', healthDetail: '' }],
  [
    'the instance is not reached',
    both({ InstanceStatus: failed }),
    { health: 'impaired', healthDetail: 'Instance status check failed since 2026-11-01T10:00:00.000Z' },
  ],
  [
    'a volume does not answer',
    both({ AttachedEbsStatus: failed }),
    { health: 'impaired', healthDetail: 'Attached EBS status check failed since 2026-11-01T10:00:00.000Z' },
  ],
  ['just started', both({ InstanceStatus: { Status: 'initializing' } }), { health: 'initializing', healthDetail: '' }],
  ['too little data', both({ SystemStatus: { Status: 'insufficient-data' } }), { health: 'unknown', healthDetail: '' }],
  [
    'it will be retired',
    both({ Events: [event('instance-retirement', 'The hardware degrades')] }),
    { health: 'impaired', healthDetail: 'Scheduled instance-retirement from 2026-11-01T10:00:00.000Z: The hardware degrades' },
  ],
  [
    'it will be rebooted',
    both({ Events: [event('system-reboot', 'Update')] }),
    { health: 'ok', healthDetail: 'Scheduled system-reboot from 2026-11-01T10:00:00.000Z: Update' },
  ],
  ['an event is over', both({ Events: [event('instance-stop', '[Completed] Done')] }), { health: 'ok', healthDetail: '' }],
])('%s', (_name, status, expected) => {
  expect(healthOf(status)).toEqual(expected);
});

const instance = (id: string, state: string) =>
  `<item><instanceId>${id}</instanceId><instanceState><name>${state}</name></instanceState></item>`;
const instances = xml(
  `<DescribeInstancesResponse><reservationSet><item><ownerId>1</ownerId><instancesSet>${[
    instance('i-1', 'running'),
    instance('i-2', 'running'),
    instance('i-3', 'running'),
    instance('i-4', 'stopped'),
  ].join('')}</instancesSet></item></reservationSet></DescribeInstancesResponse>`,
);
function statuses(found: Record<string, string>, next = '') {
  const items = Object.entries(found).map(
    ([id, status]) =>
      `<item><instanceId>${id}</instanceId><systemStatus><status>${status}</status></systemStatus><instanceStatus><status>ok</status></instanceStatus></item>`,
  );
  return xml(
    `<DescribeInstanceStatusResponse><instanceStatusSet>${items.join('')}</instanceStatusSet>${next}</DescribeInstanceStatusResponse>`,
  );
}

test('only trouble is asked for, to the last page: a running instance in no answer is well, a stopped one unknown', async () => {
  const aws = await scriptedAws({
    DescribeInstances: instances,
    DescribeInstanceStatus: ({ body }) => {
      if (!body.includes('system-status.status')) return statuses({});
      return body.includes('NextToken')
        ? statuses({ 'i-3': 'initializing' })
        : statuses({ 'i-2': 'impaired' }, '<nextToken>more</nextToken>');
    },
  });
  const machines = machinesOn(await readAll((await awsSession(aws.url)).compute, 'eu-west-1'));
  expect(machines.map(({ id, health }) => [id, health])).toEqual([
    ['i-1', 'ok'],
    ['i-2', 'impaired'],
    ['i-3', 'initializing'],
    ['i-4', 'unknown'],
  ]);
  const calls = aws.calls('DescribeInstanceStatus');
  const names = calls.map(({ body }) => String(new URLSearchParams(body).get('Filter.1.Name')));
  expect(names.toSorted((a, b) => a.localeCompare(b))).toEqual([
    'attached-ebs-status.status',
    'event.code',
    'instance-status.status',
    'system-status.status',
    'system-status.status',
  ]);
  for (const { body } of calls) expect(body).toContain('IncludeAllInstances=false');
});

test('without permission for status checks the machines come with a warning; other faults fail the read', async () => {
  const denied = await scriptedAws({ DescribeInstances: instances, DescribeInstanceStatus: xmlError(403, 'UnauthorizedOperation') });
  const [page] = await readAll((await awsSession(denied.url)).compute, 'eu-west-1');
  expect(page!.items.map(({ health }) => health)).toEqual(['unknown', 'unknown', 'unknown', 'unknown']);
  expect(page!.warnings).toMatchObject([{ code: 'forbidden', message: 'ec2:DescribeInstanceStatus is not allowed in eu-west-1.' }]);
  const busy = await scriptedAws({ DescribeInstances: instances, DescribeInstanceStatus: xmlError(503, 'RequestLimitExceeded') });
  expect(await errorOf(readAll((await awsSession(busy.url)).compute, 'eu-west-1'))).toMatchObject({ code: 'rate_limited' });
});
