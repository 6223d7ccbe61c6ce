import type UPlot from 'uplot';
import { metricUnits } from '#shared/model/metric.ts';
import { hasPeaks } from './aligned-lines.ts';
import { formatMetric } from './metric-format.ts';
import type { Line } from './metric-groups.ts';
import { timeLabels } from './time-axis.ts';

function cssColor(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

export interface PlotInput {
  lines: readonly Line[];
  width: number;
  height: number;
  /** Charts of one key move their cursors together. */
  syncKey: string;
  /** IANA zone of the time axis. */
  zone: string;
  onHover: (seconds: number | null) => void;
  onZoom: (from: number, to: number) => void;
}

/** Percent reach to 100 so that charts compare; everything begins at zero. */
function yRange(lines: readonly Line[]): UPlot.Scale.Range {
  const least = metricUnits[lines[0]!.metric] === '%' ? 100 : 1;
  return (_plot, _min, max) => [0, Math.max(least, (max ?? 0) * 1.05)];
}

function seriesOf({ color, dashed }: Line): UPlot.Series {
  return { stroke: color, width: 1.5, points: { show: false }, spanGaps: false, ...(dashed && { dash: [6, 4] }) };
}

/** Edges of the bands of peaks: drawn by their filling alone. */
const edge: UPlot.Series = { stroke: 'transparent', width: 0, points: { show: false }, spanGaps: false };

/** Series of the plot: the time, each line's mean, then the peaks of those that have any. */
export function banded(lines: readonly Line[]): number[] {
  return lines.flatMap(({ series }, at) => (hasPeaks(series) ? at : []));
}

function cursorOf({ syncKey }: PlotInput): UPlot.Cursor {
  return {
    y: false,
    drag: { x: true, y: false, setScale: false, dist: 5 },
    points: { size: 6 },
    // A drag ends in the chart in which it began; the others follow the pointer only.
    sync: { key: syncKey, scales: ['x', null], filters: { pub: (type) => type === 'mousemove' || type === 'mouseleave' } },
    bind: {
      // With Shift the drag moves the time instead; see `usePan`.
      mousedown: (_plot, _target, handler) => (event) => (event.shiftKey ? null : handler(event)),
      dblclick: () => () => null,
    },
  };
}

export function plotOptions(input: PlotInput): UPlot.Options {
  const { lines, width, height, zone, onHover, onZoom } = input;
  const axis: UPlot.Axis = { stroke: cssColor('--ae-muted'), grid: { show: false }, ticks: { show: false }, font: '11px "Inter Variable"' };
  const grid = { stroke: cssColor('--ae-border'), width: 1 };
  const values: UPlot.Axis.Values = (_plot, splits) => splits.map((value) => formatMetric(lines[0]!.metric, value));
  const times: UPlot.Axis.Values = (_plot, splits, _axis, _space, distance) => timeLabels(splits, distance, zone);
  const peaks = banded(lines);
  return {
    width,
    height,
    legend: { show: false },
    cursor: cursorOf(input),
    scales: { x: { time: true }, y: { range: yRange(lines) } },
    axes: [
      { ...axis, values: times },
      { ...axis, grid, values, size: 72 },
    ],
    series: [{}, ...lines.map(seriesOf), ...peaks.map(() => edge)],
    bands: peaks.map((at, place) => ({ series: [1 + lines.length + place, 1 + at], fill: `${lines[at]!.color}33` })),
    hooks: {
      setCursor: [(plot) => onHover((plot.cursor.left ?? -1) < 0 ? null : plot.posToVal(plot.cursor.left!, 'x'))],
      setSelect: [
        (plot) => {
          const { left, width: selected } = plot.select;
          if (selected === 0) return;
          const [from, to] = [plot.posToVal(left, 'x'), plot.posToVal(left + selected, 'x')];
          plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
          onZoom(from, to);
        },
      ],
    },
  };
}
