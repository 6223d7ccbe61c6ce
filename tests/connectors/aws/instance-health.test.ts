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

const instances = xml(
  '<DescribeInstancesResponse><reservationSet><item><ownerId>1</ownerId><instancesSet><item><instanceId>i-1</instanceId></item><item><instanceId>i-2</instanceId></item></instancesSet></item></reservationSet></DescribeInstancesResponse>',
);
function statuses(id: string, next: string) {
  const check = '<status>ok</status>';
  const item = `<item><instanceId>${id}</instanceId><systemStatus>${check}</systemStatus><instanceStatus>${check}</instanceStatus></item>`;
  return xml(`<DescribeInstanceStatusResponse><instanceStatusSet>${item}</instanceStatusSet>${next}</DescribeInstanceStatusResponse>`);
}

test('status checks are read to their last page, of running instances only', async () => {
  const aws = await scriptedAws({
    DescribeInstances: instances,
    DescribeInstanceStatus: ({ body }) =>
      body.includes('NextToken') ? statuses('i-2', '') : statuses('i-1', '<nextToken>more</nextToken>'),
  });
  const machines = machinesOn(await readAll((await awsSession(aws.url)).compute, 'eu-west-1'));
  expect(machines.map(({ id, health }) => [id, health])).toEqual([
    ['i-1', 'ok'],
    ['i-2', 'ok'],
  ]);
  const calls = aws.calls('DescribeInstanceStatus');
  expect(calls).toHaveLength(2);
  for (const { body } of calls) expect(body).toContain('IncludeAllInstances=false');
});

test('without permission for status checks the machines come with a warning; other faults fail the read', async () => {
  const denied = await scriptedAws({ DescribeInstances: instances, DescribeInstanceStatus: xmlError(403, 'UnauthorizedOperation') });
  const [page] = await readAll((await awsSession(denied.url)).compute, 'eu-west-1');
  expect(page!.items.map(({ health }) => health)).toEqual(['unknown', 'unknown']);
  expect(page!.warnings).toMatchObject([{ code: 'forbidden', message: 'ec2:DescribeInstanceStatus is not allowed in eu-west-1.' }]);
  const busy = await scriptedAws({ DescribeInstances: instances, DescribeInstanceStatus: xmlError(503, 'RequestLimitExceeded') });
  expect(await errorOf(readAll((await awsSession(busy.url)).compute, 'eu-west-1'))).toMatchObject({ code: 'rate_limited' });
});
