import { join } from 'node:path';
import { createThreadAccess, type OpenedThread, type ThreadAccess } from '../threads/thread-access.ts';
import type { OperationsApi } from './operations-api.ts';

/** The operations thread as the core reaches it. */
export type OperationsAccess = ThreadAccess<OperationsApi>;

/** The worker thread, see `operations-thread.ts`. */
export type OperationsThread = OpenedThread<OperationsApi>;

interface Options {
  home: string;
  key: () => Promise<string>;
  openThread: () => OperationsThread;
}

export function createOperationsAccess({ home, ...options }: Options): OperationsAccess {
  return createThreadAccess({ ...options, open: (api, key) => api.store.open({ folder: join(home, 'operations'), key }) });
}
