import { expect, test } from 'vitest';
import { awsFailure, retryAfterMs } from '#connectors/aws/errors.ts';
import { AppFailure } from '#shared/errors/app-error.ts';
import { awsSession, readAll } from '#tests/helpers/aws.ts';
import { jsonError, scriptedAws, xmlError } from '#tests/helpers/scripted-aws.ts';
import { errorOf } from '#tests/helpers/vaults.ts';

const never = new AbortController().signal;

test.each([
  [503, 'RequestLimitExceeded', 'rate_limited'],
  [400, 'Throttling', 'rate_limited'],
  [429, 'SomethingNew', 'rate_limited'],
  [401, 'AuthFailure', 'auth_required'],
  [403, 'InvalidClientTokenId', 'auth_required'],
  [403, 'SignatureDoesNotMatch', 'auth_required'],
  [400, 'RequestExpired', 'auth_required'],
  [403, 'ExpiredToken', 'auth_required'],
  [403, 'UnauthorizedOperation', 'forbidden'],
  [403, 'AccessDenied', 'forbidden'],
  [403, 'SomethingNew', 'forbidden'],
  [401, 'OptInRequired', 'unsupported'],
  [400, 'InvalidParameterValue', 'invalid_input'],
  [400, 'SomethingNew', 'invalid_input'],
  [400, 'IncorrectInstanceState', 'conflict'],
  [400, 'InvalidInstanceID.NotFound', 'not_found'],
  [400, 'InvalidVolume.NotFound', 'not_found'],
  [400, 'VolumeInUse', 'conflict'],
  [400, 'OperationNotPermitted', 'conflict'],
  [500, 'InsufficientInstanceCapacity', 'conflict'],
  [400, 'UnsupportedHibernationConfiguration', 'unsupported'],
  [400, 'InvalidInstanceType', 'invalid_input'],
  [500, 'InternalError', 'provider_unavailable'],
  [503, 'SomethingNew', 'provider_unavailable'],
] as const)('EC2 %i %s is %s', async (status, name, code) => {
  const aws = await scriptedAws({ DescribeInstances: xmlError(status, name) });
  const error = await errorOf(readAll((await awsSession(aws.url)).compute, 'eu-west-1'));
  const source = { connectionId: 'c1', operation: 'ec2:DescribeInstances', scope: 'eu-west-1', requestId: 'req-42' };
  expect(error).toMatchObject({ code, source });
  expect(error.message).not.toBe('');
  expect(error.hint).not.toBe('');
  expect(error.fix).toEqual(code === 'auth_required' ? { kind: 'edit_connection', connectionId: 'c1' } : undefined);
  if (code === 'forbidden') expect(error.message).toContain('ec2:DescribeInstances');
});

test.each([
  [400, 'LimitExceededException', 'rate_limited'],
  [400, 'ThrottlingException', 'rate_limited'],
  [400, 'ExpiredTokenException', 'auth_required'],
  [400, 'UnrecognizedClientException', 'auth_required'],
  [400, 'AccessDeniedException', 'forbidden'],
  [400, 'ValidationException', 'invalid_input'],
  [400, 'DataUnavailableException', 'provider_unavailable'],
  [500, 'InternalFailure', 'provider_unavailable'],
] as const)('Cost Explorer %i %s is %s', async (status, name, code) => {
  const aws = await scriptedAws({ GetCostAndUsage: jsonError(status, name) });
  const error = await errorOf(readAll((await awsSession(aws.url)).costs));
  expect(error).toMatchObject({ code, source: { operation: 'ce:GetCostAndUsage', requestId: 'req-42' } });
});

test.each([
  [400, 'ClusterNotFoundException', 'not_found'],
  [400, 'ServiceNotActiveException', 'conflict'],
  [400, 'InvalidParameterException', 'invalid_input'],
  [500, 'ServerException', 'provider_unavailable'],
  [400, 'ThrottlingException', 'rate_limited'],
] as const)('ECS %i %s is %s', async (status, name, code) => {
  const aws = await scriptedAws({ ListClusters: jsonError(status, name) });
  const error = await errorOf(readAll((await awsSession(aws.url)).compute, 'eu-west-1/ecs'));
  expect(error).toMatchObject({ code, source: { operation: 'ecs:ListClusters', scope: 'eu-west-1', requestId: 'req-42' } });
});

