import { type KeyboardEvent, useId, useMemo } from 'react';
import type { MetricsResult } from '#shared/model/metric.ts';
import { EmptyNote } from '../../ui/empty-note.tsx';
import { MetricChart } from './metric-chart.tsx';
import { linesOf, metricGroups, type ShownMachine } from './metric-groups.ts';
import { MetricTable } from './metric-table.tsx';
import classes from './metrics.module.css';
import { bounds, type TimeWindow, windowOfKey, zoomTo } from './time-window.ts';

interface Props {
  result: MetricsResult;
  machines: readonly ShownMachine[];
  window: TimeWindow;
  now: number;
  table: boolean;
  onWindow: (window: TimeWindow) => void;
}

/** A chart or table for each group of metrics that has values, and the names of those that have none. */
export function MetricCharts({ result, machines, window, now, table, onWindow }: Props) {
  const syncKey = useId();
  const time = bounds(window, now);
  const groups = useMemo(
    () => metricGroups.map((group) => ({ group, lines: linesOf(group, machines, result.series) })),
    [machines, result.series],
  );
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.target !== event.currentTarget) return;
    const next = windowOfKey(event.key, window, now);
    if (!next) return;
    event.preventDefault();
    // Escape takes the zoom back first; only then may it close what the charts are in.
    event.stopPropagation();
    onWindow(next);
  };
  const missing = groups.filter(({ lines }) => lines.length === 0).map(({ group }) => group.title);
  const measured = groups.filter(({ lines }) => lines.length > 0);
  if (measured.length === 0)
    return (
      <EmptyNote title="No measurements of this time">
        Choose a longer range. A machine that was stopped is not measured; the first values of a new one come some minutes after its start.
      </EmptyNote>
    );
  return (
    // The charts are one place for the keyboard: what is zoomed or moved is the time of all of them.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <div
      className={classes['charts']}
      role="group"
      aria-label="Charts. Arrow keys move in time, plus and minus zoom, Escape shows the whole range."
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
      tabIndex={0}
      onKeyDown={onKeyDown}
    >
      {measured.map(({ group, lines }) =>
        table ? (
          <MetricTable key={group.id} group={group} lines={lines} {...time} />
        ) : (
          <MetricChart
            key={group.id}
            group={group}
            lines={lines}
            {...time}
            syncKey={syncKey}
            onWindow={(from, to) => onWindow(zoomTo(window, [from, to], now))}
            onReset={() => onWindow({ range: window.range })}
          />
        ),
      )}
      {missing.length > 0 ? <p className="ae-muted">Not measured: {missing.join(', ')}.</p> : null}
    </div>
  );
}
