import type { CostRow } from '#shared/model/cost.ts';
import { addDays } from '../../../app/range.ts';
import { useRead } from '../../../app/reads.ts';
import { AgeBadge } from '../../../ui/age-badge.tsx';
import { formatMoney } from '../../../ui/format/money.ts';
import { formatPeriod, formatPeriodShort } from '../../../ui/format/time.ts';
import { Loaded } from '../../../ui/loaded.tsx';
import { SimpleTable } from '../../../ui/simple-table.tsx';
import classes from './drawer.module.css';
import { Section } from './facts.tsx';
import type { Detail } from './overview-tab.tsx';

const days = 30;
const height = 96;
const gap = 2;

interface Day {
  day: string;
  value: number;
}

/** One value for each day from `from`; days without a charge are 0. */
export function daysOf(rows: readonly Pick<CostRow, 'period' | 'value'>[], from: string, count = days): Day[] {
  const byDay = new Map<string, number>();
  for (const { period, value } of rows) if (period) byDay.set(period, (byDay.get(period) ?? 0) + value);
  return Array.from({ length: count }, (_, index) => {
    const day = addDays(from, index);
    return { day, value: byDay.get(day) ?? 0 };
  });
}

/** Small bars; credits (negative days) have none and are in the table. */
function DayBars({ list, currency }: { list: Day[]; currency: string }) {
  const most = Math.max(...list.map(({ value }) => value), 0) || 1;
  const width = 10;
  return (
    <svg
      className={classes['bars']}
      viewBox={`0 0 ${list.length * width} ${height}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={`Cost by day, at most ${formatMoney(most, currency)} a day`}
    >
      {list.map(({ day, value }, index) => (
        <rect
          key={day}
          x={index * width + gap / 2}
          width={width - gap}
          y={height - (Math.max(0, value) / most) * height}
          height={(Math.max(0, value) / most) * height}
        >
          <title>{`${formatPeriod(day)}: ${formatMoney(value, currency)}`}</title>
        </rect>
      ))}
    </svg>
  );
}

function Currency({ list, currency }: { list: Day[]; currency: string }) {
  const total = list.reduce((sum, { value }) => sum + value, 0);
  const [first, last] = [list[0]!, list.at(-1)!];
  return (
    <Section title={`${formatMoney(total, currency)}, ${formatPeriod(first.day)} to ${formatPeriod(last.day)}`}>
      <DayBars list={list} currency={currency} />
      <p className="ae-muted" style={{ display: 'flex', justifyContent: 'space-between', fontSize: 12 }}>
        <span>{formatPeriodShort(first.day)}</span>
        <span>{formatPeriodShort(last.day)}</span>
      </p>
      <SimpleTable
        label={`Cost by day in ${currency}`}
        rows={list.filter(({ value }) => value !== 0).reverse()}
        rowKey={({ day }) => day}
        columns={[
          { key: 'day', header: 'Day (UTC)', render: ({ day }) => formatPeriod(day) },
          { key: 'cost', header: 'Effective cost', numeric: true, render: ({ value }) => formatMoney(value, currency) },
        ]}
      />
    </Section>
  );
}

/** What it cost on each of the last 30 days that the cost cache has. */
export function CostTab({ detail: { machine, cost } }: { detail: Detail }) {
  const from = cost[0]?.from ?? null;
  const { id, costResourceId } = machine;
  const filters = [{ dimension: 'ResourceId' as const, op: 'in' as const, values: costResourceId ? [id, costResourceId] : [id] }];
  const range = { start: from, end: cost[0]?.to ?? null };
  const read = useRead(['costs', 'query'], { granularity: 'daily', range, filters }, { enabled: from !== null });
  if (from === null)
    return (
      <Section title="Cost">
        <p className="ae-muted">
          No charge in the cache names this machine. Costs by resource need a connection or file that brings resource ids.
        </p>
      </Section>
    );
  return (
    <Loaded read={read} height={160}>
      {(result) => (
        <>
          <div className={classes['age']}>
            <AgeBadge dated={result} />
          </div>
          {[...new Set(result.rows.map(({ currency }) => currency))].map((currency) => (
            <Currency
              key={currency}
              currency={currency}
              list={daysOf(
                result.rows.filter((row) => row.currency === currency),
                from,
              )}
            />
          ))}
          {result.rows.length === 0 ? (
            <Section title="By day">
              <p className="ae-muted">The sums are known, the days are not.</p>
            </Section>
          ) : null}
        </>
      )}
    </Loaded>
  );
}
