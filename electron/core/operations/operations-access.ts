import { join } from 'node:path';
import type { Groups } from '../threads/thread-api.ts';
import type { OperationsApi } from './operations-api.ts';

/** The operations thread as the core reaches it: opened on first use, and again after the vault was unlocked. */
export interface OperationsAccess {
  /** Throws `AppFailure` `auth_required` (fix `choose_vault`) while the vault is locked. */
  api(): Promise<Groups<OperationsApi>>;
  close(): Promise<void>;
}

/** The worker thread, see `operations-thread.ts`. */
export interface OperationsThread {
  api: Groups<OperationsApi>;
  close(): Promise<void>;
}

interface Options {
  home: string;
  key: () => Promise<string>;
  openThread: () => OperationsThread;
}

async function open({ home, key, openThread }: Options): Promise<OperationsThread> {
  const secret = await key();
  const thread = openThread();
  try {
    await thread.api.store.open({ folder: join(home, 'operations'), key: secret });
    return thread;
  } catch (cause) {
    await thread.close();
    throw cause;
  }
}

export function createOperationsAccess(options: Options): OperationsAccess {
  let opening: Promise<OperationsThread> | null = null;
  let opened: OperationsThread | null = null;
  return {
    async api() {
      if (opened) return opened.api;
      opening ??= open(options)
        .then((thread) => (opened = thread))
        .finally(() => (opening = null));
      return (await opening).api;
    },
    async close() {
      await opening?.catch(() => undefined);
      const last = opened;
      opened = null;
      await last?.close();
    },
  };
}
