import type { CompletedPart } from '@aws-sdk/client-s3';
import { inParallel, type ObjectStat } from '../../sdk.ts';
import { type CopyJob, replacedFields, sourceFields } from './copy-job.ts';
import { copySource, tagHeader } from './encoding.ts';
import { askTags } from './head.ts';
import { abortUpload } from './multipart.ts';
import { isFailure, type S3 } from './s3.ts';
import { askHead, statObject } from './stat.ts';
import { ifNoneMatch } from './upload-input.ts';

const operation = 's3:PutObject';
const maxParts = 10_000;
/** Parts copied at the same time. */
const parallel = 4;

/** Stores without tags have none to keep. */
async function tagsOf(s3: S3, { from, signal }: CopyJob): Promise<string | undefined> {
  try {
    return tagHeader(await askTags(s3, from, signal));
  } catch (cause) {
    if (isFailure(cause, 'unsupported')) return undefined;
    throw cause;
  }
}

async function create(s3: S3, job: CopyJob): Promise<string> {
  const { bucket, key } = job.to;
  const Tagging = await tagsOf(s3, job);
  const head = job.properties ? null : await askHead(s3, job.from, job.signal);
  const described = { ...(head ? sourceFields(head) : {}), ...replacedFields(job) };
  // S3 then makes a checksum of the whole while it copies; other stores may not know how.
  const checksum = s3.account.settings.s3.isCompatible ? {} : ({ ChecksumAlgorithm: 'CRC64NVME', ChecksumType: 'FULL_OBJECT' } as const);
  const reply = await s3.on({ bucket, key, operation, signal: job.signal }, (client, { CreateMultipartUploadCommand }, abort) =>
    client.send(new CreateMultipartUploadCommand({ Bucket: bucket, Key: key, Tagging, ...described, ...checksum }), abort),
  );
  return reply.UploadId ?? '';
}

interface Part {
  number: number;
  first: number;
  last: number;
}

export function partsOf(size: number, wanted: number): Part[] {
  const partSize = Math.max(wanted, Math.ceil(size / maxParts));
  return Array.from({ length: Math.ceil(size / partSize) }, (_, n) => ({
    number: n + 1,
    first: n * partSize,
    last: Math.min(size, (n + 1) * partSize) - 1,
  }));
}

async function copyPart(
  s3: S3,
  job: CopyJob,
  { UploadId, part, signal }: { UploadId: string; part: Part; signal: AbortSignal },
): Promise<CompletedPart> {
  const { bucket, key } = job.to;
  const reply = await s3.on({ bucket, key, operation, signal }, (client, { UploadPartCopyCommand }, abort) =>
    client.send(
      new UploadPartCopyCommand({
        Bucket: bucket,
        Key: key,
        UploadId,
        PartNumber: part.number,
        CopySource: copySource(job.from),
        CopySourceIfMatch: job.etag ? `"${job.etag}"` : undefined,
        CopySourceRange: `bytes=${part.first}-${part.last}`,
      }),
      abort,
    ),
  );
  const { ETag, ChecksumCRC64NVME } = reply.CopyPartResult ?? {};
  return { PartNumber: part.number, ETag, ChecksumCRC64NVME };
}

async function copyAll(s3: S3, job: CopyJob, { UploadId, partSize }: { UploadId: string; partSize: number }): Promise<void> {
  const { bucket, key } = job.to;
  const stop = new AbortController();
  const signal = AbortSignal.any([job.signal, stop.signal]);
  let done = 0;
  const Parts = await inParallel(partsOf(job.size, partSize), parallel, async (part) => {
    const copied = await copyPart(s3, job, { UploadId, part, signal });
    done += part.last - part.first + 1;
    job.onProgress?.(done);
    return copied;
  }).catch((cause: unknown) => {
    // Parts under way would only be thrown away.
    stop.abort();
    throw cause;
  });
  await s3.on({ bucket, key, operation, signal: job.signal }, (client, { CompleteMultipartUploadCommand }, abort) =>
    client.send(
      new CompleteMultipartUploadCommand({ Bucket: bucket, Key: key, UploadId, MultipartUpload: { Parts }, ...ifNoneMatch(job) }),
      abort,
    ),
  );
}

/** A copy of an object too large for CopyObject: in parts, side by side. Nothing is left behind when it fails. */
export async function copyInParts(s3: S3, job: CopyJob, partSize: number): Promise<ObjectStat> {
  const UploadId = await create(s3, job);
  try {
    await copyAll(s3, job, { UploadId, partSize });
  } catch (cause) {
    const { context } = s3.account;
    await abortUpload(s3, { ...job.to, uploadId: UploadId }, context.signal).catch((left: unknown) =>
      context.log.warn('parts of a copy are left behind', {
        bucket: job.to.bucket,
        cause: left instanceof Error ? left.message : String(left),
      }),
    );
    throw cause;
  }
  return statObject(s3, job.to, job.signal);
}
