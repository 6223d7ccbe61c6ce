import type { BlockBlobUploadOptions } from '@azure/storage-blob';
import type { NewObject, ObjectStat, OpenUpload, UploadTarget } from '../../sdk.ts';
import { type BlobAccess, operations } from './blob-access.ts';
import { blockId, dropBlocks, sentParts } from './blocks.ts';
import { statBlob } from './head.ts';
import { carriedMetadata } from './metadata.ts';
import { headersOf, md5Bytes, md5Of, unquoted } from './rows.ts';

const mib = 1024 ** 2;
const nameOf = ({ bucket, key }: NewObject) => `${bucket}/${key}`;

/** What the new object gets, for `Put Blob` and `Put Block List` alike. */
function optionsOf(object: NewObject, md5: string | null, signal: AbortSignal) {
  const { properties, storageClass, tags, ifAbsent } = object;
  return {
    blobHTTPHeaders: headersOf(properties, md5),
    metadata: carriedMetadata(properties),
    ...(storageClass ? { tier: storageClass } : {}),
    ...(tags && Object.keys(tags).length > 0 ? { tags } : {}),
    ...(ifAbsent ? { conditions: { ifNoneMatch: '*' } } : {}),
    abortSignal: signal,
  } satisfies BlockBlobUploadOptions;
}

async function put(access: BlobAccess, object: NewObject, body: Uint8Array, options: BlockBlobUploadOptions): Promise<ObjectStat> {
  const blob = await access.blob(object, access.context.signal);
  const said = await access.call(operations.write, nameOf(object), () => blob.upload(body, body.byteLength, options));
  return {
    size: body.byteLength,
    modified: said.lastModified?.getTime() ?? access.context.clock.now(),
    etag: unquoted(said.etag),
    versionId: said.versionId ?? null,
    checksums: md5Of(said.contentMD5),
  };
}

type Part = Parameters<UploadTarget['part']>[1];

async function stage(access: BlobAccess, upload: OpenUpload, part: Part, signal: AbortSignal) {
  const { number, body, checksum } = part;
  const blob = await access.blob(upload, signal);
  const receipt = blockId(upload, number);
  const md5 = checksum ? { transactionalContentMD5: md5Bytes(checksum) } : {};
  await access.call(operations.write, nameOf(upload), () =>
    blob.stageBlock(receipt, body, body.byteLength, { ...md5, abortSignal: signal }),
  );
  return { number, size: body.byteLength, receipt, checksum };
}

type Complete = UploadTarget['complete'];

const complete =
  (access: BlobAccess): Complete =>
  async (upload, parts, checksum, signal) => {
    const blob = await access.blob(upload, signal);
    const ids = parts.toSorted((a, b) => a.number - b.number).map(({ receipt }) => receipt);
    const options = optionsOf(upload, checksum, signal);
    await access.call(operations.write, nameOf(upload), () => blob.commitBlockList(ids, options));
    return statBlob(access, upload, signal);
  };

/**
 * Block blobs. An upload in parts has no id at the provider: its blocks wait under the key, unseen, for a week. The
 * service checks the MD5 of what it gets in one call; of an object made of blocks it keeps the one that it is told.
 * Limits: "Scalability and performance targets for Blob storage".
 */
export function uploadTarget(access: BlobAccess): UploadTarget {
  return {
    limits: { minPart: 1, maxPart: 4000 * mib, partMultiple: 1, maxParts: 50_000, maxPut: 5000 * mib, parallel: true },
    checksums: ['MD5'],
    async put(object, body, checksum, signal) {
      const md5 = checksum ? { transactionalContentMD5: md5Bytes(checksum) } : {};
      return put(access, object, body, { ...optionsOf(object, checksum, signal), ...md5 });
    },
    begin: async (object) => ({ ...object, uploadId: '' }),
    part: (upload, part, signal) => stage(access, upload, part, signal),
    async parts(upload, signal) {
      const blob = await access.blob(upload, signal);
      return access.call(operations.read, nameOf(upload), () => sentParts(upload, blob, signal));
    },
    complete: complete(access),
    async abort(upload, signal) {
      const blob = await access.blob(upload, signal);
      await access.call(operations.write, nameOf(upload), () => dropBlocks(blob, signal));
    },
  };
}
