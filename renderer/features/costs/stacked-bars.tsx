import { Bar, BarChart, CartesianGrid, ReferenceLine, Tooltip, XAxis, YAxis } from 'recharts';
import { formatAxis } from '../../ui/format/money.ts';
import { formatPeriodShort } from '../../ui/format/time.ts';
import { useWidth } from '../../ui/use-width.ts';
import { BarsTooltip } from './bars-tooltip.tsx';
import type { BarsProps } from './cost-chart.tsx';

const axis = { fontSize: 11, fill: 'var(--ae-muted)' };

interface TipProps {
  active?: boolean;
  label?: string | number;
}

/** Stacked bars as SVG: for up to about 2,000 points. Credits stack below zero. */
export function StackedBars({ pivot, series, onOpen, height }: BarsProps) {
  const { ref, width } = useWidth<HTMLDivElement>();
  const data = pivot.periods.map((period, index) => ({
    period,
    ...Object.fromEntries(series.map(({ group }) => [group.key, group.values[index] ?? 0])),
  }));
  const tooltip = ({ active, label }: TipProps) =>
    active && label !== undefined ? <BarsTooltip pivot={pivot} series={series} index={pivot.periods.indexOf(String(label))} /> : null;
  return (
    <div ref={ref}>
      <BarChart
        // recharts stacks in the order in which bars were first seen: other groups need a chart of their own.
        key={series.map(({ group }) => group.key).join()}
        width={width}
        height={height}
        data={data}
        stackOffset="sign"
        margin={{ top: 8, right: 8, bottom: 0, left: 0 }}
        barCategoryGap="18%"
      >
        <CartesianGrid vertical={false} stroke="var(--ae-border)" />
        <XAxis
          dataKey="period"
          tickFormatter={formatPeriodShort}
          tick={axis}
          tickLine={false}
          axisLine={{ stroke: 'var(--ae-border)' }}
          minTickGap={16}
        />
        <YAxis tickFormatter={formatAxis} tick={axis} tickLine={false} axisLine={false} width={48} />
        <ReferenceLine y={0} stroke="var(--ae-border-strong)" />
        <Tooltip content={tooltip} cursor={{ fill: 'var(--ae-hover)' }} isAnimationActive={false} />
        {series.map(({ group, color }) => (
          <Bar
            key={group.key}
            dataKey={group.key}
            stackId="cost"
            fill={color}
            isAnimationActive={false}
            cursor="pointer"
            onClick={(_, index) => onOpen(group, pivot.periods[index] ?? null)}
          />
        ))}
      </BarChart>
    </div>
  );
}
