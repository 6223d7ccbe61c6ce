import type { Sqlite } from '../../cache/sqlite.ts';
import type { Codes } from './blocks/block-builder.ts';
import { type BlockReader, createBlockReader } from './blocks/block-reader.ts';
import { type BlockStore, createBlockStore } from './blocks/block-store.ts';
import { createCodeTable } from './blocks/code-table.ts';
import { SortedRows } from './blocks/sorted-rows.ts';
import { type BucketTable, createBucketTable } from './bucket-table.ts';

/** Everything that works on the names: the tables and what is kept of them in memory. */
export interface NameIndex {
  db: Sqlite;
  buckets: BucketTable;
  blocks: BlockStore;
  reader: BlockReader;
  codes: Codes;
  /** Names of a bucket that are shown. The same object until they change. */
  rows(bucketId: number): SortedRows;
  /** What is in memory of a bucket is not what is stored any more. */
  changed(bucketId: number): void;
  /** Forgets everything in memory: a transaction was rolled back, or another process wrote. */
  reload(): void;
  /** Notices what other processes wrote. Call it before a query. */
  follow(): void;
}

/** Storage classes and extensions that get a number of their own. */
const mostClasses = 256;
const mostExtensions = 4096;

export function createNameIndex(db: Sqlite): NameIndex {
  const blocks = createBlockStore(db);
  const reader = createBlockReader(blocks);
  const codes: Codes = {
    classes: createCodeTable(db, 'class', mostClasses),
    extensions: createCodeTable(db, 'extension', mostExtensions),
  };
  const shown = new Map<number, SortedRows>();
  const version = () => db.pragma('data_version', { simple: true }) as number;
  let seen = version();
  const reload = () => {
    shown.clear();
    reader.clear();
    codes.classes.reload();
    codes.extensions.reload();
  };
  return {
    db,
    buckets: createBucketTable(db),
    blocks,
    reader,
    codes,
    rows(bucketId) {
      const known = shown.get(bucketId);
      if (known) return known;
      const rows = new SortedRows(blocks.heads({ bucketId, readId: 0 }), reader, codes.classes);
      shown.set(bucketId, rows);
      return rows;
    },
    changed: (bucketId) => void shown.delete(bucketId),
    reload,
    follow() {
      const now = version();
      if (now === seen) return;
      seen = now;
      reload();
    },
  };
}
