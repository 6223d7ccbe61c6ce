import { setImmediate } from 'node:timers/promises';
import type { CacheApi } from './cache-api.ts';
import type { HeldMonth } from './costs/inventory.ts';
import type { Session } from './session.ts';
import type { Sqlite } from './sqlite.ts';

type Options = Parameters<CacheApi['store']['evict']>[0];

/** Pages given back to the disk between two other calls: about 10 ms of work. */
const vacuumPages = 1000;

function usedBytes(db: Sqlite): number {
  const pragma = (name: string) => db.pragma(name, { simple: true }) as number;
  return (pragma('page_count') - pragma('freelist_count')) * pragma('page_size');
}

/** Rows that a newer read has replaced are removed bit by bit between calls: waits for that, lest they count as used. */
async function settledBytes(db: Sqlite): Promise<number> {
  for (let before = usedBytes(db); ; ) {
    await setImmediate();
    const after = db.open ? usedBytes(db) : 0;
    if (after >= before || after === 0) return after;
    before = after;
  }
}

/** First month kept, `2024-09`, when `keep` months up to `newest` are kept. */
function firstKeptMonth(newest: string, keep: number): string {
  const date = new Date(`${newest}-01T00:00:00Z`);
  date.setUTCMonth(date.getUTCMonth() - keep + 1);
  return date.toISOString().slice(0, 7);
}

function megabytes(bytes: number): string {
  return `${Math.round(bytes / 1048576).toLocaleString('en')} MB`;
}

/**
 * Drops cost months past the age limit, then the oldest while over the size limit. Age counts from the newest month of
 * each connection, which always stays: a file of an old year is not old to the person who opened it.
 */
export async function evictMonths(
  session: Session,
  { now, keepCostMonths }: Options,
): Promise<{ removedMonths: string[]; removedRows: number }> {
  const { costs, db, evictions } = session;
  await settledBytes(db);
  const held = costs.months();
  const newest = new Map(held.map(({ connectionId, month }) => [connectionId, month]));
  const months = new Set<string>();
  let removedRows = 0;
  const drop = db.transaction((one: HeldMonth, why: string) => {
    const rows = costs.dropMonth(one);
    evictions.add({ at: now, what: `Costs of ${one.month}, ${one.connectionId}`, rows, why });
    months.add(one.month);
    removedRows += rows;
  });
  for (const one of held) {
    const last = newest.get(one.connectionId)!;
    if (one.month === last) continue;
    if (one.month < firstKeptMonth(last, keepCostMonths)) drop.immediate(one, `older than the ${keepCostMonths} months kept`);
    else if (usedBytes(db) > session.maxBytes) drop.immediate(one, `cache over its limit of ${megabytes(session.maxBytes)}`);
  }
  return { removedMonths: [...months], removedRows };
}

/** Metrics may fill this share of a full cache before the oldest of them go; beyond it costs go. */
const metricsShare = 0.25;

/** Ages metrics; over the size limit drops the oldest of what they have more than their share of. Returns the chunks removed. */
export async function evictMetrics({ db, metrics, evictions, maxBytes }: Session, now: number): Promise<number> {
  const { removed } = await metrics.age({ now });
  if (usedBytes(db) <= maxBytes || metrics.bytes() <= maxBytes * metricsShare) return removed;
  let dropped = 0;
  for (let some = -1; some !== 0 && db.open && usedBytes(db) > maxBytes; ) {
    some = await metrics.squeeze(now);
    dropped += some;
  }
  const why = `cache over its limit of ${megabytes(maxBytes)}`;
  if (dropped > 0) evictions.add({ at: now, what: 'Oldest measurements of machines', rows: dropped, why });
  return removed + dropped;
}

/** Gives freed pages back to the disk, a few at a time, so that reads in between do not wait. */
export async function shrink(db: Sqlite): Promise<void> {
  while (db.open && (db.pragma('freelist_count', { simple: true }) as number) > 0) {
    db.pragma(`incremental_vacuum(${vacuumPages})`);
    await setImmediate();
  }
  // The journal holds the moved pages until they are written back; only then does the file get shorter.
  if (db.open) db.pragma('wal_checkpoint(TRUNCATE)');
}
