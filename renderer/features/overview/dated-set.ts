import type { DataSet, Dated } from '#shared/model/freshness.ts';
import type { Overview } from '#shared/model/overview.ts';
import { foldScopes } from '../../ui/fold-scopes.ts';

const oldest = (times: (number | null)[]) => (times.length === 0 || times.includes(null) ? null : Math.min(...(times as number[])));

/** Age of one kind of data over all connections: as old as the oldest, with its own problems only. */
export function datedSet({ freshness, problems }: Overview, dataSet: DataSet, now: number): Dated {
  const sets = foldScopes(freshness.filter((set) => set.dataSet === dataSet));
  return {
    asOf: oldest(sets.map(({ asOf }) => asOf)),
    stale: sets.some(({ complete, staleAfter, lastError }) => !complete || lastError !== null || (staleAfter !== null && staleAfter < now)),
    problems: problems.filter((problem) => problem.dataSet === dataSet),
  };
}
