import type { BucketFacts } from '../../sdk.ts';
import { askAccountBlock, bothBlocks } from './account-block.ts';
import {
  type Asked,
  askBucketAcl,
  askEncryption,
  askPolicyStatus,
  askPublicBlock,
  askVersioning,
  bucketEncryption,
  publicAccessOf,
  versioningOf,
} from './bucket-parts.ts';
import { granteeOf, grantWords, isPublicGrant, outsideGrants } from './grants.ts';
import { Refusals } from './partial.ts';
import { readPolicy } from './policy.ts';
import { isFailure, type S3 } from './s3.ts';

/** Null: the bucket has none. */
async function askPolicy(s3: S3, { bucket, signal }: Asked): Promise<unknown> {
  try {
    const reply = await s3.on({ bucket, operation: 's3:GetBucketPolicy', signal }, (client, sdk, abort) =>
      client.send(new sdk.GetBucketPolicyCommand({ Bucket: bucket }), abort),
    );
    return reply.Policy ? (JSON.parse(reply.Policy) as unknown) : null;
  } catch (cause) {
    if (isFailure(cause, 'not_found')) return null;
    throw cause;
  }
}

async function askLogging(s3: S3, { bucket, signal }: Asked): Promise<boolean> {
  const reply = await s3.on({ bucket, operation: 's3:GetBucketLogging', signal }, (client, sdk, abort) =>
    client.send(new sdk.GetBucketLoggingCommand({ Bucket: bucket }), abort),
  );
  return reply.LoggingEnabled !== undefined;
}

/** Stores that are not AWS have no account ids: there nobody can be told to be an outsider by one. */
function ownAccount({ account }: S3, signal: AbortSignal): Promise<string> {
  return account.settings.s3.only ? Promise.resolve('') : account.id(signal);
}

/** `bucketFacts` of the store: what decides who gets in, and what is stale in it. */
export async function bucketFacts(s3: S3, bucket: string, signal: AbortSignal): Promise<BucketFacts> {
  const asked = { bucket, signal };
  const refusals = new Refusals();
  const ask = <T>(work: Promise<T>) => refusals.part(bucket, work);
  const [own, account, document, status, block, acl, versioning, encryption, logging] = await Promise.all([
    ask(ownAccount(s3, signal)),
    ask(askAccountBlock(s3)),
    ask(askPolicy(s3, asked)),
    ask(askPolicyStatus(s3, asked)),
    ask(askPublicBlock(s3, asked)),
    ask(askBucketAcl(s3, asked)),
    ask(askVersioning(s3, asked)),
    ask(askEncryption(s3, asked)),
    ask(askLogging(s3, asked)),
  ]);
  const { context, settings } = s3.account;
  const policy = readPolicy(document ?? {}, { account: own ?? '', now: context.clock.now() });
  const publicGrants = (acl?.Grants ?? []).filter(isPublicGrant);
  const outside = acl ? outsideGrants(acl) : [];
  return {
    publicAccess: publicAccessOf({ block: bothBlocks(block, account), policy: status ?? (document === null ? null : undefined), acl }),
    publicBy: [...policy.publicBy, ...grantWords({ Grants: publicGrants }).map((words) => `ACL of the bucket: ${words}`)],
    outsiders: [
      ...policy.outsiders,
      ...outside.map((grant) => ({ principal: granteeOf(grant), access: grant.Permission ?? '', by: 'ACL of the bucket' })),
    ],
    versioning: versioningOf(versioning),
    ...bucketEncryption(encryption, settings.s3.isCompatible),
    stale: policy.stale,
    insecureTransport: document === undefined ? null : policy.insecureTransport,
    logging: logging ?? null,
    policy: document ?? null,
    problems: refusals.warnings(),
  };
}
