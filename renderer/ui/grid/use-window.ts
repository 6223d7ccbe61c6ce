import { useQueries } from '@tanstack/react-query';
import { useCallback, useEffect, useRef, useState } from 'react';
import type { AppError } from '#shared/errors/app-error.ts';
import { errorOf } from '../../app/reads.ts';

/** A page of a list that lives at the host. */
export interface WindowPage<T> {
  rows: T[];
  total: number;
}

interface PageQuery<P> {
  queryKey: readonly unknown[];
  queryFn: (context: { signal: AbortSignal }) => Promise<P>;
  meta: Record<string, unknown>;
}

/** Rows by index, both inclusive. */
export interface RowRange {
  first: number;
  last: number;
}

/** What a grid needs of its rows. Rows that are not here yet are undefined. */
export interface GridRows<T> {
  count: number;
  at: (index: number) => T | undefined;
  /** Says which rows are in sight; folded groups leave gaps. */
  onRange: (ranges: RowRange[]) => void;
}

export interface Window<T, P> extends GridRows<T> {
  /** Rows of the question before are shown, or nothing is here yet. */
  loading: boolean;
  error: AppError | null;
  /** First page, with what the host says besides rows. */
  first: P | undefined;
  /** Rows that the grid shows, once scrolling rests. */
  inSight: readonly RowRange[];
}

type Pages<P> = Map<number, P | undefined>;

/** Indexes of the pages that cover the ranges. The first page is always among them: it brings the total. */
export function pagesFor(ranges: readonly RowRange[], size: number): number[] {
  const pages = new Set([0]);
  for (const { first, last } of ranges)
    for (let page = Math.floor(first / size); page <= Math.floor(Math.max(first, last) / size); page++) pages.add(page);
  return [...pages].sort((a, b) => a - b);
}

function sameRanges(a: readonly RowRange[], b: readonly RowRange[]): boolean {
  return a.length === b.length && a.every(({ first, last }, index) => first === b[index]!.first && last === b[index]!.last);
}

const settleMs = 100;

/** Ranges once they stay the same for a moment. */
function useSettledRanges() {
  const [inSight, setInSight] = useState<RowRange[]>([]);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  const settle = useCallback((ranges: RowRange[]) => {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => setInSight((now) => (sameRanges(now, ranges) ? now : ranges)), settleMs);
  }, []);
  return { inSight, settle };
}

/**
 * Rows of a long list, fetched in pages as they are scrolled to. While a new question is on its way the rows of
 * the old one stay.
 *
 * @param ask makes the query of one page; must be stable while the question is the same
 */
export function useWindow<P extends WindowPage<unknown>>(
  ask: (offset: number, limit: number) => PageQuery<P>,
  size = 200,
): Window<P['rows'][number], P> {
  const [pages, setPages] = useState<number[]>([0]);
  const results = useQueries({ queries: pages.map((page) => ask(page * size, size)) });
  const byPage = new Map(pages.map((page, index) => [page, results[index]?.data]));
  const [kept, setKept] = useState<{ ask: typeof ask; pages: Pages<P> }>({ ask, pages: new Map() });
  const first = byPage.get(0);
  const base = kept.ask === ask ? kept.pages : (new Map() as Pages<P>);
  if (first && [...byPage].some(([page, data]) => data && base.get(page) !== data)) {
    setKept({ ask, pages: new Map([...base, ...[...byPage].filter(([, data]) => data)]) });
  }
  const source = kept.pages;
  const { inSight, settle } = useSettledRanges();
  // While rows fly past, the screen around the grid is drawn anew only when other pages are needed.
  const onRange = useCallback(
    (ranges: RowRange[]) => {
      const wanted = pagesFor(ranges, size);
      setPages((now) => (now.join() === wanted.join() ? now : wanted));
      settle(ranges);
    },
    [size, settle],
  );
  const failed = results.find((result) => result.isError);
  return {
    count: source.get(0)?.total ?? 0,
    at: (index) => source.get(Math.floor(index / size))?.rows[index % size],
    onRange,
    loading: kept.ask !== ask || !first,
    error: failed ? errorOf(failed.error) : null,
    first: source.get(0),
    inSight,
  };
}
