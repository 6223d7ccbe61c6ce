import type { AppError } from '#shared/errors/app-error.ts';
import type { Lifecycle, LifecycleRule } from '#shared/model/lifecycle.ts';
import type {
  Bucket,
  BucketFacts,
  Checksum,
  ChecksumAlgorithm,
  ObjectDetail,
  ObjectProperties,
  ObjectRow,
  ObjectVersion,
  PendingUpload,
  PresignedUrl,
} from '#shared/model/storage.ts';
import type { ObjectColumns } from './object-columns.ts';
import type { Source } from './source.ts';

/** One object; `versionId` null: the current version. */
export interface ObjectAddress {
  bucket: string;
  key: string;
  versionId?: string | null;
}

export interface ListRequest {
  bucket: string;
  /** Only keys that begin with it; `''`: all. */
  prefix: string;
  /** `'/'`: one level; folders come as `prefixes`. `null`: everything below. */
  delimiter: '/' | null;
  /** Only keys behind this one, in byte order. */
  startAfter?: string;
  /**
   * Keys that divide the listing into parts of about equal size, from an earlier index: a store that lists in parallel
   * begins there. A hint only.
   */
  splits?: readonly string[];
  signal: AbortSignal;
}

/** Some objects of a listing. Pages and rows come in the byte order of their keys. */
export interface ObjectPage {
  objects: ObjectColumns;
  /** Folders of this level, with the delimiter at the end. */
  prefixes: string[];
  /** Calls made for it. */
  calls: number;
  /** Entries that cannot be listed: a name that is not UTF-8, a folder that may not be read. */
  warnings?: AppError[];
}

export interface ReadRequest extends ObjectAddress {
  /** First byte. */
  offset?: number;
  /** Bytes wanted; absent: to the end. Fewer come when the object is shorter. */
  length?: number;
  /** Fails with `conflict` when the object has another ETag. */
  ifMatch?: string;
  /**
   * Memory for all bytes wanted. A store that can reads straight into it, from its beginning on: what it hands to the
   * receiver then lies in its place already. Others leave it alone.
   */
  into?: Uint8Array;
  signal: AbortSignal;
}

/** Takes the next bytes. They are valid until the returned promise settles: the store uses its buffer again. */
export type Receive = (bytes: Uint8Array) => void | Promise<void>;

/** What is known of an object that was written or read. */
export interface ObjectStat {
  /** Bytes of the whole object. */
  size: number;
  /** Epoch ms, UTC. */
  modified: number;
  /** Without quotes; for `ifMatch`. `''` where there is none. */
  etag: string;
  versionId: string | null;
  /** Of the whole object, as the provider states them; empty: none. */
  checksums: Checksum[];
}

export interface UploadLimits {
  /** Bytes of a part; the last may be smaller. */
  minPart: number;
  maxPart: number;
  /** A part's size is a multiple of it. */
  partMultiple: number;
  maxParts: number;
  /** Largest object that `put` takes. */
  maxPut: number;
  /** Parts may be sent at the same time and in any order; false: one behind the other. */
  parallel: boolean;
}

/** An object to be written. */
export interface NewObject {
  bucket: string;
  key: string;
  size: number;
  properties: ObjectProperties;
  /** Absent: the bucket's default. */
  storageClass?: string;
  tags?: Record<string, string>;
  /** Which checksum the provider is to keep: one of `UploadTarget.checksums`; null: none. */
  checksum: ChecksumAlgorithm | null;
  /** Modification time of the source, epoch ms UTC: kept where the store can (local files; else as metadata by whoever calls). */
  modified?: number;
  /** Fails with `conflict` unless there is no object of this key. */
  ifAbsent?: boolean;
}

export interface PartReceipt {
  /** From 1. */
  number: number;
  size: number;
  /** ETag or block id: what `complete` names it by. */
  receipt: string;
  /** Checksum of the part by the upload's algorithm, base64; null: the store keeps none of parts. */
  checksum: string | null;
}

