import type { Groups } from '#core/threads/thread-api.ts';
import { createTransferQueue } from '#core/transfers/queue/create-transfer-queue.ts';
import type { QueueParts, TransferQueue } from '#core/transfers/queue/transfer-queue.ts';
import type { TransfersApi } from '#core/transfers/transfers-api.ts';
import type { Transfer } from '#shared/model/transfer.ts';
import { type FakeClock, fakeClock } from './fake-clock.ts';
import { type MemoryProvider, memoryProvider, memoryStore } from './memory-objects.ts';
import { transfersHere } from './transfers.ts';

/** A queue over two providers in memory, with what it told. */
export interface QueueScene {
  queue: TransferQueue;
  api: Groups<TransfersApi>;
  clock: FakeClock;
  from: MemoryProvider;
  to: MemoryProvider;
  ended: Transfer[];
  lines: string[];
  /** Moves time on, for pauses between tries, until the transfer is not worked on any more. */
  end(transferId: string): Promise<Transfer>;
  network: { online: boolean; set(online: boolean): void };
}

interface SceneOptions extends Partial<QueueParts> {
  from?: MemoryProvider;
  to?: MemoryProvider;
  api?: Groups<TransfersApi>;
  process?: { dead: boolean };
}

export function queueScene({
  from = memoryProvider(),
  to = memoryProvider(),
  api = transfersHere(),
  process,
  ...change
}: SceneOptions = {}): QueueScene {
  const clock = fakeClock();
  const ended: Transfer[] = [];
  const lines: string[] = [];
  const listeners = new Set<() => void>();
  const network = {
    online: true,
    set(online: boolean) {
      network.online = online;
      for (const listener of listeners) listener();
    },
  };
  const log = (message: string, fields: Record<string, unknown> = {}) => void lines.push(`${message} ${String(fields['cause'])}`);
  const logger = { info: log, warn: log, error: log, child: () => logger };
  const stores = new Map([
    ['from', memoryStore(from, process)],
    ['to', memoryStore(to, process)],
  ]);
  const queue = createTransferQueue({
    clock,
    logger,
    random: () => 0.5,
    events: { changed: () => undefined },
    connectivity: {
      online: () => network.online,
      suspended: () => false,
      onChange(listener) {
        listeners.add(listener);
        return () => void listeners.delete(listener);
      },
    },
    settings: () => ({ bytesPerSecond: 0, schedule: [], concurrency: 4 }),
    transfers: { api: async () => api, close: async () => undefined, mayBeUnfinished: () => true },
    openStore: async (connectionId) => ({ store: stores.get(connectionId ?? '')!, release: () => undefined }),
    executors: {},
    bulk: {},
    onOutcome: () => undefined,
    onEnd: (transfer) => void ended.push(transfer),
    ...change,
  });
  const end = async (transferId: string) => {
    const settled = queue.settled(transferId, new AbortController().signal);
    const state = { done: false };
    void settled.finally(() => (state.done = true)).catch(() => undefined);
    while (!state.done) await clock.advance(500);
    return settled;
  };
  return { queue, api, clock, from, to, ended, lines, end, network };
}
