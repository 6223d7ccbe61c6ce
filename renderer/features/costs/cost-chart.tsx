import { lazy, Suspense } from 'react';
import { EmptyNote } from '../../ui/empty-note.tsx';
import { FaultBoundary } from '../../ui/fault-boundary.tsx';
import { formatMoney } from '../../ui/format/money.ts';
import { formatPeriod } from '../../ui/format/time.ts';
import type { Pivot, PivotGroup } from './pivot.ts';

const StackedBars = lazy(async () => ({ default: (await import('./stacked-bars.tsx')).StackedBars }));
const DenseBars = lazy(async () => ({ default: (await import('./dense-bars.tsx')).DenseBars }));

/** A group with the colour and name it has in chart and table alike. */
export interface Series {
  group: PivotGroup;
  color: string;
  label: string;
}

export interface BarsProps {
  pivot: Pivot;
  series: Series[];
  height: number;
  /** A bar was chosen. */
  onOpen: (group: PivotGroup, period: string | null) => void;
}

/** recharts draws each bar as an element: beyond this many, canvas is used. Measured in DESIGN §5. */
const svgPoints = 2000;
const height = 260;

/** Costs over time, stacked by group. The table below holds the same figures for those who do not see the chart. */
export function CostChart(props: Omit<BarsProps, 'height'>) {
  const { pivot, series } = props;
  const dense = pivot.periods.length * series.length > svgPoints;
  const Bars = dense ? DenseBars : StackedBars;
  const [first, last] = [pivot.periods[0], pivot.periods.at(-1)];
  const label = `Costs in ${pivot.currency}, ${first ? formatPeriod(first) : ''} to ${last ? formatPeriod(last) : ''}: ${formatMoney(pivot.total, pivot.currency)} in total. The table below has every figure.`;
  return (
    <div role="group" aria-label={label} style={{ height }} data-testid={`chart-${pivot.currency}`} data-dense={dense}>
      <FaultBoundary fallback={<EmptyNote title="The chart could not be loaded">The table below has every figure.</EmptyNote>}>
        <Suspense fallback={null}>
          <Bars {...props} height={height} />
        </Suspense>
      </FaultBoundary>
    </div>
  );
}
