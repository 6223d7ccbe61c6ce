import { AppFailure, appError } from '#shared/errors/app-error.ts';
import type { StorageRequest } from '#shared/model/transfer.ts';
import { bucketDraft, type Draft } from './draft.ts';
import { statOf } from './listing.ts';
import { type Planning, requireVerb } from './planning.ts';
import { folderPrefix } from './roots.ts';

type FolderRequest = Extract<StorageRequest, { verb: 'create_folder' }>;
type AbortRequest = Extract<StorageRequest, { verb: 'abort_uploads' }>;

/** An empty folder. */
export async function* planFolder(planning: Planning, request: FolderRequest): AsyncGenerator<Draft> {
  const { connectionId, bucket } = request;
  const key = folderPrefix(request.prefix);
  const features = planning.features(connectionId);
  const problem = features.scheme === 'file' ? planning.parts.nameProblem(key) : null;
  if (problem) throw new AppFailure(problem);
  const to = { connectionId, bucket, key, versionId: null };
  const there = await statOf(planning, to);
  yield { ...bucketDraft('folder', to), from: null, to, skip: there ? 'it is there already' : null };
}

/** Uploads that a transfer of this home works on are not orphans. */
async function ownUploads({ parts }: Planning, { connectionId, bucket }: AbortRequest): Promise<Set<string>> {
  const open = await (await parts.transfers.api()).parts.open();
  const mine = open.filter(({ resume }) => resume.connectionId === connectionId && resume.upload.bucket === bucket);
  return new Set(mine.map(({ resume: { upload } }) => JSON.stringify([upload.key, upload.uploadId])));
}

/** Removes unfinished uploads with the parts that were sent. */
export async function* planAbortUploads(planning: Planning, request: AbortRequest): AsyncGenerator<Draft> {
  const { connectionId, bucket, uploads } = request;
  requireVerb(planning, connectionId, ['pending_uploads']);
  planning.destroys = true;
  const own = await ownUploads(planning, request);
  const store = await planning.storeOf(connectionId);
  const sizes = new Map<string, number>();
  const prefix = uploads.length === 1 ? uploads[0]!.key : '';
  for await (const page of store.pendingUploads!({ bucket, prefix, signal: planning.signal }))
    for (const { key, uploadId, bytes } of page) sizes.set(JSON.stringify([key, uploadId]), bytes ?? 0);
  for (const { key, uploadId } of uploads) {
    const id = JSON.stringify([key, uploadId]);
    const draft = { ...bucketDraft('abort_upload', { connectionId, bucket, key }), input: { uploadId } };
    const refusal = own.has(id)
      ? appError('conflict', `A transfer of this console works on the upload of ${key}`, { hint: 'Cancel the transfer instead.' })
      : null;
    const size = sizes.get(id);
    yield { ...draft, from: { ...draft.from!, size: size ?? 0 }, skip: size === undefined ? 'it is gone already' : null, refusal };
  }
}
