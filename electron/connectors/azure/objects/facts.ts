import type { ContainerGetAccessPolicyResponse } from '@azure/storage-blob';
import type { BucketFacts } from '../../sdk.ts';
import type { BlobAccess } from './blob-access.ts';
import type { BlobAccount } from './blob-accounts.ts';
import { encryptionOf, publicAccessOf, readService, versioningOf } from './blob-service.ts';
import { readOutsiders } from './outsiders.ts';

const levels: Readonly<Record<string, string>> = {
  container: 'The container lets anybody list and read it.',
  blob: 'The container lets anybody read an object whose name they know.',
};

/** Stored policies that ended hide which are in use; those without an end leave it to each signature, which may never end. */
function staleOf({ signedIdentifiers }: ContainerGetAccessPolicyResponse, now: number): BucketFacts['stale'] {
  return signedIdentifiers
    .filter(({ accessPolicy: { expiresOn } }) => !expiresOn || expiresOn.getTime() < now)
    .map(({ id, accessPolicy: { expiresOn } }) => ({
      statement: `Stored access policy ${id}`,
      reason: expiresOn ? `It ended ${expiresOn.toISOString()}.` : 'It sets no end: signatures that name it may be good for ever.',
    }));
}

/** Settings of the account that decide who gets in, as they are. */
function accountPolicy({ record }: BlobAccount) {
  if (!record) return null;
  const { allowBlobPublicAccess, allowSharedKeyAccess, allowCrossTenantReplication, publicNetworkAccess, minimumTlsVersion, networkAcls } =
    record.properties ?? {};
  return { allowBlobPublicAccess, allowSharedKeyAccess, allowCrossTenantReplication, publicNetworkAccess, minimumTlsVersion, networkAcls };
}

/** Reference: "Storage Accounts - List"; absent means allowed for keys and networks, not allowed for anonymous reads. */
function looseSettingsOf({ record }: BlobAccount): string[] {
  if (!record) return [];
  const { allowBlobPublicAccess, allowSharedKeyAccess, publicNetworkAccess, networkAcls, minimumTlsVersion } = record.properties ?? {};
  const everyNetwork = (publicNetworkAccess ?? 'Enabled') === 'Enabled' && (networkAcls?.defaultAction ?? 'Allow') === 'Allow';
  return [
    ...(allowSharedKeyAccess === false
      ? []
      : ['allowSharedKeyAccess: keys of the account, and signatures made with them, let in whoever has them.']),
    ...(allowBlobPublicAccess ? ['allowBlobPublicAccess: containers of the account can be opened to everybody.'] : []),
    ...(everyNetwork ? ['publicNetworkAccess: the account answers every network.'] : []),
    ...(/^TLS1_[01]$/.test(minimumTlsVersion ?? '') ? [`minimumTlsVersion ${minimumTlsVersion}: old versions of TLS are taken.`] : []),
  ];
}

/** What of a container's and its account's settings matters for its safety. */
export async function bucketFacts(access: BlobAccess, bucket: string, signal: AbortSignal): Promise<BucketFacts> {
  const { account, client } = await access.container(bucket, signal);
  const [policy, service, { outsiders, problems }] = await Promise.all([
    access.call('containers/getAcl/action', bucket, () => client.getAccessPolicy({ abortSignal: signal })),
    readService(access.azure, account, signal),
    readOutsiders(access.azure, account),
  ]);
  const publicAccess = publicAccessOf(account, policy.blobPublicAccess);
  const httpsOnly = account.record?.properties?.supportsHttpsTrafficOnly;
  return {
    publicAccess,
    publicBy: publicAccess === 'public' ? [levels[policy.blobPublicAccess ?? ''] ?? `Public access: ${policy.blobPublicAccess}`] : [],
    outsiders,
    looseSettings: looseSettingsOf(account),
    versioning: versioningOf(service),
    encrypted: account.record ? true : null,
    encryption: encryptionOf(account),
    stale: staleOf(policy, access.context.clock.now()),
    insecureTransport: httpsOnly === undefined ? null : !httpsOnly,
    logging: null,
    policy: { account: accountPolicy(account), publicAccess: policy.blobPublicAccess ?? null, storedPolicies: policy.signedIdentifiers },
    problems: [...service.problems, ...problems],
  };
}
