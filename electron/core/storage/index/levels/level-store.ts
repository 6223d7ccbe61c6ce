import type { Sqlite } from '../../../cache/sqlite.ts';
import { type LevelPage, lastEntry, packPage, unpackPage } from './level-page.ts';

/** A folder whose listing is kept. */
export interface Level {
  id: number;
  prefix: string;
  /** Start of the newest listing that is shown; null: none is yet. */
  at: number | null;
  /** Start of the last complete one. */
  asOf: number | null;
}

/** Where a page of a level is. `last`: its last entry. */
export interface PlacedPage {
  id: number;
  generation: number;
  last: Uint8Array;
  entries: number;
}

/** Listings of folders in the database. The caller makes the transaction. */
export interface LevelStore {
  find(bucketId: number, prefix: string): Level | null;
  put(bucketId: number, prefix: string): Level;
  setTimes(id: number, times: { at: number | null; asOf: number | null }): void;
  /** Newest generation first, pages in order. */
  pages(levelId: number): PlacedPage[];
  page(id: number): LevelPage;
  add(place: { levelId: number; generation: number; number: number }, page: LevelPage): void;
  /** `last` stays where it was unless the page's own end is behind it. */
  change(place: PlacedPage, page: LevelPage): void;
  removeBefore(levelId: number, generation: number): void;
  newestGeneration(levelId: number): number;
  touch(id: number): void;
  /** Drops the levels that were not used for longest, down to the limits. */
  evict(): void;
}

/** Bounds of what is kept: the index of names is for everything else. */
const mostLevels = 2000;
const mostEntries = 1_000_000;

function prepare(db: Sqlite) {
  return {
    find: db.prepare('SELECT id, prefix, at, as_of AS asOf FROM levels WHERE bucket_id = ? AND prefix = ?'),
    insert: db.prepare(`INSERT INTO levels (bucket_id, prefix, used)
      VALUES (?, ?, (SELECT coalesce(max(used), 0) + 1 FROM levels)) ON CONFLICT DO NOTHING`),
    times: db.prepare('UPDATE levels SET at = @at, as_of = @asOf WHERE id = @id'),
    pages: db.prepare('SELECT id, generation, last, entries FROM level_pages WHERE level_id = ? ORDER BY generation DESC, number'),
    page: db.prepare('SELECT page FROM level_pages WHERE id = ?').pluck(),
    add: db.prepare(`INSERT INTO level_pages (level_id, generation, number, last, entries, page)
      VALUES (@levelId, @generation, @number, @last, @entries, @page)`),
    change: db.prepare('UPDATE level_pages SET last = @last, entries = @entries, page = @page WHERE id = @id'),
    removeBefore: db.prepare('DELETE FROM level_pages WHERE level_id = ? AND generation < ?'),
    newest: db.prepare('SELECT coalesce(max(generation), 0) FROM level_pages WHERE level_id = ?').pluck(),
    touch: db.prepare('UPDATE levels SET used = (SELECT max(used) + 1 FROM levels) WHERE id = ?'),
    evict: db.prepare(`DELETE FROM levels WHERE id IN (
      SELECT id FROM (
        SELECT levels.id, row_number() OVER (ORDER BY used DESC) AS place, sum(coalesce(held, 0)) OVER (ORDER BY used DESC) AS held
        FROM levels LEFT JOIN (SELECT level_id, sum(entries) AS held FROM level_pages GROUP BY level_id) ON level_id = levels.id
      ) WHERE place > ${mostLevels} OR (held > ${mostEntries} AND place > 1))`),
  };
}

const entriesOf = ({ objects, prefixes }: LevelPage) => objects.length + prefixes.length;

export function createLevelStore(db: Sqlite): LevelStore {
  const sql = prepare(db);
  const find = (bucketId: number, prefix: string) => (sql.find.get(bucketId, prefix) as Level | undefined) ?? null;
  return {
    find,
    put(bucketId, prefix) {
      sql.insert.run(bucketId, prefix);
      return find(bucketId, prefix)!;
    },
    setTimes: (id, times) => void sql.times.run({ id, ...times }),
    pages: (levelId) => sql.pages.all(levelId) as PlacedPage[],
    page: (id) => unpackPage(sql.page.get(id) as Uint8Array),
    add: (place, page) => void sql.add.run({ ...place, last: lastEntry(page), entries: entriesOf(page), page: packPage(page) }),
    change({ id, last }, page) {
      const own = lastEntry(page);
      sql.change.run({ id, last: Buffer.compare(own, last) > 0 ? own : last, entries: entriesOf(page), page: packPage(page) });
    },
    removeBefore: (levelId, generation) => void sql.removeBefore.run(levelId, generation),
    newestGeneration: (levelId) => sql.newest.get(levelId) as number,
    touch: (id) => void sql.touch.run(id),
    evict: () => void sql.evict.run(),
  };
}
