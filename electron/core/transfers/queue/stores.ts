import type { ObjectStore } from '../../capabilities/objects.ts';
import type { WorkItem } from '../transfers-api.ts';
import type { OpenedStore, QueueParts } from './transfer-queue.ts';

/** The stores of a transfer: opened when first needed, given back together. */
export interface Stores {
  of(item: Pick<WorkItem, 'from' | 'to'>): Promise<{ from: ObjectStore | null; to: ObjectStore | null }>;
  open(connectionId: string | null): Promise<ObjectStore>;
  release(): void;
}

export function createStores({ openStore }: Pick<QueueParts, 'openStore'>): Stores {
  const opened = new Map<string | null, Promise<OpenedStore>>();
  const open = async (connectionId: string | null) => {
    const known = opened.get(connectionId);
    const opening = known ?? openStore(connectionId);
    if (!known) opened.set(connectionId, opening);
    try {
      return (await opening).store;
    } catch (cause) {
      // The next try may sign in.
      if (opened.get(connectionId) === opening) opened.delete(connectionId);
      throw cause;
    }
  };
  return {
    open,
    async of({ from, to }) {
      return { from: from && (await open(from.connectionId)), to: to && (await open(to.connectionId)) };
    },
    release() {
      for (const opening of opened.values()) void opening.then((one) => one.release()).catch(() => undefined);
      opened.clear();
    },
  };
}
