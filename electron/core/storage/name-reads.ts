import { randomUUID } from 'node:crypto';
import { toAppError } from '#shared/errors/app-error.ts';
import type { Job } from '#shared/model/job.ts';
import { columnBuffers } from '../capabilities/object-columns.ts';
import type { Clock, Logger } from '../ports.ts';
import type { EventHub } from '../services/event-hub.ts';
import type { JobHandle, JobTracker } from '../sync/job-tracker.ts';
import { type Groups, moved } from '../threads/thread-api.ts';
import type { IndexedFolder, ObjectIndexApi } from './index/index-api.ts';
import type { Stores } from './stores.ts';

/** Reads of all names below a folder into the index; each is a job, and what is shown stays until its end. */
export interface NameReads {
  /** The job of the read that is under way for this folder, or of a new one. */
  begin(folder: IndexedFolder): Job;
  idle(): Promise<void>;
}

interface Parts {
  stores: Stores;
  index: () => Promise<Groups<ObjectIndexApi>>;
  jobs: JobTracker;
  clock: Clock;
  events: EventHub;
  logger: Logger;
}

/** Parts that a listing may be divided into where its names are known from before. */
const splitParts = 32;

export function createNameReads({ stores, index, jobs, clock, events, logger }: Parts): NameReads {
  const running = new Map<string, { handle: JobHandle; ended: Promise<void> }>();

  const read = async (folder: IndexedFolder, handle: JobHandle) => {
    const { connectionId, bucket, prefix } = folder;
    const api = await index();
    const run = randomUUID();
    const splits = await api.query.splits({ ...folder, parts: splitParts });
    await api.read.begin({ ...folder, run, at: clock.now() });
    let rows = 0;
    try {
      await stores.use(connectionId, async (store) => {
        for await (const page of store.list({ bucket, prefix, delimiter: null, splits, signal: handle.signal })) {
          rows += page.objects.count;
          for (const warning of page.warnings ?? []) handle.fault(warning);
          await api.read.page(moved({ run, objects: page.objects }, columnBuffers(page.objects)));
          handle.update({ state: 'running', rows, description: `${rows.toLocaleString('en-US')} objects` });
        }
      });
      await api.read.finish({ run });
    } catch (cause) {
      await api.read.abort({ run });
      throw cause;
    }
  };

  const work = async (folder: IndexedFolder, handle: JobHandle) => {
    try {
      await read(folder, handle);
      await handle.end(handle.job.errors.length > 0 ? 'partial' : 'succeeded');
    } catch (cause) {
      const id = randomUUID().slice(0, 8);
      const error = toAppError(cause, id);
      if (error.code === 'internal') logger.error('names not read', { id, cause });
      if (!handle.signal.aborted) handle.fault(error);
      // A read that was cut off is begun anew by whoever asks for it: nothing of it is kept.
      await handle.end(handle.signal.aborted ? 'cancelled' : 'failed');
    } finally {
      events.changed('buckets', 'objects');
    }
  };

  return {
    begin(folder) {
      const key = JSON.stringify([folder.connectionId, folder.bucket, folder.prefix]);
      const known = running.get(key);
      if (known) return structuredClone(known.handle.job);
      const title = `Names of ${folder.bucket}${folder.prefix && `/${folder.prefix}`}`;
      const handle = jobs.start({ kind: 'index', title, connectionId: folder.connectionId });
      const ended = work(folder, handle).finally(() => running.delete(key));
      running.set(key, { handle, ended });
      return structuredClone(handle.job);
    },
    async idle() {
      await Promise.all([...running.values()].map(({ ended }) => ended));
    },
  };
}
