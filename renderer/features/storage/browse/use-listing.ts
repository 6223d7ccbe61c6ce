import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useMemo } from 'react';
import type { BrowseResult } from '#shared/model/storage.ts';
import { useHost } from '../../../app/host.tsx';
import { callHost, readOptions } from '../../../app/reads.ts';
import { useWindow } from '../../../ui/grid/use-window.ts';
import { tellError } from '../../../ui/tell.ts';
import type { Place } from '../places.ts';
import type { Sort } from '../storage-state.ts';

export type ListingRow = BrowseResult['rows'][number];

/** Key or prefix of a row. */
export const rowPath = (row: ListingRow): string => (row.kind === 'folder' ? row.folder.prefix : row.object.key);
export const rowKeyOf = (row: ListingRow): string => `${row.kind} ${rowPath(row)}`;

interface Question {
  place: Place;
  text: string;
  sort: Sort;
}

/** Rows of one folder, fetched in pages as they are scrolled to, and asked again while the listing goes on at the provider. */
export function useListing({ place, text, sort }: Question) {
  const host = useHost();
  const { connectionId, bucket, prefix } = place;
  const ask = useMemo(
    () => (offset: number, limit: number) => {
      const options = readOptions(host, ['storage', 'browse'], { connectionId, bucket, prefix, text, sort, offset, limit });
      return { ...options, queryFn: async (context: { signal: AbortSignal }) => options.queryFn(context) };
    },
    [host, connectionId, bucket, prefix, text, sort],
  );
  return useWindow<BrowseResult>(ask, 500);
}

/** Any stretch of the rows, for a choice that reaches beyond what is here. */
export function useListingPage({ place, text, sort }: Question) {
  const host = useHost();
  return useCallback(
    async (offset: number, limit: number): Promise<ListingRow[] | null> => {
      const reply = await callHost(host, ['storage', 'browse'], { input: { ...place, text, sort, offset, limit, cached: true } });
      if (reply.ok) return reply.value.rows;
      tellError(reply.error);
      return null;
    },
    [host, place, text, sort],
  );
}

/** Asks the provider again although the listing is fresh. */
export function useRefreshListing() {
  const host = useHost();
  const client = useQueryClient();
  return useCallback(
    async (place: Place) => {
      const reply = await callHost(host, ['storage', 'browse'], { input: { ...place, refresh: true, limit: 1 } });
      if (!reply.ok) return tellError(reply.error);
      await client.invalidateQueries({ queryKey: ['storage.browse'] });
    },
    [host, client],
  );
}
