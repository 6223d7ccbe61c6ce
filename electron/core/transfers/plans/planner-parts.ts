import type { AppError } from '#shared/errors/app-error.ts';
import type { Environments } from '#shared/model/environment.ts';
import type { BucketKey, CachedBucket } from '#shared/model/storage.ts';
import type { Transfer } from '#shared/model/transfer.ts';
import type { AuditLog } from '../../audit/audit-log.ts';
import type { Clock } from '../../ports.ts';
import type { EventHub } from '../../services/event-hub.ts';
import type { Stores } from '../../storage/stores.ts';
import type { TransfersAccess } from '../store/transfers-access.ts';
import type { FileSystemRules } from './file-system-rules.ts';
import type { StoragePricing } from './storage-pricing.ts';

/** What planning needs of others. */
export interface PlannerParts {
  stores: Pick<Stores, 'open' | 'features'>;
  transfers: Pick<TransfersAccess, 'api'>;
  settings: { get(): { environments: Environments } };
  /** From the cache; null when it was never listed. */
  bucketOf(key: BucketKey): Promise<CachedBucket | null>;
  /** Why no file below a folder can have this key; null when one can. */
  nameProblem(key: string): AppError | null;
  /** How the disk that holds a folder compares names. */
  fileSystem(folder: string): Promise<FileSystemRules>;
  /** Absent: no price is known, and plans say so. */
  prices?: StoragePricing;
  audit: AuditLog;
  clock: Clock;
  events: Pick<EventHub, 'changed'>;
  /** Begins to work on a stored transfer. */
  enqueue(transferId: string): Promise<Transfer>;
}
