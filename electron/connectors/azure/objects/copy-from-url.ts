import type { BlobBeginCopyFromURLOptions, BlockBlobClient } from '@azure/storage-blob';
import { failure } from '../../sdk.ts';
import type { BlobAccess } from './blob-access.ts';

const pollMs = 1000;

interface UrlCopy {
  target: BlockBlobClient;
  /** Address that the service reads. */
  source: string;
  options: BlobBeginCopyFromURLOptions;
  signal: AbortSignal;
}

/**
 * A copy that is waited for no more goes on at the service, under the final name; one that failed leaves an empty object
 * there. Both are ended and removed, as long as nobody wrote the name meanwhile.
 */
async function giveUp({ context }: BlobAccess, target: BlockBlobClient, copyId: string): Promise<void> {
  const abort = { abortSignal: context.signal };
  try {
    // Refused when it has ended by itself.
    await target.abortCopyFromURL(copyId, abort).catch(() => undefined);
    const now = await target.getProperties(abort);
    if (now.copyId !== copyId || now.copyStatus === 'success') return;
    await target.delete({ ...abort, conditions: { ifMatch: now.etag! } });
  } catch (cause) {
    context.log.warn('what a copy left is still there', { cause: cause instanceof Error ? cause.message : String(cause) });
  }
}

/** What the SDK says of a copy that the service gave up is an error without a code. */
function explained(cause: unknown): unknown {
  if (!(cause instanceof Error) || !cause.message.startsWith('Blob copy failed')) return cause;
  return failure('provider_unavailable', `Azure gave up the copy: ${cause.message}.`, { hint: 'It is tried again automatically.', cause });
}

/** Waits for the end of a copy that the service makes; it comes at once for most of those within an account. */
export async function copyFromUrl(access: BlobAccess, { target, source, options, signal }: UrlCopy): Promise<void> {
  const poller = await target.beginCopyFromURL(source, options);
  try {
    while (!poller.isDone()) {
      await access.context.clock.sleep(pollMs, signal);
      await poller.poll({ abortSignal: signal });
    }
  } catch (cause) {
    const { copyId } = poller.getOperationState() as { copyId?: string };
    if (copyId) await giveUp(access, target, copyId);
    signal.throwIfAborted();
    throw explained(cause);
  }
}
