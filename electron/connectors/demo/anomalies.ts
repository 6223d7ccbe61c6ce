import { firstDay, isoDay, monthOf, type Period } from './calendar.ts';
import type { OrganisationOptions } from './options.ts';
import { hash, pick, streams, uniform } from './random.ts';
import type { ServiceLine } from './service-lines.ts';

const kinds = [
  { kind: 'spike', days: [1, 2], factor: [4, 9] },
  { kind: 'runaway', days: [4, 9], factor: [2.2, 3.5] },
  { kind: 'level_shift', days: [14, 25], factor: [1.7, 2.3] },
  { kind: 'drop', days: [1, 2], factor: [0.02, 0.1] },
] as const;

/** A planted anomaly: the use of one line is multiplied by `factor` from `startDay` to `endDay` (both included, day numbers). */
export interface PlantedAnomaly {
  id: string;
  kind: (typeof kinds)[number]['kind'];
  line: ServiceLine;
  startDay: number;
  endDay: number;
  factor: number;
  /** First and last day as dates. */
  start: string;
  end: string;
}

/** Share of months that have an anomaly, and among how many of the costliest lines it is planted. */
const monthlyChance = 0.75;
const candidates = 24;

function between([low, high]: readonly [number, number], random: number): number {
  return low + (high - low) * random;
}

function anomalyOf(seed: number, month: number, lines: ServiceLine[]): PlantedAnomaly | null {
  const random = (n: number) => uniform(seed, streams.anomaly, month, n);
  if (random(0) >= monthlyChance) return null;
  const what = pick(kinds, random(1));
  const line = lines[hash(seed, streams.anomaly, month, 2) % lines.length]!;
  const startDay = firstDay(month) + 2 + Math.floor(random(3) * 23);
  const endDay = startDay + Math.round(between(what.days, random(4))) - 1;
  const factor = between(what.factor, random(5));
  return {
    id: `${isoDay(startDay)}/${what.kind}`,
    kind: what.kind,
    line,
    startDay,
    endDay,
    factor,
    start: isoDay(startDay),
    end: isoDay(endDay),
  };
}

/**
 * The anomalies that lie in a period: the truth that detectors are measured against. Which month has which anomaly
 * depends on the month alone, so they stay where they are when time goes on.
 */
export function plantedAnomalies(options: OrganisationOptions, period: Period, lines: readonly ServiceLine[]): PlantedAnomaly[] {
  const cost = (line: ServiceLine) => line.dailyUnits * line.service.price;
  const costly = [...lines].sort((a, b) => cost(b) - cost(a) || a.index - b.index).slice(0, candidates);
  const found: PlantedAnomaly[] = [];
  for (let month = monthOf(period.start) - 1; month <= monthOf(period.end); month++) {
    const anomaly = anomalyOf(options.seed, month, costly);
    if (anomaly && anomaly.startDay <= period.end && anomaly.endDay >= period.start) found.push(anomaly);
  }
  return found;
}
