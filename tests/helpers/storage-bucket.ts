import type { BucketFacts, CachedBucket } from '#shared/model/storage.ts';

/** A bucket of Amazon S3 about which nothing is special. */
export function testCachedBucket(changes: Partial<CachedBucket> = {}): CachedBucket {
  return {
    connectionId: 'c',
    bucket: 'Bucket-1',
    environment: 'production',
    provider: 'aws',
    account: '1',
    accountName: 'one',
    region: 'us-east-1',
    created: null,
    tags: {},
    versioning: 'enabled',
    encrypted: true,
    encryption: 'SSE-S3',
    publicAccess: 'private',
    defaultClass: 'STANDARD',
    bytes: null,
    objects: null,
    measuredAt: null,
    details: {},
    index: null,
    ...changes,
  };
}

export function testFacts(changes: Partial<BucketFacts> = {}): BucketFacts {
  return {
    publicAccess: 'private',
    publicBy: [],
    outsiders: [],
    versioning: 'enabled',
    encrypted: true,
    encryption: 'SSE-S3',
    stale: [],
    insecureTransport: false,
    logging: true,
    policy: null,
    problems: [],
    ...changes,
  };
}
