import type { MetricRequest } from '../capabilities/metrics.ts';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** Distances of values that are asked for: those that the cache keeps. */
export const fineStepMs = 5 * minute;
const hourStepMs = hour;
const dayStepMs = day;

/** How far back a background read goes in fine values: so far as sparklines show. */
const fineBackMs = day;
/** How far back it fills in hours, where that costs nothing: what recommendations look at. */
const hoursBackMs = 14 * day;
/** Machines last measured longer ago than this are read apart, lest all others are read from so far back. */
const recentMs = 3 * hour;

export type ReadWindow = Pick<MetricRequest, 'from' | 'to' | 'stepMs'>;

interface Measured<T> {
  machine: T;
  /** End of its newest value; 0 when it has none. */
  until: number;
}

const floor = (time: number, step: number) => Math.floor(time / step) * step;

/** The newest value may have been an incomplete one: it is read again. */
const behind = (until: number, now: number) => floor(Math.min(until, now) - fineStepMs, fineStepMs);

/**
 * What to read in the background, in few requests: machines measured lately from their last value, others from a day back,
 * and, where reads are `free`, hours before that which were missed.
 */
export function backgroundWindows<T>(
  measured: readonly Measured<T>[],
  { now, free }: { now: number; free: boolean },
): { window: ReadWindow; machines: T[] }[] {
  const firstFine = floor(now - fineBackMs, hour);
  const groups = Object.groupBy(measured, ({ until }) => (until >= now - recentMs ? 'recent' : until >= firstFine ? 'today' : 'old'));
  const fineOf = (group: Measured<T>[] = []) => {
    const from = Math.max(
      firstFine,
      group.reduce((first, { until }) => Math.min(first, behind(until, now)), now),
    );
    return { window: { from, to: now, stepMs: fineStepMs }, machines: group.map(({ machine }) => machine) };
  };
  const hoursFrom = floor(Math.max(now - hoursBackMs, Math.min(...(groups.old ?? []).map(({ until }) => until))), hour);
  const hours = {
    window: { from: hoursFrom, to: firstFine, stepMs: hourStepMs },
    machines: (groups.old ?? []).map(({ machine }) => machine),
  };
  return [fineOf(groups.recent), fineOf(groups.today), ...(free ? [hours] : []), fineOf(groups.old)].filter(
    ({ machines }) => machines.length > 0,
  );
}

/** The distance of values that is worth reading: a finer one would not be kept of that time. */
export function stepFor(from: number, now: number): number {
  if (now - from <= 3 * day) return fineStepMs;
  return now - from <= 35 * day ? hourStepMs : dayStepMs;
}
