import { createHash, randomUUID } from 'node:crypto';
import type { ObjectStat, ObjectStore, OpenUpload, PartReceipt, UploadLimits } from '#core/capabilities/objects.ts';
import { checksumOf } from '#core/transfers/copy/checksums/checksums.ts';
import { failure } from '#shared/errors/app-error.ts';
import type { ChecksumAlgorithm, ObjectProperties } from '#shared/model/storage.ts';

interface Stored {
  bytes: Uint8Array;
  modified: number;
  properties: ObjectProperties;
}

interface Upload {
  upload: OpenUpload;
  parts: Map<number, { bytes: Uint8Array; checksum: string | null }>;
  initiated: number;
}

/** What goes wrong with a call. `lost`: it is carried out, and its answer does not arrive. `stuck`: nothing ever comes back. */
export type Fault = 'unavailable' | 'slow_down' | 'reset' | 'lost' | 'truncated' | 'corrupt' | 'full' | 'stuck';

export type Call = 'read' | 'stat' | 'put' | 'begin' | 'part' | 'parts' | 'complete' | 'abort' | 'remove';

/** A provider's side: what it holds outlives the processes that talk to it. */
export interface MemoryProvider {
  objects: Map<string, Stored>;
  uploads: Map<string, Upload>;
  /** Each part that arrived: upload, and number. */
  received: string[];
  calls: Call[];
  limits: UploadLimits;
  /** Which checksums it keeps; none: it states none. */
  checksums: ChecksumAlgorithm[];
  /** Asked before each call. */
  fault: (call: Call, detail: string) => Fault | null;
  put(key: string, bytes: Uint8Array, modified?: number): void;
}

export function memoryProvider(change: Partial<MemoryProvider> = {}): MemoryProvider {
  const objects = new Map<string, Stored>();
  return {
    objects,
    uploads: new Map(),
    received: [],
    calls: [],
    limits: { minPart: 1, maxPart: 1_000, partMultiple: 1, maxParts: 1_000, maxPut: 500, parallel: true },
    checksums: ['CRC32C'],
    fault: () => null,
    put: (key, bytes, modified = 1_000) =>
      void objects.set(key, { bytes: Uint8Array.from(bytes), modified, properties: { contentType: 'text/plain' } }),
    ...change,
  };
}

const etagOf = (bytes: Uint8Array): string => createHash('md5').update(bytes).digest('hex');

function refuse(fault: Fault | null, signal?: AbortSignal): Promise<void> | undefined {
  if (fault === 'full') throw failure('conflict', 'The disk is full');
  if (fault === 'unavailable') throw failure('provider_unavailable', 'Internal error at the provider');
  if (fault === 'slow_down') throw failure('rate_limited', 'Please reduce your request rate', { retryAfterMs: 2_000 });
  if (fault === 'reset') throw failure('offline', 'The connection was reset');
  if (fault !== 'stuck') return undefined;
  return new Promise((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason as Error), { once: true }));
}

