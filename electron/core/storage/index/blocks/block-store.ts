import type { Sqlite } from '../../../cache/sqlite.ts';
import type { TextRows } from '../../../capabilities/object-columns.ts';
import { type BlockHead, headOf } from './block-head.ts';
import { type BlockColumns, type BlockRows, columnsOver, packNames, unpackNames } from './block-rows.ts';
import { foldRows } from './fold.ts';
import { gramFilter } from './gram-filter.ts';

/** Blocks in the database. The caller makes the transaction. */
export interface BlockStore {
  /** `readId` 0: shown at once. */
  insert(place: { bucketId: number; readId: number }, rows: BlockRows): BlockHead;
  /** In key order. */
  heads(place: { bucketId: number; readId: number }): BlockHead[];
  names(head: BlockHead): TextRows;
  columns(head: BlockHead): BlockColumns;
  filter(head: BlockHead): Uint8Array;
  remove(heads: readonly BlockHead[]): void;
  removeRead(readId: number): void;
  /** Makes the blocks of a read those that are shown. */
  adopt(readId: number): void;
  sums(place: { bucketId: number; readId: number }): { objects: number; bytes: number };
}

interface HeadRow {
  id: number;
  count: number;
  first: Uint8Array;
  last: Uint8Array;
  bytes: number;
  min_size: number;
  max_size: number;
  min_seconds: number;
  max_seconds: number;
}

function toHead({ min_size, max_size, min_seconds, max_seconds, ...head }: HeadRow): BlockHead {
  return { ...head, minSize: min_size, maxSize: max_size, minSeconds: min_seconds, maxSeconds: max_seconds };
}

const parts = ['block_names', 'block_columns', 'block_filters'] as const;

function prepare(db: Sqlite) {
  const partOf = (table: string) => db.prepare(`SELECT part FROM ${table} WHERE block_id = ?`).pluck();
  return {
    insert: db.prepare(`INSERT INTO blocks
      (bucket_id, read_id, count, first, last, bytes, min_size, max_size, min_seconds, max_seconds)
      VALUES (@bucketId, @readId, @count, @first, @last, @bytes, @minSize, @maxSize, @minSeconds, @maxSeconds)`),
    parts: parts.map((table) => db.prepare(`INSERT INTO ${table} (block_id, part) VALUES (?, ?)`)),
    heads: db.prepare(`SELECT id, count, first, last, bytes, min_size, max_size, min_seconds, max_seconds FROM blocks
      WHERE bucket_id = @bucketId AND read_id = @readId ORDER BY first`),
    names: partOf('block_names'),
    columns: partOf('block_columns'),
    filter: partOf('block_filters'),
    remove: db.prepare('DELETE FROM blocks WHERE id = ?'),
    removeRead: db.prepare('DELETE FROM blocks WHERE read_id = ?'),
    adopt: db.prepare('UPDATE blocks SET read_id = 0 WHERE read_id = ?'),
    sums: db.prepare(`SELECT coalesce(sum(count), 0) AS objects, coalesce(sum(bytes), 0) AS bytes FROM blocks
      WHERE bucket_id = @bucketId AND read_id = @readId`),
  };
}

export function createBlockStore(db: Sqlite): BlockStore {
  const sql = prepare(db);
  return {
    insert(place, rows) {
      const head = headOf(0, rows);
      const id = Number(sql.insert.run({ ...place, ...head }).lastInsertRowid);
      const stored = [packNames(rows.keys), rows.columns.buffer, gramFilter(foldRows(rows.keys))];
      stored.forEach((part, i) => sql.parts[i]!.run(id, part));
      return { ...head, id };
    },
    heads: (place) => (sql.heads.all(place) as HeadRow[]).map(toHead),
    names: ({ id, count }) => unpackNames(sql.names.get(id) as Uint8Array, count),
    columns: ({ id }) => columnsOver(sql.columns.get(id) as Uint8Array),
    filter: ({ id }) => sql.filter.get(id) as Uint8Array,
    remove: (heads) => heads.forEach(({ id }) => sql.remove.run(id)),
    removeRead: (readId) => void sql.removeRead.run(readId),
    adopt: (readId) => void sql.adopt.run(readId),
    sums: (place) => sql.sums.get(place) as { objects: number; bytes: number },
  };
}
