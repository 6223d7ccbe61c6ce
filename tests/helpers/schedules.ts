import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { AuditLog } from '#core/audit/audit-log.ts';
import { migrate } from '#core/cache/migrate.ts';
import { openSqlite } from '#core/cache/sqlite.ts';
import { openHomeLock } from '#core/config/home-lock.ts';
import { openSettingsStore } from '#core/config/settings-store.ts';
import { createDocuments } from '#core/operations/documents-repository.ts';
import { operationsMigrations } from '#core/operations/migrations.ts';
import type { OperationsAccess } from '#core/operations/operations-access.ts';
import type { ScheduleParts } from '#core/schedules/schedule-parts.ts';
import { createScheduleStore } from '#core/schedules/schedule-store.ts';
import { createSchedules } from '#core/schedules/schedules.ts';
import type { CacheAccess } from '#core/services/cache-access.ts';
import { createEventHub } from '#core/services/event-hub.ts';
import { schedulesService } from '#core/services/schedules-service.ts';
import type { ServiceContext } from '#core/services/service-context.ts';
import type { AuditEntry } from '#shared/model/audit.ts';
import type { Machine } from '#shared/model/machine.ts';
import { openCache } from './cache.ts';
import { testKey } from './cache-key.ts';
import { type FakeActions, fakeActions } from './fake-actions.ts';
import { type FakeClock, fakeClock } from './fake-clock.ts';
import { machine } from './machines.ts';
import { tempFolder } from './temp-folder.ts';
import { silentLogger } from './vaults.ts';

/** Documents in a real database of the home, in this thread. */
function documentsOf(home: string): OperationsAccess {
  const db = openSqlite(join(home, 'operations.db'), testKey);
  migrate(db, operationsMigrations);
  onTestFinished(() => void db.close());
  const documents = createDocuments(db);
  return { api: async () => ({ documents }) as never, close: async () => undefined };
}

function memoryAudit(entries: AuditEntry[]): AuditLog {
  return {
    person: () => ({ kind: 'person', name: 'operator', host: 'desk', via: 'desktop' }),
    append: async (added) => void entries.push(...added),
  };
}

function switchedNetwork() {
  const listeners = new Set<() => void>();
  const state = { online: true, suspended: false };
  return {
    online: () => state.online,
    suspended: () => state.suspended,
    onChange(listener: () => void) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    set(change: Partial<typeof state>) {
      Object.assign(state, change);
      for (const listener of listeners) listener();
    },
  };
}

export interface TestSchedules {
  service: ReturnType<typeof schedulesService>;
  schedules: ServiceContext['schedules'];
  actions: FakeActions;
  clock: FakeClock;
  network: ReturnType<typeof switchedNetwork>;
  settings: ReturnType<typeof openSettingsStore>;
  audit: AuditEntry[];
  /** Errors that were shown. */
  notices: string[];
  home: string;
  /** Replaces the cached machines of connection `c1`. */
  estate(machines: Machine[]): Promise<void>;
}

/** Three machines of staging: web-1, web-2 (running) and db-1. */
export const staging = ['web-1', 'web-2', 'db-1'].map((name) => machine({ id: name, name, environment: 'staging' }));

/** Schedules on a real cache and documents, with an engine, clock and network that the test moves. A given home is opened once more. */
export async function testSchedules(given: { home?: string; clock?: FakeClock } = {}): Promise<TestSchedules> {
  const home = given.home ?? tempFolder();
  const clock = given.clock ?? fakeClock();
  const { cache: api } = await openCache(join(home, 'cache'));
  const cache = { api: async () => api } as unknown as CacheAccess;
  const [actions, network, entries] = [fakeActions(), switchedNetwork(), [] as AuditEntry[]];
  const settings = openSettingsStore({ home, onBad: () => undefined });
  const lock = openHomeLock(home);
  const audit = memoryAudit(entries);
  const events = createEventHub((cause) => {
    throw cause;
  });
  const notices: string[] = [];
  events.on((event) => event.type === 'notice' && notices.push(event.message));
  const common = { cache, settings, audit, events };
  const parts: ScheduleParts = {
    ...common,
    clock,
    lock,
    connectivity: network,
    logger: silentLogger,
    actions: actions.engine,
    store: createScheduleStore(documentsOf(home)),
  };
  const schedules = createSchedules(parts);
  onTestFinished(() => schedules.stop());
  const estate = async (machines: Machine[]) => {
    await api.machines.put({ connectionId: 'c1', scope: '', run: 'r', machines, cursor: null });
  };
  if (given.home === undefined) await estate(staging);
  const context = { ...common, schedules, options: { clock } } as unknown as ServiceContext;
  return { service: schedulesService(context), schedules, actions, clock, network, settings, audit: entries, notices, home, estate };
}

/** Office hours of Vienna for everything in staging. */
export const officeHours = {
  name: 'Office hours',
  enabled: true,
  targets: { selection: { text: '', where: [{ column: 'environment' as const, values: ['staging'] }] } },
  timeZone: 'Europe/Vienna',
  start: '0 8 * * 1-5',
  stop: '0 18 * * 1-5',
  holidays: [],
};
