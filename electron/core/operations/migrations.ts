import type { Migration } from '../cache/migrate.ts';

const documents = `
  CREATE TABLE documents (
    place INTEGER PRIMARY KEY,
    collection TEXT NOT NULL,
    id TEXT NOT NULL,
    document TEXT NOT NULL,
    UNIQUE (collection, id)
  )`;

/** Every step of the schema of `operations.db`, in order. Add at the end; never change one that was released. */
export const operationsMigrations: readonly Migration[] = [{ name: 'documents', statements: [documents] }];
