import { expect, test } from 'vitest';
import { principalOf } from '#connectors/aws/check.ts';
import { awsSession } from '#tests/helpers/aws.ts';
import { type AwsScript, json, regions, scriptedAws, simulated, xml, xmlError } from '#tests/helpers/scripted-aws.ts';
import { errorOf } from '#tests/helpers/vaults.ts';

const enabled = regions({ 'us-east-1': 'opt-in-not-required', 'eu-south-1': 'opted-in', 'af-south-1': 'not-opted-in' });
const dryRun = xmlError(412, 'DryRunOperation');
const anInstance = xml(
  '<DescribeInstancesResponse><reservationSet><item><instancesSet><item><instanceId>i-1</instanceId></item></instancesSet></item></reservationSet></DescribeInstancesResponse>',
);
const changing = ['StartInstances', 'StopInstances', 'RebootInstances', 'CreateTags', 'DeleteTags'];

/** An account in which every read that can be tried is allowed. */
const readable: AwsScript = {
  DescribeRegions: enabled,
  DescribeInstances: ({ body }) => (body.includes('DryRun=true') ? dryRun : anInstance),
  DescribeInstanceStatus: dryRun,
  DescribeVolumes: dryRun,
  DescribeAddresses: dryRun,
  DescribeAutoScalingGroups: xml(
    '<DescribeAutoScalingGroupsResponse><DescribeAutoScalingGroupsResult/></DescribeAutoScalingGroupsResponse>',
  ),
  ListClusters: json({ clusterArns: [] }),
  ListBuckets: xml('<ListAllMyBucketsResult><Owner><ID>o</ID></Owner><Buckets/></ListAllMyBucketsResult>'),
  ...Object.fromEntries(changing.map((action) => [action, dryRun])),
};

test('all is well: account with alias, principal, nothing missing', async () => {
  const aws = await scriptedAws({ ...readable, SimulatePrincipalPolicy: simulated(() => 'allowed') });
  expect(await (await awsSession(aws.url)).check()).toEqual({
    account: '111122223333 (shop-prod)',
    identity: 'arn:aws:sts::111122223333:assumed-role/Ops/me',
    missing: [],
    notes: ['2 regions are enabled and will be read.'],
  });
  const asked = new URLSearchParams(aws.calls('SimulatePrincipalPolicy')[0]!.body);
  expect(asked.get('PolicySourceArn')).toBe('arn:aws:iam::111122223333:role/Ops');
});

test('nothing is changed and nothing is billed: changes are dry runs, what has none is asked of IAM', async () => {
  const aws = await scriptedAws({ ...readable, SimulatePrincipalPolicy: simulated(() => 'allowed') });
  await (await awsSession(aws.url)).check();
  for (const { action, body } of aws.seen) {
    if (/^(Get|List|Describe|Simulate)/.test(action)) continue;
    expect(changing, action).toContain(action);
    expect(body, action).toContain('DryRun=true');
  }
  expect(aws.seen.map(({ action }) => action)).not.toEqual(expect.arrayContaining(['GetCostAndUsage']));
  expect(aws.calls('GetMetricData')).toEqual([]);
  for (const action of changing) expect(aws.calls(action), action).toHaveLength(1);
});

test('each missing permission is named, with what it is needed for', async () => {
  const denied = ['ce:GetCostAndUsage', 'ecs:DescribeTasks', 'cloudwatch:GetMetricData', 'ec2:TerminateInstances'];
  const { StopInstances: _, DescribeInstanceStatus: __, DescribeRegions: ___, ...rest } = readable;
  const aws = await scriptedAws({
    ...rest,
    SimulatePrincipalPolicy: simulated((action) => (denied.includes(action) ? 'implicitDeny' : 'allowed')),
  });
  const { missing, notes } = await (await awsSession(aws.url)).check();
  expect(missing.map(({ name, dataSet }) => [name, dataSet])).toEqual([
    ['ec2:DescribeRegions', 'machines'],
    ['ec2:DescribeInstanceStatus', 'machines'],
    ['ecs:DescribeTasks', 'machines'],
    ['ce:GetCostAndUsage', 'costs'],
    ['cloudwatch:GetMetricData', 'metrics'],
    ['ec2:StopInstances', null],
    ['ec2:TerminateInstances', null],
  ]);
  for (const { neededFor } of missing) expect(neededFor).not.toBe('');
  expect(notes).toEqual([]);
});

