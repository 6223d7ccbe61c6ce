import { failure } from '#shared/errors/app-error.ts';
import type { Sqlite } from './sqlite.ts';

/** One step of the schema. Its number is its place in the list, from 1. Published steps are never changed. */
export interface Migration {
  name: string;
  statements: readonly string[];
}

export function schemaVersion(db: Sqlite): number {
  return db.pragma('user_version', { simple: true }) as number;
}

/** Throws `conflict` when the file was written by a newer program: its rows might mean something else. */
export function refuseNewer(db: Sqlite, migrations: readonly Migration[]): void {
  const found = schemaVersion(db);
  if (found <= migrations.length) return;
  throw failure('conflict', `The cache was written by a newer Aetherium (schema ${found}, this program knows ${migrations.length}).`, {
    hint: 'Start the newer version, or move the cache folder away to begin with an empty cache. Nothing was changed.',
  });
}

/** Brings the schema up to date, each step in one transaction with its version number. Safe to repeat and to interrupt. */
export function migrate(db: Sqlite, migrations: readonly Migration[]): void {
  refuseNewer(db, migrations);
  migrations.forEach((migration, index) => {
    const step = db.transaction(() => {
      // Read again inside the write lock: another process may have done this step just now.
      if (schemaVersion(db) > index) return;
      for (const statement of migration.statements) db.exec(statement);
      db.pragma(`user_version = ${index + 1}`);
    });
    if (schemaVersion(db) <= index) step.immediate();
  });
}
