import { formatMoney } from '../../ui/format/money.ts';
import { formatPeriod } from '../../ui/format/time.ts';
import type { Series } from './cost-chart.tsx';
import classes from './costs.module.css';
import type { Pivot } from './pivot.ts';

/** All figures of one period, largest first, with their sum. */
export function BarsTooltip({ pivot, series, index }: { pivot: Pivot; series: Series[]; index: number }) {
  const period = pivot.periods[index];
  if (!period) return null;
  const rows = series
    .map(({ group, color, label }) => ({ key: group.key, color, label, value: group.values[index] ?? 0 }))
    .filter(({ value }) => value !== 0)
    .sort((a, b) => b.value - a.value);
  return (
    <div className={classes['tooltip']}>
      <div className={classes['tooltipHead']}>
        <strong>{formatPeriod(period)}</strong>
        <strong className="ae-num">{formatMoney(pivot.periodTotals[index] ?? 0, pivot.currency)}</strong>
      </div>
      {rows.map(({ key, color, label, value }) => (
        <div key={key} className={classes['tooltipRow']}>
          <span className={classes['swatch']} style={{ background: color }} />
          <span className="ae-clip">{label}</span>
          <span className="ae-num">{formatMoney(value, pivot.currency)}</span>
        </div>
      ))}
    </div>
  );
}
