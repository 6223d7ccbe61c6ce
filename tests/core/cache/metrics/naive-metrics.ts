import type { Series } from '#shared/model/metric.ts';

interface Held {
  mean: number;
  peak: number;
  count: number;
}
type Level = Map<number, Held>;

const day = 86_400_000;
/** Written down again, so that a change of the store's own table is noticed. */
const levels = [
  { step: 300_000, chunk: 72, keep: 3 * day, full: 1 },
  { step: 3_600_000, chunk: 24, keep: 35 * day, full: 12 },
  { step: day, chunk: 64, keep: 396 * day, full: 288 },
] as const;

function mean(values: readonly Held[], weight: (one: Held) => number): Held {
  const total = values.reduce((sum, one) => sum + weight(one), 0);
  return {
    mean: Math.fround(values.reduce((sum, one) => sum + one.mean * weight(one), 0) / total),
    peak: Math.max(...values.map(({ peak }) => peak)),
    count: values.reduce((sum, one) => sum + one.count, 0),
  };
}

function grouped(entries: readonly [number, Held][], slotOf: (slot: number) => number): Map<number, Held[]> {
  const groups = new Map<number, Held[]>();
  for (const [slot, held] of entries) groups.set(slotOf(slot), [...(groups.get(slotOf(slot)) ?? []), held]);
  return groups;
}

/** What the store of measurements should hold, in plain maps without chunks. */
export class NaiveMetrics {
  readonly held: [Level, Level, Level] = [new Map(), new Map(), new Map()];

  put({ start, stepMs, values, peaks }: Series, now: number): void {
    const level = levels.findLastIndex(({ step }) => step <= stepMs) as -1 | 0 | 1 | 2;
    const native = Math.max(0, level) as 0 | 1 | 2;
    const { step, full } = levels[native];
    const found: [number, Held][] = [];
    values.forEach((value, at) => {
      if (Number.isNaN(value)) return;
      const [from, to] = [start + at * stepMs, start + (at + 1) * stepMs];
      const one = { mean: value, peak: peaks && !Number.isNaN(peaks[at]!) ? Math.max(value, peaks[at]!) : value, count: full };
      if (stepMs <= step) found.push([Math.floor((from + to) / 2 / step), one]);
      else
        for (let slot = Math.floor(from / step); slot * step < to; slot++) {
          const middle = (slot + 0.5) * step;
          if (middle >= from && middle < to) found.push([slot, one]);
        }
    });
    const slots = [...grouped(found, (slot) => slot)].map(([slot, many]): [number, Held] => [
      slot,
      { ...mean(many, () => 1), count: full },
    ]);
    this.#lay(
      native,
      slots.filter(([slot]) => slot * step <= now),
      now,
    );
  }

  #lay(level: 0 | 1 | 2, entries: [number, Held][], now: number): void {
    const { step, chunk, keep } = levels[level];
    const firstKept = Math.floor(Math.floor((now - keep) / step) / chunk) * chunk;
    const old = entries.filter(([slot]) => slot < firstKept);
    if (level < 2 && old.length > 0) this.#fold(level as 0 | 1, old, now);
    const kept = entries.filter(([slot]) => slot >= firstKept);
    for (const [slot, one] of kept)
      if (level === 0 || one.count >= (this.held[level].get(slot)?.count ?? 0)) this.held[level].set(slot, one);
    if (level > 0 || kept.length === 0) return;
    const hours = new Set(kept.map(([slot]) => Math.floor(slot / 12)));
    this.#fold(
      0,
      [...this.held[0]].filter(([slot]) => hours.has(Math.floor(slot / 12))),
      now,
    );
  }

  #fold(level: 0 | 1, entries: [number, Held][], now: number): void {
    const next = (level + 1) as 1 | 2;
    const ratio = levels[next].step / levels[level].step;
    const groups = grouped(entries, (slot) => Math.floor(slot / ratio));
    this.#lay(
      next,
      [...groups].map(([slot, many]) => [slot, mean(many, ({ count }) => count)]),
      now,
    );
  }

  age(now: number): void {
    const isOld = (level: 0 | 1 | 2) => {
      const { step, chunk, keep } = levels[level];
      const firstKept = Math.floor(Math.floor((now - keep) / step) / chunk) * chunk;
      return [...this.held[level]].filter(([slot]) => slot < firstKept);
    };
    this.#fold(1, isOld(1), now);
    for (const level of [0, 1, 2] as const) for (const [slot] of isOld(level)) this.held[level].delete(slot);
  }
}
