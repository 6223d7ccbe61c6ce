import type { Transfer } from '#shared/model/transfer.ts';
import type { TransfersAccess } from '../store/transfers-access.ts';
import type { StoredTransfer } from '../transfers-api.ts';
import type { ActiveRuns } from './active-runs.ts';
import { isElsewhere, storedTransfer } from './ownership.ts';
import type { TransferQueue } from './transfer-queue.ts';

interface Parts {
  transfers: TransfersAccess;
  active: ActiveRuns;
}

/** What a transfer is that nobody here works on. */
function resting(stored: StoredTransfer): Transfer {
  const { transfer } = stored;
  if (transfer.endedAt !== null || transfer.state === 'paused') return transfer;
  return isElsewhere(stored) ? { ...transfer, waits: 'Another console works on it' } : { ...transfer, state: 'interrupted' };
}

/** Transfers as they are shown: what is recorded, with what is under way here. */
export function createViews({ transfers, active }: Parts): Pick<TransferQueue, 'list' | 'unfinished' | 'get' | 'items'> {
  const shown = (stored: StoredTransfer) => active.get(stored.transfer.id)?.shown(stored.transfer) ?? resting(stored);
  return {
    async list(page) {
      const { transfers: api } = await transfers.api();
      const [{ transfers: found, total }, unfinished] = await Promise.all([api.list(page), api.unfinished()]);
      const owners = new Map(unfinished.map((stored) => [stored.transfer.id, stored]));
      return { total, transfers: found.map((transfer) => shown({ pid: 0, since: 0, ...owners.get(transfer.id), transfer })) };
    },
    async unfinished() {
      if (!transfers.mayBeUnfinished()) return [];
      return (await (await transfers.api()).transfers.unfinished()).map(shown);
    },
    get: async (transferId) => shown(await storedTransfer(transfers, transferId)),
    async items(page) {
      const { items, total } = await (await transfers.api()).transfers.items(page);
      const run = active.get(page.transferId);
      return { total, items: run ? items.map(run.shownItem) : items };
    },
  };
}
