import type { AppError } from '#shared/errors/app-error.ts';
import type { Transfer } from '#shared/model/transfer.ts';
import type { Executor, ItemContext, ItemOutcome } from '../executor.ts';
import type { WorkItem } from '../transfers-api.ts';
import { attempt, isFault, type Result } from './attempt.ts';
import type { LiveItems } from './live-items.ts';
import { createPatience, finalError, isOffline, mayRetry } from './patience.ts';
import type { RateMeter } from './rate-meter.ts';
import type { ItemRecord } from './recorder.ts';
import type { Stores } from './stores.ts';
import type { Does, QueueParts } from './transfer-queue.ts';

/** What the items of one transfer share. */
export interface RunScope {
  parts: QueueParts;
  executors: Partial<Record<Does, Executor>>;
  transfer: Transfer;
  stores: Stores;
  live: LiveItems;
  meter: RateMeter;
  signal: AbortSignal;
  notify: () => void;
  /** Writes down, and tells of what was carried out. */
  settle(records: readonly ItemRecord[], outcomes: readonly ItemOutcome[]): Promise<void>;
  /** Why nothing moves for now; `''`: it does. */
  waits(reason: string): void;
  /** Nothing can go on before a person has done something about it. */
  halt(error: AppError): void;
}

function succeeded(item: WorkItem, attempts: number, { verified, note }: ItemOutcome): ItemRecord {
  return { index: item.index, state: 'succeeded', bytes: item.size, attempts, error: null, verified, note };
}

function failed(item: WorkItem, attempts: number, error: AppError): ItemRecord {
  return { index: item.index, state: 'failed', bytes: 0, attempts, error: finalError(error, attempts), verified: null, note: '' };
}

/** Broken off: it waits again, with what it has. */
function waiting({ live }: RunScope, item: WorkItem): ItemRecord {
  return { index: item.index, state: 'waiting', bytes: live.bytesOf(item.index), attempts: 0, error: null, verified: null, note: '' };
}

async function contextOf({ transfer, stores, live, meter, signal, notify }: RunScope, items: readonly WorkItem[]): Promise<ItemContext> {
  const moved = (bytes: number) => {
    live.moved(items, bytes);
    notify();
  };
  return {
    ...(await stores.of(items[0]!)),
    transferId: transfer.id,
    signal,
    onBytes(bytes) {
      meter.add(bytes);
      moved(bytes);
    },
    onResumed: moved,
  };
}

async function tryOnce(scope: RunScope, items: readonly WorkItem[]): Promise<Result[]> {
  const { parts, executors } = scope;
  return attempt({ items, executors, bulk: parts.bulk[items[0]!.does], logger: parts.logger }, () => contextOf(scope, items));
}

interface Sorted {
  records: ItemRecord[];
  outcomes: ItemOutcome[];
  again: { item: WorkItem; error: AppError }[];
}

function sort(scope: RunScope, items: readonly WorkItem[], { results, tries }: { results: Result[]; tries: number }): Sorted {
  const sorted: Sorted = { records: [], outcomes: [], again: [] };
  items.forEach((item, at) => {
    const result = results[at]!;
    if (!isFault(result)) {
      sorted.records.push(succeeded(item, tries, result));
      sorted.outcomes.push(result);
    } else if (scope.signal.aborted) sorted.records.push(waiting(scope, item));
    else if (mayRetry(result, tries, scope.parts.connectivity)) sorted.again.push({ item, error: result });
    else sorted.records.push(failed(item, tries, result));
  });
  return sorted;
}

const needsPerson = ({ error }: ItemRecord): boolean => error?.code === 'auth_required';

/** A missing sign-in is no fault of the items: they wait for it. */
function haltFor(scope: RunScope, sorted: Sorted): ItemRecord[] {
  const stuck = sorted.records.find(needsPerson);
  if (!stuck?.error) return sorted.records;
  scope.halt(stuck.error);
  return sorted.records.map((record) =>
    needsPerson(record) ? { ...record, state: 'waiting' as const, error: null, attempts: 0 } : record,
  );
}

/** Carries out items of one kind and bucket, those that fail again as long as that may help. */
export async function runItems(scope: RunScope, items: readonly WorkItem[]): Promise<void> {
  const { parts, live, signal } = scope;
  const wait = createPatience(parts);
  let left = items;
  for (let tries = 1; left.length > 0; ) {
    live.tries(left, tries);
    const sorted = sort(scope, left, { results: await tryOnce(scope, left), tries });
    const records = haltFor(scope, sorted);
    if (records.length > 0) await scope.settle(records, sorted.outcomes);
    left = sorted.again.map(({ item }) => item);
    const errors = sorted.again.map(({ error }) => error);
    if (errors.length === 0) return;
    const offline = errors.some((error) => isOffline(error, parts.connectivity));
    scope.waits(offline ? 'Offline: it goes on when the network is back' : `Tried again in a moment: ${errors[0]!.message}`);
    if (
      !(await wait(errors, signal).then(
        () => true,
        () => false,
      ))
    ) {
      await scope.settle(
        left.map((item) => waiting(scope, item)),
        [],
      );
      return;
    }
    scope.waits('');
    if (!offline) tries += 1;
  }
}