/** An upload in parts; plain data, so that another process goes on with it. */
export interface OpenUpload extends NewObject {
  /** S3's upload id, GCS's session address (a secret: it is stored encrypted and never shown), a part file's path; `''` for Azure. */
  uploadId: string;
}

/**
 * Writes objects. Nothing is visible under its key before `complete` (or `put`) has succeeded. Nothing here retries.
 * `offline`, `timeout` and `provider_unavailable` leave in doubt whether a call was carried out.
 */
export interface UploadTarget {
  limits: UploadLimits;
  /** Which the store checks or states of a whole object that is uploaded in parts, best first; empty: none. */
  checksums: readonly ChecksumAlgorithm[];
  /** Writes a whole object. `checksum`: base64 by `object.checksum`; the provider refuses bytes that do not have it. */
  put(object: NewObject, body: Uint8Array, checksum: string | null, signal: AbortSignal): Promise<ObjectStat>;
  begin(object: NewObject, signal: AbortSignal): Promise<OpenUpload>;
  /** Sends one part. `checksum` as with `put`, of the part. Sending a number again replaces it. */
  part(
    upload: OpenUpload,
    part: { number: number; offset: number; body: Uint8Array; checksum: string | null },
    signal: AbortSignal,
  ): Promise<PartReceipt>;
  /** Parts that the provider has. Throws `not_found` when the upload is gone (completed, aborted, expired). */
  parts(upload: OpenUpload, signal: AbortSignal): Promise<PartReceipt[]>;
  /** Makes the object of its parts. `checksum`: of the whole, base64, where the algorithm can be combined; the provider compares it. */
  complete(upload: OpenUpload, parts: readonly PartReceipt[], checksum: string | null, signal: AbortSignal): Promise<ObjectStat>;
  /** Removes what was sent. Succeeds when there is nothing. */
  abort(upload: OpenUpload, signal: AbortSignal): Promise<void>;
}

export interface ServerCopy {
  from: ObjectAddress & ObjectRow;
  to: { bucket: string; key: string };
  /** Null: those of the source. */
  properties: ObjectProperties | null;
  storageClass?: string;
  ifAbsent?: boolean;
  /** Link by which the service reads a source of another connection, where `copyFrom` asks for one. A secret. */
  link?: string;
  /** Bytes done so far, for progress. */
  onProgress?(bytes: number): void;
  signal: AbortSignal;
}

/** An object that is to be removed. */
export interface Removal {
  key: string;
  versionId?: string | null;
  /**
   * Only while it has this ETag: with another one the outcome is `conflict`, and it stays. Stores that cannot promise that
   * remove it all the same (`conditionalRemove`).
   */
  ifMatch?: string;
  /** Folders of a disk that become empty go too, as far as they lie below this prefix or are it. */
  emptied?: string;
}

/** How one object of a bulk call fared; null: done. */
export type BulkOutcome = AppError | null;

/** Checksum of one part of an object that was uploaded in parts, base64. */
export interface PartChecksum {
  size: number;
  checksum: string;
}

/**
 * Buckets and objects of one connection. Keys are the provider's own, byte for byte: `//`, `..` and a leading `/` mean nothing
 * special. Errors are `AppFailure`; nothing here retries. Methods that a store lacks are absent, and its manifest's
 * `storage.verbs` say so.
 */
