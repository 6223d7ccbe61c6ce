import { copyFileSync, renameSync, rmSync } from 'node:fs';
import { basename } from 'node:path';
import { type BackupFile, type CacheFiles, listBackups, quarantine } from './cache-files.ts';
import { schemaVersion } from './migrate.ts';
import { findDamage, openSqlite } from './sqlite.ts';

interface RecoveryOptions {
  files: CacheFiles;
  key: string;
  /** Newest schema this program reads. */
  newestSchema: number;
  damage: string;
  /** Epoch ms UTC. */
  now: number;
}

function isGood(backup: BackupFile, { key, newestSchema }: RecoveryOptions): boolean {
  try {
    const db = openSqlite(backup.path, key, { readonly: true });
    try {
      return schemaVersion(db) > 0 && schemaVersion(db) <= newestSchema && findDamage(db) === null;
    } finally {
      db.close();
    }
  } catch {
    return false;
  }
}

/**
 * Moves the damaged database aside and puts the newest good backup in its place, if there is one. No connection may be
 * open. Returns what happened, in sentences for a person.
 */
export function recover(options: RecoveryOptions): string {
  const { files } = options;
  const backup = listBackups(files).find((candidate) => isGood(candidate, options));
  const restoring = `${files.database}.restoring`;
  rmSync(restoring, { force: true });
  // The copy is complete before the damaged file moves, so that being killed in between loses neither.
  if (backup) copyFileSync(backup.path, restoring);
  const kept = basename(quarantine(files, options.now));
  if (backup) renameSync(restoring, files.database);
  const outcome = backup
    ? `It was restored from the backup of ${new Date(backup.at).toISOString().slice(0, 16).replace('T', ' ')} UTC; what is newer is read again.`
    : 'There was no good backup, so it starts empty and is filled again at the next refresh.';
  return `The cache was damaged (${options.damage}). ${outcome} The damaged file is kept as ${kept}.`;
}
