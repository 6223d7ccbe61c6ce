import { type AppError, appError, failure } from '#shared/errors/app-error.ts';
import type { StorageFeatures } from '#shared/model/storage.ts';
import type { StorageRequest } from '#shared/model/transfer.ts';
import type { WorkItem } from '../transfers-api.ts';
import { isArchived } from './copy-item.ts';
import { changeDraft, type Draft } from './draft.ts';
import { type Found, findObjects } from './found.ts';
import { type Planning, requireVerb } from './planning.ts';
import { type Root, rootsOf, withoutCovered } from './roots.ts';

type ChangeRequest = Extract<StorageRequest, { verb: 'properties' | 'tags' | 'storage_class' | 'restore' | 'access' }>;

function tierOf({ restoreTiers }: StorageFeatures, wanted: string | undefined): StorageFeatures['restoreTiers'][number] | null {
  if (wanted === undefined) return restoreTiers.find(({ id }) => id === 'Standard') ?? restoreTiers[0] ?? null;
  const found = restoreTiers.find(({ id }) => id === wanted);
  if (found) return found;
  throw failure('invalid_input', `There is no restore tier ${wanted}`, {
    hint: restoreTiers.length > 0 ? `There are ${restoreTiers.map(({ id }) => id).join(', ')}.` : 'This storage offers no choice.',
  });
}

function inputOf(request: ChangeRequest, features: StorageFeatures): WorkItem['input'] {
  switch (request.verb) {
    case 'properties':
      return { properties: request.properties };
    case 'tags':
      return { tags: request.tags };
    case 'access':
      return { access: request.access };
    case 'restore':
      return { days: request.days, tier: tierOf(features, request.tier)?.id ?? null };
    default:
      if (features.classes.some(({ id }) => id === request.storageClass)) return { storageClass: request.storageClass };
      throw failure('invalid_input', `There is no storage class ${request.storageClass}`, {
        hint: `There are ${features.classes.map(({ id }) => id).join(', ')}.`,
      });
  }
}

function skipOf(request: ChangeRequest, found: Found, features: StorageFeatures): string | null {
  if (request.verb === 'storage_class') return found.storageClass === request.storageClass ? `it is ${request.storageClass} already` : null;
  if (request.verb !== 'restore') return null;
  if (found.restore === 'restoring') return 'it is being restored already';
  if (found.restore === 'readable') return 'it can be read already';
  return isArchived(found, features) ? null : 'it is not archived';
}

/** S3 moves nothing out of an archive before it was restored; Azure does both in one. */
function problemOf(request: ChangeRequest, found: Found, features: StorageFeatures): AppError | null {
  if (request.verb !== 'storage_class' || features.scheme !== 's3' || !isArchived(found, features)) return null;
  return appError('conflict', `${found.at.key} is archived (${found.storageClass})`, {
    hint: 'Restore it first; then its class can be changed.',
  });
}

async function note(planning: Planning, request: ChangeRequest, roots: readonly Root[]): Promise<void> {
  if (request.verb === 'restore')
    for (const { connectionId } of roots) planning.wait = tierOf(planning.features(connectionId), request.tier)?.wait ?? planning.wait;
  if (request.verb !== 'access' || request.access !== 'public') return;
  planning.warn('Everybody on the internet who knows the address can read these objects then.');
  for (const root of roots)
    if ((await planning.bucketOf(root))?.publicAccess === 'blocked')
      planning.warn(`${root.bucket} blocks public access: the objects stay unreadable for others until that is lifted.`);
}

/** Headers, tags, class, restore and access of objects where they are. */
export async function* planChanges(planning: Planning, request: ChangeRequest): AsyncGenerator<Draft> {
  const roots = withoutCovered(await rootsOf(request.source));
  for (const { connectionId } of roots) requireVerb(planning, connectionId, [request.verb]);
  await note(planning, request, roots);
  const inputs = new Map(roots.map(({ connectionId }) => [connectionId, inputOf(request, planning.features(connectionId))]));
  for await (const found of findObjects(planning, roots)) {
    const features = planning.features(found.at.connectionId);
    const draft = changeDraft(request.verb, found, inputs.get(found.at.connectionId));
    if (draft.refusal) yield draft;
    else yield { ...draft, skip: skipOf(request, found, features), refusal: problemOf(request, found, features) };
  }
}
