import { join } from 'node:path';
import { createThreadAccess, type OpenedThread, type ThreadAccess } from '../../threads/thread-access.ts';
import type { ObjectIndexApi } from './index-api.ts';

/** The thread with the index of names as services reach it. */
export type ObjectIndexAccess = ThreadAccess<ObjectIndexApi>;

/** The worker thread, see `object-index-thread.ts`. */
export type ObjectIndexThread = OpenedThread<ObjectIndexApi>;

interface Options {
  home: string;
  key: () => Promise<string>;
  openThread: () => ObjectIndexThread;
  /** What opening lost, in a sentence. */
  onRecovery: (message: string) => void;
}

export function createObjectIndexAccess({ home, onRecovery, ...options }: Options): ObjectIndexAccess {
  return createThreadAccess({
    ...options,
    async open(api, key) {
      const { recovery } = await api.store.open({ folder: join(home, 'cache'), key });
      if (recovery) onRecovery(recovery);
    },
  });
}
