import { toAppError } from '#shared/errors/app-error.ts';
import type { SettingsModel } from '#shared/model/settings.ts';
import type { Clock, Logger } from '../ports.ts';
import type { CacheAccess } from '../services/cache-access.ts';
import type { EventHub } from '../services/event-hub.ts';
import type { JobTracker } from './job-tracker.ts';

export interface Maintenance {
  /** Applies the limits of the settings; tells the person what was removed. */
  evict(): Promise<{ removedMonths: string[]; removedRows: number }>;
  /** Backs the cache up when the newest backup is older than a day. */
  backupWhenOld(): Promise<void>;
}

const day = 86_400_000;

interface Parts {
  cache: CacheAccess;
  clock: Clock;
  events: EventHub;
  jobs: JobTracker;
  logger: Logger;
  settings: () => SettingsModel;
}

export function createMaintenance({ cache, clock, events, jobs, logger, settings }: Parts): Maintenance {
  const backup = async () => {
    const handle = jobs.start({ kind: 'maintenance', title: 'Back up the cache' });
    handle.update({ state: 'running' });
    try {
      await (await cache.api()).store.backup({ now: clock.now() });
      await handle.end('succeeded');
    } catch (cause) {
      logger.warn('backup failed', { cause });
      handle.fault(toAppError(cause));
      await handle.end('failed');
    }
  };
  return {
    async evict() {
      const { keepCostMonths } = settings().cache;
      const removed = await (await cache.api()).store.evict({ now: clock.now(), keepCostMonths });
      if (removed.removedMonths.length === 0) return removed;
      const months = removed.removedMonths.join(', ');
      events.changed('costs', 'freshness');
      events.emit({ type: 'notice', level: 'info', message: `Removed old cost months from the cache to keep its limits: ${months}` });
      return removed;
    },
    async backupWhenOld() {
      const { lastBackupAt, costRows, machines } = await (await cache.api()).store.status();
      if (costRows + machines === 0 || (lastBackupAt !== null && clock.now() - lastBackupAt < day)) return;
      await backup();
    },
  };
}
