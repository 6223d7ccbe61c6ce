import type { NewObject, ObjectStat, OpenUpload, PartReceipt, UploadLimits, UploadTarget } from '#core/capabilities/objects.ts';
import { failure } from '#shared/errors/app-error.ts';
import type { ChecksumAlgorithm, PendingUpload } from '#shared/model/storage.ts';
import { memoryChecksum } from './memory-bucket.ts';

const mebi = 1024 * 1024;

interface Pending {
  object: OpenUpload;
  parts: Map<number, { body: Uint8Array; receipt: PartReceipt }>;
  initiated: number;
}

export interface MemoryUploads {
  target: UploadTarget;
  pending(bucket: string, prefix: string): PendingUpload[];
  drop(bucket: string, upload: { key: string; uploadId: string }): void;
  /** Numbers of the parts sent, in order, over all uploads: what was sent twice shows here. */
  sent: { key: string; number: number; size: number }[];
}

interface Parts {
  checksums: readonly ChecksumAlgorithm[];
  limits: Partial<UploadLimits>;
  now: () => number;
  write: (object: NewObject, body: Uint8Array) => ObjectStat;
  exists: (object: NewObject) => boolean;
  /** Runs one call with the fault hooks around it. */
  call: <T>(op: string, at: { bucket: string; key: string; part?: number }, work: () => T) => Promise<T>;
}

function refuseWrong(object: NewObject, body: Uint8Array, stated: string | null): void {
  if (!stated || !object.checksum) return;
  if (memoryChecksum(object.checksum, body) !== stated)
    throw failure('provider_unavailable', `The checksum of ${object.key} does not match what arrived`);
}

/** Uploads in parts of the memory store: nothing is visible before `complete`. */
export function createMemoryUploads({ checksums, limits, now, write, exists, call }: Parts): MemoryUploads {
  const open = new Map<string, Pending>();
  const sent: MemoryUploads['sent'] = [];
  let begun = 0;
  const find = ({ uploadId, key }: Pick<OpenUpload, 'uploadId' | 'key'>): Pending => {
    const found = open.get(uploadId);
    if (!found) throw failure('not_found', `The upload of ${key} is gone`);
    return found;
  };
  const refuseTaken = (object: NewObject) => {
    if (object.ifAbsent && exists(object)) throw failure('conflict', `${object.key} exists already`);
  };
  const bodyOf = ({ parts }: Pending, named: readonly PartReceipt[]): Uint8Array =>
    Buffer.concat(
      named.map(({ number, receipt }) => {
        const part = parts.get(number);
        if (part?.receipt.receipt !== receipt) throw failure('invalid_input', `Part ${number} is not what was sent`);
        return part.body;
      }),
    );
  const target: UploadTarget = {
    limits: { minPart: 5 * mebi, maxPart: 5120 * mebi, partMultiple: 1, maxParts: 10_000, maxPut: 5120 * mebi, parallel: true, ...limits },
    checksums,
    put: (object, body, checksum) =>
      call('put', object, () => {
        refuseTaken(object);
        refuseWrong(object, body, checksum);
        return write(object, new Uint8Array(body));
      }),
    begin: (object) =>
      call('begin', object, () => {
        begun += 1;
        const upload = { ...object, uploadId: `upload-${begun}` };
        open.set(upload.uploadId, { object: upload, parts: new Map(), initiated: now() });
        return upload;
      }),
    part: (upload, { number, body, checksum }) =>
      call('part', { ...upload, part: number }, () => {
        const found = find(upload);
        refuseWrong(upload, body, checksum);
        sent.push({ key: upload.key, number, size: body.length });
        const own = upload.checksum && memoryChecksum(upload.checksum, body);
        const receipt = { number, size: body.length, receipt: `${upload.uploadId}/${number}/${sent.length}`, checksum: own };
        found.parts.set(number, { body: new Uint8Array(body), receipt });
        return receipt;
      }),
    parts: (upload) =>
      call('parts', upload, () => [...find(upload).parts.values()].map(({ receipt }) => receipt).toSorted((a, b) => a.number - b.number)),
    complete: (upload, parts, checksum) =>
      call('complete', upload, () => {
        const body = bodyOf(find(upload), parts);
        refuseTaken(upload);
        refuseWrong(upload, body, checksum);
        open.delete(upload.uploadId);
        return write(upload, body);
      }),
    abort: (upload) => call('abort', upload, () => void open.delete(upload.uploadId)),
  };
  return {
    target,
    sent,
    pending: (bucket, prefix) =>
      [...open.values()]
        .filter(({ object }) => object.bucket === bucket && object.key.startsWith(prefix))
        .map(({ object, parts, initiated }) => ({
          key: object.key,
          uploadId: object.uploadId,
          initiated,
          bytes: [...parts.values()].reduce((sum, { body }) => sum + body.length, 0),
          storageClass: object.storageClass ?? '',
        })),
    drop: (_bucket, { uploadId }) => void open.delete(uploadId),
  };
}
