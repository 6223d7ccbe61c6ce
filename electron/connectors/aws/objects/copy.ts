import type { CopyObjectCommandOutput, HeadObjectCommandOutput, StorageClass } from '@aws-sdk/client-s3';
import type { ObjectAddress, ObjectProperties, ObjectStat, ServerCopy } from '../../sdk.ts';
import { type CopyJob, replacedFields, unsaidFields } from './copy-job.ts';
import { copyInParts } from './copy-parts.ts';
import { bareEtag, copySource } from './encoding.ts';
import { keptAcl } from './keep-acl.ts';
import { writtenAt } from './put.ts';
import type { S3 } from './s3.ts';
import { statOf } from './stat.ts';
import { ifNoneMatch } from './upload-input.ts';

const GiB = 1024 ** 3;

export interface CopyLimits {
  /** Largest object of one CopyObject. Source: S3 API reference. */
  maxCopy: number;
  /** Bytes of a part beyond that. */
  part: number;
}
const usual: CopyLimits = { maxCopy: 5 * GiB, part: GiB / 2 };

async function copyWhole(s3: S3, job: CopyJob): Promise<ObjectStat> {
  const { bucket, key } = job.to;
  const { signal } = job;
  const reply: CopyObjectCommandOutput = await s3.on(
    { bucket, key, operation: 's3:PutObject', signal },
    (client, { CopyObjectCommand }, abort) =>
      client.send(
        new CopyObjectCommand({
          Bucket: bucket,
          Key: key,
          CopySource: copySource(job.from),
          CopySourceIfMatch: job.etag ? `"${job.etag}"` : undefined,
          MetadataDirective: job.properties ? 'REPLACE' : 'COPY',
          ...replacedFields(job),
          ...ifNoneMatch(job),
        }),
        abort,
      ),
  );
  job.onProgress?.(job.size);
  const { VersionId, ServerSideEncryption, CopyObjectResult = {} } = reply;
  const LastModified = writtenAt(s3, CopyObjectResult.LastModified);
  return statOf({ ...CopyObjectResult, VersionId, ServerSideEncryption, LastModified }, job.size);
}

function runCopy(s3: S3, job: CopyJob, limits: CopyLimits): Promise<ObjectStat> {
  return job.size > limits.maxCopy ? copyInParts(s3, job, limits.part) : copyWhole(s3, job);
}

/** `copy` of the store. Tags go along; the ACL does not, as S3 has it. */
export function copyObject(s3: S3, copy: ServerCopy, limits = usual): Promise<ObjectStat> {
  const { from, to, properties, storageClass, ifAbsent = false, signal } = copy;
  const fields = storageClass ? { StorageClass: storageClass as StorageClass } : {};
  return runCopy(
    s3,
    {
      from,
      etag: from.etag,
      size: from.size,
      to,
      properties,
      fields,
      ifAbsent,
      onProgress: (bytes: number) => copy.onProgress?.(bytes),
      signal,
    },
    limits,
  );
}

interface Onto {
  address: ObjectAddress;
  head: HeadObjectCommandOutput;
  change: { properties?: ObjectProperties; storageClass?: string };
  signal: AbortSignal;
}

/** Copies an object (or a version of it) onto its own key: S3 changes nothing in place. Class, encryption, tags and ACL stay. */
export async function copyOnto(s3: S3, { address, head, change, signal }: Onto, limits = usual): Promise<void> {
  const { properties = null, storageClass } = change;
  const { bucket, key } = address;
  const from = { bucket, key, versionId: address.versionId ?? head.VersionId ?? null };
  const fields = {
    StorageClass: (storageClass as StorageClass | undefined) ?? head.StorageClass,
    ServerSideEncryption: head.ServerSideEncryption,
    SSEKMSKeyId: head.SSEKMSKeyId,
    ...(properties ? unsaidFields(head) : {}),
    ...(await keptAcl(s3, from, signal)),
  };
  const job = { from, etag: bareEtag(head.ETag), size: head.ContentLength ?? 0, to: { bucket, key }, properties, fields, signal };
  await runCopy(s3, job, limits);
}
