import type {
  GetBucketAclCommandOutput,
  GetBucketEncryptionCommandOutput,
  GetBucketVersioningCommandOutput,
  PublicAccessBlockConfiguration,
} from '@aws-sdk/client-s3';
import type { Bucket } from '../../sdk.ts';
import { tagRecord } from './encoding.ts';
import { isPublicGrant } from './grants.ts';
import { isFailure, type S3 } from './s3.ts';

/** Of which bucket, and for how long to ask. */
export interface Asked {
  bucket: string;
  signal: AbortSignal;
}
type Ask<T> = (s3: S3, asked: Asked) => Promise<T>;

/** A part that was never configured is an error at S3; here it is null. */
const orNone =
  <T>(ask: Ask<T>): Ask<T | null> =>
  (s3, asked) =>
    ask(s3, asked).catch((cause: unknown) => {
      if (isFailure(cause, 'not_found')) return null;
      throw cause;
    });

export const askTags = orNone(async (s3, { bucket, signal }) => {
  const reply = await s3.on({ bucket, operation: 's3:GetBucketTagging', signal }, (client, sdk, abort) =>
    client.send(new sdk.GetBucketTaggingCommand({ Bucket: bucket }), abort),
  );
  return tagRecord(reply.TagSet);
});

export const askVersioning: Ask<GetBucketVersioningCommandOutput> = (s3, { bucket, signal }) =>
  s3.on({ bucket, operation: 's3:GetBucketVersioning', signal }, (client, sdk, abort) =>
    client.send(new sdk.GetBucketVersioningCommand({ Bucket: bucket }), abort),
  );

export const askEncryption = orNone((s3, { bucket, signal }) =>
  s3.on({ bucket, operation: 's3:GetEncryptionConfiguration', signal }, (client, sdk, abort) =>
    client.send(new sdk.GetBucketEncryptionCommand({ Bucket: bucket }), abort),
  ),
);

export const askPublicBlock = orNone(async (s3, { bucket, signal }) => {
  const reply = await s3.on({ bucket, operation: 's3:GetBucketPublicAccessBlock', signal }, (client, sdk, abort) =>
    client.send(new sdk.GetPublicAccessBlockCommand({ Bucket: bucket }), abort),
  );
  return reply.PublicAccessBlockConfiguration ?? null;
});

export const askPolicyStatus = orNone(async (s3, { bucket, signal }) => {
  const reply = await s3.on({ bucket, operation: 's3:GetBucketPolicyStatus', signal }, (client, sdk, abort) =>
    client.send(new sdk.GetBucketPolicyStatusCommand({ Bucket: bucket }), abort),
  );
  return reply.PolicyStatus?.IsPublic ?? null;
});

export const askBucketAcl: Ask<GetBucketAclCommandOutput> = (s3, { bucket, signal }) =>
  s3.on({ bucket, operation: 's3:GetBucketAcl', signal }, (client, sdk, abort) =>
    client.send(new sdk.GetBucketAclCommand({ Bucket: bucket }), abort),
  );

export function versioningOf(reply: Pick<GetBucketVersioningCommandOutput, 'Status'> | undefined): Bucket['versioning'] {
  if (!reply) return 'unknown';
  if (reply.Status === 'Enabled') return 'enabled';
  return reply.Status === 'Suspended' ? 'suspended' : 'off';
}

/** Undefined: not known. AWS itself encrypts every object since 2023, also where nothing is configured. */
export function bucketEncryption(
  reply: Pick<GetBucketEncryptionCommandOutput, 'ServerSideEncryptionConfiguration'> | null | undefined,
  isCompatible: boolean,
): Pick<Bucket, 'encrypted' | 'encryption'> {
  if (reply === undefined) return { encrypted: isCompatible ? null : true, encryption: '' };
  const rule = reply?.ServerSideEncryptionConfiguration?.Rules?.[0]?.ApplyServerSideEncryptionByDefault;
  if (!rule) return isCompatible ? { encrypted: false, encryption: '' } : { encrypted: true, encryption: 'SSE-S3' };
  const { SSEAlgorithm = '', KMSMasterKeyID } = rule;
  const titles: Record<string, string> = { AES256: 'SSE-S3', 'aws:kms': 'SSE-KMS', 'aws:kms:dsse': 'DSSE-KMS' };
  return { encrypted: true, encryption: [titles[SSEAlgorithm] ?? SSEAlgorithm, KMSMasterKeyID ?? ''].filter((word) => word).join(' ') };
}

/** What decides about public access; undefined: not known, null: none. */
export interface PublicParts {
  /** The bucket's and the account's together. */
  block: Pick<PublicAccessBlockConfiguration, 'IgnorePublicAcls' | 'RestrictPublicBuckets'> | null | undefined;
  policy: boolean | null | undefined;
  acl: Pick<GetBucketAclCommandOutput, 'Grants'> | undefined;
}

/** Source: S3 User Guide, "Blocking public access to your Amazon S3 storage". */
export function publicAccessOf({ block, policy, acl }: PublicParts): Bucket['publicAccess'] {
  if (block?.IgnorePublicAcls && block.RestrictPublicBuckets) return 'blocked';
  if (block === undefined) return 'unknown';
  if (policy && !block?.RestrictPublicBuckets) return 'public';
  if (acl?.Grants?.some(isPublicGrant) && !block?.IgnorePublicAcls) return 'public';
  return policy === undefined || acl === undefined ? 'unknown' : 'private';
}