test('regions that were given need no DescribeRegions; one that is not enabled is named', async () => {
  const settings = { regions: 'us-east-1, af-south-1, xx-moon-1', costs: false };
  const allowed = { SimulatePrincipalPolicy: simulated(() => 'allowed') };
  const aws = await scriptedAws({ ...readable, ...allowed });
  expect((await (await awsSession(aws.url, { settings })).check()).notes).toEqual([
    'Not enabled in this account, or not a region: af-south-1, xx-moon-1.',
  ]);
  const silent = await scriptedAws({ ...readable, ...allowed, DescribeRegions: xmlError(403, 'UnauthorizedOperation') });
  const result = await (await awsSession(silent.url, { settings })).check();
  expect(result.missing).toEqual([]);
  expect(result.notes.join(' ')).toContain('could not be verified');
});

test('what only IAM could tell is said to be unverified where it may not be asked', async () => {
  const aws = await scriptedAws(readable);
  const { missing, notes } = await (await awsSession(aws.url)).check();
  expect(missing).toEqual([]);
  const note = notes.find((text) => text.startsWith('Not verified'))!;
  for (const name of ['ce:GetCostAndUsage', 'cloudwatch:GetMetricData', 'ec2:TerminateInstances', 'ecs:UpdateService'])
    expect(note).toContain(name);
  for (const name of ['ec2:DescribeInstances', 'ec2:StopInstances', 'ecs:ListClusters']) expect(note).not.toContain(`${name},`);
});

test('without an instance to name, dry runs of changes are left to IAM', async () => {
  const aws = await scriptedAws({ ...readable, DescribeInstances: dryRun, SimulatePrincipalPolicy: simulated(() => 'allowed') });
  expect((await (await awsSession(aws.url)).check()).missing).toEqual([]);
  expect(aws.calls('StopInstances')).toEqual([]);
  expect(aws.calls('SimulatePrincipalPolicy')[0]!.body).toContain('StopInstances');
});

test('what is switched off is neither asked nor said to be missing', async () => {
  const aws = await scriptedAws({ DescribeRegions: enabled, DescribeInstances: dryRun });
  const settings = { costs: false, readEcs: false, readAutoScaling: false, readUnattached: false, storage: false };
  const session = await awsSession(aws.url, { settings });
  expect(session.costs).toBeUndefined();
  const { missing, notes } = await session.check();
  expect(missing.map(({ name }) => name)).toEqual(['ec2:DescribeInstanceStatus']);
  expect(notes.join(' ')).not.toMatch(/ce:|ecs:|autoscaling:|Volume|s3:/);
});

test('expired credentials fail the check instead of counting as missing permissions', async () => {
  const aws = await scriptedAws({ GetCallerIdentity: xmlError(403, 'ExpiredToken') });
  const error = await errorOf((await awsSession(aws.url)).check());
  expect(error).toMatchObject({ code: 'auth_required', message: 'The AWS credentials have expired.' });
});

test.each([
  ['arn:aws:sts::111122223333:assumed-role/Ops/me', 'arn:aws:iam::111122223333:role/Ops'],
  ['arn:aws-us-gov:sts::111122223333:assumed-role/Ops/i-1', 'arn:aws-us-gov:iam::111122223333:role/Ops'],
  ['arn:aws:iam::111122223333:user/ops', 'arn:aws:iam::111122223333:user/ops'],
])('the principal of %s is %s', (arn, principal) => {
  expect(principalOf(arn)).toBe(principal);
});
