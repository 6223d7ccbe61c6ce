import type { Transfer, TransferSettings } from '#shared/model/transfer.ts';
import { copyExecutors } from '../copy/copy-executors.ts';
import { createMemoryBudget } from '../copy/memory-budget.ts';
import { createActiveRuns } from './active-runs.ts';
import { endState } from './end-state.ts';
import { createLimiter } from './limiter.ts';
import { createNotices } from './notices.ts';
import { holdTransfer, isElsewhere, storedTransfer } from './ownership.ts';
import { removeUnfinished } from './remove-unfinished.ts';
import type { QueueParts, TransferQueue } from './transfer-queue.ts';
import { createTransferRun, type TransferRun } from './transfer-run.ts';
import { createViews } from './views.ts';

/** So many small objects count as one. */
const smallAsOne = 4;

/** Memory of all parts under way. */
const partMemory = 64 * 1024 * 1024;

/** Asking for settings looks at their file: what was said a moment ago is good enough. */
const recentMs = 20;

function recentSettings(ask: () => TransferSettings): () => TransferSettings {
  let known = { value: ask(), until: performance.now() + recentMs };
  return () => {
    const now = performance.now();
    if (now > known.until) known = { value: ask(), until: now + recentMs };
    return known.value;
  };
}

/** The queue of transfers of one process. */
export function createTransferQueue(parts: QueueParts): TransferQueue {
  const { clock, logger, transfers, connectivity } = parts;
  const active = createActiveRuns();
  const notify = createNotices(parts);
  const settings = recentSettings(() => parts.settings());
  const limiter = createLimiter({ clock, settings });
  const copies = copyExecutors({ ...parts, limiter, memory: createMemoryBudget(partMemory) });
  const executors = { ...copies, ...parts.executors };
  const views = createViews({ transfers, active });
  const resting = new Set<string>();
  let busy = 0;
  let small = 0;
  let stopped = false;

  /** Takes a run out of the queue: what is under way is broken off, then `then` is done. False when that happens already. */
  const takeOut = async (run: TransferRun, then: () => Promise<void>): Promise<boolean> => {
    const { id } = run.transfer;
    if (resting.has(id)) return false;
    resting.add(id);
    try {
      await run.rest();
      await then();
    } finally {
      resting.delete(id);
      active.remove(id);
      notify();
    }
    return true;
  };
  const end = async (run: TransferRun, state: Transfer['state']) => {
    await run.change({ state, endedAt: clock.now() });
    try {
      await parts.onEnd(await views.get(run.transfer.id));
    } catch (cause) {
      logger.error('the end of a transfer was not taken over', { transfer: run.transfer.id, cause });
    }
  };
  /** After the last of what was under way. */
  const conclude = async (run: TransferRun) => {
    const why = run.halted();
    if (!why && (run.open() || stopped)) return;
    await takeOut(run, async () => {
      if (why === 'taken') return;
      if (why) return run.change({ state: 'paused', errors: [why.error] });
      const { counts } = await (await transfers.api()).transfers.counts({ transferId: run.transfer.id });
      await end(run, endState(counts));
    });
  };
  const work = async (run: TransferRun) => {
    busy += 1;
    try {
      if (run.transfer.state !== 'running') await run.change({ state: 'running', startedAt: run.transfer.startedAt ?? clock.now() });
      await run.work();
    } finally {
      busy -= 1;
      pump();
    }
    if (run.idle() && active.get(run.transfer.id) === run) await conclude(run);
  };
  const nextRun = () => {
    const { concurrency } = settings();
    // Who wants one at a time gets one at a time.
    const load = concurrency > 1 ? busy - small + small / smallAsOne : busy;
    const free = !stopped && !connectivity.suspended() && load < concurrency;
    return free ? active.next() : undefined;
  };
  const pump = () => {
    for (let run = nextRun(); run; run = nextRun()) {
      const { id } = run.transfer;
      void work(run).catch((cause: unknown) => logger.error('the queue of transfers met a bug', { transfer: id, cause }));
    }
  };
  const onSmall = (more: 1 | -1) => {
    small += more;
    if (more > 0) pump();
  };
  const begin = async (transfer: Transfer): Promise<Transfer> => {
    await rested(transfer.id);
    if (!active.get(transfer.id)) active.add(createTransferRun({ parts, executors, transfer, notify, onSmall }));
    pump();
    notify();
    return views.get(transfer.id);
  };
  const goOn = async (transferId: string, patch: Partial<Transfer>) => {
    const { transfer } = await holdTransfer(transfers, transferId);
    const changed = { ...transfer, ...patch };
    await (await transfers.api()).transfers.update({ transfer: changed, pid: process.pid });
    return begin(changed);
  };
  /** Somebody takes it out just now: what comes next sees it as it is then. */
  const rested = async (transferId: string) => {
    if (resting.has(transferId)) await active.removed(transferId, new AbortController().signal);
  };
  const again: Partial<Transfer> = { state: 'queued', endedAt: null, errors: [], waits: '' };
  const unfollow = connectivity.onChange(pump);

  return {
    ...views,
    async enqueue(transferId) {
      return begin((await holdTransfer(transfers, transferId)).transfer);
    },
    async pause(transferId) {
      await rested(transferId);
      const run = active.get(transferId);
      if (run) await takeOut(run, () => run.change({ state: 'paused' }));
      else if ((await storedTransfer(transfers, transferId)).transfer.endedAt === null) {
        const { transfer } = await holdTransfer(transfers, transferId);
        await (await transfers.api()).transfers.update({ transfer: { ...transfer, state: 'paused' }, pid: process.pid });
      }
      notify();
      return views.get(transferId);
    },
    async resume(transferId) {
      const { transfer } = await storedTransfer(transfers, transferId);
      return active.get(transferId) || transfer.endedAt !== null ? views.get(transferId) : goOn(transferId, again);
    },
    async cancel(transferId) {
      await rested(transferId);
      const { transfer } = await holdTransfer(transfers, transferId);
      if (transfer.endedAt !== null) return views.get(transferId);
      const run = active.get(transferId) ?? createTransferRun({ parts, executors, transfer, notify, onSmall });
      await takeOut(run, async () => {
        await removeUnfinished(parts, transferId);
        await (await transfers.api()).transfers.cancelWaiting({ transferId, pid: process.pid });
        await end(run, 'cancelled');
      });
      return views.get(transferId);
    },
    async retry(transferId) {
      await holdTransfer(transfers, transferId);
      await (await transfers.api()).transfers.requeue({ transferId, pid: process.pid, states: ['failed', 'cancelled'] });
      const run = active.get(transferId);
      if (!run) return goOn(transferId, again);
      run.rewind();
      pump();
      return views.get(transferId);
    },
    async prioritize(transferId, priority) {
      const run = active.get(transferId);
      if (run) await run.change({ priority });
      else {
        const { transfer } = await holdTransfer(transfers, transferId);
        await (await transfers.api()).transfers.update({ transfer: { ...transfer, priority }, pid: process.pid });
      }
      notify();
      return views.get(transferId);
    },
    async resumeAll() {
      if (!transfers.mayBeUnfinished()) return;
      const left = await (await transfers.api()).transfers.unfinished();
      const dead = left.filter((one) => !active.get(one.transfer.id) && !isElsewhere(one) && one.transfer.state !== 'paused');
      for (const { transfer } of dead) {
        await goOn(transfer.id, {}).catch((cause: unknown) => logger.warn('a transfer was not resumed', { transfer: transfer.id, cause }));
      }
    },
    async settled(transferId, signal) {
      await active.removed(transferId, signal);
      return views.get(transferId);
    },
    async clear() {
      const { parts: api, transfers: list } = await transfers.api();
      const left = new Set((await api.open()).map((one) => one.transferId));
      for (const transferId of left) {
        const stored = await list.get({ transferId });
        if (stored && stored.transfer.endedAt !== null) await removeUnfinished(parts, transferId);
      }
      const removed = await list.clear();
      notify();
      return removed;
    },
    async stop() {
      stopped = true;
      unfollow();
      for (const run of active.all()) {
        // One that is just ending has its end to be written down.
        if (!(await takeOut(run, async () => undefined))) await active.removed(run.transfer.id, new AbortController().signal);
      }
    },
  };
}
