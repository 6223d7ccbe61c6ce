import type { Groups } from '../threads/thread-api.ts';
import type { StorageAuditor } from '../transfers/audit/storage-auditor.ts';
import type { StoragePlanner } from '../transfers/plans/storage-planner.ts';
import type { TransferQueue } from '../transfers/queue/transfer-queue.ts';
import type { FolderListings } from './folder-listings.ts';
import type { ObjectIndexApi } from './index/index-api.ts';
import type { StorageInsights } from './insight/storage-insights.ts';
import type { NameReads } from './name-reads.ts';
import type { Stores } from './stores.ts';

/** Everything that storage is made of; `create-storage.ts` wires it. */
export interface Storage {
  stores: Stores;
  /** The index of names; throws `auth_required` while the vault is locked. */
  index(): Promise<Groups<ObjectIndexApi>>;
  listings: FolderListings;
  names: NameReads;
  insights: StorageInsights;
  planner: StoragePlanner;
  auditor: StorageAuditor;
  queue: TransferQueue;
  close(): Promise<void>;
}
