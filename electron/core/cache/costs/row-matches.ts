import type { CostFilter, CostRange } from '#shared/model/cost.ts';
import { dimensionView } from './dimension.ts';
import { filtersByDimension } from './filter.ts';
import { type GroupPart, groupRows } from './group-rows.ts';
import type { LiveSegment } from './load-table.ts';
import { rowSegments, spanOf } from './plan.ts';
import { dayPart } from './scan.ts';
import type { Segments } from './segments.ts';

/** Place of a charge row: index among the segments of the query, and row in the segment. */
export interface RowPosition {
  segment: number;
  row: number;
}

/** Rows of one segment that match; `rows` null means all. */
export interface SegmentMatches {
  segment: LiveSegment;
  rows: Uint32Array | null;
  count: number;
}

/** Finds the charge rows of a range that pass filters, segment by segment. */
export class RowMatches {
  private readonly segments: Segments;
  private readonly filters: ReturnType<typeof filtersByDimension>;
  private readonly range: CostRange;

  constructor(segments: Segments, { range, filters }: { range: CostRange; filters: readonly CostFilter[] }) {
    this.segments = segments;
    this.filters = filtersByDimension(filters);
    this.range = range;
  }

  /** Segments that may hold matches, in reading order. */
  candidates(live: readonly LiveSegment[]): LiveSegment[] {
    this.segments.trim();
    return rowSegments(live, spanOf(this.range));
  }

  in(segment: LiveSegment): SegmentMatches {
    const parts = Array.from(this.filters, ([name, filter]) => filter.apply(dimensionView(this.segments, segment, name), false));
    if (parts.includes(null)) return { segment, rows: new Uint32Array(0), count: 0 };
    const days = dayPart(this.segments, segment, { range: this.range, granularity: 'total' });
    const { rows, length } = groupRows([...(parts as GroupPart[]), ...(days ? [days] : [])], segment.rows);
    return { segment, rows: rows?.slice() ?? (length === 0 ? new Uint32Array(0) : null), count: length };
  }
}
