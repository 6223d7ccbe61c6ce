import type { Series } from '#shared/model/metric.ts';
import type { ChunkTable } from './chunk-table.ts';
import { chunkOf, coarser, fine, firstKept, hourly, nativeResolution, type Resolution } from './resolutions.ts';
import { emptySlots, foldSlots, type Slots, sliceSlots, slotsOfSeries } from './slots.ts';

/** What a write brought that is newer than anything before it. */
export interface Newest {
  /** End of the value, epoch ms UTC. */
  until: number;
  value: number;
}

export interface SeriesWriter {
  /** Stores values of one series; returns the newest of them. Call inside a transaction. */
  write(id: number, series: Series, now: number): Newest | null;
  /** Stores slots of a resolution; what is too old for it goes into the next coarser one. */
  writeSlots(target: { id: number; resolution: Resolution; now: number }, slots: Slots): void;
}

/**
 * Puts new values over old ones. Finest values are replaced one by one. A coarser one gives way only to one that stands for
 * at least as much: an hour of which a late answer brings five minutes stays the hour it was.
 */
function lay(over: Slots, fresh: Slots, always: boolean): void {
  fresh.mean.forEach((mean, from) => {
    const at = fresh.first + from - over.first;
    const count = fresh.count[from]!;
    if (count === 0 || (!always && count < over.count[at]!)) return;
    over.mean[at] = mean;
    over.peak[at] = fresh.peak[from]!;
    over.count[at] = count;
  });
}

function newestOf({ first, mean, count }: Slots, { stepMs }: Resolution): Newest | null {
  const at = count.findLastIndex((one) => one > 0);
  return at < 0 ? null : { until: (first + at + 1) * stepMs, value: mean[at]! };
}

export function createSeriesWriter(chunks: ChunkTable): SeriesWriter {
  const writeChunk = (id: number, resolution: Resolution, part: Slots): Slots => {
    const number = chunkOf(resolution, part.first);
    const whole = chunks.chunk(resolution, id, number) ?? emptySlots(number * resolution.slots, resolution.slots);
    lay(whole, part, resolution === fine);
    chunks.put(resolution, id, whole);
    return whole;
  };

  /** Hours that the changed part touches, made anew from all that is kept of them: a chunk holds whole hours. */
  const foldHours = (whole: Slots, { first, mean }: Slots): Slots => {
    const ratio = hourly.stepMs / fine.stepMs;
    const from = Math.floor(first / ratio) * ratio;
    const to = Math.ceil((first + mean.length) / ratio) * ratio;
    return foldSlots(sliceSlots(whole, from, to), fine, hourly);
  };

  const writeSlots: SeriesWriter['writeSlots'] = ({ id, resolution, now }, slots) => {
    const end = slots.first + slots.mean.length;
    const kept = Math.min(end, Math.max(slots.first, firstKept(resolution, now)));
    const next = coarser(resolution);
    if (next && kept > slots.first) writeSlots({ id, resolution: next, now }, foldSlots(sliceSlots(slots, 0, kept), resolution, next));
    for (let from = kept; from < end; from = (chunkOf(resolution, from) + 1) * resolution.slots) {
      const part = sliceSlots(slots, from, Math.min(end, (chunkOf(resolution, from) + 1) * resolution.slots));
      if (!part.count.some((count) => count > 0)) continue;
      const whole = writeChunk(id, resolution, part);
      if (resolution === fine) writeSlots({ id, resolution: hourly, now }, foldHours(whole, part));
    }
  };

  return {
    writeSlots,
    write(id, series, now) {
      const resolution = nativeResolution(series.stepMs);
      // A clock that is ahead, or seconds taken for milliseconds, must not leave values in a year that nobody looks at.
      const slots = sliceSlots(slotsOfSeries(series, resolution), 0, Math.floor(now / resolution.stepMs) + 1);
      writeSlots({ id, resolution, now }, slots);
      return newestOf(slots, resolution);
    },
  };
}
