import { Worker } from 'node:worker_threads';
import { connectThread } from '../../cache/thread-client.ts';
import type { Logger } from '../../ports.ts';
import { followLog } from '../../threads/worker-log.ts';
import { workerUrl } from '../../worker-url.ts';
import type { TransfersApi } from '../transfers-api.ts';
import type { TransfersThread } from './transfers-access.ts';

/** What its calls leave behind is short-lived: a young generation that grows with them is memory for nothing. */
const resourceLimits = { maxYoungGenerationSizeMb: 8 };

/** Starts the thread. `close` closes the database, then ends it. */
export function openTransfersThread({ logger }: { logger: Logger }): TransfersThread {
  const worker = new Worker(workerUrl(import.meta.url, 'transfers.worker'), { resourceLimits });
  followLog(worker, logger);
  const thread = connectThread<TransfersApi>(worker, 'transfers', (cause) => logger.error('The transfers thread crashed', { cause }));
  return {
    api: thread.api,
    async close() {
      // After a crash there is nothing left to close: what was committed is on the disk.
      await thread.api.store.close().catch(() => undefined);
      await thread.terminate();
    },
  };
}
