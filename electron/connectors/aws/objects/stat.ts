import type { HeadObjectCommandOutput } from '@aws-sdk/client-s3';
import type { ObjectAddress, ObjectStat } from '../../sdk.ts';
import { type StatedChecksums, statedChecksums } from './checksums.ts';
import { bareEtag } from './encoding.ts';
import type { S3 } from './s3.ts';

export function addressed({ bucket, key, versionId }: ObjectAddress) {
  return { Bucket: bucket, Key: key, VersionId: versionId ?? undefined };
}

/** What S3 says of one object in its headers. */
export function askHead(s3: S3, address: ObjectAddress, signal: AbortSignal): Promise<HeadObjectCommandOutput> {
  const { bucket, key } = address;
  return s3.on({ bucket, key, operation: 's3:GetObject', signal }, (client, { HeadObjectCommand }, abort) =>
    client.send(new HeadObjectCommand({ ...addressed(address), ChecksumMode: 'ENABLED' }), abort),
  );
}

interface StatFields extends StatedChecksums {
  VersionId?: string | undefined;
  LastModified?: Date | undefined;
}

export function statOf(fields: StatFields, size: number): ObjectStat {
  return {
    size,
    modified: fields.LastModified?.getTime() ?? 0,
    etag: bareEtag(fields.ETag),
    // `null` is what a bucket without versions may call its only one: not every store takes that word in a question.
    versionId: fields.VersionId === 'null' ? null : (fields.VersionId ?? null),
    checksums: statedChecksums(fields),
  };
}

export async function statObject(s3: S3, address: ObjectAddress, signal: AbortSignal): Promise<ObjectStat> {
  const reply = await askHead(s3, address, signal);
  return statOf(reply, reply.ContentLength ?? 0);
}
