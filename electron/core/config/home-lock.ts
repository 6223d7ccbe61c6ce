import { closeSync, mkdirSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { isOtherProcess } from '../platform/other-process.ts';

/** Which process of a home does the shared chores: refreshes, backups, marking killed jobs. */
export interface HomeLock {
  /** True when this process has or gets the chores; false while another living process has them. */
  claim(): boolean;
  release(): void;
}

function holder(path: string): number | null {
  try {
    const pid = Number(readFileSync(path, 'utf8'));
    return Number.isInteger(pid) && pid > 0 && isOtherProcess(pid) ? pid : null;
  } catch {
    return null;
  }
}

function create(path: string): boolean {
  try {
    const handle = openSync(path, 'wx', 0o600);
    writeSync(handle, String(process.pid));
    closeSync(handle);
    return true;
  } catch {
    return false;
  }
}

/** The console window and the command line may run on one home at the same time; a pid file decides between them. */
export function openHomeLock(home: string): HomeLock {
  const path = join(home, 'chores.pid');
  let mine = false;
  return {
    claim() {
      if (mine) return true;
      mkdirSync(home, { recursive: true, mode: 0o700 });
      if (create(path)) return (mine = true);
      if (holder(path) !== null) return false;
      rmSync(path, { force: true });
      return (mine = create(path));
    },
    release() {
      if (mine) rmSync(path, { force: true });
      mine = false;
    },
  };
}
