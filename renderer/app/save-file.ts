import { useCallback } from 'react';
import type { Connection } from '#renderer/rpc/connection.ts';
import type { Reply } from '#shared/errors/reply.ts';
import type { Job } from '#shared/model/job.ts';
import { tell, tellError } from '../ui/tell.ts';
import { useHost } from './host.tsx';

const ended = new Set<Job['state']>(['succeeded', 'partial', 'failed', 'cancelled', 'interrupted']);

/** Waits for the end of a job by its progress events; the list is asked once in case it ended before we listened. */
function jobEnd(connection: Connection, id: string): Promise<Job> {
  return new Promise((resolve) => {
    const settle = (job: Job | undefined) => {
      if (job?.id !== id || !ended.has(job.state)) return;
      off();
      resolve(job);
    };
    const off = connection.onEvent((event) => event.type === 'progress' && settle(event.job));
    const askOnce = async () => {
      const reply = await connection.services.jobs.list({});
      if (reply.ok) settle(reply.value.find((job) => job.id === id));
    };
    void askOnce();
  });
}

export type Write<T> = (target: string, connection: Connection) => Promise<Reply<T>>;

/**
 * Asks where to save, lets the host write, and fetches the file where the host is behind a browser.
 *
 * @param write starts the writing; a job is waited for, anything else counts as written
 */
export function useSaveFile(): <T>(suggestedName: string, write: Write<T>) => Promise<void> {
  const host = useHost();
  return useCallback(
    async (suggestedName, write) => {
      const connection = await host.ready;
      const target = await connection.services.files.chooseSave({ suggestedName });
      if (!target.ok) return tellError(target.error);
      if (!target.value) return;
      const reply = await write(target.value.token, connection);
      if (!reply.ok) return tellError(reply.error);
      const job = isJob(reply.value) ? await jobEnd(connection, reply.value.id) : null;
      if (job && job.state !== 'succeeded') {
        const error = job.errors[0];
        if (error) tellError(error);
        return;
      }
      if (target.value.downloadPath) connection.files.download(target.value.downloadPath);
      tell('info', `Saved ${target.value.name}.`);
    },
    [host],
  );
}

function isJob(value: unknown): value is Job {
  return typeof value === 'object' && value !== null && 'state' in value && 'kind' in value && 'id' in value;
}
