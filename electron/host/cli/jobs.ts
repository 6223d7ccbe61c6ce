import type { Core } from '#core/core.ts';
import type { AppEvent } from '#shared/contract/events.ts';
import type { AppError } from '#shared/errors/app-error.ts';
import type { Job } from '#shared/model/job.ts';
import { type CliIo, type Exit, exits } from './io.ts';

function progressLine({ title, state, description, progress, errors }: Job): string {
  const share = progress === null || state !== 'running' ? '' : ` ${Math.floor(progress * 100)} %`;
  const detail = state === 'failed' ? (errors[0]?.message ?? '') : description;
  return `${title}: ${state}${share}${detail ? ` · ${detail}` : ''}\n`;
}

/** Follows jobs from before they start, with progress on stderr. */
export interface JobWatch {
  /** Resolves with the ended jobs; rejects when the signal fires first. */
  ended(jobs: Job[], signal?: AbortSignal): Promise<Job[]>;
  close(): void;
}

export function watchJobs(core: Core, io: CliIo): JobWatch {
  const latest = new Map<string, Job>();
  const waiting = new Set<() => void>();
  const close = core.onEvent((event: AppEvent) => {
    if (event.type === 'notice') void io.err(`${event.message}\n`);
    if (event.type !== 'progress') return;
    latest.set(event.job.id, event.job);
    void io.err(progressLine(event.job));
    for (const check of waiting) check();
  });
  return {
    close,
    ended: (jobs, signal = io.signal) =>
      new Promise((resolve, reject) => {
        const finish = (done: () => void) => {
          waiting.delete(check);
          signal.removeEventListener('abort', abort);
          done();
        };
        const abort = () => finish(() => reject(signal.reason as Error));
        const check = () => {
          const found = jobs.map(({ id }) => latest.get(id));
          if (found.every((job): job is Job => job !== undefined && job.endedAt !== null)) finish(() => resolve(found));
        };
        if (signal.aborted) return reject(signal.reason as Error);
        signal.addEventListener('abort', abort, { once: true });
        waiting.add(check);
        check();
      }),
  };
}

/** 0 when every job succeeded, 1 when none brought anything, 3 in between. */
export function exitOf(jobs: Job[]): Exit {
  if (jobs.every(({ state }) => state === 'succeeded')) return exits.done;
  return jobs.some(({ state }) => state === 'succeeded' || state === 'partial') ? exits.partial : exits.failed;
}

/** The first thing that went wrong; null when nothing did. */
export function firstError(jobs: Job[]): AppError | null {
  return jobs.flatMap((job) => job.errors)[0] ?? null;
}
