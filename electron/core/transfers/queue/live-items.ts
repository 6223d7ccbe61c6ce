import type { Transfer, TransferItem } from '#shared/model/transfer.ts';
import type { WorkItem } from '../transfers-api.ts';

/** Items under way, with what they moved so far. */
export interface LiveItems {
  begin(items: readonly WorkItem[]): void;
  end(items: readonly WorkItem[]): void;
  indexes: () => ReadonlySet<number>;
  /** A try begins: what the one before moved does not count. */
  tries(items: readonly WorkItem[], attempt: number): void;
  moved(items: readonly WorkItem[], bytes: number): void;
  bytesOf(index: number): number;
  /** A transfer as it is recorded, with what is under way. */
  shown(transfer: Transfer): Transfer;
  shownItem: (item: TransferItem) => TransferItem;
}

interface Live {
  item: WorkItem;
  bytes: number;
  attempts: number;
}

export function createLiveItems(): LiveItems {
  const live = new Map<number, Live>();
  const each = (items: readonly WorkItem[], change: (one: Live) => void) => {
    for (const { index } of items) {
      const one = live.get(index);
      if (one) change(one);
    }
  };
  return {
    begin: (items) => items.forEach((item) => live.set(item.index, { item, bytes: 0, attempts: 0 })),
    end: (items) => items.forEach(({ index }) => live.delete(index)),
    indexes: () => new Set(live.keys()),
    tries: (items, attempts) => each(items, (one) => Object.assign(one, { attempts, bytes: 0 })),
    // A call for many items does not say whose bytes they are.
    moved: (items, bytes) => each(items.slice(0, 1), (one) => (one.bytes += bytes)),
    bytesOf: (index) => Math.max(0, live.get(index)?.bytes ?? 0),
    shown(transfer) {
      const { counts, bytes } = transfer;
      const running = Math.min(live.size, counts.waiting);
      const more = [...live.values()].reduce((sum, one) => sum + one.bytes - (one.item.bytesBefore ?? 0), 0);
      return {
        ...transfer,
        counts: { ...counts, waiting: counts.waiting - running, running: counts.running + running },
        bytes: { ...bytes, done: Math.min(bytes.total, Math.max(0, bytes.done + more)) },
      };
    },
    shownItem(item) {
      const one = live.get(item.index);
      return one && item.state === 'waiting' ? { ...item, state: 'running', bytes: Math.max(0, one.bytes), attempts: one.attempts } : item;
    },
  };
}
