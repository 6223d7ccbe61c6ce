import { AppFailure, type BulkOutcome, inParallel, type ObjectAddress, type Removal } from '../../sdk.ts';
import type { GcpAccount } from '../account.ts';
import { pathOf, storageCall } from './storage-call.ts';

/** Calls at a time: Google advises against more at once for one bucket that is not used to it. */
const atOnce = 24;

/** Source: https://cloud.google.com/storage/docs/json_api/v1/objects/delete */
export async function removeGeneration(
  account: GcpAccount,
  { bucket, key, versionId, ifMatch }: ObjectAddress & { ifMatch?: string | undefined },
  signal: AbortSignal,
): Promise<void> {
  await storageCall(account, {
    method: 'DELETE',
    path: pathOf(bucket, key),
    query: { generation: versionId ?? undefined, ifGenerationMatch: ifMatch },
    operation: 'storage.objects.delete',
    scope: `gs://${bucket}/${key}`,
    signal,
  });
}

interface Removals {
  bucket: string;
  objects: readonly Removal[];
  signal: AbortSignal;
}

/** `remove` of the store. Faults that concern every object alike are thrown, so that they are not said a thousand times. */
export async function removeObjects(account: GcpAccount, { bucket, objects, signal }: Removals): Promise<BulkOutcome[]> {
  return inParallel(objects, atOnce, async (object): Promise<BulkOutcome> => {
    signal.throwIfAborted();
    try {
      await removeGeneration(account, { bucket, ...object }, signal);
      return null;
    } catch (cause) {
      if (!(cause instanceof AppFailure)) throw cause;
      const { code, message } = cause.error;
      if (code === 'auth_required') throw cause;
      return code === 'not_found' && !/bucket does not exist/i.test(message) ? null : cause.error;
    }
  });
}
