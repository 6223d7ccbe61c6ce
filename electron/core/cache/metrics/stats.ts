import { setImmediate } from 'node:timers/promises';
import type { MachineKey } from '#shared/model/machine.ts';
import type { MetricName, MetricStats } from '#shared/model/metric.ts';
import type { ChunkTable } from './chunk-table.ts';
import { fine, hourly } from './resolutions.ts';
import type { SeriesRow, SeriesTable } from './series-table.ts';
import { foldSlots, type Slots } from './slots.ts';

interface Time {
  from: number;
  to: number;
}

/** Series summed up between two turns of the event loop: other reads of the cache wait no longer than that. */
const perTurn = 100;
const perHour = hourly.stepMs / fine.stepMs;

/** Every value as often as the finest slots that it stands for, ascending; with what else a summary needs. */
interface Sample {
  sorted: Float32Array;
  points: number;
  max: number;
  /** Start of the first value, epoch ms. */
  since: number;
}

function sample(fineSlots: Slots, hours: Slots): Sample | null {
  const folded = foldSlots(fineSlots, fine, hourly);
  const values = new Float32Array(hours.count.reduce((sum, count) => sum + count, 0) + fineSlots.mean.length);
  const found = { used: 0, points: 0, max: Number.NEGATIVE_INFINITY, since: Number.POSITIVE_INFINITY };
  const add = (mean: number, peak: number, count: number) => {
    values.fill(mean, found.used, found.used + count);
    found.used += count;
    found.points++;
    found.max = Math.max(found.max, peak);
  };
  for (let hour = 0; hour < hours.mean.length; hour++) {
    const number = hours.first + hour;
    const fineCount = folded.count[number - folded.first] ?? 0;
    const count = hours.count[hour]!;
    if (count > 0 || fineCount > 0) found.since = Math.min(found.since, number * hourly.stepMs);
    // Both say the same of this hour: the finer values say it better, unless the hour knows more of it.
    if (fineCount >= count) {
      const from = Math.max(0, number * perHour - fineSlots.first);
      const to = Math.min(fineSlots.mean.length, (number + 1) * perHour - fineSlots.first);
      for (let at = from; at < to; at++) if (fineSlots.count[at]! > 0) add(fineSlots.mean[at]!, fineSlots.peak[at]!, 1);
    } else add(hours.mean[hour]!, hours.peak[hour]!, count);
  }
  return found.used === 0 ? null : { sorted: values.subarray(0, found.used).sort(), ...found };
}

/** Nearest rank: a value that was measured, not one between two. */
function quantile(sorted: Float32Array, share: number): number {
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)]!;
}

function summary(metric: MetricName, { sorted, points, max, since }: Sample, { from, to }: Time): MetricStats {
  const begin = Math.max(from, since);
  return {
    metric,
    from: begin,
    to,
    points,
    coverage: Math.min(1, (sorted.length * fine.stepMs) / (to - begin)),
    mean: sorted.reduce((sum, value) => sum + value, 0) / sorted.length,
    p50: quantile(sorted, 0.5),
    p95: quantile(sorted, 0.95),
    p99: quantile(sorted, 0.99),
    max,
  };
}

/**
 * Sums up one metric of all machines. Percentiles are of the means kept, five minutes apart for the last days and an hour
 * before, each weighted by the time that it stands for; `max` is of the peaks. `from` is the first value when that is later
 * than asked. Machines without a value are left out.
 */
export async function metricStats(
  { chunks, table, open }: { chunks: ChunkTable; table: SeriesTable; open: () => boolean },
  { metric, from, to, connectionId }: { metric: MetricName; from: number; to: number; connectionId?: string },
): Promise<(MachineKey & MetricStats)[]> {
  const slots = (stepMs: number) => ({ from: Math.floor(from / stepMs), to: Math.ceil(to / stepMs) });
  const one = ({ id, connectionId: connection, machineId }: SeriesRow): (MachineKey & MetricStats)[] => {
    const taken = sample(chunks.read(fine, id, slots(fine.stepMs)), chunks.read(hourly, id, slots(hourly.stepMs)));
    return taken ? [{ connectionId: connection, machineId, ...summary(metric, taken, { from, to }) }] : [];
  };
  const rows = table.all({ metric, connectionId: connectionId ?? null });
  const found: (MachineKey & MetricStats)[] = [];
  for (let at = 0; at < rows.length && open(); at += perTurn) {
    found.push(...rows.slice(at, at + perTurn).flatMap(one));
    await setImmediate();
  }
  return found;
}
