import { useEffect, useMemo, useRef, useState } from 'react';
import UPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { formatAxis } from '../../ui/format/money.ts';
import { useWidth } from '../../ui/use-width.ts';
import { BarsTooltip } from './bars-tooltip.tsx';
import type { BarsProps } from './cost-chart.tsx';
import classes from './costs.module.css';
import { type Layer, stackLayers } from './stack-layers.ts';

function cssColor(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

interface PlotInput {
  layers: Layer[];
  width: number;
  height: number;
  onHover: (index: number | null) => void;
}

function plotOptions({ layers, width, height, onHover }: PlotInput): UPlot.Options {
  const bars = UPlot.paths.bars!({ size: [0.82, 100], align: 0 });
  const axis: UPlot.Axis = { stroke: cssColor('--ae-muted'), grid: { show: false }, ticks: { show: false }, font: '11px "Inter Variable"' };
  return {
    width,
    height,
    legend: { show: false },
    cursor: { points: { show: false }, y: false, drag: { x: false, y: false } },
    scales: { x: { time: true } },
    axes: [axis, { ...axis, grid: { stroke: cssColor('--ae-border'), width: 1 }, values: (_, values) => values.map(formatAxis), size: 48 }],
    series: [{}, ...layers.map(({ color }) => ({ fill: color, width: 0, paths: bars, points: { show: false } }))],
    hooks: { setCursor: [(plot) => onHover(plot.cursor.idx ?? null)] },
  };
}

/** Stacked bars on a canvas: for thousands of points. Clicking opens the group under the pointer. */
export function DenseBars({ pivot, series, onOpen, height }: BarsProps) {
  const { ref: sized, width } = useWidth<HTMLDivElement>();
  const host = useRef<HTMLDivElement>(null);
  const plot = useRef<UPlot | null>(null);
  const [hover, setHover] = useState<number | null>(null);
  const layers = useMemo(() => stackLayers(series), [series]);
  useEffect(() => {
    if (!host.current || width === 0) return undefined;
    const days = pivot.periods.map((period) => Date.parse(period.length === 7 ? `${period}-01` : period) / 1000);
    const options = {
      ...plotOptions({ layers, width, height, onHover: setHover }),
      tzDate: (seconds: number) => UPlot.tzDate(new Date(seconds * 1000), 'UTC'),
    };
    plot.current = new UPlot(options, [days, ...layers.map(({ tops }) => tops)], host.current);
    return () => plot.current?.destroy();
  }, [layers, pivot, width, height]);
  const open = () => {
    const index = plot.current?.cursor.idx;
    const top = plot.current?.cursor.top;
    if (index === undefined || index === null || top === undefined) return;
    const value = plot.current!.posToVal(top, 'y');
    // Layers are drawn outermost first, so the last one that still covers the pointer is on top.
    const hit = layers.findLast(({ tops }) => (value >= 0 ? tops[index]! >= value : tops[index]! <= value));
    if (hit) onOpen(hit.group, pivot.periods[index] ?? null);
  };
  return (
    <div ref={sized} style={{ position: 'relative', height }}>
      <div ref={host} onClick={open} style={{ cursor: 'pointer' }} />
      {hover === null ? null : (
        <div className={classes['denseTip']} data-side={hover > pivot.periods.length / 2 ? 'left' : 'right'}>
          <BarsTooltip pivot={pivot} series={series} index={hover} />
        </div>
      )}
    </div>
  );
}
