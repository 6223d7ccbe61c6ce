import type { ChecksumAlgorithm } from '#shared/model/storage.ts';
import type { NewObject, ObjectStat, ObjectStore } from '../../capabilities/objects.ts';
import type { ItemOutcome } from '../executor.ts';
import { combinable } from './checksums/checksums.ts';
import type { CopyJob, SourceFacts } from './copy-job.ts';

/** Which checksum the target is to keep: one that follows from the parts, the fastest first; else what it has. */
function keptChecksum({ upload }: ObjectStore): ChecksumAlgorithm | null {
  return combinable.find((algorithm) => upload.checksums.includes(algorithm)) ?? upload.checksums[0] ?? null;
}

export function newObject({ item, from, to, target }: CopyJob, facts: SourceFacts | null): NewObject {
  const { properties, storageClass, tags, ifAbsent } = item.input;
  return {
    bucket: to.bucket,
    key: to.key,
    size: from.size,
    // What is left out is taken from the source.
    properties: { ...facts?.properties, ...properties },
    ...(storageClass !== undefined && { storageClass }),
    ...(tags && { tags }),
    checksum: keptChecksum(target),
    modified: from.modified,
    ...(ifAbsent && { ifAbsent }),
  };
}

/** What is told of an object that was written. */
export function copied({ item, to }: CopyJob, stat: ObjectStat, verified: ChecksumAlgorithm | null): ItemOutcome {
  const { size, modified, etag } = stat;
  const row = { key: to.key, size, modified, etag: etag === '' ? null : etag, storageClass: item.input.storageClass ?? '' };
  return {
    verified,
    note: '',
    ...(to.connectionId !== null && { put: { connectionId: to.connectionId, bucket: to.bucket, rows: [row] } }),
  };
}
