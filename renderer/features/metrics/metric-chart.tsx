import { useComputedColorScheme } from '@mantine/core';
import { useState } from 'react';
import { useZone } from '../../app/preferences.ts';
import { formatTime } from '../../ui/format/time.ts';
import { useWidth } from '../../ui/use-width.ts';
import { ChartLegend } from './chart-legend.tsx';
import type { Line, MetricGroup } from './metric-groups.ts';
import { MetricPlot, plotStructure } from './metric-plot.tsx';
import classes from './metrics.module.css';

interface Props {
  group: MetricGroup;
  lines: Line[];
  /** Shown time, epoch ms. */
  from: number;
  to: number;
  syncKey: string;
  onWindow: (from: number, to: number) => void;
  onReset: () => void;
}

const height = 150;

/** One group of metrics over time. Dragging zooms, dragging with Shift moves, a double click shows the whole range again. */
export function MetricChart({ group, lines, from, to, syncKey, onWindow, onReset }: Props) {
  const { ref, width } = useWidth<HTMLDivElement>();
  const [hover, setHover] = useState<number | null>(null);
  const zone = useZone();
  // A plot takes its colours from the page when it is made.
  const scheme = useComputedColorScheme();
  const plot = { lines, from, to, width, height, zone, syncKey, onHover: setHover, onWindow };
  return (
    <figure className={classes['chart']} aria-label={`${group.title} over time`}>
      <figcaption className={classes['caption']}>
        <h4 className={classes['title']}>{group.title}</h4>
        <span className={classes['time']}>{hover === null ? null : formatTime(hover, zone)}</span>
      </figcaption>
      <div ref={ref} style={{ height }} onDoubleClick={onReset}>
        <MetricPlot key={`${scheme} ${plotStructure(lines)}`} {...plot} />
      </div>
      <ChartLegend lines={lines} at={hover} />
    </figure>
  );
}
