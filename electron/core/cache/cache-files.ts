import { readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** Where the parts of the cache are. */
export interface CacheFiles {
  folder: string;
  database: string;
  keyCheck: string;
}

export interface BackupFile {
  path: string;
  /** Epoch ms UTC, from the file's name: copying a home keeps it, unlike the file time. */
  at: number;
}

const companions = ['', '-wal', '-shm'];
const backupPattern = /^backup-(\d+)\.db$/;

export function cacheFiles(folder: string): CacheFiles {
  return { folder, database: join(folder, 'cache.db'), keyCheck: join(folder, 'cache.key-check') };
}

export function backupPath(files: CacheFiles, at: number): string {
  return join(files.folder, `backup-${at}.db`);
}

/** Finished backups, newest first. */
export function listBackups(files: CacheFiles): BackupFile[] {
  return readdirSync(files.folder)
    .flatMap((name) => {
      const at = backupPattern.exec(name)?.[1];
      return at ? [{ path: join(files.folder, name), at: Number(at) }] : [];
    })
    .sort((a, b) => b.at - a.at);
}

/** Removes all but the newest `keep` backups. */
export function pruneBackups(files: CacheFiles, keep: number): void {
  for (const backup of listBackups(files).slice(keep)) rmSync(backup.path, { force: true });
}

export function fileBytes(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}

/** Moves a damaged database and its journal aside, for a later look, in place of the one before; returns its new name. */
export function quarantine(files: CacheFiles, at: number): string {
  for (const name of readdirSync(files.folder)) if (name.startsWith('cache.db.damaged-')) rmSync(join(files.folder, name), { force: true });
  const target = `${files.database}.damaged-${new Date(at).toISOString().replace(/[:.]/g, '-')}`;
  for (const suffix of companions) {
    if (statSync(files.database + suffix, { throwIfNoEntry: false })) renameSync(files.database + suffix, target + suffix);
  }
  return target;
}
