import { randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, linkSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

function writeSynced(path: string, text: string): void {
  const file = openSync(path, 'wx', 0o600);
  try {
    writeSync(file, text);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** Makes a rename survive a power cut. Windows has no handle for folders and journals the rename itself. */
function syncFolder(path: string): void {
  if (process.platform === 'win32') return;
  const folder = openSync(path, 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}

function place(path: string, text: string, move: (temporary: string) => void): void {
  const temporary = `${path}.${randomBytes(6).toString('hex')}.tmp`;
  try {
    writeSynced(temporary, text);
    move(temporary);
    syncFolder(dirname(path));
  } finally {
    rmSync(temporary, { force: true });
  }
}

/** Replaces a file of the owner alone (mode 0600): after a crash it holds the old text or the new one, never a part. */
export function replaceFile(path: string, text: string): void {
  place(path, text, (temporary) => renameSync(temporary, path));
}

/** Like `replaceFile`, but only where there is no file yet; false when another process was first. */
export function createFile(path: string, text: string): boolean {
  try {
    place(path, text, (temporary) => linkSync(temporary, path));
    return true;
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw cause;
  }
}
