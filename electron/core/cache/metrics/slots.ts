import type { Series } from '#shared/model/metric.ts';
import type { Resolution } from './resolutions.ts';

/** Neighbouring values of one resolution. Slot n is the time from `n * stepMs`. NaN with count 0: no value. */
export interface Slots {
  first: number;
  mean: Float32Array;
  peak: Float32Array;
  /** Finest slots that a value stands for. */
  count: Uint16Array;
}

export function emptySlots(first: number, length: number): Slots {
  return { first, mean: new Float32Array(length).fill(NaN), peak: new Float32Array(length).fill(NaN), count: new Uint16Array(length) };
}

/** Values `from` up to but not including `to`, by slot number; a view, not a copy. */
export function sliceSlots({ first, mean, peak, count }: Slots, from: number, to: number): Slots {
  const range = [Math.max(0, from - first), Math.max(0, to - first)] as const;
  return { first: Math.max(first, from), mean: mean.subarray(...range), peak: peak.subarray(...range), count: count.subarray(...range) };
}

/** Adds values up, slot by slot; `end` makes sums into means. */
class Folding {
  readonly slots: Slots;
  readonly #sums: Float64Array;
  readonly #weights: Float64Array;

  constructor(first: number, length: number) {
    this.slots = emptySlots(first, length);
    this.#sums = new Float64Array(length);
    this.#weights = new Float64Array(length);
  }

  add(slot: number, { mean, peak, weight, count }: { mean: number; peak: number; weight: number; count: number }): void {
    const { slots } = this;
    const at = slot - slots.first;
    this.#sums[at]! += mean * weight;
    this.#weights[at]! += weight;
    const before = slots.peak[at]!;
    slots.peak[at] = Number.isNaN(before) ? peak : Math.max(before, peak);
    slots.count[at]! += count;
  }

  end(most: number): Slots {
    this.#weights.forEach((weight, at) => {
      if (weight > 0) this.slots.mean[at] = this.#sums[at]! / weight;
    });
    this.slots.count.forEach((count, at) => {
      this.slots.count[at] = Math.min(most, count);
    });
    return this.slots;
  }
}

/** Coarser slots made of finer ones: means weighted by count, the highest peak, counts added. */
export function foldSlots(finer: Slots, from: Resolution, to: Resolution): Slots {
  const ratio = to.stepMs / from.stepMs;
  const first = Math.floor(finer.first / ratio);
  const length = Math.max(0, Math.floor((finer.first + finer.mean.length - 1) / ratio) - first + 1);
  const folding = new Folding(first, length);
  finer.mean.forEach((mean, at) => {
    const count = finer.count[at]!;
    if (count > 0) folding.add(Math.floor((finer.first + at) / ratio), { mean, peak: finer.peak[at]!, weight: count, count });
  });
  return folding.end(to.weight);
}

/**
 * Values of a provider in slots of a resolution. A value counts for the slots whose middle it covers, or, when it is
 * shorter, for the slot in which its own middle lies: values that are some seconds off the grid stay in their place.
 */
export function slotsOfSeries({ start, stepMs, values, peaks }: Series, resolution: Resolution): Slots {
  const grid = resolution.stepMs;
  const short = stepMs <= grid;
  const slotAt = (time: number) => (short ? Math.floor((time + stepMs / 2) / grid) : Math.ceil(time / grid - 0.5));
  const first = slotAt(start);
  const end =
    values.length === 0 ? first : short ? slotAt(start + (values.length - 1) * stepMs) + 1 : slotAt(start + values.length * stepMs);
  const folding = new Folding(first, Math.max(0, end - first));
  values.forEach((mean, at) => {
    if (!Number.isFinite(mean)) return;
    const peak = peaks && Number.isFinite(peaks[at]) ? Math.max(mean, peaks[at]!) : mean;
    const from = slotAt(start + at * stepMs);
    const to = short ? from + 1 : slotAt(start + (at + 1) * stepMs);
    for (let slot = from; slot < to; slot++) folding.add(slot, { mean, peak, weight: 1, count: resolution.weight });
  });
  return folding.end(resolution.weight);
}
