import { parentPort } from 'node:worker_threads';
import { batchBuffers } from '../capabilities/read-batch.ts';
import { exposeGroups } from '../threads/thread-api.ts';
import { bugReporter } from '../threads/worker-log.ts';
import { createCache } from './cache.ts';
import { createCostStore } from './costs/cost-store.ts';
import { migrations } from './migrations/index.ts';

const port = parentPort!;

const report = bugReporter(port, 'Fault in the cache');

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
