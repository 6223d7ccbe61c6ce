import type { Machine } from '#shared/model/machine.ts';
import type { MetricName, Series } from '#shared/model/metric.ts';

export interface MetricRequest {
  /** All of one scope (see `scopeOf`). */
  machines: readonly Machine[];
  metrics: readonly MetricName[];
  /** Epoch ms, UTC; `to` is exclusive. */
  from: number;
  to: number;
  /** Wanted distance of values; the provider's nearest that it keeps for that age is used. */
  stepMs: number;
  signal: AbortSignal;
}

/** Some series of one answer of the provider. */
export interface MetricPage {
  series: (Series & { machineId: string; metric: MetricName })[];
  /** Calls made for it, for the count of calls. */
  calls: number;
  /** What they cost, where they are billed. */
  spent?: { amount: number; currency: string };
}

/** Measurements of machines, read in as few calls as the provider allows. */
export interface MetricSource {
  /** What it can measure of which machine; empty: nothing (an ECS cluster, a disk). */
  metricsOf(machine: Machine): readonly MetricName[];
  /** Which machines one call can be about: region or subscription and region. */
  scopeOf(machine: Machine): string;
  /** Metrics kept up to date for all running machines by the scheduler; others are read when somebody looks. */
  background: readonly MetricName[];
  /** Age in ms after which the scheduler reads again. */
  maxAgeMs: number;
  read(request: MetricRequest): AsyncIterable<MetricPage>;
  /** Price of one background refresh of so many machines, where calls are billed. */
  price?(machines: number): { calls: number; amount: number; currency: string; note: string };
}
