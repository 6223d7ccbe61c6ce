import { expect, test } from 'vitest';
import { principalOf } from '#connectors/aws/check.ts';
import { awsSession } from '#tests/helpers/aws.ts';
import { regions, scriptedAws, simulated, xmlError } from '#tests/helpers/scripted-aws.ts';
import { errorOf } from '#tests/helpers/vaults.ts';

const enabled = regions({ 'us-east-1': 'opt-in-not-required', 'eu-south-1': 'opted-in', 'af-south-1': 'not-opted-in' });
const dryRun = xmlError(412, 'DryRunOperation');

test('all is well: account with alias, principal, nothing missing', async () => {
  const aws = await scriptedAws({ DescribeRegions: enabled, DescribeInstances: dryRun, SimulatePrincipalPolicy: simulated('allowed') });
  expect(await (await awsSession(aws.url)).check()).toEqual({
    account: '111122223333 (shop-prod)',
    identity: 'arn:aws:sts::111122223333:assumed-role/Ops/me',
    missing: [],
    notes: ['2 regions are enabled and will be read.'],
  });
  expect(aws.calls('GetCostAndUsage')).toEqual([]);
  expect(aws.calls('DescribeInstances')[0]!.body).toContain('DryRun=true');
  const asked = new URLSearchParams(aws.calls('SimulatePrincipalPolicy')[0]!.body);
  expect(asked.get('PolicySourceArn')).toBe('arn:aws:iam::111122223333:role/Ops');
});

test('each missing permission is named, with what it is needed for', async () => {
  const aws = await scriptedAws({ SimulatePrincipalPolicy: simulated('implicitDeny') });
  const { missing } = await (await awsSession(aws.url)).check();
  expect(missing.map(({ name, dataSet }) => [name, dataSet])).toEqual([
    ['ec2:DescribeRegions', 'machines'],
    ['ec2:DescribeInstances', 'machines'],
    ['ce:GetCostAndUsage', 'costs'],
  ]);
  for (const { neededFor } of missing) expect(neededFor).not.toBe('');
});

test('regions that were given need no DescribeRegions; one that is not enabled is named', async () => {
  const settings = { regions: 'us-east-1, af-south-1, xx-moon-1', costs: false };
  const aws = await scriptedAws({ DescribeRegions: enabled, DescribeInstances: dryRun });
  expect((await (await awsSession(aws.url, { settings })).check()).notes).toEqual([
    'Not enabled in this account, or not a region: af-south-1, xx-moon-1.',
  ]);
  const silent = await scriptedAws({ DescribeInstances: dryRun });
  const result = await (await awsSession(silent.url, { settings })).check();
  expect(result.missing).toEqual([]);
  expect(result.notes.join(' ')).toContain('could not be verified');
});

test('the cost permission is said to be unverified where IAM may not be asked', async () => {
  const aws = await scriptedAws({ DescribeRegions: enabled, DescribeInstances: dryRun });
  const { missing, notes } = await (await awsSession(aws.url)).check();
  expect(missing).toEqual([]);
  expect(notes.join(' ')).toContain('ce:GetCostAndUsage was not verified');
});

test('with costs off nothing is asked or said about them', async () => {
  const aws = await scriptedAws({ DescribeRegions: enabled, DescribeInstances: dryRun });
  const session = await awsSession(aws.url, { settings: { costs: false } });
  expect(session.costs).toBeUndefined();
  expect((await session.check()).notes.join(' ')).not.toContain('ce:');
  expect(aws.calls('SimulatePrincipalPolicy')).toEqual([]);
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