test.each([
  [400, 'ScalingActivityInProgress', 'conflict', /scaling/],
  [500, 'ResourceContention', 'conflict', /under way/],
  [400, 'Throttling', 'rate_limited', /pause/],
  [400, 'ValidationError', 'invalid_input', /Correct/],
] as const)('Auto Scaling %i %s is %s, with a hint', async (status, name, code, hint) => {
  const aws = await scriptedAws({ DescribeAutoScalingGroups: xmlError(status, name) });
  const error = await errorOf(readAll((await awsSession(aws.url)).compute, 'eu-west-1/asg'));
  expect(error).toMatchObject({ code, hint: expect.stringMatching(hint) });
});

test('no capacity for a type says what else could be tried', async () => {
  const aws = await scriptedAws({ DescribeInstances: xmlError(500, 'InsufficientInstanceCapacity') });
  const error = await errorOf(readAll((await awsSession(aws.url)).compute, 'eu-west-1'));
  expect(error.hint).toMatch(/another type/);
});

test.each([
  ['an answer that is no XML', '<html>captive portal'],
  ['an empty page of a gateway', 'ok'],
])('%s is a fault of the provider, not an empty list', async (_name, body) => {
  const aws = await scriptedAws({ DescribeRegions: { kind: 'reply', status: 200, body } });
  expect(await errorOf((await awsSession(aws.url)).compute!.scopes(never))).toMatchObject({ code: 'provider_unavailable' });
});

test.each([
  ['3', 3000],
  ['0', 0],
  ['Sun, 15 Nov 2026 12:00:10 GMT', 10_000],
  ['Sun, 15 Nov 2026 11:00:00 GMT', undefined],
  ['soon', undefined],
  [undefined, undefined],
])('Retry-After %j is %j ms', (value, expected) => {
  expect(retryAfterMs(value, Date.UTC(2026, 10, 15, 12))).toBe(expected);
});

test('Retry-After of a throttled call is kept', async () => {
  const aws = await scriptedAws({ DescribeRegions: xmlError(503, 'RequestLimitExceeded', { 'retry-after': '12' }) });
  expect(await errorOf((await awsSession(aws.url)).compute!.scopes(never))).toMatchObject({ code: 'rate_limited', retryAfterMs: 12_000 });
});

const source = { connectionId: 'c1', operation: 'sts:GetCallerIdentity' };

test.each(['ECONNREFUSED', 'ENOTFOUND', 'ETIMEDOUT', 'ECONNRESET', 'EAI_AGAIN', 'EHOSTUNREACH'])('%s is offline', (code) => {
  const plain = Object.assign(new Error('no'), { code });
  const named = Object.assign(new Error('no'), { code, name: 'TimeoutError' });
  // Node's error when every address of a host failed.
  const several = new AggregateError([plain], 'no');
  for (const cause of [plain, named, several, new Error('outer', { cause: plain })]) {
    expect(awsFailure(cause, source, 0)).toMatchObject({ error: { code: 'offline', message: expect.stringContaining(code) } });
  }
});

test('a slow answer is a timeout, an untrusted certificate names itself', () => {
  const slow = Object.assign(new Error('slow'), { name: 'TimeoutError' });
  expect(awsFailure(slow, source, 0)).toMatchObject({ error: { code: 'timeout' } });
  const untrusted = Object.assign(new Error('self-signed'), { code: 'SELF_SIGNED_CERT_IN_CHAIN' });
  expect(awsFailure(untrusted, source, 0)).toMatchObject({
    error: { code: 'invalid_input', message: expect.stringContaining('certificate') },
  });
});

test('cancels, bugs and failures of our own stay what they are', () => {
  const abort = Object.assign(new Error('aborted'), { name: 'AbortError' });
  const bug = new TypeError('x is not a function');
  const own = new AppFailure({ code: 'auth_required', message: 'm', hint: 'h' });
  for (const cause of [abort, bug, own, 'text']) expect(awsFailure(cause, source, 0)).toBe(cause);
});
