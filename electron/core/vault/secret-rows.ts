import { closeSync, openSync } from 'node:fs';
// oxlint-disable-next-line import/default -- CommonJS: the module object is the default export
import Database from 'better-sqlite3-multiple-ciphers';
import { failure } from '#shared/errors/app-error.ts';
import type { Clock } from '../ports.ts';
import { seal, unseal } from './secret-box.ts';

/** Sealed secrets of one vault. The calls are tiny and rare, so they run where they are made. */
export interface SecretRows {
  /** Null when there is no such row; `auth_required` when the row was changed, moved or sealed with another key. */
  get(dataKey: Buffer, connectionId: string, key: string): string | null;
  set(dataKey: Buffer, row: { connectionId: string; key: string; value: string }): void;
  /** Removes one secret, or all of a connection. */
  remove(connectionId: string, key?: string): void;
  keys(connectionId: string): string[];
  all(): { connectionId: string; key: string }[];
  clear(): void;
  /** Runs `work` as one transaction that no other process can interleave; rolled back when it throws. Waits for its turn. */
  exclusively<T>(clock: Clock, work: () => Promise<T>): Promise<T>;
  close(): void;
}

/** How long a single statement may wait when another process writes: its writes take a millisecond. */
const busyMs = 1000;
/** Setting up may take longer (a prompt, scrypt), so it is waited for without blocking the thread. */
const turns = { count: 150, ms: 100 };

async function begin(db: Database.Database, clock: Clock): Promise<void> {
  db.pragma('busy_timeout = 0');
  try {
    for (let turn = 0; turn < turns.count; turn += 1) {
      if (tryBegin(db)) return;
      await clock.sleep(turns.ms);
    }
  } finally {
    db.pragma(`busy_timeout = ${busyMs}`);
  }
  throw failure('conflict', 'Another process is setting up the vault of this home.', { hint: 'Try again in a moment.' });
}

function tryBegin(db: Database.Database): boolean {
  try {
    db.exec('BEGIN IMMEDIATE');
    return true;
  } catch (cause) {
    if ((cause as { code?: string }).code === 'SQLITE_BUSY') return false;
    throw cause;
  }
}

/** Each part is authenticated, so a row put in another row's place does not open. */
function contextOf(connectionId: string, key: string): string {
  return `aetherium secret ${JSON.stringify([connectionId, key])}`;
}

function damaged(connectionId: string, key: string) {
  return failure('auth_required', `The stored secret “${key}” was changed or damaged and is not used.`, {
    hint: 'Enter the secret again in the connection.',
    fix: { kind: 'edit_connection', connectionId },
    source: { connectionId },
  });
}

function openDatabase(path: string): Database.Database {
  // Made here so that the file is never readable by others, not even for a moment.
  if (path !== ':memory:') closeSync(openSync(path, 'a', 0o600));
  const db = new Database(path, { timeout: busyMs });
  db.pragma('synchronous = FULL');
  // Removed secrets are overwritten, not left in free pages.
  db.pragma('secure_delete = ON');
  db.exec(
    'CREATE TABLE IF NOT EXISTS secrets (connection TEXT NOT NULL, key TEXT NOT NULL, sealed BLOB NOT NULL, PRIMARY KEY (connection, key)) STRICT',
  );
  return db;
}

/** Opens `vault.db` (or `:memory:`); throws SQLite's error when the file is no database. */
export function openSecretRows(path: string): SecretRows {
  const db = openDatabase(path);
  const find = db.prepare<[string, string], { sealed: Buffer }>('SELECT sealed FROM secrets WHERE connection = ? AND key = ?');
  const put = db.prepare('INSERT INTO secrets VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET sealed = excluded.sealed');
  const list = db.prepare<[], { connectionId: string; key: string }>('SELECT connection AS connectionId, key FROM secrets ORDER BY 1, 2');
  return {
    get(dataKey, connectionId, key) {
      const row = find.get(connectionId, key);
      if (!row) return null;
      const plain = unseal(dataKey, row.sealed, contextOf(connectionId, key));
      if (!plain) throw damaged(connectionId, key);
      return plain.toString('utf8');
    },
    set(dataKey, { connectionId, key, value }) {
      put.run(connectionId, key, seal(dataKey, Buffer.from(value), contextOf(connectionId, key)));
    },
    remove(connectionId, key) {
      if (key === undefined) db.prepare('DELETE FROM secrets WHERE connection = ?').run(connectionId);
      else db.prepare('DELETE FROM secrets WHERE connection = ? AND key = ?').run(connectionId, key);
    },
    keys: (connectionId) =>
      list
        .all()
        .filter((row) => row.connectionId === connectionId)
        .map((row) => row.key),
    all: () => list.all(),
    clear: () => void db.exec('DELETE FROM secrets'),
    async exclusively(clock, work) {
      await begin(db, clock);
      try {
        const result = await work();
        db.exec('COMMIT');
        return result;
      } catch (cause) {
        if (db.inTransaction) db.exec('ROLLBACK');
        throw cause;
      }
    },
    close: () => void db.close(),
  };
}
