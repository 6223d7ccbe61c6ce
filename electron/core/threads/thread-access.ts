import type { Groups } from './thread-api.ts';

/** A worker thread with its interface. */
export interface OpenedThread<T> {
  api: Groups<T>;
  close(): Promise<void>;
}

/** A thread as the core reaches it: opened on first use, and again after the vault was unlocked. */
export interface ThreadAccess<T> {
  /** Throws `AppFailure` `auth_required` (fix `choose_vault`) while the vault is locked. */
  api(): Promise<Groups<T>>;
  close(): Promise<void>;
}

interface Options<T> {
  /** Key of the thread's databases; throws while the vault is locked. */
  key: () => Promise<string>;
  openThread: () => OpenedThread<T>;
  /** Opens the databases of a thread that was just started. */
  open: (api: Groups<T>, key: string) => Promise<unknown>;
}

async function start<T>({ key, openThread, open }: Options<T>): Promise<OpenedThread<T>> {
  const secret = await key();
  const thread = openThread();
  try {
    await open(thread.api, secret);
    return thread;
  } catch (cause) {
    await thread.close();
    throw cause;
  }
}

export function createThreadAccess<T>(options: Options<T>): ThreadAccess<T> {
  let opening: Promise<OpenedThread<T>> | null = null;
  let opened: OpenedThread<T> | null = null;
  return {
    async api() {
      if (opened) return opened.api;
      opening ??= start(options)
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
