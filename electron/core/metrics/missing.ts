import type { MachineSeries, MetricName, MetricsQuery } from '#shared/model/metric.ts';
import { stepFor } from './read-windows.ts';

type MachineId = { connectionId: string; machineId: string };

/** What the cache lacks of one metric of one machine: to be read from `from` up to now, or up to the end asked. */
export interface Missing extends MachineId {
  metric: MetricName;
  from: number;
}

/** Times that were asked of the provider before, whether it had values or not: an empty answer need not be asked for again. */
export interface Asked {
  /** What of the query is in the cache neither as values nor as a known absence of them. */
  missing(query: MetricsQuery, series: readonly MachineSeries[], now: number): Missing[];
  /** Remembers that all these were answered up to `until`. */
  answered(missing: readonly Missing[], options: { until: number; stepMs: number }): void;
}

interface Span {
  from: number;
  until: number;
}

/** Answers remembered: some hundred machines with all their metrics. */
const most = 5_000;

const nameOf = ({ connectionId, machineId, metric }: MachineId & { metric: MetricName }, stepMs: number) =>
  JSON.stringify([connectionId, machineId, metric, stepMs]);

/** First and last time of a series with a value; null when it is coarser than what could be had. */
function spanOf(series: MachineSeries | undefined, stepMs: number): Span | null {
  if (!series || series.stepMs > stepMs) return null;
  const first = series.values.findIndex((value) => !Number.isNaN(value));
  const last = series.values.findLastIndex((value) => !Number.isNaN(value));
  return first < 0 ? null : { from: series.start + first * series.stepMs, until: series.start + (last + 1) * series.stepMs };
}

function joined(one: Span | null | undefined, other: Span | null | undefined): Span | null {
  if (!one || !other) return one ?? other ?? null;
  return { from: Math.min(one.from, other.from), until: Math.max(one.until, other.until) };
}

/** From where to read; null when nothing is missing. The last value may have been incomplete, so it is read again. */
function missingFrom(held: Span | null, { from, to, stepMs }: { from: number; to: number; stepMs: number }): number | null {
  if (!held || held.from >= from + stepMs) return from;
  return to - held.until > stepMs ? Math.max(from, held.until - stepMs) : null;
}

export function createAsked(): Asked {
  const spans = new Map<string, Span>();
  return {
    missing({ machines, metrics, from, to }, series, now) {
      const stepMs = stepFor(from, now);
      const byName = new Map(series.map((one) => [nameOf(one, 0), one]));
      return machines.flatMap((machine) =>
        metrics.flatMap((metric) => {
          const key = { ...machine, metric };
          const held = joined(spanOf(byName.get(nameOf(key, 0)), stepMs), spans.get(nameOf(key, stepMs)));
          const start = missingFrom(held, { from, to: Math.min(to, now), stepMs });
          return start === null ? [] : { ...key, from: start };
        }),
      );
    },
    answered(missing, { until, stepMs }) {
      for (const one of missing) {
        const name = nameOf(one, stepMs);
        const span = joined(spans.get(name), { from: one.from, until })!;
        spans.delete(name);
        spans.set(name, span);
      }
      for (const name of spans.keys()) {
        if (spans.size <= most) break;
        spans.delete(name);
      }
    },
  };
}
