import { Worker } from 'node:worker_threads';
import { connectThread } from '../cache/thread-client.ts';
import type { Logger } from '../ports.ts';
import { followLog } from '../threads/worker-log.ts';
import { workerUrl } from '../worker-url.ts';
import type { OperationsThread } from './operations-access.ts';
import type { OperationsApi } from './operations-api.ts';

/** Starts the thread. `close` closes the databases, then ends it. */
export function openOperationsThread({ logger }: { logger: Logger }): OperationsThread {
  const worker = new Worker(workerUrl(import.meta.url, 'operations.worker'));
  followLog(worker, logger);
  const thread = connectThread<OperationsApi>(worker, 'operations', (cause) => logger.error('The operations thread crashed', { cause }));
  return {
    api: thread.api,
    async close() {
      // After a crash there is nothing left to close: what was committed is on the disk.
      await thread.api.store.close().catch(() => undefined);
      await thread.terminate();
    },
  };
}
