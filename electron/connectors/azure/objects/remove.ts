import type { BlobBatchDeleteBlobsResponse, BlobDeleteOptions } from '@azure/storage-blob';
import { type BulkOutcome, type Removal, toAppError } from '../../sdk.ts';
import { type BlobAccess, operations } from './blob-access.ts';
import { blobError } from './blob-failure.ts';
import { deletedVersion } from './blob-name.ts';
import { quoted } from './rows.ts';

/** Source: "Blob Batch": 256 requests at most. */
export const removeBatch = 256;

export interface Removals {
  bucket: string;
  objects: readonly Removal[];
  signal: AbortSignal;
}

type Reply = BlobBatchDeleteBlobsResponse['subResponses'][number];

function outcomeOf(access: BlobAccess, scope: string, reply: Reply | undefined): BulkOutcome {
  if (reply && (reply.status < 300 || reply.status === 404)) return null;
  const { context } = access;
  const told = { code: reply?.errorCode ?? '', status: reply?.status ?? 500, message: reply?.statusMessage ?? 'no answer', headers: {} };
  return blobError(told, { connectionId: context.connectionId, operation: operations.remove, scope }, context.clock.now());
}

/** A whole object goes with its snapshots; a version or a snapshot goes alone. */
function optionsOf({ versionId, ifMatch }: Removal): BlobDeleteOptions {
  if (versionId) return {};
  return { deleteSnapshots: 'include', ...(ifMatch && { conditions: { ifMatch: quoted(ifMatch) } }) };
}

/**
 * Deletes objects of one container in one call. What is kept of a deleted object without versions cannot be deleted: it
 * goes when its time is over.
 */
export async function removeBlobs(access: BlobAccess, { bucket, objects, signal }: Removals): Promise<BulkOutcome[]> {
  const { client } = await access.container(bucket, signal);
  const batches = client.getBlobBatchClient();
  const batch = batches.createBatch();
  const outcomes: BulkOutcome[] = objects.map(() => null);
  const sent: number[] = [];
  for (const [at, object] of objects.entries()) {
    const { key, versionId } = object;
    if (versionId === deletedVersion) continue;
    try {
      await batch.deleteBlob(await access.blob({ bucket, key, versionId: versionId ?? null }, signal), optionsOf(object));
      sent.push(at);
    } catch (cause) {
      signal.throwIfAborted();
      outcomes[at] = toAppError(cause);
    }
  }
  if (sent.length === 0) return outcomes;
  const { subResponses } = await access.call(operations.remove, bucket, () => batches.submitBatch(batch, { abortSignal: signal }));
  for (const [order, at] of sent.entries()) outcomes[at] = outcomeOf(access, `${bucket}/${objects[at]!.key}`, subResponses[order]);
  return outcomes;
}
