import { useCallback, useMemo } from 'react';
import type { CachedMachine, FacetColumn, MachineQuery, MachineSelection } from '#shared/model/machine.ts';
import { useHost } from '../../app/host.tsx';
import { callHost, readOptions, useRead } from '../../app/reads.ts';
import { formatCount } from '../../ui/format/number.ts';
import type { GridGroup } from '../../ui/grid/grid-layout.ts';
import { useWindow } from '../../ui/grid/use-window.ts';
import { tellError } from '../../ui/tell.ts';
import { valueLabel } from './value-label.ts';

/** What the grid shows: which rows, in which order, under which headers. */
export interface Question {
  query: MachineSelection;
  sort: MachineQuery['sort'];
  group: FacetColumn | null;
}

/** Rows of the grid, fetched in pages as they are scrolled to. */
export function useMachines({ query, sort, group }: Question) {
  const host = useHost();
  const ask = useMemo(
    () => (offset: number, limit: number) => {
      const options = readOptions(host, ['compute', 'query'], { ...query, sort, groupBy: group, offset, limit });
      return { ...options, queryFn: async (context: { signal: AbortSignal }) => options.queryFn(context) };
    },
    [host, query, sort, group],
  );
  return useWindow(ask);
}

/** Any stretch of the rows, for a choice that reaches beyond what is here. */
export function useMachinePage({ query, sort, group }: Question) {
  const host = useHost();
  return useCallback(
    async (offset: number, limit: number): Promise<CachedMachine[] | null> => {
      const input = { ...query, sort, groupBy: group, offset, limit };
      const reply = await callHost(host, ['compute', 'query'], { input });
      if (reply.ok) return reply.value.rows;
      tellError(reply.error);
      return null;
    },
    [host, query, sort, group],
  );
}

/** Headers of the groups; undefined while nothing is grouped or the first answer is on its way. */
export function useGroups({ query, group }: Question): GridGroup[] | undefined {
  const read = useRead(['compute', 'groups'], { ...query, groupBy: group ?? 'kind' }, { enabled: group !== null, keep: true });
  return useMemo(() => {
    if (!group) return undefined;
    return read.data?.map(({ value, count, running }) => ({
      value,
      count,
      label: valueLabel(group, value),
      detail: `${formatCount(running)} running`,
    }));
  }, [group, read.data]);
}
