import type { MachineKey } from '#shared/model/machine.ts';
import type { MachineSeries, MetricName, Series } from '#shared/model/metric.ts';
import type { ChunkTable, SlotRange } from './chunk-table.ts';
import { daily, fine, hourly, type Resolution } from './resolutions.ts';
import type { SeriesTable } from './series-table.ts';
import { foldSlots, type Slots } from './slots.ts';

export interface MetricReader {
  series(options: { machines: MachineKey[]; metrics: MetricName[]; from: number; to: number }): {
    series: MachineSeries[];
    asOf: number | null;
  };
  sparks(options: { machines: MachineKey[]; metric: MetricName; now: number }): (MachineKey & Series)[];
}

interface Time {
  from: number;
  to: number;
}

const sparkHours = 24;

function rangeOf({ stepMs }: Resolution, { from, to }: Time): SlotRange {
  return { from: Math.floor(from / stepMs), to: Math.ceil(to / stepMs) };
}

/** Start of the first value, epoch ms; infinite when there is none. */
function reach({ first, count }: Slots, { stepMs }: Resolution): number {
  const at = count.findIndex((one) => one > 0);
  return at < 0 ? Number.POSITIVE_INFINITY : (first + at) * stepMs;
}

export function createMetricReader(chunks: ChunkTable, table: SeriesTable): MetricReader {
  /** Days, the last of them made of hours that were not folded yet. */
  const days = (id: number, hours: Slots, time: Time): Slots => {
    const read = chunks.read(daily, id, rangeOf(daily, time));
    const recent = foldSlots(hours, hourly, daily);
    recent.mean.forEach((mean, from) => {
      const at = recent.first + from - read.first;
      if (recent.count[from]! <= (read.count[at] ?? Number.POSITIVE_INFINITY)) return;
      read.mean[at] = mean;
      read.peak[at] = recent.peak[from]!;
      read.count[at] = recent.count[from]!;
    });
    return read;
  };

  /** The finest resolution whose values go back as far as those of any coarser one, to within one step of that. */
  const finest = (id: number, time: Time): { resolution: Resolution; slots: Slots } | null => {
    const hours = chunks.read(hourly, id, rangeOf(hourly, time));
    const held = [
      { resolution: fine, slots: chunks.read(fine, id, rangeOf(fine, time)) },
      { resolution: hourly, slots: hours },
      { resolution: daily, slots: days(id, hours, time) },
    ].map((one) => ({ ...one, since: reach(one.slots, one.resolution) }));
    const best = held.find(
      ({ since }, at) =>
        since < Number.POSITIVE_INFINITY && held.slice(at + 1).every((other) => other.since + other.resolution.stepMs > since),
    );
    return best ?? null;
  };

  const one = (id: number, time: Time): Series | null => {
    const found = finest(id, time);
    if (!found) return null;
    const { slots, resolution } = found;
    return { start: slots.first * resolution.stepMs, stepMs: resolution.stepMs, values: slots.mean, peaks: slots.peak };
  };

  return {
    series({ machines, metrics, from, to }) {
      const rows = machines.flatMap((machine) => metrics.flatMap((metric) => table.find({ ...machine, metric }) ?? []));
      const read = rows.flatMap(({ id, connectionId, machineId, metric, until }) => {
        const series = one(id, { from, to });
        return series ? { until, series: { connectionId, machineId, metric, ...series } } : [];
      });
      const asOf = read.length === 0 ? null : Math.min(...read.map(({ until }) => until));
      return { series: read.map(({ series }) => series), asOf };
    },
    sparks({ machines, metric, now }) {
      const to = Math.floor(now / hourly.stepMs) + 1;
      const from = to - sparkHours;
      return machines.flatMap((key) => {
        const row = table.find({ ...key, metric });
        if (!row || row.until <= from * hourly.stepMs) return [];
        const { mean, count } = chunks.read(hourly, row.id, { from, to });
        if (!count.some((held) => held > 0)) return [];
        return { ...key, start: from * hourly.stepMs, stepMs: hourly.stepMs, values: mean };
      });
    },
  };
}
