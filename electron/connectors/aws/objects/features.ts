import type { StorageFeatures } from '../../sdk.ts';

/**
 * What S3 offers. Sources: S3 User Guide, "Understanding and managing storage classes", "Multipart upload limits" (48.8 TiB
 * are 10,000 parts of 5 GiB), "Checking object integrity", "Archive retrieval options", "Presigned URLs".
 */
export const storageFeatures: StorageFeatures = {
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
    { id: 'INTELLIGENT_TIERING', title: 'Intelligent-Tiering', archive: false, minimumDays: 0 },
    { id: 'STANDARD_IA', title: 'Standard-Infrequent Access', archive: false, minimumDays: 30 },
    { id: 'ONEZONE_IA', title: 'One Zone-Infrequent Access', archive: false, minimumDays: 30 },
    { id: 'GLACIER_IR', title: 'Glacier Instant Retrieval', archive: false, minimumDays: 90 },
    { id: 'GLACIER', title: 'Glacier Flexible Retrieval', archive: true, minimumDays: 90 },
    { id: 'DEEP_ARCHIVE', title: 'Glacier Deep Archive', archive: true, minimumDays: 180 },
  ],
  checksums: ['CRC64NVME', 'CRC32', 'CRC32C'],
  maxObjectBytes: 10_000 * 5 * 1024 ** 3,
  maxKeyBytes: 1024,
  maxPresignSeconds: 7 * 86_400,
  restoreTiers: [
    { id: 'Expedited', title: 'Expedited', wait: '1 to 5 minutes; not from Deep Archive' },
    { id: 'Standard', title: 'Standard', wait: '3 to 5 hours; from Deep Archive up to 12 hours' },
    { id: 'Bulk', title: 'Bulk', wait: '5 to 12 hours; from Deep Archive up to 48 hours' },
  ],
  // S3 User Guide, "Lifecycle configuration elements".
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
