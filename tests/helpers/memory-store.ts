import { objectColumns } from '#core/capabilities/object-columns.ts';
import type { ListRequest, NewObject, ObjectPage, ObjectStat, ObjectStore, UploadLimits } from '#core/capabilities/objects.ts';
import { type AppError, failure } from '#shared/errors/app-error.ts';
import type { Lifecycle } from '#shared/model/lifecycle.ts';
import type { ChecksumAlgorithm, ObjectDetail, ObjectProperties, ObjectRow } from '#shared/model/storage.ts';
import { MemoryBucket, type MemoryVersion, memoryBucketRow, memoryChecksums } from './memory-bucket.ts';
import { createMemoryUploads, type MemoryUploads } from './memory-uploads.ts';

/** One call to the store, as the fault hooks see it. */
export interface MemoryCall {
  op: string;
  bucket: string;
  /** Key or prefix. */
  key: string;
  part?: number;
}

interface Options {
  /** With the names of those that keep versions. */
  buckets?: string[];
  versioned?: string[];
  /** Objects in one page of a listing. */
  pageSize?: number;
  checksums?: readonly ChecksumAlgorithm[];
  limits?: Partial<UploadLimits>;
  archiveClasses?: string[];
  removeBatch?: number;
  /** Why one object of a `remove` stays; null: it does not. */
  keeps?(key: string): AppError | null;
  /** Runs before a call; what it throws is what the call throws. */
  before?(call: MemoryCall): void | Promise<void>;
  /** Runs when a call was carried out; what it throws leaves the caller in doubt. */
  after?(call: MemoryCall): void | Promise<void>;
}

interface Seed {
  modified?: number;
  storageClass?: string;
  properties?: ObjectProperties;
  tags?: Record<string, string>;
}

/** An `ObjectStore` in memory: every method of the contract, versions and uploads in parts included. */
export interface MemoryStore extends ObjectStore {
  /** Bytes, text, or a size: an object of zeros that are not held. */
  seed(bucket: string, key: string, content: Uint8Array | string | number, seed?: Seed): MemoryVersion;
  /** The current version; null: none. */
  find(bucket: string, key: string): MemoryVersion | null;
  text(bucket: string, key: string): string | null;
  /** Current keys in byte order. */
  keys(bucket: string): string[];
  /** Every call since the start, in order. */
  calls: MemoryCall[];
  uploads: MemoryUploads;
  /** What was asked to be restored becomes readable. */
  finishRestores(): void;
  /** Warnings that the next listings give with their first page. */
  warnings: NonNullable<ObjectPage['warnings']>;
}

const started = Date.UTC(2026, 0, 1);
const rowOf = (key: string, { size, modified, storageClass, etag }: MemoryVersion): ObjectRow => ({
  key,
  size,
  modified,
  storageClass,
  etag,
});

function* level(bucket: MemoryBucket, { prefix, delimiter, startAfter }: ListRequest): Generator<ObjectRow | { folder: string }> {
  let last = '';
  for (const key of bucket.order()) {
    const found = bucket.current(key);
    if (!found || !key.startsWith(prefix) || (startAfter !== undefined && Buffer.compare(Buffer.from(key), Buffer.from(startAfter)) <= 0))
      continue;
    const at = delimiter ? key.indexOf(delimiter, prefix.length) : -1;
    if (at < 0) yield rowOf(key, found);
    else if (last !== key.slice(0, at + 1)) {
      last = key.slice(0, at + 1);
      yield { folder: last };
    }
  }
}