/** A store of one process. `dead`: the process was killed, and nothing that it does has an effect any more. */
export function memoryStore(provider: MemoryProvider, process: { dead: boolean } = { dead: false }): ObjectStore {
  const { objects, uploads } = provider;
  const call = async <T>(name: Call, detail: string, work: (fault: Fault | null) => Promise<T>, signal?: AbortSignal): Promise<T> => {
    await new Promise((resolve) => setImmediate(resolve));
    const fault = process.dead ? 'stuck' : provider.fault(name, detail);
    if (process.dead) return new Promise(() => undefined);
    provider.calls.push(name);
    await refuse(fault, signal);
    const result = await work(fault);
    if (process.dead) return new Promise(() => undefined);
    if (fault === 'lost') throw failure('timeout', 'No answer in time');
    return result;
  };
  const found = (key: string) => {
    const object = objects.get(key);
    if (!object) throw failure('not_found', `There is no ${key}`);
    return object;
  };
  const statOf = async ({ bytes, modified }: Stored): Promise<ObjectStat> => {
    const checksums = await Promise.all(
      provider.checksums.map(async (algorithm) => ({ algorithm, value: await checksumOf(algorithm, bytes) })),
    );
    return { size: bytes.length, modified, etag: etagOf(bytes), versionId: null, checksums };
  };
  const write = (key: string, bytes: Uint8Array, object: OpenUpload | Parameters<ObjectStore['upload']['put']>[0]) => {
    if (object.ifAbsent && objects.has(key)) throw failure('conflict', `${key} is there already`);
    objects.set(key, { bytes, modified: object.modified ?? 5_000, properties: object.properties });
    return statOf(found(key));
  };
  const damaged = (bytes: Uint8Array, fault: Fault | null) => {
    const copy = Uint8Array.from(bytes);
    if (fault === 'corrupt' && copy.length > 0) copy[0]! ^= 1;
    return copy;
  };
  const uploadOf = ({ uploadId, key }: OpenUpload) => {
    const upload = uploads.get(uploadId);
    if (!upload) throw failure('not_found', `The upload of ${key} is gone`);
    return upload;
  };
  const receiptOf = (number: number, { bytes, checksum }: { bytes: Uint8Array; checksum: string | null }): PartReceipt => ({
    number,
    size: bytes.length,
    receipt: etagOf(bytes),
    checksum,
  });
  return {
    buckets: { maxAgeMs: 1, scopes: async () => [], read: () => (async function* () {})() },
    list: () => (async function* () {})(),
    head: ({ key }) =>
      call('stat', key, async () => {
        const { modified, properties } = found(key);
        const stat = await statOf(found(key));
        return {
          ...stat,
          key,
          modified,
          properties,
          storageClass: '',
          tags: null,
          encryption: '',
          restore: null,
          access: 'unknown',
          grants: [],
          address: key,
          problems: [],
        };
      }),
    stat: ({ key }) => call('stat', key, () => statOf(found(key))),
    read: ({ key, offset = 0, length, ifMatch }, receive) =>
      call('read', key, async (fault) => {
        const object = found(key);
        if (ifMatch !== undefined && ifMatch !== etagOf(object.bytes)) throw failure('conflict', `${key} has another ETag`);
        const bytes = damaged(object.bytes.subarray(offset, length === undefined ? undefined : offset + length), fault);
        const half = bytes.subarray(0, Math.ceil(bytes.length / 2));
        await receive(half);
        if (fault === 'truncated') throw failure('provider_unavailable', 'The body ended early');
        await receive(bytes.subarray(half.length));
        return statOf(object);
      }),
    upload: {
      limits: provider.limits,
      checksums: provider.checksums,
      put: (object, body, checksum) =>
        call('put', object.key, async (fault) => {
          const bytes = damaged(body, fault);
          if (checksum && fault !== 'corrupt' && (await checksumOf(object.checksum!, bytes)) !== checksum)
            throw failure('invalid_input', 'Bad checksum');
          return write(object.key, bytes, object);
        }),
      begin: (object) =>
        call('begin', object.key, async () => {
          const upload = { ...object, uploadId: randomUUID() };
          uploads.set(upload.uploadId, { upload, parts: new Map(), initiated: Date.now() });
          return upload;
        }),
      part: (upload, { number, body, checksum }, signal) => {
        const sent = Uint8Array.from(body);
        return call(
          'part',
          `${upload.key} ${number}`,
          async (fault) => {
            const bytes = damaged(sent, fault);
            const part = { bytes, checksum };
            provider.received.push(`${upload.uploadId} ${number}`);
            uploadOf(upload).parts.set(number, part);
            return receiptOf(number, part);
          },
          signal,
        );
      },
      parts: (upload) =>
        call('parts', upload.key, async () =>
          [...uploadOf(upload).parts].sort(([a], [b]) => a - b).map(([number, part]) => receiptOf(number, part)),
        ),
      complete: (upload, parts, checksum) =>
        call('complete', upload.key, async () => {
          const there = uploadOf(upload);
          const bytes = Buffer.concat(parts.map(({ number }) => there.parts.get(number)!.bytes));
          if (checksum && upload.checksum && (await checksumOf(upload.checksum, bytes)) !== checksum)
            throw failure('provider_unavailable', 'BadDigest');
          const stat = await write(upload.key, bytes, upload);
          uploads.delete(upload.uploadId);
          return stat;
        }),
      abort: ({ uploadId, key }) => call('abort', key, async () => void uploads.delete(uploadId)),
    },
    remove: (_, keys) =>
      call('remove', keys.map(({ key }) => key).join(' '), async () => {
        for (const { key } of keys) objects.delete(key);
        return keys.map(() => null);
      }),
    removeBatch: 3,
    createFolder: async () => undefined,
    async *pendingUploads({ prefix }) {
      yield [...uploads.values()]
        .filter(({ upload }) => upload.key.startsWith(prefix))
        .map(({ upload, initiated }) => ({ key: upload.key, uploadId: upload.uploadId, initiated, bytes: null, storageClass: '' }));
    },
    abortPendingUpload: async (_, { uploadId }) => void uploads.delete(uploadId),
  };
}
