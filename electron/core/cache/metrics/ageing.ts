import { setImmediate } from 'node:timers/promises';
import type { Sqlite } from '../sqlite.ts';
import type { ChunkTable } from './chunk-table.ts';
import { chunkOf, daily, fine, firstKept, hourly, type Resolution } from './resolutions.ts';
import type { SeriesTable } from './series-table.ts';
import { foldSlots } from './slots.ts';
import type { SeriesWriter } from './writer.ts';

interface Parts {
  db: Sqlite;
  chunks: ChunkTable;
  table: SeriesTable;
  writer: SeriesWriter;
}

/** Makes values coarser as they age, and lets the oldest go. */
export interface Ageing {
  /** Chunks removed. */
  age(now: number): Promise<number>;
  /** Removes the oldest chunks of the finest resolution that can spare some; returns how many, 0 when none can. */
  squeeze(now: number): Promise<number>;
  /** Removes the series selected by `where`, with their values. Call inside a transaction. */
  removeSeries(where: string, parameters: Record<string, unknown>): number;
}

/** Chunks folded in one transaction: about 20 ms of work. */
const perTurn = 1000;
/** What stays of each resolution however full the cache is. */
const spared = { fineMs: 86_400_000, hourlyMs: 7 * 86_400_000 };

const orphaned = `until < @before AND NOT EXISTS
  (SELECT 1 FROM machines WHERE machines.connection_id = metric_series.connection_id AND machines.id = metric_series.machine_id)`;

export function createAgeing({ db, chunks, table, writer }: Parts): Ageing {
  /** Five minutes were folded into hours when they came; hours are folded into their day when they go. */
  const foldDay = db.transaction((chunk: number, now: number) => {
    const some = chunks.some(hourly, chunk, perTurn);
    for (const { series, slots } of some) {
      writer.writeSlots({ id: series, resolution: daily, now }, foldSlots(slots, hourly, daily));
      chunks.remove(hourly, series, chunk);
    }
    return some.length;
  });

  const removeHours = async (before: number, now: number): Promise<number> => {
    let removed = 0;
    for (let oldest = chunks.oldest(hourly); oldest !== null && oldest < before; oldest = db.open ? chunks.oldest(hourly) : null) {
      removed += foldDay.immediate(oldest, now);
      await setImmediate();
    }
    return removed;
  };

  const removeSeries: Ageing['removeSeries'] = (where, parameters) => {
    for (const time of chunks.times()) chunks.removeOf(time, where, parameters);
    return table.remove(where, parameters);
  };

  /** Machines that are gone need no history: nothing leads to it any more. */
  const removeOrphans = db.transaction((now: number) => {
    const parameters = { before: now - fine.keepMs };
    const any = db.prepare(`SELECT 1 FROM metric_series WHERE ${orphaned} LIMIT 1`).get(parameters);
    return any ? removeSeries(orphaned, parameters) : 0;
  });

  const keptFrom = (resolution: Resolution, now: number) => chunkOf(resolution, firstKept(resolution, now));
  return {
    removeSeries,
    async age(now) {
      const hours = await removeHours(keptFrom(hourly, now), now);
      if (!db.open) return hours;
      removeOrphans.immediate(now);
      return hours + chunks.removeBefore(fine, keptFrom(fine, now)) + chunks.removeBefore(daily, keptFrom(daily, now));
    },
    async squeeze(now) {
      const oldestFine = chunks.oldest(fine);
      if (oldestFine !== null && oldestFine < chunkOf(fine, (now - spared.fineMs) / fine.stepMs))
        return chunks.removeBefore(fine, oldestFine + 1);
      const oldestHour = chunks.oldest(hourly);
      if (oldestHour !== null && oldestHour < chunkOf(hourly, (now - spared.hourlyMs) / hourly.stepMs))
        return removeHours(oldestHour + 1, now);
      const oldestDay = chunks.oldest(daily);
      return oldestDay === null ? 0 : chunks.removeBefore(daily, oldestDay + 1);
    },
  };
}
