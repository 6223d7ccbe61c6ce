import type { AppError, BucketFacts } from '../../sdk.ts';
import type { GcpAccount } from '../account.ts';
import { readProjects } from '../projects.ts';
import { hasCode } from '../send.ts';
import { type BucketRecord, encryptionOf } from './bucket-record.ts';
import { type PolicyRecord, policyFacts } from './policy-facts.ts';
import { pathOf } from './storage-call.ts';

interface Asked {
  account: GcpAccount;
  bucket: string;
  signal: AbortSignal;
  problems: AppError[];
}

/** Without the permission there is a problem beside the rest. */
async function orProblem<T>({ problems }: Asked, work: Promise<T>): Promise<T | null> {
  try {
    return await work;
  } catch (cause) {
    if (!hasCode(cause, 'forbidden')) throw cause;
    problems.push(cause.error);
    return null;
  }
}

function get<T extends object>(
  { account, bucket, signal }: Asked,
  { path = '', query, operation }: { path?: string; query: Record<string, string>; operation: string },
) {
  return account.call<T>({
    service: 'storage',
    path: pathOf(bucket).slice('/storage/v1/'.length) + path,
    query,
    operation,
    scope: bucket,
    signal,
  });
}

/** Access lists are in the record only for those who may read policies. */
async function recordOf(asked: Asked): Promise<BucketRecord> {
  const full = get<BucketRecord>(asked, { query: { projection: 'full' }, operation: 'storage.buckets.getIamPolicy' });
  return (await orProblem(asked, full)) ?? get<BucketRecord>(asked, { query: { projection: 'noAcl' }, operation: 'storage.buckets.get' });
}

async function ownNames({ account, signal }: Asked, { projectNumber = '' }: BucketRecord): Promise<string[]> {
  const projects = await readProjects(account, signal);
  const id = projects.find(({ number }) => number !== '' && number === projectNumber)?.id;
  return [projectNumber, ...(id ? [id] : [])];
}

function publicLists({ acl = [], defaultObjectAcl = [] }: BucketRecord): string[] {
  const everybody = ({ entity = '' }: { entity?: string }) => entity === 'allUsers' || entity === 'allAuthenticatedUsers';
  return [
    ...acl.filter(everybody).map(({ entity, role }) => `${entity}: ${role} by the access list of the bucket`),
    ...defaultObjectAcl.filter(everybody).map(({ entity, role }) => `${entity}: ${role} of new objects by the default access list`),
  ];
}

function publicAccessOf(record: BucketRecord, publicBy: readonly string[], policy: object | null): BucketFacts['publicAccess'] {
  if (record.iamConfiguration?.publicAccessPrevention === 'enforced') return 'blocked';
  if (publicBy.length > 0) return 'public';
  return policy ? 'private' : 'unknown';
}

function looseSettingsOf({ iamConfiguration = {} }: BucketRecord): string[] {
  const { publicAccessPrevention, uniformBucketLevelAccess } = iamConfiguration;
  return [
    ...(publicAccessPrevention === 'enforced'
      ? []
      : ['publicAccessPrevention: the bucket does not keep itself from being opened to everybody.']),
    ...(uniformBucketLevelAccess?.enabled
      ? []
      : ['uniformBucketLevelAccess: objects have access lists of their own beside the policy of the bucket.']),
  ];
}

/** `bucketFacts` of the store. */
export async function bucketFacts(account: GcpAccount, bucket: string, signal: AbortSignal): Promise<BucketFacts> {
  const asked: Asked = { account, bucket, signal, problems: [] };
  const record = await recordOf(asked);
  const query = { optionsRequestedPolicyVersion: '3' };
  const policy = await orProblem(asked, get<PolicyRecord>(asked, { path: '/iam', query, operation: 'storage.buckets.getIamPolicy' }));
  const facts = policyFacts(policy ?? {}, { own: await ownNames(asked, record), now: account.context.clock.now() });
  const publicBy = [...facts.publicBy, ...publicLists(record)];
  return {
    ...facts,
    publicBy,
    looseSettings: looseSettingsOf(record),
    publicAccess: publicAccessOf(record, publicBy, policy),
    versioning: record.versioning?.enabled ? 'enabled' : 'off',
    encrypted: true,
    encryption: encryptionOf(record),
    insecureTransport: null,
    logging: record.logging?.logBucket !== undefined,
    policy: policy ?? null,
    problems: asked.problems,
  };
}
