import { Worker } from 'node:worker_threads';
import { connectThread } from '../../cache/thread-client.ts';
import type { Logger } from '../../ports.ts';
import { followLog } from '../../threads/worker-log.ts';
import { workerUrl } from '../../worker-url.ts';
import type { ObjectIndexApi } from './index-api.ts';
import type { ObjectIndexThread } from './object-index-access.ts';

/** Starts the thread. Call `api.store.open` first. `close` closes the database, then ends the thread. */
export function openObjectIndexThread({ logger }: { logger?: Logger } = {}): ObjectIndexThread {
  // Most of what a search makes is buffers that live for a block: a small young generation gives them back sooner.
  const resourceLimits = { maxYoungGenerationSizeMb: 8 };
  const worker = new Worker(workerUrl(import.meta.url, 'object-index.worker'), { resourceLimits });
  followLog(worker, logger);
  const thread = connectThread<ObjectIndexApi>(worker, 'object index', (cause) => {
    logger?.error('The object index thread crashed', { cause: cause instanceof Error ? (cause.stack ?? cause.message) : String(cause) });
  });
  return {
    api: thread.api,
    async close() {
      // After a crash there is nothing left to close: SQLite's journal keeps what was committed.
      await thread.api.store.close().catch(() => undefined);
      await thread.terminate();
    },
  };
}
