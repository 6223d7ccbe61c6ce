import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { failure } from '#shared/errors/app-error.ts';
import { backupPath, type CacheFiles, fileBytes } from './cache-files.ts';
import { checkKey, writeKeyCheck } from './key-check.ts';
import { type Migration, migrate, refuseNewer, schemaVersion } from './migrate.ts';
import { markOpen, type OpenMarkers } from './open-markers.ts';
import { recover } from './recovery.ts';
import { findDamage, isDamage, openSqlite, type Sqlite } from './sqlite.ts';

/**
 * A structure check reads the whole file: 25 ms for 64 MB, but seconds for a cache of many million rows on a slow disk,
 * before the first screen. So small files are checked at each opening; large ones only after a process ended without
 * closing them, and then in another thread while the cache is in use. Nothing slips through for that: each page carries
 * an authentication tag that is verified whenever it is read, and each backup reads all of them.
 */
const defaultCheckAtOnceBelow = 64 * 1024 * 1024;

export interface DatabaseOptions {
  files: CacheFiles;
  key: string;
  migrations: readonly Migration[];
  /** Epoch ms UTC; names backups and quarantined files. */
  now: number;
  /** Bytes up to which a file is checked before it is used. */
  checkAtOnceBelow?: number | undefined;
  /** Damage met while the file was in use: replace it without another look. */
  damage?: string;
}

export interface OpenedDatabase {
  db: Sqlite;
  markers: OpenMarkers;
  recovery: string | null;
  /** The file should be checked in the background: it is large and was not closed properly. */
  unchecked: boolean;
}

/** What opening without repair found: a usable connection or the damage. */
type Attempt = { db: Sqlite; checked: boolean } | { damage: string };

/**
 * Opens the cache, repairing or replacing it when it is damaged.
 * Throws `AppFailure` `auth_required` for a wrong key and `conflict` for a newer schema; the files stay as they are then.
 */
export function openDatabase(options: DatabaseOptions): OpenedDatabase {
  const { files, key } = options;
  mkdirSync(files.folder, { recursive: true, mode: 0o700 });
  const known = existsSync(files.database) ? checkKey(files.keyCheck, key) : 'new';
  if (known === 'wrong') throw wrongKey();
  const markers = markOpen(files.folder);
  try {
    const opened = openOrRecover(options, markers, known);
    if (known !== 'right') writeKeyCheck(files.keyCheck, key);
    if (opened.checked) markers.clearDead();
    return { db: opened.db, markers, recovery: opened.recovery, unchecked: markers.unclean && !opened.checked };
  } catch (cause) {
    markers.remove();
    throw cause;
  }
}

function openOrRecover(options: DatabaseOptions, markers: OpenMarkers, known: string) {
  const emptied = known === 'right' && fileBytes(options.files.database) === 0;
  const damage = options.damage ?? (emptied ? 'the file is empty' : null);
  const first = damage === null ? attempt(options) : { damage };
  if ('db' in first) return { ...first, recovery: null };
  // Without a key check value, damage and a wrong key look alike; leaving the file alone is right for both.
  if (known !== 'right') throw wrongKey();
  if (markers.shared) throw inUse(first.damage);
  const recovery = recover({ ...options, newestSchema: options.migrations.length, damage: first.damage });
  const second = attempt(options);
  if ('damage' in second) throw failure('internal', `The cache could not be repaired: ${second.damage}.`);
  return { ...second, recovery };
}

function attempt(options: DatabaseOptions): Attempt {
  const { files, key, migrations, checkAtOnceBelow = defaultCheckAtOnceBelow } = options;
  let db: Sqlite | null = null;
  try {
    db = openSqlite(files.database, key);
    refuseNewer(db, migrations);
    const checked = fileBytes(files.database) < checkAtOnceBelow;
    const damage = checked ? findDamage(db) : null;
    if (damage !== null) return { damage: closing(db, damage) };
    bringUpToDate(db, options);
    return { db, checked };
  } catch (cause) {
    db?.close();
    if (isDamage(cause)) return { damage: cause.message };
    throw cause;
  }
}

function closing(db: Sqlite, damage: string): string {
  db.close();
  return damage;
}

function bringUpToDate(db: Sqlite, { files, migrations, now }: DatabaseOptions): void {
  const version = schemaVersion(db);
  if (version > 0 && version < migrations.length) {
    const target = backupPath(files, now);
    rmSync(target, { force: true });
    db.prepare('VACUUM INTO ?').run(target);
  }
  migrate(db, migrations);
}

function wrongKey() {
  return failure('auth_required', 'The cache is encrypted with another key than the vault holds.', {
    hint: 'Unlock the vault that was used before, or move the cache folder away to begin with an empty cache. Nothing was changed.',
    fix: { kind: 'choose_vault' },
  });
}

function inUse(damage: string) {
  return failure('conflict', `The cache is damaged (${damage}) and another Aetherium has it open.`, {
    hint: 'Close the other console or command, then start again: the cache repairs itself then.',
  });
}
