import type { EnvironmentRule } from '#shared/model/environment.ts';
import type { Freshness } from '#shared/model/freshness.ts';
import type { StoredConnection } from '../config/connection-store.ts';
import type { Clock, Connectivity, Logger } from '../ports.ts';
import type { CacheAccess } from '../services/cache-access.ts';
import type { EventHub } from '../services/event-hub.ts';
import type { SessionRequest, Sessions } from '../services/sessions.ts';
import type { RetryRules } from './backoff.ts';
import type { Breakers } from './breakers.ts';
import type { SyncedSet } from './capabilities.ts';
import type { DueOptions } from './due.ts';
import type { JobTracker } from './job-tracker.ts';

/** What every part of a sync works with. */
export interface SyncContext {
  cache: CacheAccess;
  clock: Clock;
  connectivity: Connectivity;
  logger: Logger;
  events: EventHub;
  jobs: JobTracker;
  sessions: Sessions;
  breakers: Breakers;
  retry: RetryRules;
  /** 0 ≤ x < 1. */
  random: () => number;
  /** The person's rules for environments, as they are now. */
  environmentRules(): EnvironmentRule[];
  secretsOf: (connectionId: string) => SessionRequest['secret'];
  /** Runs after new cost rows were stored. */
  afterCosts: () => Promise<void>;
}

/** What a sync is asked to read. */
export interface SyncRequest {
  connection: StoredConnection;
  dataSets: SyncedSet[];
  /** Read even what is billed and not old yet. */
  force: boolean;
  /** Only the scopes that are due; absent: all of them. */
  due?: Pick<DueOptions, 'mended'>;
}

/** Scopes of a connection read at the same time: enough to hide latency, few enough not to be throttled. */
export const parallelScopes = 8;

/** Freshness of one data set of a connection. */
export async function setsOf({ cache }: SyncContext, connection: StoredConnection, dataSet: string): Promise<Freshness[]> {
  const sets = await (await cache.api()).sets.list({ connectionId: connection.id });
  return sets.filter((set) => set.dataSet === dataSet);
}
