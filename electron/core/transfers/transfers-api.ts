import type { AppError } from '#shared/errors/app-error.ts';
import type { Lifecycle, LifecycleRule } from '#shared/model/lifecycle.ts';
import type { ChecksumAlgorithm, ObjectProperties } from '#shared/model/storage.ts';
import type { ItemState, PlanPart, StoragePlan, StoragePlanItem, StorageRequest, Transfer, TransferItem } from '#shared/model/transfer.ts';
import type { ObjectStat, OpenUpload, PartReceipt } from '../capabilities/objects.ts';

/** One side of a work item. */
export interface Endpoint {
  /** Null: files of this machine; then `bucket` is the absolute path of a folder and `key` a path below it with `/`. */
  connectionId: string | null;
  bucket: string;
  key: string;
  versionId: string | null;
}

/** What was seen of the source when the plan was made: another at work time is "changed under way". */
export interface SourceStat {
  size: number;
  /** Epoch ms, UTC. */
  modified: number;
  /** `''`: not known. */
  etag: string;
}

/** One thing to do, as it is kept from plan to outcome. */
export interface WorkItem {
  index: number;
  does: StoragePlanItem['does'];
  from: (Endpoint & SourceStat) | null;
  to: Endpoint | null;
  /** Bytes that it moves; 0 for what moves none. */
  size: number;
  skip: string | null;
  refusal: AppError | null;
  replaces: StoragePlanItem['replaces'];
  /** What the verb needs besides. Plain JSON. */
  input: {
    properties?: ObjectProperties;
    storageClass?: string;
    tags?: Record<string, string>;
    days?: number;
    tier?: string | null;
    access?: 'private' | 'public';
    uploadId?: string;
    /** Of a deletion on a disk: folders below this prefix go when they become empty. */
    emptied?: string;
    /** Rules to be saved, and those that the plan saw. */
    lifecycle?: { rules: LifecycleRule[]; before: Lifecycle };
    /** The target must not exist when the work is done: the plan saw none. */
    ifAbsent?: boolean;
  };
  /** When a process began to work on it that did not get to its outcome, epoch ms of the machine's own clock: it may have left something. */
  begunAt?: number;
  /** Bytes that were recorded for it when it was broken off; counted as done until its next outcome. */
  bytesBefore?: number;
}

/** A new item as it is kept. A million of them cross to the thread as text, which takes a third of the time of objects. */
export interface NewRow {
  /** The item's `index`. */
  at: number;
  /** Place in the list of states. */
  state: number;
  /** 1: it was. */
  refused: number;
  /** 1: counts for "N of M verified". */
  copies: number;
  size: number;
  /** JSON of the refusal. */
  error: string | null;
  note: string;
  /** JSON of the work item. */
  item: string;
}

/** An upload or download under way: what another process needs to go on with it. Encrypted at rest like everything here. */
export interface ResumePoint {
  /** Where it goes. */
  connectionId: string | null;
  upload: OpenUpload;
  partSize: number;
  /** Checksum algorithm of the parts and the whole; null: none. */
  algorithm: ChecksumAlgorithm | null;
}

/** A part that the far side has. */
export interface NotedPart extends PartReceipt {
  /** Its checksum by the algorithm that the source states of the whole, where that is another one; base64. */
  also: string | null;
}

/** A target that is complete while its source is still to be deleted. */
export interface CopiedTarget {
  stat: ObjectStat;
  verified: ChecksumAlgorithm | null;
}

/** What another process finds of an item that was begun. */
export interface StoredParts {
  /** Null: nothing is unfinished at the far side. */
  resume: ResumePoint | null;
  parts: NotedPart[];
  copied: CopiedTarget | null;
}

/** A plan as it is kept: without its items, with what `apply` needs. */
export interface StoredPlan {
  plan: Omit<StoragePlan, 'items' | 'total'>;
  request: StorageRequest;
  /** The process that applies it, and since when (epoch ms of the machine's own clock); null: nobody does, or it was applied. */
  taken: { pid: number; since: number } | null;
}

/** A page of a plan's items. */
export interface PlanItemsPage {
  planId: string;
  offset: number;
  limit: number;
  show?: PlanPart;
  /** Part of either side's key; capitals of ASCII do not matter. */
  text?: string | undefined;
}

