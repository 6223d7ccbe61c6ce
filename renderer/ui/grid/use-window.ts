import { useQueries } from '@tanstack/react-query';
import { useCallback, useMemo, useState } from 'react';
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

/** What a grid needs of its rows. Rows that are not here yet are undefined. */
export interface GridRows<T> {
  count: number;
  at: (index: number) => T | undefined;
  onRange: (first: number, last: number) => void;
}

export interface Window<T, P> extends GridRows<T> {
  /** Rows of the question before are shown, or nothing is here yet. */
  loading: boolean;
  error: AppError | null;
  /** First page, with what the host says besides rows. */
  first: P | undefined;
}

type Pages<P> = Map<number, P | undefined>;

/** Indexes of the pages that cover the rows `first` … `last`. The first page is always among them: it brings the total. */
export function pagesFor(first: number, last: number, size: number): number[] {
  const pages = new Set([0]);
  for (let page = Math.floor(first / size); page <= Math.floor(Math.max(first, last) / size); page++) pages.add(page);
  return [...pages].sort((a, b) => a - b);
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
  const [range, setRange] = useState({ first: 0, last: size - 1 });
  const pages = useMemo(() => pagesFor(range.first, range.last, size), [range, size]);
  const results = useQueries({ queries: pages.map((page) => ask(page * size, size)) });
  const byPage = new Map(pages.map((page, index) => [page, results[index]?.data]));
  const [kept, setKept] = useState<{ ask: typeof ask; pages: Pages<P> }>({ ask, pages: new Map() });
  const first = byPage.get(0);
  const base = kept.ask === ask ? kept.pages : (new Map() as Pages<P>);
  if (first && [...byPage].some(([page, data]) => data && base.get(page) !== data)) {
    setKept({ ask, pages: new Map([...base, ...[...byPage].filter(([, data]) => data)]) });
  }
  const source = kept.pages;
  const onRange = useCallback((from: number, to: number) => {
    setRange((now) => (now.first === from && now.last === to ? now : { first: from, last: to }));
  }, []);
  const failed = results.find((result) => result.isError);
  return {
    count: source.get(0)?.total ?? 0,
    at: (index) => source.get(Math.floor(index / size))?.rows[index % size],
    onRange,
    loading: kept.ask !== ask || !first,
    error: failed ? errorOf(failed.error) : null,
    first: source.get(0),
  };
}
