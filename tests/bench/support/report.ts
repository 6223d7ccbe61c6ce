/** A measured figure against what is aimed at. `met` is false when the aim was missed, in this run on this machine. */
export interface Measured {
  bench: string;
  /** Unit is part of each key: `ours_ms`, `ours_mb`. */
  [figure: string]: string | number | boolean | number[];
}

/** One JSON line for each measurement, figures to a hundredth. */
export function report(measured: Measured): void {
  const rounded = Object.entries(measured).map(([key, value]) => [key, typeof value === 'number' ? round(value) : value]);
  console.log(JSON.stringify(Object.fromEntries(rounded)));
}

/** Says that a measurement did not take place, and why; never a figure in its stead. */
export function reportNotRun(bench: string, reason: string): void {
  console.log(JSON.stringify({ bench, notRun: reason }));
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
