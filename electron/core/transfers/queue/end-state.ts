import type { Transfer, TransferState } from '#shared/model/transfer.ts';

/** How a transfer ended of which nothing waits any more. */
export function endState({ failed, succeeded, cancelled }: Transfer['counts']): TransferState {
  if (failed === 0 && cancelled === 0) return 'succeeded';
  if (succeeded > 0) return 'partial';
  return failed > 0 ? 'failed' : 'cancelled';
}
