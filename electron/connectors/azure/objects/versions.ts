import type { BlobItem } from '@azure/storage-blob';
import { AppFailure, type ObjectStore, type ObjectVersion } from '../../sdk.ts';
import { type BlobAccess, operations } from './blob-access.ts';
import { deletedVersion, snapshotVersion } from './blob-name.ts';
import { copyFromUrl } from './copy-from-url.ts';
import { rowOf } from './rows.ts';

/**
 * A deleted object, or the snapshot that soft delete makes of one that is replaced, says when that was. A version does not
 * say when it ceased to be the current one: its own deletion came later. Source: "List Blobs", "Soft delete for blobs".
 */
function untilOf({ versionId, deleted, properties }: BlobItem): Pick<ObjectVersion, 'until'> {
  const { deletedOn } = properties;
  return deleted && !versionId && deletedOn ? { until: deletedOn.getTime() } : {};
}

export function versionOf(item: BlobItem): ObjectVersion {
  const { versionId, snapshot, deleted, isCurrentVersion } = item;
  const id = versionId ?? (snapshot ? snapshotVersion(snapshot) : deleted ? deletedVersion : '');
  const isCurrent = isCurrentVersion ?? (!versionId && !snapshot && !deleted);
  return { ...rowOf(item), versionId: id, latest: isCurrent, deleted: deleted ?? false, ...untilOf(item) };
}

/** The service lists the states of a name from the oldest on; a name's states may go on in the next page. */
function newestFirst(items: readonly ObjectVersion[]): ObjectVersion[] {
  const byKey = Map.groupBy(items, ({ key }) => key);
  return [...byKey.values()].flatMap((states) =>
    states.toSorted((a, b) => Number(b.latest) - Number(a.latest) || b.modified - a.modified || (a.versionId < b.versionId ? 1 : -1)),
  );
}

type Ask = Parameters<NonNullable<ObjectStore['versions']>>[0];

/** Versions, snapshots and what soft delete keeps. */
export async function* listVersions(access: BlobAccess, { bucket, prefix, signal }: Ask): AsyncGenerator<ObjectVersion[]> {
  const { client } = await access.container(bucket, signal);
  const options = { prefix, includeVersions: true, includeDeleted: true, includeSnapshots: true, abortSignal: signal };
  const pages = client.listBlobsFlat(options).byPage()[Symbol.asyncIterator]();
  let held: ObjectVersion[] = [];
  for (;;) {
    const step = await access.call(operations.list, bucket, () => pages.next());
    if (step.done) break;
    const all = [...held, ...step.value.segment.blobItems.map(versionOf)];
    const last = all.at(-1)?.key;
    held = all.filter(({ key }) => key === last);
    const whole = newestFirst(all.filter(({ key }) => key !== last));
    if (whole.length > 0) yield whole;
  }
  if (held.length > 0) yield newestFirst(held);
}

interface Version {
  bucket: string;
  key: string;
  versionId: string;
}

async function promote(access: BlobAccess, version: Version, signal: AbortSignal): Promise<void> {
  const source = await access.blob(version, signal);
  const target = await access.blob({ bucket: version.bucket, key: version.key }, signal);
  await access.call(operations.write, `${version.bucket}/${version.key}`, async () => {
    await copyFromUrl(access, { target, source: source.url, options: { abortSignal: signal }, signal });
  });
}

async function undelete(access: BlobAccess, { bucket, key }: Version, signal: AbortSignal): Promise<void> {
  const blob = await access.blob({ bucket, key }, signal);
  await access.call(operations.write, `${bucket}/${key}`, () => blob.undelete({ abortSignal: signal }));
}

/** Copies a version over the object. One that was deleted itself is brought back before, with all that soft delete keeps of the name. */
export async function restoreVersion(access: BlobAccess, version: Version, signal: AbortSignal): Promise<void> {
  if (version.versionId === deletedVersion) return undelete(access, version, signal);
  try {
    await promote(access, version, signal);
  } catch (cause) {
    if (!(cause instanceof AppFailure) || cause.error.code !== 'not_found') throw cause;
    await undelete(access, version, signal);
    await promote(access, version, signal);
  }
}
