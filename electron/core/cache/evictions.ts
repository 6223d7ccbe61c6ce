import type { CacheStatus } from '#shared/model/app-info.ts';
import type { Sqlite } from './sqlite.ts';

type Eviction = CacheStatus['evictions'][number];

/** Past evictions shown in the status. */
const shown = 50;

/** What was dropped to keep the cache within its limits, for a person to see. */
export interface EvictionLog {
  add(eviction: Eviction): void;
  /** Newest first. */
  list(): Eviction[];
}

export function createEvictionLog(db: Sqlite): EvictionLog {
  const insert = db.prepare('INSERT INTO evictions (at, what, rows, why) VALUES (@at, @what, @rows, @why)');
  const list = db.prepare(`SELECT at, what, rows, why FROM evictions ORDER BY id DESC LIMIT ${shown}`);
  return { add: (eviction) => void insert.run(eviction), list: () => list.all() as Eviction[] };
}
