import type { CostRange } from '#shared/model/cost.ts';
import { epochDay } from './calendar.ts';
import type { LiveSegment } from './load-table.ts';
import { type CubeName, cubes, wholeMonth } from './rollup.ts';

/** Days a query covers: `first` up to, not including, `end`. */
export interface DaySpan {
  first: number;
  end: number;
}

export function spanOf({ start, end }: CostRange): DaySpan {
  return {
    first: (start === null ? null : epochDay(start)) ?? Number.NEGATIVE_INFINITY,
    end: (end === null ? null : epochDay(end)) ?? Number.POSITIVE_INFINITY,
  };
}

/** Whether some day of a segment is in the span. */
export function overlaps({ first, end }: DaySpan, segment: LiveSegment): boolean {
  return segment.lastDay >= first && segment.firstDay < end;
}

/** Whether all days of a segment are in the span. */
export function contains({ first, end }: DaySpan, segment: LiveSegment): boolean {
  return segment.firstDay >= first && segment.lastDay < end;
}

/** Known of every segment, rollup or not. */
const everywhere: readonly string[] = ['ConnectionId', 'BillingCurrency'];

interface Needs {
  span: DaySpan;
  dimensions: ReadonlySet<string>;
  /** Whether days must be told apart. */
  daily: boolean;
}

function answers({ span, dimensions, daily }: Needs, segment: LiveSegment): boolean {
  const monthly = segment.cube.endsWith(wholeMonth);
  if (monthly && (daily || !contains(span, segment))) return false;
  const own: readonly string[] | undefined = cubes[segment.cube.slice(0, monthly ? -wholeMonth.length : undefined) as CubeName];
  return own !== undefined && [...dimensions].every((name) => everywhere.includes(name) || own.includes(name));
}

/**
 * Segments to scan: per load and month the smallest rollup that has all dimensions needed, else the charge rows.
 * `live` is in reading order, and so is the result.
 */
export function planScan(live: readonly LiveSegment[], needs: Needs): LiveSegment[] {
  const best = new Map<string, LiveSegment>();
  const monthOf = (segment: LiveSegment) => `${segment.loadId} ${segment.month}`;
  for (const segment of live) {
    if (segment.cube === '' || !answers(needs, segment)) continue;
    const known = best.get(monthOf(segment));
    if (!known || segment.rows < known.rows) best.set(monthOf(segment), segment);
  }
  return live.filter((segment) => {
    if (!overlaps(needs.span, segment)) return false;
    const rollup = best.get(monthOf(segment));
    return rollup ? segment === rollup : segment.cube === '';
  });
}

/** Segments of charge rows in the span, in reading order. */
export function rowSegments(live: readonly LiveSegment[], span: DaySpan): LiveSegment[] {
  return live.filter((segment) => segment.cube === '' && overlaps(span, segment));
}
