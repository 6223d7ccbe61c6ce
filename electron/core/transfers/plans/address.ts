import { posix } from 'node:path';
import type { StorageFeatures } from '#shared/model/storage.ts';
import type { Endpoint } from '../transfers-api.ts';

/** `s3://bucket/key`; of a file of this machine its path. */
export function addressOf(
  features: (connectionId: string | null) => StorageFeatures,
  { connectionId, bucket, key }: Omit<Endpoint, 'versionId'>,
): string {
  if (connectionId === null) return key === '' ? bucket : posix.join(bucket, key);
  return `${schemeOf(features, connectionId)}://${bucket}/${key}`;
}

/** A connection that was removed meanwhile still has a name in old records. */
function schemeOf(features: (connectionId: string | null) => StorageFeatures, connectionId: string): string {
  try {
    return features(connectionId).scheme;
  } catch {
    return connectionId;
  }
}
