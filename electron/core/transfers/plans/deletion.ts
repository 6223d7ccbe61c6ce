import type { Folder } from './listing.ts';
import { keepsMarkers, type Planning } from './planning.ts';

/** Older versions are counted up to so many: beyond, "at least" says enough. */
const mostCounted = 10_000;

type Place = Pick<Folder, 'connectionId' | 'bucket'>;

/** Whether what is deleted stays as an older version. */
export async function keepsVersions(planning: Planning, place: Place): Promise<boolean> {
  if (place.connectionId === null) return false;
  return (await planning.bucketOf(place))?.versioning === 'enabled' && planning.features(place.connectionId).verbs.includes('versions');
}

async function countVersions(planning: Planning, folders: readonly Folder[]): Promise<string> {
  let older = 0;
  for (const { connectionId, bucket, prefix } of folders) {
    const store = await planning.storeOf(connectionId);
    for await (const page of store.versions?.({ bucket, prefix, signal: planning.signal }) ?? []) {
      older += page.filter(({ latest, deleted }) => !latest && !deleted).length;
      if (older >= mostCounted) return `at least ${older}`;
    }
  }
  return String(older);
}

/** Says what becomes of objects that are deleted without their versions, and notes when nothing brings them back. */
export async function noteDeletion(planning: Planning, place: Place, folders: readonly Folder[] = []): Promise<void> {
  if (!(await keepsVersions(planning, place))) {
    planning.destroys = true;
    if (planning.features(place.connectionId).verbs.includes('soft_delete'))
      planning.warn('If soft delete is switched on there, what is deleted can be brought back until its time is over.');
    return;
  }
  const marker = keepsMarkers(planning, place.connectionId) ? 'a delete marker is set, ' : '';
  const older =
    folders.length === 0
      ? 'all versions stay'
      : `the current one and ${await countVersions(planning, folders).catch(() => 'all')} older versions stay`;
  planning.warn(`${place.bucket} keeps versions: ${marker}${older} and are charged for.`);
}
