import type { ContainerGetAccessPolicyResponse } from '@azure/storage-blob';
import type { BucketFacts } from '../../sdk.ts';
import type { BlobAccess } from './blob-access.ts';
import type { BlobAccount } from './blob-accounts.ts';
import { encryptionOf, publicAccessOf, readService, versioningOf } from './blob-service.ts';

const levels: Readonly<Record<string, string>> = {
  container: 'The container lets anybody list and read it.',
  blob: 'The container lets anybody read an object whose name they know.',
};

/** Stored policies that ended: signatures that name them are good no more, and they hide which are in use. */
function staleOf({ signedIdentifiers }: ContainerGetAccessPolicyResponse, now: number): BucketFacts['stale'] {
  return signedIdentifiers
    .filter(({ accessPolicy }) => accessPolicy.expiresOn && accessPolicy.expiresOn.getTime() < now)
    .map(({ id, accessPolicy }) => ({
      statement: `Stored access policy ${id}`,
      reason: `It ended ${accessPolicy.expiresOn!.toISOString()}.`,
    }));
}

/** Settings of the account that decide who gets in, as they are. */
function accountPolicy({ record }: BlobAccount) {
  const { allowBlobPublicAccess, allowSharedKeyAccess, minimumTlsVersion, networkAcls } = record?.properties ?? {};
  return record ? { allowBlobPublicAccess, allowSharedKeyAccess, minimumTlsVersion, networkAcls } : null;
}

/** What of a container's and its account's settings matters for its safety. Roles are Entra's and are not read here. */
export async function bucketFacts(access: BlobAccess, bucket: string, signal: AbortSignal): Promise<BucketFacts> {
  const { account, client } = await access.container(bucket, signal);
  const [policy, service] = await Promise.all([
    access.call('containers/getAcl/action', bucket, () => client.getAccessPolicy({ abortSignal: signal })),
    readService(access.azure, account, signal),
  ]);
  const publicAccess = publicAccessOf(account, policy.blobPublicAccess);
  const httpsOnly = account.record?.properties?.supportsHttpsTrafficOnly;
  return {
    publicAccess,
    publicBy: publicAccess === 'public' ? [levels[policy.blobPublicAccess ?? ''] ?? `Public access: ${policy.blobPublicAccess}`] : [],
    outsiders: [],
    versioning: versioningOf(service),
    encrypted: account.record ? true : null,
    encryption: encryptionOf(account),
    stale: staleOf(policy, access.context.clock.now()),
    insecureTransport: httpsOnly === undefined ? null : !httpsOnly,
    logging: null,
    policy: { account: accountPolicy(account), publicAccess: policy.blobPublicAccess ?? null, storedPolicies: policy.signedIdentifiers },
    problems: service.problems,
  };
}
