import { expect, test } from 'vitest';
import type { AzureAccount } from '#connectors/azure/account.ts';
import type { BlobAccount } from '#connectors/azure/objects/blob-accounts.ts';
import { readOutsiders } from '#connectors/azure/objects/outsiders.ts';
import { bucketFindings } from '#core/storage/insight/advice/findings.ts';
import { azureSession, never, scriptedAzure } from '#tests/helpers/azure.ts';
import { storageRecord } from '#tests/helpers/scripted-arm-records.ts';
import { armError, json } from '#tests/helpers/scripted-arm-reply.ts';
import { testCachedBucket, testFacts } from '#tests/helpers/storage-bucket.ts';

const reader = '/subscriptions/s/providers/Microsoft.Authorization/roleDefinitions/2a2b9908-6ea1-4ae2-8e65-a410df84e7d1';

/** Self-authored from https://learn.microsoft.com/rest/api/authorization/role-assignments and https://learn.microsoft.com/rest/api/managedservices */
const assignments = [
  { properties: { principalId: 'u1', principalType: 'User', roleDefinitionId: reader, scope: '/subscriptions/s' } },
  { properties: { principalId: 'g9', principalType: 'ForeignGroup', roleDefinitionId: reader, scope: '/subscriptions/s' } },
];
const delegation = {
  properties: {
    registrationDefinition: {
      properties: {
        managedByTenantId: 't2',
        managedByTenantName: 'Managed Services',
        authorizations: [
          { principalId: 'p1', principalIdDisplayName: 'Operators', roleDefinitionId: '/x/b24988ac-6180-42a0-ab88-20f7382dd24c' },
        ],
      },
    },
  },
};

async function facts({ refuseRoles = false, replicates = false, lighthouse = true, settings = {} } = {}) {
  const world = await scriptedAzure();
  const record = storageRecord('shopdata', `${world.url}/`) as { properties: object };
  world.add({ ...record, properties: { ...record.properties, allowCrossTenantReplication: replicates, ...settings } } as never);
  world.fault = ({ path }) => {
    if (path.includes('/roleAssignments')) return refuseRoles ? armError(403, 'AuthorizationFailed') : json(200, { value: assignments });
    if (path.includes('/registrationAssignments'))
      return lighthouse ? json(200, { value: [delegation] }) : armError(409, 'MissingSubscriptionRegistration');
    if (path.includes('comp=acl')) {
      const body =
        '<?xml version="1.0"?><SignedIdentifiers><SignedIdentifier><Id>open-end</Id><AccessPolicy><Permission>r</Permission></AccessPolicy></SignedIdentifier></SignedIdentifiers>';
      return { status: 200, headers: { 'content-type': 'application/xml', 'x-ms-request-id': 'r' }, body };
    }
    return null;
  };
  const { objects } = await azureSession(world);
  return objects!.bucketFacts!('shopdata/logs', never);
}

test('groups of other tenants and delegations are outsiders, and are a finding with their evidence', async () => {
  const read = await facts();
  expect(read.outsiders).toEqual([
    { principal: 'Group g9 of another tenant', access: 'Storage Blob Data Reader', by: 'role assignment at /subscriptions/s' },
    { principal: 'Operators of Managed Services', access: 'Contributor', by: 'Azure Lighthouse delegation' },
  ]);
  const known = { bucket: testCachedBucket(), facts: testFacts({ outsiders: read.outsiders }), classifications: [], lifecycleRules: null };
  expect(bucketFindings(known).find(({ rule }) => rule === 'cross_account')!.evidence[0]).toContain('Group g9 of another tenant');
});

test('settings of the account that leave doors open are told, and closed ones are not', async () => {
  const open = { allowSharedKeyAccess: true, allowBlobPublicAccess: true, publicNetworkAccess: 'Enabled', minimumTlsVersion: 'TLS1_0' };
  const loose = (await facts({ settings: { ...open, networkAcls: { defaultAction: 'Allow' } } })).looseSettings!;
  expect(loose.map((text) => text.split(/[ :]/)[0])).toEqual([
    'allowSharedKeyAccess',
    'allowBlobPublicAccess',
    'publicNetworkAccess',
    'minimumTlsVersion',
  ]);
  const shut = { allowSharedKeyAccess: false, allowBlobPublicAccess: false, publicNetworkAccess: 'Disabled', minimumTlsVersion: 'TLS1_2' };
  expect((await facts({ settings: shut })).looseSettings).toEqual([]);
  const rules = { ...shut, publicNetworkAccess: 'Enabled', networkAcls: { defaultAction: 'Deny' } };
  expect((await facts({ settings: rules })).looseSettings).toEqual([]);
});

test('a stored policy without an end is stale', async () => {
  expect((await facts()).stale).toEqual([
    { statement: 'Stored access policy open-end', reason: 'It sets no end: signatures that name it may be good for ever.' },
  ]);
});

test('roles that may not be read are a problem beside the rest', async () => {
  const read = await facts({ refuseRoles: true });
  expect(read.outsiders).toMatchObject([{ by: 'Azure Lighthouse delegation' }]);
  expect(read.problems.at(-1)).toMatchObject({ code: 'forbidden', source: { operation: 'Microsoft.Authorization/roleAssignments/read' } });
});

test('replication to other tenants is told, and a subscription that never used Lighthouse is no problem', async () => {
  const read = await facts({ replicates: true, lighthouse: false });
  expect(read.outsiders.at(-1)).toEqual({
    principal: 'Accounts of any other tenant',
    access: 'object replication',
    by: 'allowCrossTenantReplication',
  });
  expect(read.outsiders).toHaveLength(2);
  expect(read.problems.filter(({ source }) => source?.operation?.includes('ManagedServices'))).toEqual([]);
});

test('without Resource Manager nobody can be told', async () => {
  const account = {
    name: 'a',
    endpoint: 'https://a',
    subscription: { id: 's', name: 's' },
    record: null,
    signs: { by: 'identity' },
  } satisfies BlobAccount;
  expect(await readOutsiders({} as AzureAccount, account)).toEqual({ outsiders: [], problems: [] });
});
