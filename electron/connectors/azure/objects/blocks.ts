import { createHash } from 'node:crypto';
import type { BlockBlobClient } from '@azure/storage-blob';
import type { NewObject, OpenUpload, PartReceipt } from '../../sdk.ts';

/**
 * Name of a block: all of a blob have the same length. Blocks have no upload that they belong to, so the name tells the
 * source by size and time: parts of another file that were left under the same key are never taken for these.
 */
export function blockId({ size, modified, checksum }: NewObject, number: number): string {
  const source = createHash('sha256')
    .update(JSON.stringify([size, modified ?? null, checksum]))
    .digest('hex')
    .slice(0, 10);
  return Buffer.from(`${source}-${String(number).padStart(6, '0')}`).toString('base64');
}

function numberOf(upload: OpenUpload, name: string): number | null {
  const number = Number(Buffer.from(name, 'base64').toString().split('-').at(-1));
  return Number.isInteger(number) && blockId(upload, number) === name ? number : null;
}

/** Blocks of this upload that were sent and not made into the object. */
export async function sentParts(upload: OpenUpload, blob: BlockBlobClient, signal: AbortSignal): Promise<PartReceipt[]> {
  const { uncommittedBlocks = [] } = await blob.getBlockList('uncommitted', { abortSignal: signal });
  const parts: PartReceipt[] = [];
  for (const { name, size } of uncommittedBlocks) {
    const number = numberOf(upload, name);
    if (number !== null) parts.push({ number, size, receipt: name, checksum: null });
  }
  return parts.toSorted((a, b) => a.number - b.number);
}

const statusOf = (cause: unknown) => (cause as { statusCode?: number } | null)?.statusCode;

/**
 * Drops blocks that were sent. There is no call for it: they go a week after the last of them, or when the blob is
 * written. Where there is no blob yet, an empty one takes them along: written on condition that there still is none, and
 * deleted on condition that it is this one. Where there is a blob it stays as it is, and the blocks go by themselves.
 * Source: "Put Block List", remarks; "Put Block".
 */
export async function dropBlocks(blob: BlockBlobClient, signal: AbortSignal): Promise<void> {
  try {
    const { committedBlocks = [], uncommittedBlocks = [] } = await blob.getBlockList('all', { abortSignal: signal });
    if (committedBlocks.length > 0 || uncommittedBlocks.length === 0) return;
    const { etag } = await blob.commitBlockList([], { conditions: { ifNoneMatch: '*' }, abortSignal: signal });
    await blob.delete({ ...(etag ? { conditions: { ifMatch: etag } } : {}), abortSignal: signal });
  } catch (cause) {
    // Nothing is there, or somebody else has written it meanwhile.
    if (![404, 409, 412].includes(statusOf(cause) ?? 0)) throw cause;
  }
}
