import type { ListObjectVersionsCommandOutput } from '@aws-sdk/client-s3';
import type { ObjectVersion } from '../../sdk.ts';
import { copyOnto } from './copy.ts';
import { bareEtag, compareKeys, decodeKey } from './encoding.ts';
import { removeOne } from './remove.ts';
import { errorName, errorStatus, type S3 } from './s3.ts';
import { askHead } from './stat.ts';

/** Versions and delete markers come in two lists: together by key, newest first. */
export function versionsOf(reply: Pick<ListObjectVersionsCommandOutput, 'Versions' | 'DeleteMarkers' | 'EncodingType'>): ObjectVersion[] {
  const common = (one: {
    Key?: string | undefined;
    VersionId?: string | undefined;
    IsLatest?: boolean | undefined;
    LastModified?: Date | undefined;
  }) => ({
    key: decodeKey(one.Key ?? '', reply.EncodingType),
    versionId: one.VersionId ?? 'null',
    latest: one.IsLatest === true,
    modified: one.LastModified?.getTime() ?? 0,
  });
  const versions = (reply.Versions ?? []).map(
    (one): ObjectVersion => ({
      ...common(one),
      size: one.Size ?? 0,
      storageClass: one.StorageClass ?? 'STANDARD',
      etag: bareEtag(one.ETag) || null,
      deleted: false,
    }),
  );
  const markers = (reply.DeleteMarkers ?? []).map(
    (one): ObjectVersion => ({ ...common(one), size: 0, storageClass: '', etag: null, deleted: true }),
  );
  return [...versions, ...markers].sort(
    (a, b) => compareKeys(a.key, b.key) || Number(b.latest) - Number(a.latest) || b.modified - a.modified,
  );
}

interface Below {
  bucket: string;
  prefix: string;
  signal: AbortSignal;
}

export async function* listVersions(s3: S3, { bucket, prefix, signal }: Below): AsyncIterable<ObjectVersion[]> {
  let from: { KeyMarker?: string | undefined; VersionIdMarker?: string | undefined } = {};
  do {
    const input = { Bucket: bucket, Prefix: prefix, EncodingType: 'url', ...from } as const;
    const reply = await s3.on({ bucket, operation: 's3:ListBucketVersions', signal }, (client, { ListObjectVersionsCommand }, abort) =>
      client.send(new ListObjectVersionsCommand(input), abort),
    );
    yield versionsOf(reply);
    if (!reply.IsTruncated || !reply.NextKeyMarker) return;
    from = { KeyMarker: decodeKey(reply.NextKeyMarker, reply.EncodingType), VersionIdMarker: reply.NextVersionIdMarker };
  } while (true);
}

/** S3 refuses HEAD of a delete marker by its version with 405. Source: S3 API reference, HeadObject. */
function isDeleteMarker(cause: unknown): boolean {
  return errorStatus(cause) === 405 || errorName(cause) === 'MethodNotAllowed';
}

interface OldVersion {
  bucket: string;
  key: string;
  versionId: string;
}

/** `restoreVersion` of the store: a copy of the version becomes the newest. Of a delete marker: the marker goes. */
export async function restoreVersion(s3: S3, address: OldVersion, signal: AbortSignal): Promise<void> {
  try {
    const head = await askHead(s3, address, signal);
    await copyOnto(s3, { address, head, signal, change: {} });
  } catch (cause) {
    if (!isDeleteMarker(cause)) throw cause;
    await removeOne(s3, { bucket: address.bucket, object: address, signal });
  }
}
