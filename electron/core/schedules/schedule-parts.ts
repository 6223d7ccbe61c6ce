import type { ActionEngine } from '../actions/action-engine.ts';
import type { AuditLog } from '../audit/audit-log.ts';
import type { HomeLock } from '../config/home-lock.ts';
import type { SettingsStore } from '../config/settings-store.ts';
import type { Clock, Connectivity, Logger } from '../ports.ts';
import type { CacheAccess } from '../services/cache-access.ts';
import type { EventHub } from '../services/event-hub.ts';
import type { ScheduleStore } from './schedule-store.ts';

/** What schedules are made of. */
export interface ScheduleParts {
  store: ScheduleStore;
  cache: CacheAccess;
  settings: Pick<SettingsStore, 'get'>;
  actions: Pick<ActionEngine, 'plan' | 'apply' | 'ended'>;
  audit: AuditLog;
  events: EventHub;
  clock: Clock;
  connectivity: Connectivity;
  logger: Logger;
  /** Only the console that holds the home's chores runs schedules. */
  lock: HomeLock;
}

/** A start or stop that is later than this is not made any more: the day it was meant for has moved on. */
export const graceMs = 15 * 60_000;
