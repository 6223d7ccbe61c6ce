import type { Sqlite } from '../sqlite.ts';
import { decodeChunk, encodeChunk } from './chunk-codec.ts';
import { chunkKey, chunkOf, chunkSpan, partsOfKey, type Resolution } from './resolutions.ts';
import { emptySlots, type Slots, sliceSlots } from './slots.ts';

/** The blobs of all series. */
export interface ChunkTable {
  /** Values of one series, `from` up to but not including `to`, by slot number; NaN where there are none. */
  read(resolution: Resolution, series: number, range: SlotRange): Slots;
  chunk(resolution: Resolution, series: number, chunk: number): Slots | null;
  put(resolution: Resolution, series: number, slots: Slots): void;
  /** Number of the oldest chunk of a resolution; null when there is none. */
  oldest(resolution: Resolution): number | null;
  /** Some chunks of the oldest time, of different series. */
  some(resolution: Resolution, chunk: number, limit: number): { series: number; slots: Slots }[];
  remove(resolution: Resolution, series: number, chunk: number): void;
  /** Removes all chunks before this one. */
  removeBefore(resolution: Resolution, chunk: number): number;
  /** Every time of which there are chunks, as the key of its first series. */
  times(): number[];
  /** Removes what series selected by `where` (SQL about `metric_series`) have at one of those times. */
  removeOf(time: number, where: string, parameters: Record<string, unknown>): void;
  bytes(): number;
}

export interface SlotRange {
  from: number;
  to: number;
}

export function createChunkTable(db: Sqlite): ChunkTable {
  const get = db.prepare<[number], Uint8Array>('SELECT data FROM metric_chunks WHERE key = ?').pluck();
  const put = db.prepare('INSERT INTO metric_chunks (key, data) VALUES (?, ?) ON CONFLICT DO UPDATE SET data = excluded.data');
  const next = db.prepare<[number], number>('SELECT key FROM metric_chunks WHERE key >= ? ORDER BY key LIMIT 1').pluck();
  const some = db.prepare<[number, number, number], { key: number; data: Uint8Array }>(
    'SELECT key, data FROM metric_chunks WHERE key >= ? AND key < ? ORDER BY key LIMIT ?',
  );
  const remove = db.prepare('DELETE FROM metric_chunks WHERE key = ?');
  const removeRange = db.prepare('DELETE FROM metric_chunks WHERE key >= ? AND key < ?');
  const bytes = db.prepare<[], number>('SELECT coalesce(sum(length(data)), 0) FROM metric_chunks').pluck();
  const span = chunkKey({ code: 0 } as Resolution, 1);

  const chunk: ChunkTable['chunk'] = (resolution, series, number) => {
    const data = get.get(chunkKey(resolution, number, series));
    return data ? decodeChunk(resolution, number, data) : null;
  };
  return {
    chunk,
    read(resolution, series, { from, to }) {
      const read = emptySlots(from, Math.max(0, to - from));
      for (let number = chunkOf(resolution, from); number <= chunkOf(resolution, to - 1); number++) {
        const found = chunk(resolution, series, number);
        if (!found) continue;
        const part = sliceSlots(found, from, to);
        for (const name of ['mean', 'peak', 'count'] as const) read[name].set(part[name], part.first - from);
      }
      return read;
    },
    put: (resolution, series, slots) =>
      void put.run(chunkKey(resolution, chunkOf(resolution, slots.first), series), encodeChunk(resolution, slots)),
    oldest(resolution) {
      const key = next.get(chunkKey(resolution, 0));
      return key === undefined || key >= chunkKey(resolution, chunkSpan) ? null : partsOfKey(key).chunk;
    },
    some: (resolution, number, limit) =>
      some
        .all(chunkKey(resolution, number), chunkKey(resolution, number + 1), limit)
        .map(({ key, data }) => ({ series: partsOfKey(key).series, slots: decodeChunk(resolution, number, data) })),
    remove: (resolution, series, number) => void remove.run(chunkKey(resolution, number, series)),
    removeBefore: (resolution, number) => removeRange.run(chunkKey(resolution, 0), chunkKey(resolution, number)).changes,
    times() {
      const times: number[] = [];
      for (let key = next.get(0); key !== undefined; key = next.get(times.at(-1)! + span)) times.push(Math.floor(key / span) * span);
      return times;
    },
    removeOf(time, where, parameters) {
      const own = `SELECT CAST(@time AS INTEGER) + id FROM metric_series WHERE ${where}`;
      db.prepare(`DELETE FROM metric_chunks WHERE key IN (${own})`).run({ ...parameters, time });
    },
    bytes: () => bytes.get()!,
  };
}
