import type { Freshness } from '#shared/model/freshness.ts';
import { AgeBadge } from './age-badge.tsx';
import { useNow } from './use-now.ts';

/** Age badge of one cached data set. */
export function SetAge({ set }: { set: Freshness }) {
  const now = useNow();
  const late = set.staleAfter !== null && set.staleAfter < now;
  const problems = set.lastError
    ? [
        {
          connectionId: set.connectionId,
          connectionName: null,
          dataSet: set.dataSet,
          scope: set.scope,
          error: set.lastError,
          at: set.lastErrorAt ?? now,
        },
      ]
    : [];
  return <AgeBadge dated={{ asOf: set.asOf, stale: late || !set.complete, problems }} />;
}
