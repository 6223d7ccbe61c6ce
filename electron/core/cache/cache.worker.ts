import { randomUUID } from 'node:crypto';
import { parentPort } from 'node:worker_threads';
import { batchBuffers } from '../capabilities/read-batch.ts';
import { exposeGroups } from '../threads/thread-api.ts';
import { createCache } from './cache.ts';
import type { WorkerLogLine } from './cache-thread.ts';
import { createCostStore } from './costs/cost-store.ts';
import { migrations } from './migrations/index.ts';

const port = parentPort!;

function report(cause: unknown): string {
  const id = randomUUID();
  const line: WorkerLogLine = {
    log: { message: 'Fault in the cache', fields: { id, cause: cause instanceof Error ? (cause.stack ?? cause.message) : String(cause) } },
  };
  port.postMessage(line);
  return id;
}

// Work that no caller waits for may fail, such as removing replaced rows on a full disk. Nothing is lost by that: it is
// tried again at the next opening. The thread must not end for it.
process.on('uncaughtException', report);

const cache = createCache({ migrations, createCosts: createCostStore, report });
/**
 * The buffers of a page came with its message and nobody needs them afterwards: 13 MB given back at once, because what the
 * collector would do for them costs more than the page.
 */
const append: typeof cache.costs.append = (page) => {
  try {
    return cache.costs.append(page);
  } finally {
    for (const buffer of batchBuffers(page.batch)) buffer.transfer(0);
  }
};

exposeGroups({ ...cache, costs: Object.assign(Object.create(cache.costs) as typeof cache.costs, { append }) }, port, report);
