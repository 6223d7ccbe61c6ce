import { expect, test } from 'vitest';
import { publicAccessOf } from '#connectors/aws/objects/bucket-parts.ts';
import { aclFields } from '#connectors/aws/objects/keep-acl.ts';
import { readPolicy } from '#connectors/aws/objects/policy.ts';

const own = { account: '111122223333', now: Date.UTC(2026, 10, 15) };
const allow = { Sid: 'S', Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: '*' };
const policy = (...Statement: object[]) => readPolicy({ Version: '2012-10-17', Statement }, own);

test.each([
  ['*', {}, true],
  [{ AWS: '*' }, {}, true],
  [{ AWS: ['arn:aws:iam::111122223333:root', '*'] }, {}, true],
  ['*', { IpAddress: { 'aws:SourceIp': '203.0.113.0/24' } }, false],
  ['*', { IpAddress: { 'aws:SourceIp': '0.0.0.0/0' } }, true],
  ['*', { NotIpAddress: { 'aws:SourceIp': '203.0.113.0/24' } }, true],
  ['*', { StringEquals: { 'aws:PrincipalOrgID': 'o-1' } }, false],
  ['*', { Bool: { 'aws:SecureTransport': 'true' } }, true],
  [{ AWS: 'arn:aws:iam::111122223333:root' }, {}, false],
])('principal %j under %j is public: %s', (Principal, Condition, isPublic) => {
  expect(policy({ ...allow, Principal, Condition }).publicBy).toEqual(
    isPublic ? ['Policy statement "S" allows everybody s3:GetObject'] : [],
  );
});

test('outsiders are principals of other accounts, services are none', () => {
  const Principal = {
    AWS: ['111122223333', '999999999999', 'arn:aws:iam::888888888888:role/x'],
    Service: 'logging.s3.amazonaws.com',
    CanonicalUser: 'abc',
  };
  expect(policy({ ...allow, Principal }).outsiders.map(({ principal }) => principal)).toEqual([
    '999999999999',
    'arn:aws:iam::888888888888:role/x',
    'abc',
  ]);
  expect(policy({ ...allow, Effect: 'Deny', Principal }).outsiders).toEqual([]);
});

test.each([
  [{ Principal: { AWS: 'AROAEXAMPLEID12345678' } }, 'was deleted'],
  [{ Condition: { DateLessThan: { 'aws:CurrentTime': '2025-01-01T00:00:00Z' } } }, '2025-01-01'],
  [{ Condition: { StringEquals: { 's3:signatureversion': 'AWS' } } }, 'version 2'],
  [{ Condition: { StringEquals: { 's3:authType': 'REST-QUERY-STRING' } } }, 's3:signatureAge'],
])('%j is stale', (more, reason) => {
  expect(policy({ ...allow, ...more }).stale).toEqual([{ statement: '"S"', reason: expect.stringContaining(reason) }]);
});

test('what is in force is not stale', () => {
  const Condition = {
    DateLessThan: { 'aws:CurrentTime': '2030-01-01T00:00:00Z' },
    DateGreaterThan: { 'aws:CurrentTime': '2020-01-01T00:00:00Z' },
  };
  expect(policy({ ...allow, Condition }).stale).toEqual([]);
});

test('HTTP is shut out only by a denial of everything for everybody', () => {
  const deny = { Effect: 'Deny', Principal: '*', Action: 's3:*', Resource: '*', Condition: { Bool: { 'aws:SecureTransport': 'false' } } };
  expect(policy(deny).insecureTransport).toBe(false);
  expect(policy({ ...deny, Action: 's3:GetObject' }).insecureTransport).toBe(true);
  expect(policy({ ...deny, Principal: { AWS: '999999999999' } }).insecureTransport).toBe(true);
  expect(policy().insecureTransport).toBe(true);
});

const everybody = {
  Grantee: { Type: 'Group' as const, URI: 'http://acs.amazonaws.com/groups/global/AllUsers' },
  Permission: 'READ' as const,
};

test('public access: a block wins, what is not known is not called private', () => {
  const open = { block: null, policy: true, acl: { Grants: [] } };
  expect(publicAccessOf(open)).toBe('public');
  expect(publicAccessOf({ ...open, block: { RestrictPublicBuckets: true } })).toBe('private');
  expect(publicAccessOf({ ...open, block: { RestrictPublicBuckets: true, IgnorePublicAcls: true } })).toBe('blocked');
  expect(publicAccessOf({ ...open, policy: null, acl: { Grants: [everybody] } })).toBe('public');
  expect(publicAccessOf({ ...open, policy: null, acl: undefined })).toBe('unknown');
  expect(publicAccessOf({ ...open, block: undefined })).toBe('unknown');
  expect(publicAccessOf({ ...open, policy: null })).toBe('private');
});

test('grants as headers', () => {
  const owner = { Grantee: { Type: 'CanonicalUser' as const, ID: 'me' }, Permission: 'FULL_CONTROL' as const };
  const partner = { Grantee: { Type: 'CanonicalUser' as const, ID: 'them' }, Permission: 'READ' as const };
  expect(aclFields([owner, everybody, partner])).toEqual({
    GrantFullControl: 'id="me"',
    GrantRead: `uri="${everybody.Grantee.URI}", id="them"`,
  });
});
