import type { BucketKey } from '#shared/model/storage.ts';
import type { GrowthPoint } from '#shared/model/storage-insight.ts';
import type { Sqlite } from '../../cache/sqlite.ts';

export interface StoredKey extends BucketKey {
  id: number;
}

/** A folder that was read completely, and when that began. */
interface Cover {
  prefix: string;
  at: number;
}

/** Which buckets there are, which folders of them were read, and how they grew. */
export interface BucketTable {
  list(): StoredKey[];
  find(key: BucketKey): number | null;
  put(key: BucketKey): number;
  /** Removes a connection's buckets, or one of them, with everything that is known of them; returns how many. */
  remove(options: { connectionId: string; bucket?: string | undefined }): number;
  covers(id: number): Cover[];
  /** The folder was read: takes the place of what was read within it. */
  cover(id: number, cover: Cover): void;
  grown(id: number, point: { at: number; bytes: number; objects: number }): void;
  growth(id: number): GrowthPoint[];
}

/** Points of growth kept of a bucket: three a day for a year. */
const mostPoints = 1000;

function prepare(db: Sqlite) {
  return {
    list: db.prepare('SELECT id, connection_id AS connectionId, bucket FROM buckets ORDER BY connection_id, bucket'),
    find: db.prepare('SELECT id FROM buckets WHERE connection_id = @connectionId AND bucket = @bucket').pluck(),
    put: db.prepare('INSERT INTO buckets (connection_id, bucket) VALUES (@connectionId, @bucket)'),
    remove: db.prepare('DELETE FROM buckets WHERE connection_id = @connectionId AND bucket = coalesce(@bucket, bucket)'),
    covers: db.prepare('SELECT prefix, at FROM covers WHERE bucket_id = ?'),
    uncover: db.prepare('DELETE FROM covers WHERE bucket_id = @id AND substr(prefix, 1, length(@prefix)) = @prefix'),
    cover: db.prepare('INSERT INTO covers (bucket_id, prefix, at) VALUES (@id, @prefix, @at)'),
    grown: db.prepare('INSERT OR REPLACE INTO growth (bucket_id, at, bytes, objects) VALUES (@id, @at, @bytes, @objects)'),
    growth: db.prepare(`SELECT at, bytes, objects, 'index' AS by FROM growth WHERE bucket_id = ? ORDER BY at`),
    thin: db.prepare(`DELETE FROM growth WHERE bucket_id = @id AND at <=
      (SELECT at FROM growth WHERE bucket_id = @id ORDER BY at DESC LIMIT 1 OFFSET @most)`),
  };
}

export function createBucketTable(db: Sqlite): BucketTable {
  const sql = prepare(db);
  const find = (key: BucketKey) => (sql.find.get(key) as number | undefined) ?? null;
  return {
    list: () => sql.list.all() as StoredKey[],
    find,
    put: (key) => find(key) ?? Number(sql.put.run(key).lastInsertRowid),
    remove: ({ connectionId, bucket }) => sql.remove.run({ connectionId, bucket: bucket ?? null }).changes,
    covers: (id) => sql.covers.all(id) as Cover[],
    cover(id, { prefix, at }) {
      sql.uncover.run({ id, prefix });
      sql.cover.run({ id, prefix, at });
    },
    grown(id, point) {
      sql.grown.run({ id, ...point });
      sql.thin.run({ id, most: mostPoints });
    },
    growth: (id) => sql.growth.all(id) as GrowthPoint[],
  };
}

/** Start of the newest read that tells all of a folder; null: none does. */
export function coveredAt(covers: readonly Cover[], prefix: string): number | null {
  const times = covers.filter((cover) => prefix.startsWith(cover.prefix)).map(({ at }) => at);
  return times.length > 0 ? Math.max(...times) : null;
}
