import type { StorageFeatures } from '../../sdk.ts';

const tebi = 1024 ** 4;

/**
 * Sources: https://cloud.google.com/storage/docs/storage-classes (no class needs a restore), https://cloud.google.com/storage/quotas
 * (5 TiB, names of 1,024 bytes), https://cloud.google.com/storage/docs/access-control/signed-urls (7 days).
 */
export const storageFeatures: StorageFeatures = {
  bucketWord: 'Bucket',
  scheme: 'gs',
  verbs: ['versions', 'soft_delete', 'server_copy', 'properties', 'storage_class', 'presign', 'access', 'lifecycle', 'bucket_facts'],
  classes: [
    { id: 'STANDARD', title: 'Standard', archive: false, minimumDays: 0 },
    { id: 'NEARLINE', title: 'Nearline', archive: false, minimumDays: 30 },
    { id: 'COLDLINE', title: 'Coldline', archive: false, minimumDays: 90 },
    { id: 'ARCHIVE', title: 'Archive', archive: false, minimumDays: 365 },
  ],
  checksums: ['CRC32C', 'MD5'],
  maxObjectBytes: 5 * tebi,
  maxKeyBytes: 1024,
  maxPresignSeconds: 604_800,
  restoreTiers: [],
  // https://cloud.google.com/storage/docs/lifecycle
  lifecycle: {
    actions: ['transition', 'expire', 'noncurrent_transition', 'noncurrent_expire', 'abort_uploads'],
    filters: ['prefixes', 'suffixes', 'classes', 'createdBefore'],
    maxPrefixes: 50,
    bases: ['created'],
    keepNewest: true,
    canDisable: false,
    named: false,
  },
};
