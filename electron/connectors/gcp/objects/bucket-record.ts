import type { Bucket } from '../../sdk.ts';

/** What is read of a bucket's record. Source: https://cloud.google.com/storage/docs/json_api/v1/buckets#resource */
export interface BucketRecord {
  name?: string;
  projectNumber?: string;
  metageneration?: string;
  location?: string;
  locationType?: string;
  storageClass?: string;
  timeCreated?: string;
  labels?: Record<string, string>;
  versioning?: { enabled?: boolean };
  encryption?: { defaultKmsKeyName?: string };
  logging?: { logBucket?: string };
  iamConfiguration?: { publicAccessPrevention?: string; uniformBucketLevelAccess?: { enabled?: boolean } };
  softDeletePolicy?: { retentionDurationSeconds?: string };
  retentionPolicy?: { retentionPeriod?: string; isLocked?: boolean };
  autoclass?: { enabled?: boolean };
  hierarchicalNamespace?: { enabled?: boolean };
  acl?: { entity?: string; role?: string }[];
  defaultObjectAcl?: { entity?: string; role?: string }[];
  lifecycle?: { rule?: LifecycleRecord[] };
}

/** Source: https://cloud.google.com/storage/docs/json_api/v1/buckets#lifecycle */
export interface LifecycleRecord {
  action?: { type?: string; storageClass?: string };
  condition?: Record<string, unknown>;
}

export const bucketFields = [
  'name,location,locationType,storageClass,timeCreated,labels,versioning,encryption,iamConfiguration',
  'softDeletePolicy,retentionPolicy,autoclass,hierarchicalNamespace',
].join(',');

const days = (seconds: string | undefined) => Math.round(Number(seconds ?? 0) / 86_400);

function detailsOf(record: BucketRecord): Record<string, string> {
  const { locationType, iamConfiguration, softDeletePolicy, retentionPolicy, autoclass, hierarchicalNamespace } = record;
  const kept = days(softDeletePolicy?.retentionDurationSeconds);
  const uniform = iamConfiguration?.uniformBucketLevelAccess?.enabled;
  return {
    ...(locationType ? { 'Location type': locationType } : {}),
    ...(uniform === undefined ? {} : { Access: uniform ? 'uniform' : 'per object' }),
    ...(kept > 0 ? { 'Soft delete': `${kept} days` } : {}),
    ...(retentionPolicy?.retentionPeriod
      ? { Retention: `${days(retentionPolicy.retentionPeriod)} days${retentionPolicy.isLocked ? ', locked' : ''}` }
      : {}),
    ...(autoclass?.enabled ? { Autoclass: 'on' } : {}),
    ...(hierarchicalNamespace?.enabled ? { 'Hierarchical namespace': 'on' } : {}),
  };
}

export function encryptionOf({ encryption }: BucketRecord): string {
  return encryption?.defaultKmsKeyName ? `CMEK ${encryption.defaultKmsKeyName}` : 'Google-managed key';
}

/** Whether somebody lets everybody in is told by the policy, which a listing does not have. */
export function bucketOf(record: BucketRecord, { id, name }: { id: string; name: string }): Bucket {
  return {
    bucket: record.name ?? '',
    provider: 'gcp',
    account: id,
    accountName: name,
    region: (record.location ?? '').toLowerCase(),
    created: record.timeCreated ? Date.parse(record.timeCreated) : null,
    tags: record.labels ?? {},
    versioning: record.versioning?.enabled ? 'enabled' : 'off',
    encrypted: true,
    encryption: encryptionOf(record),
    publicAccess: record.iamConfiguration?.publicAccessPrevention === 'enforced' ? 'blocked' : 'unknown',
    defaultClass: record.storageClass ?? '',
    bytes: null,
    objects: null,
    measuredAt: null,
    details: detailsOf(record),
  };
}
