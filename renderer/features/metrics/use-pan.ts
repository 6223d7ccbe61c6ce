import { type PointerEvent, useRef } from 'react';
import type UPlot from 'uplot';

interface Pan {
  startX: number;
  from: number;
  to: number;
  perPixel: number;
}

interface Options {
  plot: () => UPlot | null;
  /** All plots that move together. */
  group: () => readonly UPlot[];
  /** The shown time after the drag, in seconds. */
  onPan: (from: number, to: number) => void;
}

/** Moves the time with a drag while Shift is held: all charts follow at once, values are asked for at the end. */
export function usePan({ plot, group, onPan }: Options) {
  const pan = useRef<Pan | null>(null);
  const at = ({ clientX }: PointerEvent, { startX, from, to, perPixel }: Pan) => {
    const by = (startX - clientX) * perPixel;
    return { min: from + by, max: to + by };
  };
  return {
    onPointerDown(event: PointerEvent<HTMLElement>) {
      const { min, max } = plot()?.scales['x'] ?? {};
      const width = plot()?.over.clientWidth ?? 0;
      if (!event.shiftKey || event.button !== 0 || min === undefined || max === undefined || width === 0) return;
      event.currentTarget.setPointerCapture(event.pointerId);
      pan.current = { startX: event.clientX, from: min, to: max, perPixel: (max - min) / width };
    },
    onPointerMove(event: PointerEvent<HTMLElement>) {
      if (!pan.current) return;
      const moved = at(event, pan.current);
      for (const one of group()) one.setScale('x', moved);
    },
    onPointerUp(event: PointerEvent<HTMLElement>) {
      if (!pan.current) return;
      const { min, max } = at(event, pan.current);
      pan.current = null;
      onPan(min, max);
    },
  };
}
