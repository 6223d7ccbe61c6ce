import type { Series } from '#shared/model/metric.ts';

/** A value of a line: null is a gap, undefined a time that is not one of the line's own. */
type Point = number | null | undefined;

/** What uPlot draws: times in seconds, then means and peaks of each line. */
export interface AlignedLines {
  times: number[];
  means: Point[][];
  peaks: Point[][];
}

/** Values stand in the middle of the time that they are of, so that lines of different steps lie over each other. */
const timeAt = ({ start, stepMs }: Series, at: number) => (start + (at + 0.5) * stepMs) / 1000;

const point = (value: number): number | null => (Number.isNaN(value) ? null : value);

/** Lays lines with steps of their own on one time axis. */
export function alignLines(lines: readonly Series[]): AlignedLines {
  const times = [...new Set(lines.flatMap((line) => Array.from(line.values, (_, at) => timeAt(line, at))))].sort((a, b) => a - b);
  const placeOf = new Map(times.map((time, at) => [time, at]));
  const spread = (line: Series, values: Float32Array) => {
    const points = Array.from({ length: times.length }, (): Point => undefined);
    values.forEach((value, at) => {
      points[placeOf.get(timeAt(line, at))!] = point(value);
    });
    return points;
  };
  return {
    times,
    means: lines.map((line) => spread(line, line.values)),
    peaks: lines.map((line) => spread(line, line.peaks ?? line.values)),
  };
}

/** Whether any step has a peak above its mean: only then is there a band to draw. */
export function hasPeaks({ values, peaks }: Series): boolean {
  return peaks?.some((peak, at) => peak > values[at]!) ?? false;
}

/** The value of a line at a time, epoch ms; NaN in a gap or outside. */
export function valueAt({ start, stepMs, values }: Series, time: number): number {
  return values[Math.floor((time - start) / stepMs)] ?? NaN;
}
