import type { TransfersAccess } from '../store/transfers-access.ts';
import type { TransfersApi } from '../transfers-api.ts';

export type ItemRecord = Parameters<TransfersApi['transfers']['record']>[0]['items'][number];

/** Writes outcomes down. What comes while a write is under way goes together with the next. */
interface Recorder {
  /** Resolves when it is on record; false: another process has the transfer. */
  record(items: readonly ItemRecord[]): Promise<boolean>;
}

export function createRecorder(transfers: TransfersAccess, holder: { transferId: string; pid: number }): Recorder {
  let pending: ItemRecord[] = [];
  let writing: Promise<boolean> = Promise.resolve(true);
  let next: Promise<boolean> | null = null;
  const write = async () => {
    await writing.catch(() => false);
    const items = pending;
    pending = [];
    next = null;
    writing = transfers.api().then((api) => api.transfers.record({ ...holder, items }));
    return writing;
  };
  return {
    record(items) {
      pending.push(...items);
      next ??= write();
      return next;
    },
  };
}
