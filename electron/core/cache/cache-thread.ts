import { Worker } from 'node:worker_threads';
import type { Logger } from '../ports.ts';
import type { Groups } from '../threads/thread-api.ts';
import { followLog } from '../threads/worker-log.ts';
import { workerUrl } from '../worker-url.ts';
import type { CacheApi } from './cache-api.ts';
import { connectThread } from './thread-client.ts';

/** The cache in its thread. Call `api.store.open` first. `close` closes the database, then ends the thread. */
export function openCacheThread(options: { logger?: Logger } = {}): { api: Groups<CacheApi>; close(): Promise<void> } {
  const worker = new Worker(workerUrl(import.meta.url, 'cache.worker'));
  followLog(worker, options.logger);
  const thread = connectThread<CacheApi>(worker, 'cache', (cause) => {
    options.logger?.error('The cache thread crashed', { cause: cause instanceof Error ? (cause.stack ?? cause.message) : String(cause) });
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
