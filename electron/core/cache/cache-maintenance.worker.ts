import { randomUUID } from 'node:crypto';
import { renameSync, rmSync } from 'node:fs';
import { parentPort } from 'node:worker_threads';
import { exposeGroups } from '../threads/thread-api.ts';
import { fileBytes } from './cache-files.ts';
import type { MaintenanceApi } from './maintenance.ts';
import { findDamage, isDamage, openSqlite, type Sqlite } from './sqlite.ts';
import { sqliteFailure } from './sqlite-failures.ts';

function withDatabase<T>(options: { database: string; key: string }, work: (db: Sqlite) => T): T {
  const db = openSqlite(options.database, options.key, { readonly: true });
  try {
    return work(db);
  } catch (cause) {
    throw sqliteFailure(cause) ?? cause;
  } finally {
    db.close();
  }
}

/** Keeps the encryption; takes a read transaction only, so that others go on writing. */
function backup(db: Sqlite, target: string): { bytes: number } | { damage: string } {
  const partial = `${target}.partial`;
  rmSync(partial, { force: true });
  try {
    db.prepare('VACUUM INTO ?').run(partial);
    renameSync(partial, target);
    return { bytes: fileBytes(target) };
  } catch (cause) {
    if (isDamage(cause)) return { damage: cause.message };
    throw cause;
  } finally {
    rmSync(partial, { force: true });
  }
}

const maintenance: MaintenanceApi = {
  copy: { backup: (options) => withDatabase(options, (db) => backup(db, options.target)) },
  check: { damage: (options) => withDatabase(options, findDamage) },
};

// A bug here reaches the cache thread as `internal` with this id; its own log line says what was being done.
exposeGroups(maintenance, parentPort!, () => randomUUID());
