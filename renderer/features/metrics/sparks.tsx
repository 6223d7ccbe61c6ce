import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo, useState } from 'react';
import { unwrap } from '#shared/errors/reply.ts';
import type { MetricName, Series } from '#shared/model/metric.ts';
import { useHost } from '../../app/host.tsx';
import { callHost, readOptions } from '../../app/reads.ts';
import classes from './metrics.module.css';
import { sparkPath, sparkText } from './spark-shape.ts';

/** What names a machine in a row of a grid. */
export interface SparkRow {
  connectionId: string;
  id: string;
}

/** Null: the cache has no values of it. */
type Known = ReadonlyMap<string, Series | null>;

const settleMs = 120;
/** Most that one call may ask, by the contract. */
const mostRows = 500;
/** Sparks remembered while scrolling: 24 values each. */
const mostKnown = 5000;

const nameOf = ({ connectionId, id }: SparkRow) => `${connectionId} ${id}`;

/** Rows once they stay the same for a moment: rows that only fly past are never asked for. */
function useSettled(rows: readonly SparkRow[]): readonly SparkRow[] {
  const names = rows.map(nameOf).join('\n');
  // The rows are a new array with each rendering; their names say whether they changed.
  // oxlint-disable-next-line react/exhaustive-deps
  const same = useMemo(() => rows.slice(0, mostRows), [names]);
  const [settled, setSettled] = useState<readonly SparkRow[]>([]);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(same), settleMs);
    return () => clearTimeout(timer);
  }, [same]);
  return settled;
}

/**
 * The last 24 h of one metric for the visible rows of a grid, from the cache alone. One call for the rows that came into view
 * since the last one, once scrolling rests; what was shown before costs no call until measurements change.
 *
 * @returns undefined: not known yet; null: not measured
 */
export function useSparks(rows: readonly SparkRow[], metric: MetricName): (row: SparkRow) => Series | null | undefined {
  const host = useHost();
  const client = useQueryClient();
  const settled = useSettled(rows);
  const queryKey = useMemo(() => ['metrics.sparks', 'grid', metric] as const, [metric]);
  const { data, refetch } = useQuery<Known>({
    queryKey,
    enabled: settled.length > 0,
    staleTime: Number.POSITIVE_INFINITY,
    structuralSharing: false,
    meta: readOptions(host, ['metrics', 'sparks'], { machines: [], metric }).meta,
    queryFn: async ({ signal }) => {
      const state = client.getQueryState<Known>(queryKey);
      const before: Known = state?.isInvalidated || (state?.data?.size ?? 0) > mostKnown ? new Map() : (state?.data ?? new Map());
      const missing = settled.filter((row) => !before.has(nameOf(row)));
      if (missing.length === 0) return before;
      const machines = missing.map(({ connectionId, id }) => ({ connectionId, machineId: id }));
      const found = unwrap(await callHost(host, ['metrics', 'sparks'], { input: { machines, metric }, signal }));
      const fresh = new Map(found.map((series) => [`${series.connectionId} ${series.machineId}`, series]));
      return new Map([...before, ...missing.map((row): [string, Series | null] => [nameOf(row), fresh.get(nameOf(row)) ?? null])]);
    },
  });
  useEffect(() => {
    if (settled.some((row) => !data?.has(nameOf(row)))) void refetch({ cancelRefetch: false });
  }, [data, settled, refetch]);
  return useCallback((row: SparkRow) => data?.get(nameOf(row)), [data]);
}

const box = { width: 88, height: 20 };

interface Props {
  /** From `useSparks`; undefined: not known yet, null: not measured. */
  series: Series | null | undefined;
  metric: MetricName;
}

/** A line of 24 hourly values, as wide as a column. Its title says the newest, the mean and the highest in words. */
export function Sparkline({ series, metric }: Props) {
  if (series === undefined) return <span className={classes['sparkPending']} aria-hidden />;
  if (series === null) return <span className="ae-muted">–</span>;
  const text = sparkText(series, metric);
  return (
    <svg className={classes['spark']} {...box} viewBox={`0 0 ${box.width} ${box.height}`} role="img" aria-label={text}>
      <title>{text}</title>
      <path d={sparkPath(series.values, metric, box)} />
    </svg>
  );
}
