import type { AppError } from '#shared/errors/app-error.ts';
import type { Transfer, TransferItem } from '#shared/model/transfer.ts';
import type { Executor, ItemOutcome } from '../executor.ts';
import type { WorkItem } from '../transfers-api.ts';
import { createFeed } from './feed.ts';
import { createLiveItems } from './live-items.ts';
import { createRateMeter } from './rate-meter.ts';
import { createRecorder, type ItemRecord } from './recorder.ts';
import { type RunScope, runItems } from './run-items.ts';
import { createStores } from './stores.ts';
import type { Does, QueueParts } from './transfer-queue.ts';

/** A transfer that this process works on. */
export interface TransferRun {
  transfer: Transfer;
  /** Whether `work` may find something to do. */
  open(): boolean;
  /** Whether nothing of it is under way. */
  idle(): boolean;
  /** Takes the next items and carries them out. Never throws. */
  work(): Promise<void>;
  /** Breaks off what is under way; resolves when nothing is. */
  rest(): Promise<void>;
  /** Failed items were put back. */
  rewind(): void;
  change(patch: Partial<Pick<Transfer, 'state' | 'startedAt' | 'endedAt' | 'priority' | 'errors'>>): Promise<void>;
  shown(recorded: Transfer): Transfer;
  shownItem: (item: TransferItem) => TransferItem;
  /** Set when it cannot go on: it needs a person, or another process took it. */
  halted(): { error: AppError } | 'taken' | null;
}

interface RunOptions {
  parts: QueueParts;
  executors: Partial<Record<Does, Executor>>;
  transfer: Transfer;
  notify: () => void;
  /** So many more of its items are small: more of them are worked on at a time. */
  onSmall: (more: 1 | -1) => void;
}

/** Of these, asking takes longer than moving the bytes. */
const smallBytes = 256 * 1024;
const isSmall = ({ does, size }: WorkItem): boolean => (does === 'copy' || does === 'move') && size <= smallBytes;

const mostErrors = 10;
/** A bulk call's size is the store's business; more are not taken at a time. */
const mostTogether = 1_000;

export function createTransferRun({ parts, executors, transfer, notify, onSmall }: RunOptions): TransferRun {
  const { transfers, clock, logger } = parts;
  const holder = { transferId: transfer.id, pid: process.pid };
  const live = createLiveItems();
  const meter = createRateMeter(clock);
  const stores = createStores(parts);
  const recorder = createRecorder(transfers, holder);
  const stop = new AbortController();
  const working = new Set<Promise<void>>();
  const waits = new Map<object, string>();
  let taking: Promise<unknown> = Promise.resolve();
  let halted: { error: AppError } | 'taken' | null = null;
  const feed = createFeed({
    read: async (page) => (await transfers.api()).transfers.waiting({ transferId: transfer.id, ...page }),
    underWay: live.indexes,
  });
  const halt = (why: { error: AppError } | 'taken') => {
    halted ??= why;
    stop.abort(new DOMException('The transfer cannot go on', 'AbortError'));
  };
  const change = async (patch: Partial<Transfer>) => {
    Object.assign(transfer, patch);
    if (!(await (await transfers.api()).transfers.update({ transfer, pid: process.pid }))) halt('taken');
    notify();
  };
  const settle = async (records: readonly ItemRecord[], outcomes: readonly ItemOutcome[]) => {
    if (!(await recorder.record(records))) return halt('taken');
    const errors = records.flatMap(({ error }) => error ?? []);
    if (errors.length > 0 && transfer.errors.length < mostErrors) {
      await change({ errors: [...transfer.errors, ...errors].slice(0, mostErrors) });
    }
    try {
      if (outcomes.length > 0) await parts.onOutcome(outcomes, transfer);
    } catch (cause) {
      logger.warn('what a transfer changed was not taken over', { transfer: transfer.id, cause });
    }
    notify();
  };
  const scopeOf = (batch: object): RunScope => ({
    parts,
    executors,
    transfer,
    stores,
    live,
    meter,
    signal: stop.signal,
    notify,
    settle,
    waits: (reason) => {
      waits.set(batch, reason);
      notify();
    },
    halt: (error) => halt({ error }),
  });
  const together = async (first: WorkItem): Promise<WorkItem[]> => {
    const bulk = parts.bulk[first.does];
    if (!bulk) return [first];
    const sides = await stores.of(first).catch(() => null);
    const store = sides?.from ?? sides?.to;
    const most = store ? Math.min(mostTogether, bulk.most(store)) : mostTogether;
    return [first, ...feed.more(first, most)];
  };
  const takeBatch = async (): Promise<WorkItem[]> => {
    const first = await feed.take();
    if (!first || stop.signal.aborted) return [];
    live.begin([first]);
    const items = await together(first);
    live.begin(items);
    return items;
  };
  const workOnce = async () => {
    // One after the other: two that take at the same time would tear apart what belongs into one call.
    const taken = taking.then(takeBatch);
    taking = taken.catch(() => undefined);
    const items = await taken;
    if (items.length === 0) return;
    const small = items.every(isSmall);
    if (small) onSmall(1);
    try {
      await runItems(scopeOf(items), items);
    } finally {
      if (small) onSmall(-1);
      waits.delete(items);
      live.end(items);
    }
  };
  return {
    transfer,
    open: () => !stop.signal.aborted && feed.open(),
    idle: () => working.size === 0,
    work() {
      const work = workOnce()
        .catch((cause: unknown) => {
          logger.error('a transfer stopped by a bug', { transfer: transfer.id, cause });
          halt('taken');
        })
        .finally(() => working.delete(work));
      working.add(work);
      return work;
    },
    async rest() {
      stop.abort(new DOMException('Broken off', 'AbortError'));
      await Promise.all(working);
      stores.release();
    },
    rewind: feed.rewind,
    change,
    shown(recorded) {
      const reason = [...waits.values()].find((text) => text !== '') ?? '';
      const { state, priority, errors, startedAt, endedAt } = transfer;
      const moving = working.size > 0 ? meter.rate() : 0;
      const stuck = waits.size > 0 && [...waits.values()].every((text) => text !== '');
      return { ...live.shown(recorded), state, priority, errors, startedAt, endedAt, rate: moving, waits: stuck ? reason : '' };
    },
    shownItem: live.shownItem,
    halted: () => halted,
  };
}
