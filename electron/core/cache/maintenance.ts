import { Worker } from 'node:worker_threads';
import type { Groups } from '../threads/thread-api.ts';
import { workerUrl } from '../worker-url.ts';
import { connectThread } from './thread-client.ts';

/** Long reads of the whole database, done on a connection and in a thread of their own. */
export interface MaintenanceApi {
  copy: {
    /** Copies the database, encrypted with the same key, to `target`; the file appears when it is complete. It reads every page, so it finds damage too. */
    backup(options: { database: string; key: string; target: string }): { bytes: number } | { damage: string };
  };
  check: {
    /** What is wrong with the structure of the file; null when it is sound. */
    damage(options: { database: string; key: string }): string | null;
  };
}

/** Runs `work` in a maintenance thread that ends with it. */
export async function withMaintenance<T>(work: (api: Groups<MaintenanceApi>) => Promise<T>): Promise<T> {
  const thread = connectThread<MaintenanceApi>(new Worker(workerUrl(import.meta.url, 'cache-maintenance.worker')), 'cache maintenance');
  try {
    return await work(thread.api);
  } finally {
    await thread.terminate();
  }
}
