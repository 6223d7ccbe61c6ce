import type { AppError } from '#shared/errors/app-error.ts';
import type { ChecksumAlgorithm, ObjectRow } from '#shared/model/storage.ts';
import type { ObjectStore } from '../capabilities/objects.ts';
import type { WorkItem } from './transfers-api.ts';

/** What an executor works with. */
export interface ItemContext {
  /** Stores of the two sides, opened; null where the item has no such side. */
  from: ObjectStore | null;
  to: ObjectStore | null;
  transferId: string;
  signal: AbortSignal;
  /** Bytes moved since the last call; what comes back by a repeat is given as a negative number. */
  onBytes(bytes: number): void;
  /** Bytes that an earlier process moved: they count as done and do not count for the rate. */
  onResumed?(bytes: number): void;
}

/** How one item ended. Faults are thrown as `AppFailure`: the queue decides whether they are tried again. */
export interface ItemOutcome {
  /** How the two sides were compared; null where there is nothing to compare or the far side states nothing. */
  verified: ChecksumAlgorithm | null;
  note: string;
  /** What the index of names learns. */
  put?: { connectionId: string; bucket: string; rows: ObjectRow[] };
  removed?: { connectionId: string; bucket: string; keys: string[] };
}

/**
 * Carries out one kind of work. Must be safe to repeat after a killed process: it finds out what is done already.
 */
export type Executor = (item: WorkItem, context: ItemContext) => Promise<ItemOutcome>;

/** Carries out many items of one bucket in one call; an outcome or a fault for each, in order. */
export type BulkExecutor = (items: readonly WorkItem[], context: ItemContext) => Promise<(ItemOutcome | AppError)[]>;
