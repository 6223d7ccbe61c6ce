import { z } from 'zod';
import type { AppError } from '../errors/app-error.ts';
import type { Dated } from './freshness.ts';
import { lifecycleFeaturesSchema } from './lifecycle.ts';
import type { Provider } from './machine.ts';

/** What can be done with the objects and buckets of a store beside listing, reading, writing and deleting. */
export const storageVerbs = [
  /** Older versions are listed, read, restored and deleted. */
  'versions',
  /** Objects deleted without versions can be brought back (Azure and GCS soft delete). */
  'soft_delete',
  'server_copy',
  'properties',
  'tags',
  'storage_class',
  /** Objects of an archive class are made readable for some days, or moved back. */
  'restore',
  'presign',
  /** Access per object: private or readable by everybody. */
  'access',
  'lifecycle',
  /** Unfinished uploads are listed and removed. */
  'pending_uploads',
  /** Security facts of a bucket: policy, grants, encryption, public access. */
  'bucket_facts',
] as const;
export type StorageVerb = (typeof storageVerbs)[number];

const storageClassSchema = z.object({
  /** In the provider's words: `STANDARD_IA`, `Cool`, `NEARLINE`. */
  id: z.string(),
  title: z.string(),
  /** Must be restored before it can be read. */
  archive: z.boolean(),
  /** Days that are charged at least; 0: none. */
  minimumDays: z.number().int(),
});
export type StorageClass = z.infer<typeof storageClassSchema>;

export const checksumAlgorithms = ['CRC32', 'CRC32C', 'CRC64NVME', 'MD5', 'SHA1', 'SHA256'] as const;
export type ChecksumAlgorithm = (typeof checksumAlgorithms)[number];

/** A checksum as the provider states it. */
export interface Checksum {
  algorithm: ChecksumAlgorithm;
  /** Base64 of the big-endian bytes, as S3, Azure and GCS write it. */
  value: string;
  /** Parts that a composite checksum (S3: checksum of the parts' checksums) was made from; absent: of the whole object. */
  parts?: number;
}

/** What a kind of store can do: declared in the connector's manifest; menus, command line and tests follow from it. */
export const storageFeaturesSchema = z.object({
  /** What holds objects there, in the provider's word. */
  bucketWord: z.enum(['Bucket', 'Container', 'Folder']),
  /** Of an object's address: `s3://bucket/key`. */
  scheme: z.enum(['s3', 'az', 'gs', 'file', 'demo']),
  verbs: z.array(z.enum(storageVerbs)),
  /** Ordered from hot to cold. */
  classes: z.array(storageClassSchema),
  /** Which the store can state of a whole object, best first. */
  checksums: z.array(z.enum(checksumAlgorithms)),
  maxObjectBytes: z.number(),
  /** UTF-8. */
  maxKeyBytes: z.number(),
  /** Longest life of a presigned address, seconds; 0 where there are none. */
  maxPresignSeconds: z.number(),
  /** How an archived object can be restored, fastest first: `Expedited`, `Standard`, `Bulk`. Empty: no choice. */
  restoreTiers: z.array(z.object({ id: z.string(), title: z.string(), wait: z.string() })),
  /** There with the verb `lifecycle`. */
  lifecycle: lifecycleFeaturesSchema.optional(),
});
export type StorageFeatures = z.infer<typeof storageFeaturesSchema>;

export const bucketKeySchema = z.object({
  connectionId: z.string().min(1).max(100),
  /** Unique within the connection: `bucket`, `account/container`, or the name of a folder. */
  bucket: z.string().min(1).max(1024),
});
export type BucketKey = z.infer<typeof bucketKeySchema>;

/** S3 allows 1,024 bytes of UTF-8, Azure 1,024 characters; a local path may be longer. */
export const objectKeySchema = z.string().min(1).max(4096);
export const prefixSchema = z.string().max(4096);
export const objectRefSchema = z.object({ ...bucketKeySchema.shape, key: objectKeySchema, versionId: z.string().max(2000).optional() });
export type ObjectRef = z.infer<typeof objectRefSchema>;

