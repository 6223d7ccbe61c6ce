import type { Job } from '#shared/model/job.ts';
import type { CacheApi } from './cache-api.ts';
import type { Sqlite } from './sqlite.ts';

/** Ended jobs kept for the activity list. */
const keepJobs = 1000;

/** Long work in the activity tray, kept over a restart. */
export function createJobsRepository(db: Sqlite): CacheApi['jobs'] {
  const put = db.prepare(`INSERT INTO jobs VALUES (@id, @startedAt, @state, @job)
    ON CONFLICT DO UPDATE SET started_at = @startedAt, state = @state, job = @job`);
  const prune = db.prepare(`DELETE FROM jobs WHERE state NOT IN ('queued', 'running')
    AND id IN (SELECT id FROM jobs ORDER BY started_at DESC LIMIT -1 OFFSET ${keepJobs})`);
  const list = db.prepare('SELECT job FROM jobs ORDER BY started_at DESC, id LIMIT ?').pluck();
  const unfinished = db.prepare(`SELECT job FROM jobs WHERE state IN ('queued', 'running') ORDER BY started_at, id`).pluck();
  const parse = (texts: unknown[]) => texts.map((text) => JSON.parse(text as string) as Job);
  const store = (job: Job) => {
    put.run({ id: job.id, startedAt: job.startedAt, state: job.state, job: JSON.stringify(job) });
    if (job.endedAt !== null) prune.run();
  };
  const interrupt = db.transaction((now: number) => {
    const interrupted = parse(unfinished.all()).map((job): Job => ({ ...job, state: 'interrupted', endedAt: now }));
    interrupted.forEach(store);
    return interrupted;
  });
  return {
    put: db.transaction(store),
    list: ({ limit }) => parse(list.all(limit)),
    interruptRunning: ({ now }) => interrupt.immediate(now),
  };
}
