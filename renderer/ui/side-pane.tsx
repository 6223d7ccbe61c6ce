import { type KeyboardEvent, type PointerEvent, type ReactNode, useState } from 'react';
import classes from './side-pane.module.css';

const limits = { min: 260, max: 900 };
const step = 24;
const clamp = (width: number) => Math.min(limits.max, Math.max(limits.min, width));

interface Props {
  /** Name of the pane, for its edge. */
  label: string;
  /** Width in pixels to begin with. */
  width?: number;
  children: ReactNode;
}

/** A pane at the right whose left edge is dragged, or moved with the arrow keys. What stands left of it keeps its state. */
export function SidePane({ label, width: first = 360, children }: Props) {
  const [width, setWidth] = useState(first);
  const onPointerDown = (event: PointerEvent<HTMLDivElement>) => {
    event.preventDefault();
    event.currentTarget.setPointerCapture(event.pointerId);
  };
  const onPointerMove = (event: PointerEvent<HTMLDivElement>) => {
    if (!event.currentTarget.hasPointerCapture(event.pointerId)) return;
    const right = event.currentTarget.parentElement!.getBoundingClientRect().right;
    setWidth(clamp(right - event.clientX));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const by = { ArrowLeft: step, ArrowRight: -step }[event.key];
    if (!by) return;
    event.preventDefault();
    setWidth(clamp(width + by));
  };
  return (
    <div className={classes['pane']} style={{ width }}>
      <div
        className={classes['edge']}
        role="separator"
        aria-orientation="vertical"
        aria-label={`Width of ${label}`}
        aria-valuenow={width}
        aria-valuemin={limits.min}
        aria-valuemax={limits.max}
        tabIndex={0}
        onPointerDown={onPointerDown}
        onPointerMove={onPointerMove}
        onKeyDown={onKeyDown}
      />
      <div className={classes['content']}>{children}</div>
    </div>
  );
}
