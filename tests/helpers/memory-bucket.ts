import { createHash } from 'node:crypto';
import { crc32, crc32c } from '@node-rs/crc32';
import { compareKeys } from '#core/transfers/plans/key-order.ts';
import { failure } from '#shared/errors/app-error.ts';
import type { Bucket, Checksum, ChecksumAlgorithm, ObjectProperties } from '#shared/model/storage.ts';

/** One version of an object. `body` null: `size` zero bytes that are not held. */
export interface MemoryVersion {
  versionId: string;
  deleted: boolean;
  size: number;
  body: Uint8Array | null;
  modified: number;
  etag: string;
  storageClass: string;
  properties: ObjectProperties;
  tags: Record<string, string>;
  access: 'private' | 'public';
  restore: 'none' | 'restoring' | 'readable';
}

const word = (value: number) => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes.toString('base64');
};

/** Checksum of bytes as a provider states it; null for those that this store does not compute. */
export function memoryChecksum(algorithm: ChecksumAlgorithm, body: Uint8Array): string | null {
  if (algorithm === 'CRC32') return word(crc32(body));
  if (algorithm === 'CRC32C') return word(crc32c(body));
  if (algorithm === 'MD5') return createHash('md5').update(body).digest('base64');
  return null;
}

/** Keys with their versions, oldest first, of one bucket. */
export class MemoryBucket {
  readonly name: string;
  readonly versioned: boolean;
  readonly keys = new Map<string, MemoryVersion[]>();
  private sorted: string[] | null = null;
  private written = 0;

  constructor(name: string, versioned: boolean) {
    this.name = name;
    this.versioned = versioned;
  }

  /** All keys in byte order, those with a delete marker on top included. */
  order(): string[] {
    this.sorted ??= [...this.keys.keys()].sort(compareKeys);
    return this.sorted;
  }

  current(key: string): MemoryVersion | null {
    const last = this.keys.get(key)?.at(-1);
    return last && !last.deleted ? last : null;
  }

  /** The version wanted, or the current one. Throws `not_found`. */
  get(key: string, versionId?: string | null): MemoryVersion {
    const found = versionId ? this.keys.get(key)?.find((one) => one.versionId === versionId) : this.current(key);
    if (!found) throw failure('not_found', `There is no ${key} in ${this.name}`);
    return found;
  }

  put(key: string, version: Omit<MemoryVersion, 'versionId' | 'etag'>): MemoryVersion {
    this.written += 1;
    const etag = createHash('md5')
      .update(version.body ?? `${version.size} ${version.modified}`)
      .digest('hex');
    const made = { ...version, versionId: `v${this.written}`, etag };
    const before = this.keys.get(key);
    if (!before) this.sorted = null;
    this.keys.set(key, this.versioned ? [...(before ?? []), made] : [made]);
    return made;
  }

  /** With versions and without an id: a delete marker. */
  remove(key: string, versionId: string | null, at: number): void {
    const there = this.keys.get(key);
    if (!there) return;
    const marker = { deleted: true, size: 0, body: null, modified: at, storageClass: '', properties: {}, tags: {} };
    if (this.versioned && !versionId) {
      if (this.current(key)) this.put(key, { ...marker, access: 'private', restore: 'none' });
      return;
    }
    const left = versionId ? there.filter((one) => one.versionId !== versionId) : [];
    if (left.length > 0) this.keys.set(key, left);
    else this.keys.delete(key);
    this.sorted = null;
  }
}

/** What the store states of a version. */
export function memoryChecksums({ body }: MemoryVersion, algorithms: readonly ChecksumAlgorithm[]): Checksum[] {
  if (!body) return [];
  return algorithms.flatMap((algorithm) => {
    const value = memoryChecksum(algorithm, body);
    return value === null ? [] : [{ algorithm, value }];
  });
}

/** The bucket as the store lists it. */
export function memoryBucketRow({ name, versioned }: MemoryBucket): Bucket {
  return {
    bucket: name,
    provider: 'aws',
    account: '111122223333',
    accountName: 'Test',
    region: 'eu-central-1',
    created: Date.UTC(2026, 0, 1),
    tags: {},
    versioning: versioned ? 'enabled' : 'off',
    encrypted: true,
    encryption: 'SSE-S3',
    publicAccess: 'private',
    defaultClass: 'STANDARD',
    bytes: null,
    objects: null,
    measuredAt: null,
    details: {},
  };
}
