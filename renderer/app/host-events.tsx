import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { AppEvent } from '#shared/contract/events.ts';
import type { Job } from '#shared/model/job.ts';
import { tell } from '../ui/tell.ts';
import { navigate } from './hash-location.ts';
import { useHost } from './host.tsx';
import { setHostStatus } from './host-state.ts';
import { invalidateTables } from './reads.ts';

/** Changes arrive in bursts during a sync: one re-read per table and interval is enough. */
const coalesceMs = 250;

function collectChanges(client: QueryClient): (tables: readonly string[]) => void {
  const pending = new Set<string>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  return (tables) => {
    for (const table of tables) pending.add(table);
    timer ??= setTimeout(() => {
      timer = undefined;
      const changed = new Set(pending);
      pending.clear();
      void invalidateTables(client, changed);
    }, coalesceMs);
  };
}

/** Puts a job's new state into the lists on screen; an unknown job means the lists are asked again. */
export function mergeJob(jobs: Job[], job: Job): Job[] {
  const known = jobs.some((one) => one.id === job.id);
  return known ? jobs.map((one) => (one.id === job.id ? job : one)) : [job, ...jobs];
}

function handle(event: AppEvent, client: QueryClient, changed: (tables: readonly string[]) => void): void {
  switch (event.type) {
    case 'changed':
      return changed(event.tables);
    case 'progress':
      client.setQueriesData<Job[]>({ queryKey: ['jobs.list'] }, (jobs) => jobs && mergeJob(jobs, event.job));
      // A list that was on its way may bring the state before: the end of a job is read once more.
      return event.job.endedAt === null ? undefined : changed(['jobs']);
    case 'connectivity':
      return changed(['settings', 'freshness']);
    case 'navigate':
      return navigate(event.path);
    case 'notice':
      return tell(event.level, event.message);
    case 'auth_required':
      return tell('warning', event.message, `/connections?edit=${encodeURIComponent(event.connectionId)}`);
  }
}

/** Listens to the host for as long as the console is open. */
export function HostEvents() {
  const host = useHost();
  const client = useQueryClient();
  useEffect(() => {
    let stop = () => {};
    let gone = false;
    const changed = collectChanges(client);
    host.ready.then(
      (connection) => {
        if (gone) return;
        const offEvent = connection.onEvent((event) => handle(event, client, changed));
        const offStatus = connection.onStatus((status) => {
          setHostStatus(client, status);
          // Events sent while the link was down are lost: everything on screen is read again.
          if (status === 'connected') void client.invalidateQueries();
        });
        stop = () => {
          offEvent();
          offStatus();
        };
      },
      () => setHostStatus(client, 'closed'),
    );
    return () => {
      gone = true;
      stop();
    };
  }, [host, client]);
  return null;
}