export function createMemoryStore(options: Options = {}): MemoryStore {
  const { checksums = ['CRC32'], pageSize = 1000, archiveClasses = ['GLACIER'], removeBatch = 1000 } = options;
  const names = [...new Set([...(options.buckets ?? ['bucket']), ...(options.versioned ?? [])])];
  const buckets = new Map(names.map((name) => [name, new MemoryBucket(name, options.versioned?.includes(name) ?? false)]));
  const lifecycles = new Map<string, Lifecycle>();
  const calls: MemoryCall[] = [];
  const warnings: MemoryStore['warnings'] = [];
  let time = started;
  const now = () => {
    time += 1000;
    return time;
  };
  const bucketOf = (name: string): MemoryBucket => {
    const found = buckets.get(name);
    if (!found) throw failure('not_found', `There is no bucket ${name}`);
    return found;
  };
  const call = async <T>(op: string, { bucket, key, part }: Omit<MemoryCall, 'op'>, work: () => T): Promise<T> => {
    const made: MemoryCall = { op, bucket, key, ...(part === undefined ? {} : { part }) };
    calls.push(made);
    await options.before?.(made);
    const result = work();
    await options.after?.(made);
    return result;
  };
  const statOf = (version: MemoryVersion): ObjectStat => {
    const { size, modified, etag, versionId } = version;
    return { size, modified, etag, versionId, checksums: memoryChecksums(version, checksums) };
  };
  const write = (object: NewObject, body: Uint8Array): ObjectStat => {
    const { properties, tags = {}, storageClass = 'STANDARD', modified = now() } = object;
    const made = { deleted: false, size: body.length, body, modified, storageClass, properties, tags } as const;
    return statOf(bucketOf(object.bucket).put(object.key, { ...made, access: 'private', restore: 'none' }));
  };
  const uploads = createMemoryUploads({
    checksums,
    limits: options.limits ?? {},
    now,
    write,
    call,
    exists: ({ bucket, key }) => bucketOf(bucket).current(key) !== null,
  });
  const change = (op: string, at: { bucket: string; key: string; versionId?: string | null }, set: (version: MemoryVersion) => void) =>
    call(op, at, () => set(bucketOf(at.bucket).get(at.key, at.versionId)));
  const archived = ({ storageClass, restore }: MemoryVersion) => archiveClasses.includes(storageClass) && restore !== 'readable';
  const detailOf = (key: string, bucket: string, version: MemoryVersion): ObjectDetail => ({
    ...rowOf(key, version),
    versionId: version.versionId,
    properties: version.properties,
    tags: version.tags,
    checksums: memoryChecksums(version, checksums),
    encryption: '',
    restore: archiveClasses.includes(version.storageClass)
      ? { state: version.restore === 'none' ? 'archived' : version.restore, until: null }
      : null,
    access: version.access,
    grants: [],
    address: `s3://${bucket}/${key}`,
    problems: [],
  });
  async function* list(request: ListRequest): AsyncGenerator<ObjectPage> {
    const { bucket, prefix, signal } = request;
    let rows: ObjectRow[] = [];
    let prefixes: string[] = [];
    let told: MemoryStore['warnings'] = [...warnings];
    const page = async (): Promise<ObjectPage> => {
      const made = { objects: objectColumns(rows), prefixes, calls: 1, ...(told.length > 0 ? { warnings: told } : {}) };
      rows = [];
      prefixes = [];
      told = [];
      return call('list', { bucket, key: prefix }, () => made);
    };
    for (const entry of level(bucketOf(bucket), request)) {
      signal.throwIfAborted();
      if ('folder' in entry) prefixes.push(entry.folder);
      else rows.push(entry);
      if (rows.length + prefixes.length === pageSize) yield await page();
    }
    // An empty listing is one page, too.
    yield await page();
  }
  return {
    calls,
    uploads,
    warnings,
    upload: uploads.target,
    removeBatch,
    list,
    buckets: {
      maxAgeMs: 3_600_000,
      scopes: () => Promise.resolve([{ id: '', label: '' }]),
      async *read() {
        yield { items: [...buckets.values()].map(memoryBucketRow), cursor: null, progress: 1 };
      },
    },
    head: (at) => call('head', at, () => detailOf(at.key, at.bucket, bucketOf(at.bucket).get(at.key, at.versionId))),
    stat: (at) => call('stat', at, () => statOf(bucketOf(at.bucket).get(at.key, at.versionId))),
    async read(request, receive) {
      const version = await call('read', request, () => bucketOf(request.bucket).get(request.key, request.versionId));
      if (request.ifMatch && request.ifMatch !== version.etag) throw failure('conflict', `${request.key} has changed`);
      if (archived(version)) throw failure('conflict', `${request.key} is archived`, { hint: 'Restore it first.' });
      const body = version.body ?? new Uint8Array(version.size);
      const offset = request.offset ?? 0;
      const end = Math.min(body.length, offset + (request.length ?? body.length));
      for (let at = offset; at < end; at += 65_536) {
        request.signal.throwIfAborted();
        await receive(body.slice(at, Math.min(end, at + 65_536)));
      }
      return statOf(version);
    },
    remove: (bucket, objects) =>
      call('remove', { bucket, key: objects[0]?.key ?? '' }, () => {
        if (objects.length > removeBatch) throw failure('invalid_input', `${objects.length} objects in one call`);
        return objects.map(({ key, versionId = null }) => {
          const kept = options.keeps?.(key) ?? null;
          if (!kept) bucketOf(bucket).remove(key, versionId, now());
          return kept;
        });
      }),
    createFolder: (bucket, prefix) =>
      call('createFolder', { bucket, key: prefix }, () => {
        const empty = { size: 0, properties: {}, checksum: null };
        if (!bucketOf(bucket).current(prefix)) write({ bucket, key: prefix, ...empty }, new Uint8Array());
      }),
    copy: (request) =>
      call('copy', request.to, () => {
        const { from, to, properties, storageClass, ifAbsent } = request;
        const source = bucketOf(from.bucket).get(from.key, from.versionId);
        if (archived(source)) throw failure('conflict', `${from.key} is archived`, { hint: 'Restore it first.' });
        if (ifAbsent && bucketOf(to.bucket).current(to.key)) throw failure('conflict', `${to.key} exists already`);
        request.onProgress?.(source.size);
        const made = { ...source, properties: properties ?? source.properties, modified: now() };
        return statOf(bucketOf(to.bucket).put(to.key, { ...made, storageClass: storageClass ?? source.storageClass }));
      }),
    async *versions({ bucket, prefix, signal }) {
      for (const key of bucketOf(bucket).order()) {
        signal.throwIfAborted();
        if (!key.startsWith(prefix)) continue;
        const versions = bucketOf(bucket).keys.get(key)!;
        yield await call('versions', { bucket, key }, () =>
          versions
            .map((one, at) => ({ ...rowOf(key, one), versionId: one.versionId, latest: at === versions.length - 1, deleted: one.deleted }))
            .toReversed(),
        );
      }
    },
    restoreVersion: ({ bucket, key, versionId }) =>
      call('restoreVersion', { bucket, key }, () => {
        bucketOf(bucket).put(key, { ...bucketOf(bucket).get(key, versionId), deleted: false, modified: now() });
      }),
    setProperties: (at, properties) =>
      change('setProperties', at, (one) => {
        one.properties = { ...one.properties, ...properties };
      }),
    setTags: (at, tags) =>
      change('setTags', at, (one) => {
        one.tags = { ...tags };
      }),
    setStorageClass: (at, storageClass) =>
      change('setStorageClass', at, (one) => {
        one.storageClass = storageClass;
      }),
    restore: (at) =>
      change('restore', at, (one) => {
        if (one.restore === 'none') one.restore = 'restoring';
      }),
    setAccess: (at, access) =>
      change('setAccess', at, (one) => {
        one.access = access;
      }),
    presign: (at, { method, expiresInSeconds }) =>
      call('presign', at, () => ({
        url: `http://127.0.0.1/${at.bucket}/${encodeURIComponent(at.key)}?method=${method}&signature=secret`,
        expiresAt: now() + expiresInSeconds * 1000,
        note: '',
      })),
    lifecycle: {
      get: (bucket) =>
        call('lifecycle.get', { bucket, key: '' }, () => lifecycles.get(bucket) ?? { rules: [], appliesTo: bucket, raw: null }),
      put: (bucket, rules, before) =>
        call('lifecycle.put', { bucket, key: '' }, () => {
          const there = lifecycles.get(bucket)?.rules ?? [];
          if (JSON.stringify(there) !== JSON.stringify(before.rules)) throw failure('conflict', `The rules of ${bucket} have changed`);
          const made = { rules: structuredClone([...rules]), appliesTo: bucket, raw: structuredClone([...rules]) };
          lifecycles.set(bucket, made);
          return made;
        }),
      check: () => undefined,
    },
    async *pendingUploads({ bucket, prefix }) {
      yield await call('pendingUploads', { bucket, key: prefix }, () => uploads.pending(bucket, prefix));
    },
    abortPendingUpload: (bucket, upload) => call('abortPendingUpload', { bucket, key: upload.key }, () => uploads.drop(bucket, upload)),
    seed(bucket, key, content, seed = {}) {
      const body = typeof content === 'number' ? null : typeof content === 'string' ? Buffer.from(content) : content;
      const { modified = now(), storageClass = 'STANDARD', properties = {}, tags = {} } = seed;
      const size = typeof content === 'number' ? content : body!.length;
      const made = { deleted: false, size, body, modified, storageClass, properties, tags } as const;
      return bucketOf(bucket).put(key, { ...made, access: 'private', restore: 'none' });
    },
    find: (bucket, key) => bucketOf(bucket).current(key),
    text: (bucket, key) => {
      const body = bucketOf(bucket).current(key)?.body;
      return body ? Buffer.from(body).toString() : null;
    },
    keys: (bucket) =>
      bucketOf(bucket)
        .order()
        .filter((key) => bucketOf(bucket).current(key)),
    finishRestores() {
      for (const bucket of buckets.values())
        for (const versions of bucket.keys.values()) for (const one of versions) if (one.restore === 'restoring') one.restore = 'readable';
    },
  };
}
