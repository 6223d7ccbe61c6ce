import type { StorageFeatures } from '../../sdk.ts';

const day = (minimumDays: number, archive = false) => ({ archive, minimumDays });

export const storageFeatures: StorageFeatures = {
  bucketWord: 'Bucket',
  scheme: 'demo',
  // No links: what they would lead to is in the memory of this process, where nobody else can read it.
  verbs: [
    'versions',
    'server_copy',
    'properties',
    'tags',
    'storage_class',
    'restore',
    'access',
    'lifecycle',
    'pending_uploads',
    'bucket_facts',
  ],
  classes: [
    { id: 'STANDARD', title: 'Standard', ...day(0) },
    { id: 'STANDARD_IA', title: 'Infrequent access', ...day(30) },
    { id: 'GLACIER_IR', title: 'Archive, instant', ...day(90) },
    { id: 'DEEP_ARCHIVE', title: 'Deep archive', ...day(180, true) },
  ],
  checksums: ['MD5'],
  maxObjectBytes: 5 * 1024 ** 4,
  maxKeyBytes: 1024,
  maxPresignSeconds: 0,
  restoreTiers: [{ id: 'Standard', title: 'Standard', wait: 'At once' }],
  lifecycle: {
    actions: ['transition', 'expire', 'abort_uploads'],
    filters: ['prefixes', 'suffixes', 'tags', 'size', 'classes', 'createdBefore'],
    maxPrefixes: 50,
    bases: ['created', 'modified'],
    dates: true,
    keepNewest: false,
    canDisable: true,
    named: true,
  },
};
