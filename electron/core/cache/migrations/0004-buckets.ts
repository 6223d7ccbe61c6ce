import type { Migration } from '../migrate.ts';

const buckets = `
  CREATE TABLE buckets (
    connection_id TEXT NOT NULL,
    bucket TEXT NOT NULL,
    scope TEXT NOT NULL,
    run TEXT NOT NULL,
    environment TEXT NOT NULL,
    row TEXT NOT NULL,
    PRIMARY KEY (connection_id, bucket)
  ) WITHOUT ROWID`;

/** Buckets, containers and folders; the names in them are kept apart, see `core/storage/index`. */
export const bucketsMigration: Migration = { name: 'buckets', statements: [buckets] };
