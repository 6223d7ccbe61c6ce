import type { Job } from '#shared/model/job.ts';
import type { CacheApi } from '../cache/cache-api.ts';
import type { HomeLock } from '../config/home-lock.ts';
import type { Clock } from '../ports.ts';
import type { Groups } from '../threads/thread-api.ts';

/** Jobs that a killed process left running. */
export interface InterruptedJobs {
  /** Marks them once the cache is open; leaves alone the jobs of another living process of this home. */
  onOpen(api: Groups<CacheApi>): Promise<void>;
  /** Hands them to the scheduler, once. */
  take: () => Promise<Job[]>;
}

/** `resume` is false for a process that would not take them up: it leaves them to the one that will. */
export function interruptedJobs({ lock, clock, resume }: { lock: HomeLock; clock: Clock; resume: boolean }): InterruptedJobs {
  let found: Job[] = [];
  return {
    async onOpen(api) {
      if (resume && lock.claim()) found = await api.jobs.interruptRunning({ now: clock.now() });
    },
    async take() {
      const taken = found;
      found = [];
      return taken;
    },
  };
}
