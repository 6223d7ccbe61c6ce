import type { ListPartsCommandOutput, ChecksumAlgorithm as SdkAlgorithm } from '@aws-sdk/client-s3';
import { type NewObject, type ObjectStat, type OpenUpload, type PartReceipt } from '../../sdk.ts';
import { checksumField, isKept, wholeOnly } from './checksums.ts';
import { bareEtag } from './encoding.ts';
import { writtenAt } from './put.ts';
import { noteDate } from './reply-date.ts';
import { isFailure, type S3 } from './s3.ts';
import { statOf } from './stat.ts';
import { ifNoneMatch, newObjectFields } from './upload-input.ts';

const operation = 's3:PutObject';
const named = ({ bucket, key, uploadId }: OpenUpload) => ({ Bucket: bucket, Key: key, UploadId: uploadId });

/** Whether the parts' checksums add up to one of the whole, which S3 then compares. */
function typeOf({ checksum }: NewObject) {
  if (!isKept(checksum)) return {};
  return { ChecksumType: wholeOnly.includes(checksum) ? 'FULL_OBJECT' : 'COMPOSITE' } as const;
}

async function create(s3: S3, object: NewObject, signal: AbortSignal): Promise<OpenUpload> {
  const { bucket, key, checksum } = object;
  const ChecksumAlgorithm = isKept(checksum) ? (checksum as SdkAlgorithm) : undefined;
  const reply = await s3.on({ bucket, key, operation, signal }, (client, { CreateMultipartUploadCommand }, abort) =>
    client.send(new CreateMultipartUploadCommand({ ...newObjectFields(object), ChecksumAlgorithm, ...typeOf(object) }), abort),
  );
  return { ...object, uploadId: reply.UploadId ?? '' };
}

/** Stores that speak S3 may know no such checksum: then the upload goes without, and says so. */
export async function beginUpload(s3: S3, object: NewObject, signal: AbortSignal): Promise<OpenUpload> {
  try {
    return await create(s3, object, signal);
  } catch (cause) {
    const isRefused = isFailure(cause, 'invalid_input', 'unsupported');
    if (!isRefused || !isKept(object.checksum) || !s3.account.settings.s3.isCompatible) throw cause;
    return create(s3, { ...object, checksum: null }, signal);
  }
}

function receiptsOf(reply: ListPartsCommandOutput, { checksum }: OpenUpload): PartReceipt[] {
  return (reply.Parts ?? []).map((part) => ({
    number: part.PartNumber ?? 0,
    size: part.Size ?? 0,
    receipt: bareEtag(part.ETag),
    checksum: isKept(checksum) ? (part[`Checksum${checksum}`] ?? null) : null,
  }));
}

export async function listParts(s3: S3, upload: OpenUpload, signal: AbortSignal): Promise<PartReceipt[]> {
  const { bucket, key } = upload;
  const receipts: PartReceipt[] = [];
  let PartNumberMarker: string | undefined;
  do {
    const input = { ...named(upload), PartNumberMarker };
    const reply = await s3.on({ bucket, key, operation: 's3:ListMultipartUploadParts', signal }, (client, { ListPartsCommand }, abort) =>
      client.send(new ListPartsCommand(input), abort),
    );
    receipts.push(...receiptsOf(reply, upload));
    PartNumberMarker = reply.IsTruncated ? reply.NextPartNumberMarker : undefined;
  } while (PartNumberMarker);
  return receipts;
}

interface Completion {
  parts: readonly PartReceipt[];
  checksum: string | null;
  signal: AbortSignal;
}

/** An upload that is gone is `not_found`: whoever does not know whether an earlier answer was lost looks at the object. */
export function completeUpload(s3: S3, upload: OpenUpload, { parts, checksum, signal }: Completion): Promise<ObjectStat> {
  const { bucket, key, size } = upload;
  return s3.on({ bucket, key, operation, signal }, async (client, { CompleteMultipartUploadCommand }, abort) => {
    const Parts = parts
      .toSorted((a, b) => a.number - b.number)
      .map((part) => ({ PartNumber: part.number, ETag: part.receipt, ...checksumField(upload.checksum, part.checksum) }));
    const whole = checksum ? { ...checksumField(upload.checksum, checksum), ...typeOf(upload) } : {};
    const fields = { MultipartUpload: { Parts }, MpuObjectSize: size, ...whole, ...ifNoneMatch(upload) };
    const command = new CompleteMultipartUploadCommand({ ...named(upload), ...fields });
    const date = noteDate(command);
    const reply = await client.send(command, abort);
    return statOf({ ...reply, LastModified: writtenAt(s3, date()) }, size);
  });
}

export async function abortUpload(
  s3: S3,
  { bucket, key, uploadId }: { bucket: string; key: string; uploadId: string },
  signal: AbortSignal,
): Promise<void> {
  try {
    await s3.on({ bucket, key, operation: 's3:AbortMultipartUpload', signal }, (client, { AbortMultipartUploadCommand }, abort) =>
      client.send(new AbortMultipartUploadCommand({ Bucket: bucket, Key: key, UploadId: uploadId }), abort),
    );
  } catch (cause) {
    if (!isFailure(cause, 'not_found')) throw cause;
  }
}
