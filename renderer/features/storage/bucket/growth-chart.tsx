import { CartesianGrid, Line, LineChart, Tooltip, XAxis, YAxis } from 'recharts';
import type { GrowthPoint } from '#shared/model/storage-insight.ts';
import { seriesColor } from '../../../ui/chart-colors.ts';
import { formatBytes } from '../../../ui/format/number.ts';
import { useWidth } from '../../../ui/use-width.ts';

const axis = { fontSize: 11, fill: 'var(--ae-muted)' };
const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: '2-digit', timeZone: 'UTC' });
const dayOf = (at: unknown) => day.format(Number(at));

/** Size of a bucket over time, by complete reads of its names and by the provider's own measure. */
export function GrowthChart({ points }: { points: GrowthPoint[] }) {
  const { ref, width } = useWidth<HTMLDivElement>();
  if (points.length < 2) return <p className="ae-muted">Growth is shown from the second reading on.</p>;
  const data = points.toSorted((a, b) => a.at - b.at).map(({ at, bytes, by }) => ({ at, [by]: bytes }));
  const [first, last] = [data[0]!, points.toSorted((a, b) => a.at - b.at).at(-1)!];
  return (
    <div ref={ref}>
      <div role="img" aria-label={`Size from ${dayOf(first.at)} to ${dayOf(last.at)}, now ${formatBytes(last.bytes)}`}>
        <LineChart width={width} height={160} data={data} margin={{ top: 8, right: 8, bottom: 0, left: 0 }}>
          <CartesianGrid vertical={false} stroke="var(--ae-border)" />
          <XAxis
            dataKey="at"
            type="number"
            domain={['dataMin', 'dataMax']}
            tickFormatter={dayOf}
            tick={axis}
            tickLine={false}
            minTickGap={24}
          />
          <YAxis tickFormatter={(value: number) => formatBytes(value)} tick={axis} tickLine={false} axisLine={false} width={60} />
          <Tooltip labelFormatter={dayOf} formatter={(value) => formatBytes(Number(value))} isAnimationActive={false} />
          <Line dataKey="index" name="index of names" stroke={seriesColor(0)} dot={{ r: 2 }} connectNulls isAnimationActive={false} />
          <Line
            dataKey="provider"
            name="provider"
            stroke={seriesColor(1)}
            strokeDasharray="4 3"
            dot={{ r: 2 }}
            connectNulls
            isAnimationActive={false}
          />
        </LineChart>
      </div>
      <p className="ae-muted">Solid: by complete reads of its names. Dashed: as the provider reports it.</p>
    </div>
  );
}
