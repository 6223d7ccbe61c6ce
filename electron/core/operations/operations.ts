import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { failure } from '#shared/errors/app-error.ts';
import { migrate } from '../cache/migrate.ts';
import { openSqlite, type Sqlite } from '../cache/sqlite.ts';
import { createDocuments } from './documents-repository.ts';
import { operationsMigrations } from './migrations.ts';
import type { OperationsApi } from './operations-api.ts';

interface Opened {
  db: Sqlite;
  documents: OperationsApi['documents'];
}

/** Opens a database whose every commit is on the disk before it returns. */
export function openDurable(path: string, key: string): Sqlite {
  const db = openSqlite(path, key);
  db.pragma('synchronous = FULL');
  return db;
}

function open({ folder, key }: { folder: string; key: string }): Opened {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const db = openDurable(join(folder, 'operations.db'), key);
  migrate(db, operationsMigrations);
  return { db, documents: createDocuments(db) };
}

export function createOperations(): Pick<OperationsApi, 'store' | 'documents'> {
  let opened: Opened | null = null;
  const current = () => {
    if (!opened) throw failure('conflict', 'The operations store is not open.', { hint: 'Unlock the vault, or start the console again.' });
    return opened;
  };
  return {
    store: {
      open(options) {
        opened?.db.close();
        opened = open(options);
      },
      close() {
        opened?.db.close();
        opened = null;
      },
    },
    documents: {
      put: (options) => current().documents.put(options),
      get: (options) => current().documents.get(options),
      list: (options) => current().documents.list(options),
      remove: (options) => current().documents.remove(options),
    },
  };
}