/** A page of a transfer's items. */
export interface ItemsPage {
  transferId: string;
  offset: number;
  limit: number;
  /** As it is recorded: what is under way still waits. */
  state?: ItemState | undefined;
  /** Part of either side's key; capitals of ASCII do not matter. */
  text?: string | undefined;
}

/** A transfer with the process that works on it. */
export interface StoredTransfer {
  transfer: Transfer;
  pid: number;
  /** When the process took it, epoch ms of the machine's own clock. */
  since: number;
}

/**
 * The thread that keeps plans and the queue: `transfers.db` in the operations folder, encrypted with the cache's key. What a
 * killed process recorded is there for the next one. Several processes may work on one home: every write of a transfer names
 * its process, and is refused (`false`) when another has claimed it.
 */
export interface TransfersApi {
  store: {
    open(options: { folder: string; key: string }): void;
    close(): void;
  };
  plans: {
    /** Begins a plan; its items are added in pages. It is not visible before `finish`. */
    begin(options: { planId: string; request: StorageRequest }): void;
    /** Rows of new items, see `firstRow`. */
    add(options: { planId: string; rows: NewRow[] }): void;
    finish(options: { plan: StoredPlan['plan'] }): void;
    get(options: { planId: string }): StoredPlan | null;
    /** Those refused first, then in order; of a part, or with a text, in order, and `total` counts what is let through. */
    items(options: PlanItemsPage): { items: WorkItem[]; total: number };
    /**
     * Makes a process the only one that may apply a plan. `fromPid`: the process that had taken it and is gone. False when
     * another was faster, or it was applied.
     */
    take(options: { planId: string; fromPid: number | null; pid: number }): boolean;
    /** Nothing was begun: another may apply it. */
    giveBack(options: { planId: string; pid: number }): void;
    /** Removes plans that were not applied and expired before `before`, and unfinished ones older than that. */
    prune(options: { before: number }): number;
  };
  transfers: {
    /** Turns a plan into a transfer of this process, in one transaction; false when the plan was applied already. Items with `skip` or `refusal` are skipped or failed at once. */
    begin(options: { transfer: Transfer; pid: number }): boolean;
    update(options: { transfer: Transfer; pid: number }): boolean;
    get(options: { transferId: string }): StoredTransfer | null;
    /** Running and waiting ones first, then newest first. */
    list(options: { offset: number; limit: number }): { transfers: Transfer[]; total: number };
    /** Not ended, with their processes. */
    unfinished(): StoredTransfer[];
    /** Takes a transfer over from a process that is gone. False when another was faster. */
    claim(options: { transferId: string; fromPid: number; pid: number }): boolean;
    clear(): number;
    /** Next items that wait, in order, and notes that work on them begins; `after`: only those behind this index. */
    waiting(options: { transferId: string; limit: number; after?: number }): WorkItem[];
    /** Items that wait will not be done; returns how many. */
    cancelWaiting(options: { transferId: string; pid: number }): number;
    /** Failed ones first, then in order; with a filter in order, and `total` counts what it lets through. */
    items(options: ItemsPage): { items: TransferItem[]; total: number };
    /** Stores outcomes and progress of items; false when the transfer is not this process's. */
    record(options: {
      transferId: string;
      pid: number;
      items: {
        index: number;
        state: ItemState;
        bytes: number;
        attempts: number;
        error: AppError | null;
        verified: ChecksumAlgorithm | null;
        note: string;
      }[];
    }): boolean;
    /** Items in this state go back to `waiting`; returns how many. */
    requeue(options: { transferId: string; pid: number; states: ItemState[] }): number;
    counts(options: { transferId: string }): {
      counts: Record<ItemState, number>;
      bytes: { done: number; total: number };
      verified: number;
      copied: number;
    };
  };
  parts: {
    /** Written before the first part is sent. */
    begin(options: { transferId: string; index: number; resume: ResumePoint }): void;
    /** Written when the far side has the part. */
    done(options: { transferId: string; index: number; part: NotedPart }): void;
    get(options: { transferId: string; index: number }): StoredParts | null;
    /** The target of a move is complete and verified: from now on its source may be gone. */
    copied(options: { transferId: string; index: number; outcome: CopiedTarget }): void;
    /** After an abort. What an item left here goes by itself when it is recorded as succeeded. */
    end(options: { transferId: string; index: number }): void;
    /** Uploads that this home began and has not ended, of one bucket or all: never taken for orphans. */
    open(): { transferId: string; index: number; resume: ResumePoint }[];
  };
}