/** One bucket, container or folder. What the provider does not say is null, `unknown` or `''`. */
export interface Bucket {
  bucket: string;
  provider: Provider;
  account: string;
  accountName: string;
  region: string;
  /** Epoch ms, UTC. */
  created: number | null;
  tags: Record<string, string>;
  versioning: 'enabled' | 'suspended' | 'off' | 'unknown';
  encrypted: boolean | null;
  /** In the provider's words: `SSE-KMS alias/aws/s3`. */
  encryption: string;
  /** `blocked`: nothing in it can be public. `private`: nothing in it is known to be. */
  publicAccess: 'public' | 'private' | 'blocked' | 'unknown';
  /** Class that new objects get; `''`: none. */
  defaultClass: string;
  /** As the provider reports it (CloudWatch, Azure Monitor, Cloud Monitoring), at `measuredAt`. */
  bytes: number | null;
  objects: number | null;
  measuredAt: number | null;
  /** More facts in the provider's words, for the detail: access tier, object lock, hierarchical namespace. Short. */
  details: Record<string, string>;
}

/** A bucket as cached, with what the index of names knows of it. */
export interface CachedBucket extends Bucket {
  connectionId: string;
  environment: string;
  /** Null before its names were read. */
  index: BucketIndex | null;
}

/** The index of names of one bucket. Times are epoch ms, UTC. */
export interface BucketIndex {
  /** Start of the last complete read; null when there was none. */
  asOf: number | null;
  /** False while a first read has not ended: sums are of what was read. */
  complete: boolean;
  objects: number;
  bytes: number;
}

export interface BucketsResult extends Dated {
  buckets: CachedBucket[];
}

/** An object in a listing. */
export interface ObjectRow {
  key: string;
  /** Bytes. */
  size: number;
  /** Epoch ms, UTC. */
  modified: number;
  /** In the provider's words; `''` where there are none. */
  storageClass: string;
  /** Without quotes; null where a listing does not say. */
  etag: string | null;
}

export interface ObjectVersion extends ObjectRow {
  versionId: string;
  latest: boolean;
  /** A delete marker (S3), a soft-deleted object (Azure, GCS). */
  deleted: boolean;
  /** When it ceased to be the current one because it was deleted or replaced, epoch ms UTC; absent: not stated, or it is the current one. */
  until?: number;
}

/** What is set by whoever uploads: HTTP headers and the person's own names and values. */
export const objectPropertiesSchema = z.object({
  contentType: z.string().max(255).optional(),
  cacheControl: z.string().max(1024).optional(),
  contentDisposition: z.string().max(1024).optional(),
  contentEncoding: z.string().max(255).optional(),
  contentLanguage: z.string().max(255).optional(),
  metadata: z.record(z.string().min(1).max(256), z.string().max(8192)).optional(),
});
export type ObjectProperties = z.infer<typeof objectPropertiesSchema>;

export interface ObjectDetail extends ObjectRow {
  versionId: string | null;
  properties: ObjectProperties;
  /** Null where they are not kept or must not be read. */
  tags: Record<string, string> | null;
  checksums: Checksum[];
  encryption: string;
  /** Of an archived object. `until`: epoch ms UTC. */
  restore: { state: 'archived' | 'restoring' | 'readable'; until: number | null } | null;
  access: 'private' | 'public' | 'unknown';
  /** In words: who has which access; why it cannot be deleted (lock, hold). */
  grants: string[];
  /** `s3://bucket/key`. */
  address: string;
  /** Parts that could not be read. */
  problems: AppError[];
}

/** A folder in a listing: everything whose key begins with `prefix`. Sums come from the index of names; null before. */
export interface FolderRow {
  prefix: string;
  bytes: number | null;
  objects: number | null;
  /** Newest change in it, epoch ms UTC. */
  modified: number | null;
}

export const objectSorts = ['name', 'size', 'modified', 'storageClass'] as const;

/** One folder of a bucket: what a file manager shows. */
export const browseQuerySchema = z.object({
  ...bucketKeySchema.shape,
  prefix: prefixSchema.default(''),
  /** Only rows whose name (the part behind the prefix) has these words, without case. */
  text: z.string().max(200).default(''),
  sort: z.object({ column: z.enum(objectSorts), descending: z.boolean() }).default({ column: 'name', descending: false }),
  offset: z.number().int().nonnegative().default(0),
  limit: z.number().int().positive().max(5000).default(500),
});
export type BrowseQuery = z.infer<typeof browseQuerySchema>;

