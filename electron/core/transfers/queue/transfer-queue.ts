import type { Priority, Transfer, TransferItem, TransferSettings } from '#shared/model/transfer.ts';
import type { ObjectStore } from '../../capabilities/objects.ts';
import type { Clock, Connectivity, Logger } from '../../ports.ts';
import type { EventHub } from '../../services/event-hub.ts';
import type { BulkExecutor, Executor, ItemOutcome } from '../executor.ts';
import type { TransfersAccess } from '../store/transfers-access.ts';
import type { ItemsPage, WorkItem } from '../transfers-api.ts';

export type Does = WorkItem['does'];

/** A store as the queue borrows it: one per side and transfer, given back when the transfer rests. */
export interface OpenedStore {
  store: ObjectStore;
  release(): void;
}

/** Carries out consecutive items of one kind and bucket together. */
export interface Bulk {
  run: BulkExecutor;
  /** Most items of one call, e.g. the store's `removeBatch`. */
  most(store: ObjectStore): number;
}

/** Everything that the queue needs of others. */
export interface QueueParts {
  clock: Clock;
  logger: Logger;
  /** For jitter: 0 ≤ x < 1. */
  random: () => number;
  events: Pick<EventHub, 'changed'>;
  connectivity: Connectivity;
  /** Asked again all the while: what a person changes is in force a moment later. */
  settings(): TransferSettings;
  transfers: TransfersAccess;
  /** `null`: files of this machine. Throws `AppFailure` where a connection is gone or cannot sign in. */
  openStore(connectionId: string | null): Promise<OpenedStore>;
  /** Of all kinds of work but `copy` and `move`, which the queue brings itself. A kind in `bulk` needs none. */
  executors: Partial<Record<Does, Executor>>;
  bulk: Partial<Record<Does, Bulk>>;
  /** Items that were carried out and recorded, for the index of names. What it throws is logged. */
  onOutcome(outcomes: readonly ItemOutcome[], transfer: Transfer): void | Promise<void>;
  /** A transfer ended, with its last counts: for the audit log. What it throws is logged. */
  onEnd(transfer: Transfer): void | Promise<void>;
}

/**
 * Carries out transfers. Methods that take a `transferId` throw `not_found` for an unknown one and `conflict` while another
 * living console works on it; those that change it return it as it is then.
 */
export interface TransferQueue {
  /** Begins to work on a transfer that `TransfersApi.transfers.begin` stored for this process. */
  enqueue(transferId: string): Promise<Transfer>;
  /** Work under way is broken off and kept, so that `resume` goes on with it. */
  pause(transferId: string): Promise<Transfer>;
  /** Goes on with a paused or interrupted transfer. */
  resume(transferId: string): Promise<Transfer>;
  /** Work under way is broken off, and what it left is removed. */
  cancel(transferId: string): Promise<Transfer>;
  /** Failed and cancelled items wait again, and the transfer goes on. */
  retry(transferId: string): Promise<Transfer>;
  prioritize(transferId: string, priority: Priority): Promise<Transfer>;
  /** Takes over the transfers of processes that are gone and goes on with them; those that were paused stay so. */
  resumeAll(): Promise<void>;
  /** With live counts, bytes and rates. */
  list(page: { offset: number; limit: number }): Promise<{ transfers: Transfer[]; total: number }>;
  /** Those that have not ended, as `list` shows them. The database stays closed when there are none. */
  unfinished(): Promise<Transfer[]>;
  get(transferId: string): Promise<Transfer>;
  /** Failed ones first, then in order; those under way with their progress. */
  items(page: ItemsPage): Promise<{ items: TransferItem[]; total: number }>;
  /** Resolves when the transfer has ended or was paused. */
  settled(transferId: string, signal: AbortSignal): Promise<Transfer>;
  /** Removes ended transfers, with what they left unfinished at providers; returns how many. */
  clear(): Promise<number>;
  /** Breaks off what is under way, keeping it for the next start. */
  stop(): Promise<void>;
}
