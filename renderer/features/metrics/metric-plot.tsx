import { useEffect, useMemo, useRef } from 'react';
import UPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { alignLines } from './aligned-lines.ts';
import type { Line } from './metric-groups.ts';
import { banded, plotOptions } from './plot-options.ts';
import { usePan } from './use-pan.ts';

interface Props {
  lines: Line[];
  /** Shown time, epoch ms. */
  from: number;
  to: number;
  width: number;
  height: number;
  zone: string;
  syncKey: string;
  /** Time under the pointer, epoch ms. */
  onHover: (at: number | null) => void;
  onWindow: (from: number, to: number) => void;
}

/** What a plot is made of: another structure needs another plot, the same one only new values. For the `key` of a `MetricPlot`. */
export function plotStructure(lines: readonly Line[]): string {
  return JSON.stringify([lines.map(({ id, color, dashed }) => [id, color, dashed]), banded(lines)]);
}

function dataOf(lines: readonly Line[]): UPlot.AlignedData {
  const { times, means, peaks } = alignLines(lines.map(({ series }) => series));
  return [times, ...means, ...banded(lines).map((at) => peaks[at]!)] as UPlot.AlignedData;
}

/** The canvas of one chart. */
export function MetricPlot({ lines, from, to, width, height, zone, syncKey, onHover, onWindow }: Props) {
  const host = useRef<HTMLDivElement>(null);
  const plot = useRef<UPlot | null>(null);
  const data = useMemo(() => dataOf(lines), [lines]);
  const latest = useRef({ lines, onHover, onWindow });
  useEffect(() => {
    latest.current = { lines, onHover, onWindow };
  });
  useEffect(() => {
    if (!host.current || width === 0) return undefined;
    const options = plotOptions({
      lines: latest.current.lines,
      width,
      height,
      syncKey,
      zone,
      onHover: (seconds) => latest.current.onHover(seconds === null ? null : seconds * 1000),
      onZoom: (first, last) => latest.current.onWindow(first * 1000, last * 1000),
    });
    const tzDate = (seconds: number) => UPlot.tzDate(new Date(seconds * 1000), zone);
    const made = new UPlot({ ...options, tzDate }, [[]], host.current);
    plot.current = made;
    return () => {
      plot.current = null;
      made.destroy();
    };
  }, [width, height, syncKey, zone]);
  useEffect(() => {
    const drawn = plot.current;
    drawn?.batch(() => {
      drawn.setData(data, false);
      drawn.setScale('x', { min: from / 1000, max: to / 1000 });
    });
    // A plot that was made anew has no values yet.
    // oxlint-disable-next-line react/exhaustive-effect-dependencies
  }, [data, from, to, width, height, syncKey, zone]);
  const pan = usePan({
    plot: () => plot.current,
    group: () => UPlot.sync(syncKey).plots,
    onPan: (first, last) => onWindow(first * 1000, last * 1000),
  });
  return <div ref={host} {...pan} />;
}
