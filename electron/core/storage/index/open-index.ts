import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { AppFailure, failure } from '#shared/errors/app-error.ts';
import { fileBytes } from '../../cache/cache-files.ts';
import { checkKey, writeKeyCheck } from '../../cache/key-check.ts';
import { migrate, refuseNewer } from '../../cache/migrate.ts';
import { isDamage, openSqlite, type Sqlite } from '../../cache/sqlite.ts';
import { indexMigrations } from './schema.ts';

export interface IndexPlace {
  folder: string;
  /** 32-byte key in hex. */
  key: string;
}

const companions = ['', '-wal', '-shm'];

/** Moves the database aside in place of an earlier one; returns its new name. The names can be read again. */
function setAside(database: string, folder: string): string {
  for (const name of readdirSync(folder)) if (name.startsWith('objects.db.damaged-')) rmSync(join(folder, name), { force: true });
  const target = `${database}.damaged-${new Date().toISOString().replace(/[:.]/g, '-')}`;
  for (const suffix of companions) if (existsSync(database + suffix)) renameSync(database + suffix, target + suffix);
  return basename(target);
}

function attempt({ folder, key }: IndexPlace): Sqlite {
  const db = openSqlite(join(folder, 'objects.db'), key);
  try {
    refuseNewer(db, indexMigrations);
    migrate(db, indexMigrations);
    return db;
  } catch (cause) {
    db.close();
    throw cause;
  }
}

/** Why the file cannot be used, in words; null: another failure. */
function reasonOf(cause: unknown): string | null {
  if (isDamage(cause)) return `was damaged (${cause.message})`;
  return cause instanceof AppFailure && cause.error.code === 'conflict' ? 'was written by a newer Aetherium' : null;
}

/** Sets the database aside and begins an empty one. No connection may be open. */
export function replaceIndex(place: IndexPlace, reason: string): { db: Sqlite; recovery: string } {
  const kept = setAside(join(place.folder, 'objects.db'), place.folder);
  const recovery = `The index of object names ${reason}. It starts empty and is filled again as buckets are read. The old file is kept as ${kept}.`;
  return { db: attempt(place), recovery };
}

/**
 * Opens `objects.db`; a file that is damaged or newer is set aside. Throws `AppFailure` `auth_required` for a wrong key: the
 * file stays as it is then.
 */
export function openIndex(place: IndexPlace): { db: Sqlite; recovery: string | null } {
  mkdirSync(place.folder, { recursive: true, mode: 0o700 });
  const database = join(place.folder, 'objects.db');
  const keyCheck = join(place.folder, 'objects.key-check');
  const known = fileBytes(database) > 0 ? checkKey(keyCheck, place.key) : 'new';
  if (known === 'wrong') throw wrongKey();
  const opened = openOrReplace(place, known);
  if (known !== 'right') writeKeyCheck(keyCheck, place.key);
  return opened;
}

function openOrReplace(place: IndexPlace, known: string): { db: Sqlite; recovery: string | null } {
  try {
    return { db: attempt(place), recovery: null };
  } catch (cause) {
    const reason = reasonOf(cause);
    if (reason === null) throw cause;
    // Without a key check value, damage and a wrong key look alike: leaving the file alone is right for both.
    if (known !== 'right') throw wrongKey();
    return replaceIndex(place, reason);
  }
}

function wrongKey() {
  return failure('auth_required', 'The index of object names is encrypted with another key than the vault holds.', {
    hint: 'Unlock the vault that was used before. Nothing was changed.',
    fix: { kind: 'choose_vault' },
  });
}
