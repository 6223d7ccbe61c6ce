import type { CachedBucket, StorageFeatures } from '#shared/model/storage.ts';

const s3: StorageFeatures = {
  bucketWord: 'Bucket',
  scheme: 's3',
  verbs: [
    'versions',
    'server_copy',
    'properties',
    'tags',
    'storage_class',
    'restore',
    'presign',
    'access',
    'lifecycle',
    'pending_uploads',
    'bucket_facts',
  ],
  classes: [
    { id: 'STANDARD', title: 'Standard', archive: false, minimumDays: 0 },
    { id: 'STANDARD_IA', title: 'Standard, infrequent access', archive: false, minimumDays: 30 },
    { id: 'GLACIER', title: 'Glacier flexible retrieval', archive: true, minimumDays: 90 },
    { id: 'DEEP_ARCHIVE', title: 'Glacier deep archive', archive: true, minimumDays: 180 },
  ],
  checksums: ['CRC64NVME', 'CRC32C', 'CRC32'],
  maxObjectBytes: 5e12,
  maxKeyBytes: 1024,
  maxPresignSeconds: 604_800,
  restoreTiers: [
    { id: 'Expedited', title: 'Expedited', wait: '1 to 5 minutes' },
    { id: 'Standard', title: 'Standard', wait: '3 to 5 hours' },
    { id: 'Bulk', title: 'Bulk', wait: '5 to 12 hours' },
  ],
  lifecycle: {
    actions: ['transition', 'expire', 'noncurrent_transition', 'noncurrent_expire', 'abort_uploads', 'remove_delete_markers'],
    filters: ['prefixes', 'tags', 'size'],
    maxPrefixes: 1,
    bases: ['created'],
    dates: true,
    keepNewest: true,
    canDisable: true,
    named: true,
  },
};

const blob: StorageFeatures = {
  ...s3,
  bucketWord: 'Container',
  scheme: 'az',
  verbs: ['soft_delete', 'server_copy', 'properties', 'tags', 'storage_class', 'restore', 'presign', 'bucket_facts'],
  classes: [
    { id: 'Hot', title: 'Hot', archive: false, minimumDays: 0 },
    { id: 'Cool', title: 'Cool', archive: false, minimumDays: 30 },
    { id: 'Archive', title: 'Archive', archive: true, minimumDays: 180 },
  ],
  restoreTiers: [],
};

const folder: StorageFeatures = {
  ...s3,
  bucketWord: 'Folder',
  scheme: 'file',
  verbs: ['server_copy'],
  classes: [],
  checksums: [],
  maxPresignSeconds: 0,
  restoreTiers: [],
};

export const fakeFeatures = [
  { connectionId: 'aws1', name: 'Retail AWS', kind: 'aws', features: s3 },
  { connectionId: 'azure1', name: 'Retail Azure', kind: 'azure', features: blob },
  {
    connectionId: 'gcp1',
    name: 'Retail GCP',
    kind: 'gcp',
    features: { ...s3, scheme: 'gs' as const, restoreTiers: [], classes: s3.classes.slice(0, 3) },
  },
  { connectionId: 'files', name: 'Files of this machine', kind: 'local', features: folder },
];

const hour = 3_600_000;

function bucket(connectionId: string, name: string, rest: Partial<CachedBucket>): CachedBucket {
  return {
    connectionId,
    bucket: name,
    provider: connectionId === 'aws1' ? 'aws' : connectionId === 'azure1' ? 'azure' : connectionId === 'gcp1' ? 'gcp' : 'other',
    account: '123456789012',
    accountName: 'retail-prod',
    region: 'eu-central-1',
    created: Date.UTC(2023, 4, 2),
    tags: { owner: 'data' },
    versioning: 'enabled',
    encrypted: true,
    encryption: 'SSE-S3',
    publicAccess: 'blocked',
    defaultClass: 'STANDARD',
    bytes: 4_200_000_000_000,
    objects: 1_240_331,
    measuredAt: Date.now() - 30 * hour,
    details: {},
    environment: 'production',
    index: { asOf: Date.now() - 3 * hour, complete: true, objects: 1_240_331, bytes: 4_210_000_000_000 },
    ...rest,
  };
}

export const fakeBuckets: CachedBucket[] = [
  bucket('aws1', 'retail-datalake', {}),
  bucket('aws1', 'retail-website-assets', {
    publicAccess: 'public',
    region: 'us-east-1',
    bytes: 81_000_000_000,
    objects: 41_230,
    index: null,
    versioning: 'off',
  }),
  bucket('aws1', 'retail-backups', { index: { asOf: null, complete: false, objects: 12_000, bytes: 8e11 }, bytes: null, objects: null }),
  bucket('azure1', 'retailstore/invoices', { region: 'westeurope', publicAccess: 'private', defaultClass: 'Hot' }),
  bucket('azure1', 'retailstore/logs', { region: 'westeurope', publicAccess: 'unknown', index: null, bytes: null, objects: null }),
  bucket('gcp1', 'retail-analytics-eu', { region: 'EUROPE-WEST3', publicAccess: 'private' }),
  bucket('files', 'Exports', { region: '', provider: 'other', publicAccess: 'private', bytes: 12_300_000, objects: 88, environment: '' }),
];
