import type { BucketKey, CachedBucket } from '#shared/model/storage.ts';
import type { AuditLog } from '../audit/audit-log.ts';
import type { ConnectionStore } from '../config/connection-store.ts';
import type { SettingsStore } from '../config/settings-store.ts';
import { nameProblem, nameRulesOf } from '../local-files/key-path.ts';
import type { Clock, Connectivity, Logger } from '../ports.ts';
import type { CacheAccess } from '../services/cache-access.ts';
import type { EventHub } from '../services/event-hub.ts';
import type { Sessions } from '../services/sessions.ts';
import type { JobTracker } from '../sync/job-tracker.ts';
import { createStorageAuditor } from '../transfers/audit/storage-auditor.ts';
import { detectFileSystem } from '../transfers/plans/file-system-rules.ts';
import { createStoragePlanner } from '../transfers/plans/storage-planner.ts';
import { createTransferQueue } from '../transfers/queue/create-transfer-queue.ts';
import { createTransfersAccess, type TransfersThread } from '../transfers/store/transfers-access.ts';
import { storageExecutors } from '../transfers/verbs/storage-executors.ts';
import type { Vault } from '../vault/vault.ts';
import { createFolderListings } from './folder-listings.ts';
import { followOutcomes } from './follow-outcomes.ts';
import { createObjectIndexAccess, type ObjectIndexThread } from './index/object-index-access.ts';
import { createStorageInsights } from './insight/storage-insights.ts';
import { createNameReads } from './name-reads.ts';
import type { Storage } from './storage.ts';
import { createStores } from './stores.ts';
import { thisMachine } from './this-machine.ts';

interface Parts {
  home: string;
  clock: Clock;
  logger: Logger;
  random: () => number;
  connectivity: Connectivity;
  cache: CacheAccess;
  connections: ConnectionStore;
  sessions: Sessions;
  settings: SettingsStore;
  vault: Vault;
  events: EventHub;
  jobs: JobTracker;
  audit: AuditLog;
  openIndexThread(): ObjectIndexThread;
  openTransfersThread(): TransfersThread;
}

/** A bucket as the cache has it. */
function bucketLookup({ cache }: Parts) {
  return async (key: BucketKey): Promise<CachedBucket | null> => {
    const stored = await (await cache.api()).buckets.get(key);
    return stored && { ...stored, index: null };
  };
}

/** Wires storage: opened stores, the index of names, plans and the queue. Threads open on first use. */
export function createStorage(parts: Parts): Storage {
  const { home, clock, logger, random, connectivity, sessions, connections, vault, settings, events, jobs, audit } = parts;
  const key = () => vault.cacheKey();
  const stores = createStores({ sessions, connections, vault, clock, local: thisMachine() });
  const indexAccess = createObjectIndexAccess({
    home,
    key,
    openThread: () => parts.openIndexThread(),
    onRecovery: (message) => events.emit({ type: 'notice', level: 'warning', message }),
  });
  const index = () => indexAccess.api();
  const transfers = createTransfersAccess({ home, key, openThread: () => parts.openTransfersThread() });
  const bucketOf = bucketLookup(parts);
  const auditor = createStorageAuditor({ audit, transfers, stores, bucketOf });
  const queue = createTransferQueue({
    clock,
    logger,
    random,
    events,
    connectivity,
    settings: () => settings.get().transfers,
    transfers,
    openStore: (connectionId) => stores.open(connectionId),
    ...storageExecutors,
    onOutcome: followOutcomes(index, events),
    onEnd: (transfer) => auditor.ended(transfer),
  });
  const insights = createStorageInsights({ index, stores, cache: parts.cache, clock });
  const rules = nameRulesOf(process.platform);
  const planner = createStoragePlanner({
    stores,
    transfers,
    settings,
    bucketOf,
    nameProblem: (name) => nameProblem(name, rules),
    fileSystem: (folder) => detectFileSystem(folder),
    prices: insights.prices,
    audit,
    clock,
    events,
    enqueue: (transferId) => queue.enqueue(transferId),
  });
  const listings = createFolderListings({ stores, index, clock, events, logger });
  const names = createNameReads({ stores, index, jobs, clock, events, logger });
  events.watch((event) => {
    if (event.type === 'changed' && event.tables.includes('connections')) stores.forget();
  });
  return {
    stores,
    index,
    listings,
    names,
    insights,
    planner,
    auditor,
    queue,
    async close() {
      await queue.stop();
      await listings.stop();
      await names.idle();
      await stores.close();
      await transfers.close();
      await indexAccess.close();
    },
  };
}
