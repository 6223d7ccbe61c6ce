import { join } from 'node:path';
import type { CacheApi, OpenReport } from '../cache/cache-api.ts';
import type { Groups } from '../threads/thread-api.ts';

/** The cache thread as services reach it: opened on first use, and again after the vault was unlocked. */
export interface CacheAccess {
  /** The open cache. Throws `AppFailure` `auth_required` (fix `choose_vault`) while the vault is locked, `conflict` for a newer cache. */
  api(): Promise<Groups<CacheApi>>;
  isOpen(): boolean;
  /** What opening found; null before. */
  report(): OpenReport | null;
  close(): Promise<void>;
}

/** The cache's worker thread, see `cache/cache-thread.ts`. */
export interface CacheThread {
  api: Groups<CacheApi>;
  close(): Promise<void>;
}

interface CacheAccessOptions {
  home: string;
  /** Key of the database; throws while the vault is locked. */
  key(): Promise<string>;
  maxBytes(): number;
  openThread(): CacheThread;
  /** Runs once, when the cache is open and before anyone uses it. */
  onOpen(api: Groups<CacheApi>, report: OpenReport): Promise<void>;
}

interface Opened {
  api: Groups<CacheApi>;
  report: OpenReport;
  close(): Promise<void>;
}

async function open(options: CacheAccessOptions, key: string): Promise<Opened> {
  const thread = options.openThread();
  try {
    const report = await thread.api.store.open({ folder: join(options.home, 'cache'), key, maxBytes: options.maxBytes() });
    await options.onOpen(thread.api, report);
    return { api: thread.api, report, close: () => thread.close() };
  } catch (cause) {
    await thread.close();
    throw cause;
  }
}

export function createCacheAccess(options: CacheAccessOptions): CacheAccess {
  let opening: Promise<Opened> | null = null;
  let opened: Opened | null = null;
  const start = async () => (opened = await open(options, await options.key()));
  return {
    async api() {
      if (opened) return opened.api;
      opening ??= start().finally(() => (opening = null));
      return (await opening).api;
    },
    isOpen: () => opened !== null,
    report: () => opened?.report ?? null,
    async close() {
      await opening?.catch(() => undefined);
      const last = opened;
      opened = null;
      await last?.close();
    },
  };
}
