import type { StorageFeatures } from '../../sdk.ts';

/** Longest life of a user delegation key, and so of what an identity signs. Source: "Create a user delegation SAS". */
export const maxPresignSeconds = 7 * 86_400;

/**
 * What Blob storage can do. Limits: "Scalability and performance targets for Blob storage" (50,000 blocks of 4,000 MiB),
 * "Naming and referencing containers, blobs, and metadata" (1,024 characters), "Access tiers for blob data" (days charged
 * at least), "Blob rehydration from the archive tier". Access is a container's here, not an object's: there is no verb `access`.
 */
export const storageFeatures: StorageFeatures = {
  bucketWord: 'Container',
  scheme: 'az',
  verbs: [
    'versions',
    'soft_delete',
    'server_copy',
    'properties',
    'tags',
    'storage_class',
    'restore',
    'presign',
    'lifecycle',
    'pending_uploads',
    'bucket_facts',
  ],
  classes: [
    { id: 'Hot', title: 'Hot', archive: false, minimumDays: 0 },
    { id: 'Cool', title: 'Cool', archive: false, minimumDays: 30 },
    { id: 'Cold', title: 'Cold', archive: false, minimumDays: 90 },
    { id: 'Archive', title: 'Archive', archive: true, minimumDays: 180 },
  ],
  checksums: ['MD5'],
  maxObjectBytes: 50_000 * 4000 * 1024 ** 2,
  // 1,024 UTF-16 units; each is three bytes of UTF-8 at most.
  maxKeyBytes: 3072,
  maxPresignSeconds,
  restoreTiers: [
    { id: 'High', title: 'High priority', wait: 'under an hour for objects below 10 GB' },
    { id: 'Standard', title: 'Standard', wait: 'up to 15 hours' },
  ],
  // "Lifecycle management policies that tier your blobs".
  lifecycle: {
    actions: ['transition', 'expire', 'noncurrent_transition', 'noncurrent_expire'],
    filters: ['prefixes', 'tags'],
    maxPrefixes: 10,
    bases: ['modified', 'created', 'accessed'],
    keepNewest: false,
    canDisable: true,
    named: true,
  },
};
