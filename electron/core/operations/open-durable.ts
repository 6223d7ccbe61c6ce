import { openSqlite, type Sqlite } from '../cache/sqlite.ts';

/** Opens a database whose every commit is on the disk before it returns. */
export function openDurable(path: string, key: string): Sqlite {
  const db = openSqlite(path, key);
  db.pragma('synchronous = FULL');
  return db;
}
