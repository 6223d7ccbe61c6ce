import { join } from 'node:path';
import { createThreadAccess, type OpenedThread, type ThreadAccess } from '../../threads/thread-access.ts';
import type { TransfersApi } from '../transfers-api.ts';

/** The transfers thread as the core reaches it. */
export type TransfersAccess = ThreadAccess<TransfersApi>;

/** The worker thread, see `transfers-thread.ts`. */
export type TransfersThread = OpenedThread<TransfersApi>;

interface Options {
  home: string;
  key: () => Promise<string>;
  openThread: () => TransfersThread;
}

export function createTransfersAccess({ home, ...options }: Options): TransfersAccess {
  return createThreadAccess({ ...options, open: (api, key) => api.store.open({ folder: join(home, 'operations'), key }) });
}
