import { appError } from '#shared/errors/app-error.ts';
import type { ObjectRef, ObjectVersion } from '#shared/model/storage.ts';
import type { StorageRequest } from '#shared/model/transfer.ts';
import { changeDraft, type Draft } from './draft.ts';
import { foundRow } from './found.ts';
import { mapAhead } from './in-parallel.ts';
import type { Folder } from './listing.ts';
import { keepsMarkers, type Planning, requireVerb } from './planning.ts';
import { folderPrefix } from './roots.ts';
import { isGuessed, stateAt } from './state-at.ts';

type RestoreRequest = Extract<StorageRequest, { verb: 'restore_version' }>;
type UndeleteRequest = Extract<StorageRequest, { verb: 'undelete' }>;

const atOnce = 16;

async function* versionsOf(planning: Planning, { connectionId, bucket, prefix }: Folder): AsyncGenerator<ObjectVersion> {
  const store = await planning.storeOf(connectionId);
  for await (const page of store.versions!({ bucket, prefix, signal: planning.signal })) {
    planning.signal.throwIfAborted();
    yield* page;
  }
}

function versionDraft(does: Draft['does'], place: Pick<Folder, 'connectionId' | 'bucket'>, version: ObjectVersion): Draft {
  const draft = changeDraft(does, foundRow(place, version, ''));
  return { ...draft, from: { ...draft.from!, versionId: version.versionId } };
}

async function findVersion(planning: Planning, { connectionId, bucket, key, versionId }: ObjectRef): Promise<ObjectVersion | null> {
  for await (const version of versionsOf(planning, { connectionId, bucket, prefix: key })) {
    if (version.key !== key) return null;
    if (version.versionId === versionId) return version;
  }
  return null;
}

async function restoreDraft(planning: Planning, ref: ObjectRef): Promise<Draft> {
  const found = await findVersion(planning, ref);
  if (found) {
    const draft = versionDraft('restore_version', ref, found);
    return found.latest && !found.deleted ? { ...draft, skip: 'it is the current version already' } : draft;
  }
  const missing = ref.versionId ? `There is no version ${ref.versionId} of ${ref.key}` : `No version of ${ref.key} was named`;
  const row = { key: ref.key, size: 0, modified: 0, storageClass: '', etag: null };
  return {
    ...changeDraft('restore_version', foundRow(ref, row, '')),
    refusal: appError(ref.versionId ? 'not_found' : 'invalid_input', missing),
  };
}

/** Older versions become the current ones. */
export async function* planRestoreVersions(planning: Planning, { objects }: RestoreRequest): AsyncGenerator<Draft> {
  for (const ref of objects) {
    requireVerb(planning, ref.connectionId, ['versions', 'soft_delete']);
  }
  yield* mapAhead(objects, atOnce, (ref) => restoreDraft(planning, ref));
}

async function* byKey(versions: AsyncIterable<ObjectVersion>): AsyncGenerator<ObjectVersion[]> {
  let same: ObjectVersion[] = [];
  for await (const version of versions) {
    if (same.length > 0 && same[0]!.key !== version.key) {
      yield same;
      same = [];
    }
    same.push(version);
  }
  if (same.length > 0) yield same;
}

/** Brings a folder back to what it held at a time. What came later stays: it is not deleted. */
export async function* planUndelete(planning: Planning, request: UndeleteRequest): AsyncGenerator<Draft> {
  const { connectionId, bucket, prefix, at } = request;
  requireVerb(planning, connectionId, ['versions', 'soft_delete']);
  const markers = keepsMarkers(planning, connectionId);
  let stay = 0;
  let guessed = 0;
  for await (const versions of byKey(versionsOf(planning, { connectionId, bucket, prefix: folderPrefix(prefix) }))) {
    const wanted = stateAt(versions, at, markers);
    const current = versions.find(({ latest, deleted }) => latest && !deleted) ?? null;
    if (wanted === null) {
      if (!current) continue;
      stay += 1;
      yield { ...versionDraft('undelete', request, current), skip: 'it did not exist then; it stays' };
    } else if (wanted === current) yield { ...versionDraft('undelete', request, wanted), skip: 'it is as it was then' };
    else {
      if (!markers && isGuessed(wanted, versions)) guessed += 1;
      yield versionDraft(current ? 'restore_version' : 'undelete', request, wanted);
    }
  }
  if (guessed > 0)
    planning.warn(
      `Of ${guessed} objects this storage does not say when they were deleted: they were written before that time, and come back.`,
    );
  if (stay > 0) planning.warn(`${stay} objects did not exist at that time. They are not deleted.`);
}
