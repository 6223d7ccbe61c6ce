import type { MetricDataResult } from '@aws-sdk/client-cloudwatch';
import type { MetricPage } from '../sdk.ts';
import type { Wanted } from './metric-queries.ts';

type MachineSeries = MetricPage['series'][number];

/** The values of one query as they arrive, page by page, on an even grid. */
export class SeriesBuilder {
  readonly #wanted: Wanted;
  readonly #start: number;
  readonly #values: Float32Array;
  #length = 0;

  /** `from`, `to`: epoch ms, UTC. */
  constructor(wanted: Wanted, { from, to }: { from: number; to: number }) {
    this.#wanted = wanted;
    const stepMs = wanted.period * 1000;
    this.#start = Math.floor(from / stepMs) * stepMs;
    this.#values = new Float32Array(Math.max(0, Math.ceil((to - this.#start) / stepMs))).fill(Number.NaN);
  }

  add({ Timestamps = [], Values = [] }: MetricDataResult): void {
    const { period, perSecond } = this.#wanted;
    Timestamps.forEach((time, at) => {
      const value = Values[at];
      const index = Math.floor((time.getTime() - this.#start) / (period * 1000));
      if (value === undefined || index < 0 || index >= this.#values.length) return;
      this.#values[index] = perSecond ? value / period : value;
      this.#length = Math.max(this.#length, index + 1);
    });
  }

  /**
   * Up to the last value: CloudWatch is some minutes late, and what is not there yet must not count as measured. Null
   * when there is no value at all.
   */
  series(): MachineSeries | null {
    const { machine, metric, period } = this.#wanted;
    if (this.#length === 0) return null;
    return { machineId: machine.id, metric, start: this.#start, stepMs: period * 1000, values: this.#values.slice(0, this.#length) };
  }
}
