import { useMemo } from 'react';
import type { RunTarget } from '#shared/model/action.ts';
import { useHost } from '../../app/host.tsx';
import { type Output, readOptions } from '../../app/reads.ts';
import { useWindow, type Window } from '../../ui/grid/use-window.ts';

type Answer = Output<'actions', 'run'>;
export type RunPage = Pick<Answer, 'run' | 'total'> & { rows: RunTarget[] };

/** A run with a window of its targets; asked again by itself as the run goes on. */
export function useRun(runId: string): Window<RunTarget, RunPage> {
  const host = useHost();
  const ask = useMemo(
    () => (offset: number, limit: number) => {
      const { queryKey, queryFn, meta } = readOptions(host, ['actions', 'run'], { runId, offset, limit });
      return {
        queryKey: ['run window', ...queryKey],
        queryFn: async (context: { signal: AbortSignal }): Promise<RunPage> => {
          const { run, targets, total } = await queryFn(context);
          return { run, rows: targets, total };
        },
        meta,
      };
    },
    [host, runId],
  );
  return useWindow(ask, 100);
}