export interface BrowseResult extends Dated {
  /** Folders come before objects. */
  rows: ({ kind: 'folder'; folder: FolderRow } | { kind: 'object'; object: ObjectRow })[];
  /** Rows that match, over all pages. */
  total: number;
  /** Of all objects directly in the folder. */
  bytes: number;
  /** The listing goes on at the provider: more rows come, `changed` tells when. */
  listing: boolean;
  /** Rows come from the index of names because the provider was not asked or did not answer. */
  cached: boolean;
}

/** One object that a search found. */
export interface FoundObject extends ObjectRow {
  connectionId: string;
  bucket: string;
}

/**
 * A search in the index of names. Words must all occur in bucket and key, without case; terms `size>1GB`,
 * `modified<2025-01-01`, `class:STANDARD`, `ext:parquet`, `bucket:name`, `connection:name`, `prefix:logs/`, and `-` before a
 * word or term for "not". Text in quotes is one word.
 */
export const findQuerySchema = z.object({
  query: z.string().max(500),
  buckets: z.array(bucketKeySchema).max(200).optional(),
  sort: z
    .object({ column: z.enum(objectSorts), descending: z.boolean() })
    .nullable()
    .default(null),
  offset: z.number().int().nonnegative().max(100_000).default(0),
  limit: z.number().int().positive().max(5000).default(200),
});
export type FindQuery = z.infer<typeof findQuerySchema>;

export interface FindResult {
  rows: FoundObject[];
  /** All that match; a lower bound where `more` is true. */
  total: number;
  more: boolean;
  /** Of those counted in `total`. */
  bytes: number;
  /** Names searched, in how many buckets. */
  searched: { objects: number; buckets: number };
  /** Oldest read among the buckets searched; null when none was read. */
  asOf: number | null;
  /** How the query was understood, term by term, e.g. `size > 1,000,000,000 B`. */
  terms: string[];
}

/** A link that lets anyone who has it read (or write) one object until it expires. */
export interface PresignedUrl {
  url: string;
  /** Epoch ms, UTC. */
  expiresAt: number;
  /** What it depends on: credentials that may end sooner, permissions of the signer. */
  note: string;
}

/** A window of an object for a preview; `text` where it is text. */
export interface PreviewBytes {
  /** Base64: binary crosses the boundary as text. */
  base64: string;
  offset: number;
  /** Of the whole object. */
  size: number;
  contentType: string;
  etag: string | null;
}

/** Parquet and CSV as a table. */
export interface TablePreview {
  columns: { name: string; type: string }[];
  rows: (string | number | boolean | null)[][];
  /** Of the whole file; null where it is not known without reading it all. */
  totalRows: number | null;
  bytesRead: number;
  note: string;
}

/** An upload that was begun and neither completed nor removed: its parts are charged. */
export interface PendingUpload {
  key: string;
  /** `''` where the provider has none (Azure: the blob's uncommitted blocks). */
  uploadId: string;
  /** Epoch ms, UTC; null where it is not said. */
  initiated: number | null;
  /** Of the parts that are there; null when they were not counted. */
  bytes: number | null;
  storageClass: string;
}

/** Anything that may be wrong with how a bucket is set up: what insight makes findings from. */
export interface BucketFacts {
  publicAccess: Bucket['publicAccess'];
  /** Why it is public, statement by statement, in the provider's words. */
  publicBy: string[];
  /** Principals outside this account that policy or grants let in. */
  outsiders: { principal: string; access: string; by: string }[];
  versioning: Bucket['versioning'];
  encrypted: boolean | null;
  encryption: string;
  /** Policy statements that are stale: they name dates in the past, deleted principals, or let old signatures in. */
  stale: { statement: string; reason: string }[];
  /** Settings that open more doors than needed, in the provider's words with what they mean. Absent: none are looked at. */
  looseSettings?: string[];
  /** HTTP is allowed; null: not known. */
  insecureTransport: boolean | null;
  logging: boolean | null;
  /** The policy as the provider has it, for the raw view; null: none. */
  policy: unknown;
  problems: AppError[];
}
