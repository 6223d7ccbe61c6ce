import { type MetricRange, metricRanges } from '#shared/model/metric.ts';

/** The time shown: one of the ranges, ending now, or a piece that was zoomed or moved to. Epoch ms UTC. */
export type TimeWindow = { range: MetricRange } | { from: number; to: number; range: MetricRange };

const minute = 60_000;
/** Closer than this there is nothing to see: values are five minutes apart. */
const shortestMs = 30 * minute;
const longestMs = metricRanges['30d'];

/** How exactly "now" is meant: a range is asked anew when a new value may have come. */
function roundedNow(range: MetricRange, now: number): number {
  const step = metricRanges[range] <= metricRanges['24h'] ? minute : 5 * minute;
  return Math.ceil(now / step) * step;
}

export function bounds(window: TimeWindow, now: number): { from: number; to: number } {
  if ('from' in window) return { from: window.from, to: window.to };
  const to = roundedNow(window.range, now);
  return { from: to - metricRanges[window.range], to };
}

export const isZoomed = (window: TimeWindow) => 'from' in window;

/** The piece between two times in any order, whole minutes, not too short, and not in the future. */
export function zoomTo(window: TimeWindow, [a, b]: [number, number], now: number): TimeWindow {
  const latest = roundedNow(window.range, now);
  const length = Math.min(longestMs, Math.max(shortestMs, Math.abs(b - a)));
  const middle = (a + b) / 2;
  const to = Math.min(latest, Math.round((middle + length / 2) / minute) * minute);
  return { range: window.range, from: to - Math.round(length / minute) * minute, to };
}

/** Closer (`factor` < 1) or further away, around the middle. */
export function zoomBy(window: TimeWindow, factor: number, now: number): TimeWindow {
  const { from, to } = bounds(window, now);
  const half = ((to - from) * factor) / 2;
  const middle = (from + to) / 2;
  return zoomTo(window, [middle - half, middle + half], now);
}

/** Earlier (negative) or later by a share of what is shown; never past now. */
export function panBy(window: TimeWindow, share: number, now: number): TimeWindow {
  const { from, to } = bounds(window, now);
  const latest = roundedNow(window.range, now);
  const by = Math.min(latest - to, Math.round(((to - from) * share) / minute) * minute);
  return by === 0 ? window : { range: window.range, from: from + by, to: to + by };
}

/** What a key does to the window; null for a key that does nothing. */
export function windowOfKey(key: string, window: TimeWindow, now: number): TimeWindow | null {
  if (key === 'ArrowLeft') return panBy(window, -0.25, now);
  if (key === 'ArrowRight') return panBy(window, 0.25, now);
  if (key === '+' || key === '=') return zoomBy(window, 0.5, now);
  if (key === '-') return zoomBy(window, 2, now);
  if (key === 'Escape' && isZoomed(window)) return { range: window.range };
  return null;
}
