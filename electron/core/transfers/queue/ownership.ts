import { failure } from '#shared/errors/app-error.ts';
import { isProcessSince } from '../../platform/other-process.ts';
import type { TransfersAccess } from '../store/transfers-access.ts';
import type { StoredTransfer } from '../transfers-api.ts';

/** Whether another living console works on it. */
export function isElsewhere({ pid, since }: StoredTransfer): boolean {
  return isProcessSince(pid, since);
}

function elsewhere({ transfer }: StoredTransfer) {
  return failure('conflict', `Another console works on "${transfer.title}".`, { hint: 'Do it there, or close that console first.' });
}

export async function storedTransfer(transfers: TransfersAccess, transferId: string): Promise<StoredTransfer> {
  const stored = await (await transfers.api()).transfers.get({ transferId });
  if (!stored) throw failure('not_found', 'There is no such transfer.', { hint: 'It may have been cleared from the list.' });
  return stored;
}

/** Makes this process the one that works on a transfer; throws `conflict` while another living one does. */
export async function holdTransfer(transfers: TransfersAccess, transferId: string): Promise<StoredTransfer> {
  const stored = await storedTransfer(transfers, transferId);
  if (stored.pid === process.pid) return stored;
  const { transfers: api } = await transfers.api();
  if (isElsewhere(stored) || !(await api.claim({ transferId, fromPid: stored.pid, pid: process.pid }))) throw elsewhere(stored);
  return stored;
}
