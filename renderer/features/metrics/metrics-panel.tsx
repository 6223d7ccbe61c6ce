import { Button, Skeleton } from '@mantine/core';
import { useQueries } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import type { MachineKey } from '#shared/model/machine.ts';
import { useHost } from '../../app/host.tsx';
import { errorOf, readOptions } from '../../app/reads.ts';
import { ProblemNote } from '../../ui/problem-note.tsx';
import { useNow } from '../../ui/use-now.ts';
import { MetricCharts } from './metric-charts.tsx';
import type { ShownMachine } from './metric-groups.ts';
import classes from './metrics.module.css';
import { MetricsStatus } from './metrics-status.tsx';
import { MetricsToolbar } from './metrics-toolbar.tsx';
import { bounds, type TimeWindow } from './time-window.ts';
import { useMetrics } from './use-metrics.ts';

/** The machines with the names they have in the cache; their ids until those are here. */
function useNamed(machines: readonly MachineKey[]): ShownMachine[] {
  const host = useHost();
  const reads = useQueries({
    queries: machines.map(({ connectionId, machineId }) => readOptions(host, ['compute', 'get'], { connectionId, machineId })),
  });
  return machines.map((machine, at) => ({ ...machine, name: reads[at]?.data?.machine.name || machine.machineId }));
}

interface Props {
  /** One or more machines to show; at most 8. Others can be added by the person. */
  machines: MachineKey[];
}

/** Measurements of machines over time, from the cache at once and from the provider as it answers. */
export function MetricsPanel({ machines: asked }: Props) {
  const now = useNow();
  const [window, setWindow] = useState<TimeWindow>({ range: '24h' });
  const [added, setAdded] = useState<ShownMachine[]>([]);
  const [table, setTable] = useState(false);
  const named = useNamed(asked);
  const names = JSON.stringify([...named, ...added]);
  const machines = useMemo(() => JSON.parse(names) as ShownMachine[], [names]);
  const { result, error, refreshError, reading, retry } = useMetrics(machines, bounds(window, now));
  const again = (
    <Button size="compact-xs" variant="default" onClick={retry}>
      Try again
    </Button>
  );
  return (
    <section className={classes['panel']} aria-label="Metrics">
      <MetricsToolbar
        window={window}
        onWindow={setWindow}
        machines={machines}
        fixed={asked.length}
        onMachines={(all) => setAdded(all.slice(asked.length))}
        table={table}
        onTable={setTable}
      />
      {error || refreshError ? <ProblemNote error={errorOf(error ?? refreshError)} action={again} /> : null}
      {result ? (
        <>
          <MetricsStatus result={result} window={window} now={now} reading={reading} />
          {result.problems.map((problem) => (
            <ProblemNote
              key={`${problem.connectionId} ${problem.scope} ${problem.error.code}`}
              place={[problem.connectionName, problem.scope].filter(Boolean).join(' · ') || undefined}
              error={problem.error}
              action={again}
            />
          ))}
          {result.series.length === 0 && reading ? (
            <Skeleton height={320} radius={4} aria-label="Loading" role="status" />
          ) : (
            <MetricCharts result={result} machines={machines} window={window} now={now} table={table} onWindow={setWindow} />
          )}
        </>
      ) : error ? null : (
        <Skeleton height={320} radius={4} aria-label="Loading" role="status" />
      )}
    </section>
  );
}
