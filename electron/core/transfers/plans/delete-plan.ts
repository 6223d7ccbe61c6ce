import type { ObjectVersion } from '#shared/model/storage.ts';
import type { StorageRequest } from '#shared/model/transfer.ts';
import type { WorkItem } from '../transfers-api.ts';
import { noteDeletion } from './deletion.ts';
import { changeDraft, type Draft } from './draft.ts';
import { type Found, findObjects, foundRow } from './found.ts';
import type { Folder } from './listing.ts';
import { keepsMarkers, type Planning, requireVerb } from './planning.ts';
import { type Root, rootsOf, withoutCovered } from './roots.ts';

type FolderRoot = Extract<Root, { kind: 'folder' }>;
type DeleteRequest = Extract<StorageRequest, { verb: 'delete' }>;

const folderOf = (root: Root): Folder => (root.kind === 'folder' ? root : { ...root, prefix: root.key });

function wanted(root: Root, { key, versionId }: ObjectVersion): boolean {
  return root.kind === 'folder' || (key === root.key && (root.versionId === null || root.versionId === versionId));
}

async function* allVersions(planning: Planning, root: Root): AsyncGenerator<Draft> {
  const { connectionId, bucket, prefix } = folderOf(root);
  requireVerb(planning, connectionId, ['versions']);
  const store = await planning.storeOf(connectionId);
  const markers = keepsMarkers(planning, connectionId);
  for await (const page of store.versions!({ bucket, prefix, signal: planning.signal })) {
    for (const version of page) {
      if (!wanted(root, version)) continue;
      const draft = changeDraft('delete', foundRow(root, version, ''));
      const skip = version.deleted && !markers ? 'it is deleted already and goes when its time is over' : null;
      yield { ...draft, from: { ...draft.from!, versionId: version.versionId }, skip };
    }
    planning.signal.throwIfAborted();
  }
}

async function note(planning: Planning, roots: readonly Root[]): Promise<void> {
  if (roots.some((root) => root.kind === 'object' && root.versionId !== null)) planning.destroys = true;
  const places = Map.groupBy(roots, ({ connectionId, bucket }) => JSON.stringify([connectionId, bucket]));
  for (const same of places.values()) await noteDeletion(planning, same[0]!, same.slice(0, 20).map(folderOf));
}

/** On a disk, a folder that is deleted goes with its files, and so do the folders in it. */
function emptiedBy({ features }: Planning, roots: readonly Root[]): (found: Found) => WorkItem['input'] {
  const folders = roots.filter((root): root is FolderRoot => root.kind === 'folder' && features(root.connectionId).scheme === 'file');
  return ({ at: { connectionId, bucket, key } }) => {
    const root = folders.find((one) => one.connectionId === connectionId && one.bucket === bucket && key.startsWith(one.prefix));
    return root ? { emptied: root.prefix } : {};
  };
}

/** Removes objects; with `versions` everything that was ever under their keys. */
export async function* planDeletions(planning: Planning, request: DeleteRequest): AsyncGenerator<Draft> {
  const roots = withoutCovered(await rootsOf(request.source));
  if (request.versions) {
    planning.destroys = true;
    for (const root of roots) yield* allVersions(planning, root);
    return;
  }
  await note(planning, roots);
  const emptied = emptiedBy(planning, roots);
  for await (const found of findObjects(planning, roots)) yield changeDraft('delete', found, emptied(found));
}
