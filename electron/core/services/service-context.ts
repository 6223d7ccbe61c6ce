import type { ActionEngine } from '../actions/action-engine.ts';
import type { AuditLog } from '../audit/audit-log.ts';
import type { ConnectionStore } from '../config/connection-store.ts';
import type { SettingsStore } from '../config/settings-store.ts';
import type { CoreOptions } from '../core.ts';
import type { OperationsAccess } from '../operations/operations-access.ts';
import type { FileGrants } from '../ports.ts';
import type { Schedules } from '../schedules/schedules.ts';
import type { Storage } from '../storage/storage.ts';
import type { JobTracker } from '../sync/job-tracker.ts';
import type { Maintenance } from '../sync/maintenance.ts';
import type { Scheduler } from '../sync/scheduler.ts';
import type { SyncEngine } from '../sync/sync-engine.ts';
import type { Vault } from '../vault/vault.ts';
import type { CacheAccess } from './cache-access.ts';
import type { EventHub } from './event-hub.ts';
import type { Sessions } from './sessions.ts';

/** What the services are made of. */
export interface ServiceContext {
  options: CoreOptions;
  vault: Vault;
  cache: CacheAccess;
  connections: ConnectionStore;
  settings: SettingsStore;
  events: EventHub;
  jobs: JobTracker;
  sessions: Sessions;
  engine: SyncEngine;
  scheduler: Scheduler;
  maintenance: Maintenance;
  grants: FileGrants;
  /** Plans, runs, schedules and the audit log on disk. */
  operations: OperationsAccess;
  audit: AuditLog;
  actions: ActionEngine;
  schedules: Schedules;
  storage: Storage;
}
