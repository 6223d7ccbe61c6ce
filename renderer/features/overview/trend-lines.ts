/** Geometry of the two-month trend, apart from React so that it can be tested. */
export interface TrendShape {
  /** SVG path data; empty when there is nothing to draw. */
  current: string;
  previous: string;
  /** Values at the horizontal grid lines, and their y. */
  ticks: { value: number; y: number }[];
  /** Days on the x axis: 1 … last. */
  days: { day: number; x: number }[];
}

export interface Box {
  width: number;
  height: number;
}

/** A round step so that about four lines fit: 1, 2 or 5 times a power of ten. */
export function niceStep(span: number): number {
  if (span <= 0) return 1;
  const rough = span / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const factor = [1, 2, 5, 10].find((one) => one * power >= rough) ?? 10;
  return factor * power;
}

function path(values: number[], x: (index: number) => number, y: (value: number) => number): string {
  return values.map((value, index) => `${index === 0 ? 'M' : 'L'}${x(index).toFixed(1)} ${y(value).toFixed(1)}`).join('');
}

/** Lays daily sums of two months out over a box. Credits may push a day below zero. */
export function trendShape(current: number[], previous: number[], { width, height }: Box): TrendShape {
  const length = Math.max(current.length, previous.length, 2);
  const all = [0, ...current, ...previous];
  const step = niceStep(Math.max(...all) - Math.min(...all));
  const top = Math.ceil(Math.max(...all) / step) * step || step;
  const bottom = Math.floor(Math.min(...all) / step) * step;
  const x = (index: number) => (index / (length - 1)) * width;
  const y = (value: number) => height - ((value - bottom) / (top - bottom)) * height;
  const ticks = Array.from({ length: Math.round((top - bottom) / step) + 1 }, (_, index) => bottom + index * step);
  const days = [1, ...[5, 10, 15, 20, 25, 30].filter((day) => day <= length)];
  return {
    current: path(current, x, y),
    previous: path(previous, x, y),
    ticks: ticks.map((value) => ({ value, y: y(value) })),
    days: days.map((day) => ({ day, x: x(day - 1) })),
  };
}
