import { setTimeout } from 'node:timers/promises';
import type { TransfersAccess } from '../store/transfers-access.ts';
import type { TransfersApi } from '../transfers-api.ts';

const gatherMs = 1;

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
    // Each message wakes a thread: what ends at about the same time goes along.
    await Promise.all([writing.catch(() => false), setTimeout(gatherMs)]);
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