export interface ObjectStore {
  buckets: Source<Bucket[]>;
  list(request: ListRequest): AsyncIterable<ObjectPage>;
  /** Throws `not_found`. */
  head(address: ObjectAddress, signal: AbortSignal): Promise<ObjectDetail>;
  /** Size, ETag and checksums, in one call. Throws `not_found`. */
  stat(address: ObjectAddress, signal: AbortSignal): Promise<ObjectStat>;
  /** Files of a disk: reading costs neither money nor network, so what was written is read back where no checksum is stated. */
  onDisk?: true;
  /** Of an object with a composite checksum: those of its parts in order, which may be combined; null: the store does not say. */
  partChecksums?(address: ObjectAddress, algorithm: ChecksumAlgorithm, signal: AbortSignal): Promise<PartChecksum[] | null>;
  /**
   * Reads bytes in order. A body that ends early is `provider_unavailable`; another ETag than `ifMatch` is `conflict`; an
   * archived object that was not restored is `conflict` with a hint to restore it.
   */
  read(request: ReadRequest, receive: Receive): Promise<ObjectStat>;
  upload: UploadTarget;
  /** Each in one outcome, in the order given. Without `versionId` the current version (with versioning: a delete marker). What is gone counts as done. */
  remove(bucket: string, objects: readonly Removal[], signal: AbortSignal): Promise<BulkOutcome[]>;
  /** At most so many objects in one `remove`. */
  removeBatch: number;
  /** `remove` compares `Removal.ifMatch` in the moment of the deletion. */
  conditionalRemove?: true;
  /** Makes an empty folder visible: a key that ends with `/`, or a real folder. */
  createFolder(bucket: string, prefix: string, signal: AbortSignal): Promise<void>;
  /** Both sides in this connection, or the source in one whose `copyFrom.service` is the same: then with the rights of this one. */
  copy?(copy: ServerCopy): Promise<ObjectStat>;
  /**
   * `service`: names the provider and endpoint; between connections of one service `copy` may be tried. `link`: this store
   * reads the other's object by a presigned link of that one. Whoever lacks the rights gets `forbidden`, `auth_required`,
   * `not_found` or `unsupported`. Absent: `copy` works within the connection only.
   */
  copyFrom?: { service: string; link?: true };
  /** All versions and deleted objects below a prefix, by key, newest first. */
  versions?(request: { bucket: string; prefix: string; signal: AbortSignal }): AsyncIterable<ObjectVersion[]>;
  /** Makes a version (or a soft-deleted object) the current one. */
  restoreVersion?(address: { bucket: string; key: string; versionId: string }, signal: AbortSignal): Promise<void>;
  /** Changes those that are named: others stay, an empty header goes, `metadata` replaces all of it. */
  setProperties?(address: ObjectAddress, properties: ObjectProperties, signal: AbortSignal): Promise<void>;
  /** Replaces all tags. */
  setTags?(address: ObjectAddress, tags: Record<string, string>, signal: AbortSignal): Promise<void>;
  setStorageClass?(object: ObjectAddress & { size: number }, storageClass: string, signal: AbortSignal): Promise<void>;
  /** Asks for an archived object to become readable; done later, `head` tells. Succeeds when it is under way already. */
  restore?(address: ObjectAddress, options: { days: number; tier: string | null }, signal: AbortSignal): Promise<void>;
  setAccess?(address: ObjectAddress, access: 'private' | 'public', signal: AbortSignal): Promise<void>;
  presign?(
    address: ObjectAddress,
    options: { method: 'GET' | 'PUT'; expiresInSeconds: number; download: boolean },
    signal: AbortSignal,
  ): Promise<PresignedUrl>;
  lifecycle?: {
    get(bucket: string, signal: AbortSignal): Promise<Lifecycle>;
    /** Replaces the bucket's rules. Throws `conflict` when they are not those of `before` any more. */
    put(bucket: string, rules: readonly LifecycleRule[], before: Lifecycle, signal: AbortSignal): Promise<Lifecycle>;
    /** What this provider's rules can say, for the editor: throws `invalid_input` naming the rule and field that it cannot. */
    check(rules: readonly LifecycleRule[]): void;
  };
  /** Unfinished uploads below a prefix, oldest first where the provider says. */
  pendingUploads?(request: { bucket: string; prefix: string; signal: AbortSignal }): AsyncIterable<PendingUpload[]>;
  abortPendingUpload?(bucket: string, upload: { key: string; uploadId: string }, signal: AbortSignal): Promise<void>;
  bucketFacts?(bucket: string, signal: AbortSignal): Promise<BucketFacts>;
}
