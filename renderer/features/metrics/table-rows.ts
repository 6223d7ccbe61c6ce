import type { Series } from '#shared/model/metric.ts';

/** Mean and peak of one line in one row's time; NaN when it has no value. */
interface Cell {
  mean: number;
  peak: number;
}

interface Row {
  /** Start of the row's time, epoch ms. */
  time: number;
  cells: Cell[];
}

const minute = 60_000;
/** Lengths of time that a row may stand for. */
const steps = [5, 15, 30, 60, 180, 360, 720, 1440].map((minutes) => minutes * minute);
const mostRows = 36;

function cellOf({ start, stepMs, values, peaks = values }: Series, from: number, to: number): Cell {
  const first = Math.max(0, Math.ceil((from - start) / stepMs));
  const last = Math.min(values.length, Math.ceil((to - start) / stepMs));
  const cell = { mean: 0, peak: NaN };
  let known = 0;
  for (let at = first; at < last; at++) {
    if (Number.isNaN(values[at]!)) continue;
    known++;
    cell.mean += values[at]!;
    cell.peak = Number.isNaN(cell.peak) ? peaks[at]! : Math.max(cell.peak, peaks[at]!);
  }
  return { ...cell, mean: known === 0 ? NaN : cell.mean / known };
}

/** Lines summed up in a few dozen rows of equal time, newest first. */
export function tableRows(lines: readonly Series[], { from, to }: { from: number; to: number }): Row[] {
  const coarsest = Math.max(0, ...lines.map(({ stepMs }) => stepMs));
  const step = steps.find((one) => one >= coarsest && (to - from) / one <= mostRows) ?? steps.at(-1)!;
  const rows: Row[] = [];
  for (let time = Math.floor((to - 1) / step) * step; time + step > from; time -= step)
    rows.push({ time, cells: lines.map((line) => cellOf(line, time, time + step)) });
  return rows;
}
