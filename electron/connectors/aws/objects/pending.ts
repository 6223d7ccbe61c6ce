import type { MultipartUpload } from '@aws-sdk/client-s3';
import { inParallel, type PendingUpload } from '../../sdk.ts';
import { decodeKey } from './encoding.ts';
import { listParts } from './multipart.ts';
import { isFailure, type S3 } from './s3.ts';

interface Below {
  bucket: string;
  prefix: string;
  signal: AbortSignal;
}

/** Null where the parts may not be listed, or the upload ended meanwhile. */
async function sizeOf(
  s3: S3,
  { bucket, key, uploadId, signal }: { bucket: string; key: string; uploadId: string; signal: AbortSignal },
): Promise<number | null> {
  try {
    const parts = await listParts(s3, { bucket, key, uploadId, size: 0, properties: {}, checksum: null }, signal);
    return parts.reduce((sum, { size }) => sum + size, 0);
  } catch (cause) {
    if (isFailure(cause, 'forbidden', 'not_found')) return null;
    throw cause;
  }
}

async function pendingOf(
  s3: S3,
  { bucket, signal }: Below,
  { upload, encoding }: { upload: MultipartUpload; encoding: string | undefined },
): Promise<PendingUpload> {
  const key = decodeKey(upload.Key ?? '', encoding);
  const uploadId = upload.UploadId ?? '';
  return {
    key,
    uploadId,
    initiated: upload.Initiated?.getTime() ?? null,
    bytes: await sizeOf(s3, { bucket, key, uploadId, signal }),
    storageClass: upload.StorageClass ?? 'STANDARD',
  };
}

/** `pendingUploads` of the store: by key; those of one key oldest first. One more call for each, to know its size. */
export async function* listPending(s3: S3, below: Below): AsyncIterable<PendingUpload[]> {
  const { bucket, prefix, signal } = below;
  let from: { KeyMarker?: string | undefined; UploadIdMarker?: string | undefined } = {};
  for (;;) {
    const input = { Bucket: bucket, Prefix: prefix, EncodingType: 'url', ...from } as const;
    const operation = 's3:ListBucketMultipartUploads';
    const reply = await s3.on({ bucket, operation, signal }, (client, { ListMultipartUploadsCommand }, abort) =>
      client.send(new ListMultipartUploadsCommand(input), abort),
    );
    yield await inParallel(reply.Uploads ?? [], 8, (upload) => pendingOf(s3, below, { upload, encoding: reply.EncodingType }));
    if (!reply.IsTruncated || !reply.NextKeyMarker) return;
    from = { KeyMarker: decodeKey(reply.NextKeyMarker, reply.EncodingType), UploadIdMarker: reply.NextUploadIdMarker };
  }
}
