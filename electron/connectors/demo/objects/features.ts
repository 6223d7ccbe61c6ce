import type { StorageFeatures } from '../../sdk.ts';

const day = (minimumDays: number, archive = false) => ({ archive, minimumDays });

export const storageFeatures: StorageFeatures = {
  bucketWord: 'Bucket',
  scheme: 'demo',
  verbs: ['server_copy', 'properties', 'tags', 'storage_class', 'lifecycle', 'pending_uploads', 'bucket_facts'],
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
  restoreTiers: [],
};
