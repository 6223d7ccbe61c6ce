import { join } from 'node:path';
import { createThreadAccess, type OpenedThread, type ThreadAccess } from '../../threads/thread-access.ts';
import type { Groups } from '../../threads/thread-api.ts';
import type { TransfersApi } from '../transfers-api.ts';
import { mayBeUnfinished } from './idle-mark.ts';

/** The transfers thread as the core reaches it. */
export interface TransfersAccess extends ThreadAccess<TransfersApi> {
  /** Whether it is worth opening the database for transfers that have not ended. Cheap: asked at every start. */
  mayBeUnfinished(): boolean;
}

/** The worker thread, see `transfers-thread.ts`. */
export type TransfersThread = OpenedThread<TransfersApi>;

interface Options {
  home: string;
  key: () => Promise<string>;
  openThread: () => TransfersThread;
}

export function createTransfersAccess({ home, ...options }: Options): TransfersAccess {
  const folder = join(home, 'operations');
  const access = createThreadAccess({ ...options, open: (api: Groups<TransfersApi>, key) => api.store.open({ folder, key }) });
  return { ...access, mayBeUnfinished: () => mayBeUnfinished(folder) };
}
