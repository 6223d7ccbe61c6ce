import type { Dated } from '#shared/model/freshness.ts';
import type { MonthComparison } from '#shared/model/overview.ts';
import { addDays } from '../../app/range.ts';
import { ChangeMark } from '../../ui/change-mark.tsx';
import { formatAxis, formatMoney, formatMoneyShort } from '../../ui/format/money.ts';
import { formatPeriod } from '../../ui/format/time.ts';
import { Panel } from '../../ui/panel.tsx';
import { useWidth } from '../../ui/use-width.ts';
import classes from './overview.module.css';
import { trendShape } from './trend-lines.ts';

const margin = { top: 8, right: 12, bottom: 20, left: 48 };
const height = 150;

/** Own small SVG: a chart library would be the largest part of the first screen's code. */
function TrendChart({ comparison }: { comparison: MonthComparison }) {
  const { ref, width } = useWidth<HTMLDivElement>();
  const inner = { width: Math.max(80, width - margin.left - margin.right), height: height - margin.top - margin.bottom };
  const shape = trendShape(comparison.daily, comparison.previousDaily, inner);
  return (
    <div ref={ref} style={{ minWidth: 0, overflow: 'hidden' }}>
      {width > 0 ? (
        <svg
          width={width}
          height={height}
          role="img"
          aria-label={`Daily cost in ${comparison.currency}, ${formatPeriod(comparison.month)} against the month before`}
        >
          <g transform={`translate(${margin.left} ${margin.top})`}>
            {shape.ticks.map(({ value, y }) => (
              <g key={value}>
                <line x1={0} x2={inner.width} y1={y} y2={y} stroke="var(--ae-border)" />
                <text x={-8} y={y + 4} textAnchor="end" fontSize={11} fill="var(--ae-muted)">
                  {formatAxis(value)}
                </text>
              </g>
            ))}
            {shape.days.map(({ day, x }) => (
              <text key={day} x={x} y={inner.height + 16} textAnchor="middle" fontSize={11} fill="var(--ae-muted)">
                {day}
              </text>
            ))}
            <path d={shape.previous} fill="none" stroke="var(--ae-muted)" strokeWidth={1.5} strokeDasharray="4 3" />
            <path d={shape.current} fill="none" stroke="var(--ae-accent)" strokeWidth={2} />
          </g>
        </svg>
      ) : (
        <div style={{ height }} />
      )}
    </div>
  );
}

function Key() {
  return (
    <span style={{ display: 'inline-flex', gap: 12 }}>
      <span>
        <svg width="20" height="8" aria-hidden>
          <line x1="0" x2="20" y1="4" y2="4" stroke="var(--ae-accent)" strokeWidth="2" />
        </svg>{' '}
        this month
      </span>
      <span>
        <svg width="20" height="8" aria-hidden>
          <line x1="0" x2="20" y1="4" y2="4" stroke="var(--ae-muted)" strokeWidth="1.5" strokeDasharray="4 3" />
        </svg>{' '}
        month before
      </span>
    </span>
  );
}

/** Month to date of one currency against the same days of the month before, with both months' daily lines. */
export function CostTrend({ comparison, dated }: { comparison: MonthComparison; dated: Dated }) {
  const { currency, month, through, value, previousSamePeriod, previousFull } = comparison;
  const lastDay = addDays(through, -1);
  return (
    <Panel title={`Cost in ${formatPeriod(month)}, ${currency}`} detail={<Key />} dated={dated}>
      <div className={classes['trend']}>
        <div>
          <div
            className={classes['headline']}
            title={formatMoney(value, currency)}
            data-testid={`month-cost-${currency}`}
            data-value={value}
          >
            {formatMoneyShort(value, currency)}
          </div>
          <div className="ae-muted">through {formatPeriod(lastDay)}</div>
          <dl className={classes['figures']}>
            <dt>Before, same days</dt>
            <dd>{formatMoney(previousSamePeriod, currency)}</dd>
            <dt>Change</dt>
            <dd>
              <ChangeMark now={value} before={previousSamePeriod} />
            </dd>
            <dt>Before, whole month</dt>
            <dd>{formatMoney(previousFull, currency)}</dd>
          </dl>
        </div>
        <TrendChart comparison={comparison} />
      </div>
    </Panel>
  );
}
