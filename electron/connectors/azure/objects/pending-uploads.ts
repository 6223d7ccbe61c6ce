import type { BlobItem } from '@azure/storage-blob';
import type { ObjectStore, PendingUpload } from '../../sdk.ts';
import { type BlobAccess, operations } from './blob-access.ts';
import { dropBlocks } from './blocks.ts';

type Ask = Parameters<NonNullable<ObjectStore['pendingUploads']>>[0];

/** A listing does not say whether a blob is one. What is empty and without the checksum that every written one has may be none. */
const mayBePending = ({ properties }: BlobItem) => (properties.contentLength ?? 0) === 0 && !properties.contentMD5?.length;

async function pendingOf(access: BlobAccess, { bucket, signal }: Ask, item: BlobItem): Promise<PendingUpload[]> {
  const blob = await access.blob({ bucket, key: item.name }, signal);
  const { committedBlocks = [], uncommittedBlocks = [] } = await access.call(operations.read, `${bucket}/${item.name}`, () =>
    blob.getBlockList('all', { abortSignal: signal }),
  );
  if (uncommittedBlocks.length === 0 || committedBlocks.length > 0) return [];
  const bytes = uncommittedBlocks.reduce((sum, { size }) => sum + size, 0);
  return [{ key: item.name, uploadId: '', initiated: null, bytes, storageClass: '' }];
}

/** Keys whose blocks were never made into an object. Blocks that wait under a key that has an object are not listed by the service. */
export async function* pendingUploads(access: BlobAccess, ask: Ask): AsyncGenerator<PendingUpload[]> {
  const { bucket, prefix, signal } = ask;
  const { client } = await access.container(bucket, signal);
  const pages = client.listBlobsFlat({ prefix, includeUncommitedBlobs: true, abortSignal: signal }).byPage()[Symbol.asyncIterator]();
  for (;;) {
    const step = await access.call(operations.list, bucket, () => pages.next());
    if (step.done) return;
    const found: PendingUpload[] = [];
    for (const item of step.value.segment.blobItems.filter(mayBePending)) found.push(...(await pendingOf(access, ask, item)));
    if (found.length > 0) yield found;
  }
}

export async function abortPendingUpload(access: BlobAccess, bucket: string, key: string, signal: AbortSignal): Promise<void> {
  const blob = await access.blob({ bucket, key }, signal);
  await access.call(operations.write, `${bucket}/${key}`, () => dropBlocks(blob, signal));
}
