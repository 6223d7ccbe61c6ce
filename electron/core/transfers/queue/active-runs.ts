import { priorities, type Transfer } from '#shared/model/transfer.ts';
import type { TransferRun } from './transfer-run.ts';

/** Transfers that this process works on, and who waits for them to settle. */
export interface ActiveRuns {
  get(transferId: string): TransferRun | undefined;
  all(): TransferRun[];
  /** The one whose turn is next: by priority, then the oldest. */
  next(): TransferRun | undefined;
  add(run: TransferRun): void;
  remove(transferId: string): void;
  /** Resolves when a transfer is not worked on any more. */
  removed(transferId: string, signal: AbortSignal): Promise<void>;
}

const rank = ({ priority }: Transfer): number => priorities.indexOf(priority);

export function createActiveRuns(): ActiveRuns {
  const runs = new Map<string, TransferRun>();
  const waiting = new Map<string, Set<() => void>>();
  const all = () => [...runs.values()].sort((a, b) => rank(a.transfer) - rank(b.transfer) || a.transfer.createdAt - b.transfer.createdAt);
  return {
    get: (transferId) => runs.get(transferId),
    all,
    next: () => all().find((run) => run.open()),
    add: (run) => void runs.set(run.transfer.id, run),
    remove(transferId) {
      runs.delete(transferId);
      const told = waiting.get(transferId);
      waiting.delete(transferId);
      for (const tell of told ?? []) tell();
    },
    async removed(transferId, signal) {
      signal.throwIfAborted();
      if (!runs.has(transferId)) return;
      await new Promise<void>((resolve, reject) => {
        const told = waiting.get(transferId) ?? new Set();
        waiting.set(transferId, told.add(resolve));
        signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
      });
    },
  };
}
