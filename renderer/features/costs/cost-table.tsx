import { Button } from '@mantine/core';
import { useState } from 'react';
import { ChangeMark } from '../../ui/change-mark.tsx';
import { formatAmount, formatMoney } from '../../ui/format/money.ts';
import { formatCount, formatPercent } from '../../ui/format/number.ts';
import { formatPeriod, formatPeriodShort } from '../../ui/format/time.ts';
import { SimpleTable, type TableColumn } from '../../ui/simple-table.tsx';
import type { Series } from './cost-chart.tsx';
import classes from './costs.module.css';
import type { Pivot, PivotGroup } from './pivot.ts';
import type { PreviousTotals } from './use-previous.ts';

interface Props {
  pivot: Pivot;
  series: Series[];
  /** Name of the dimension. */
  groupedBy: string;
  previous: PreviousTotals | null;
  onOpen: (group: PivotGroup | null, period: string | null) => void;
}

/** A year of months fits beside the totals; more periods are read from the chart or the export. */
const shownPeriods = 13;
const shownRows = 12;

/** Cents matter in small bills; in large ones they would push the months out of sight. The tooltip and the export have them. */
function periodAmount(value: number, { total, currency }: Pivot): string {
  return Math.abs(total) >= 10_000 ? formatCount(value) : formatAmount(value, currency);
}

function periodColumns({ pivot, onOpen }: Props): TableColumn<Series>[] {
  if (pivot.periods.length > shownPeriods || pivot.periods.length < 2) return [];
  return pivot.periods.map((period, index) => ({
    key: period,
    header: <span title={formatPeriod(period)}>{formatPeriodShort(period)}</span>,
    numeric: true,
    render: ({ group, label }) => (
      <button
        type="button"
        className={classes['cell']}
        onClick={() => onOpen(group, period)}
        title={`Charges of ${label}, ${formatPeriod(period)}: ${formatMoney(group.values[index] ?? 0, pivot.currency)}`}
      >
        {periodAmount(group.values[index] ?? 0, pivot)}
      </button>
    ),
  }));
}

function totalColumns({ pivot, previous, onOpen }: Props): TableColumn<Series>[] {
  const base: TableColumn<Series>[] = [
    {
      key: 'total',
      header: `Total ${pivot.currency}`,
      numeric: true,
      render: ({ group, label }) => (
        <button
          type="button"
          className={classes['cell']}
          onClick={() => onOpen(group, null)}
          title={`Charges of ${label}`}
          data-value={group.total}
        >
          {formatAmount(group.total, pivot.currency)}
        </button>
      ),
    },
    {
      key: 'share',
      header: 'Share',
      numeric: true,
      render: ({ group }) => (pivot.total === 0 ? '' : formatPercent(group.total / pivot.total)),
    },
  ];
  if (!previous) return base;
  return [
    ...base,
    {
      key: 'before',
      header: 'Time before',
      numeric: true,
      render: ({ group }) => formatAmount(previous.of(group, pivot.currency), pivot.currency),
    },
    {
      key: 'change',
      header: 'Change',
      numeric: true,
      render: ({ group }) => <ChangeMark now={group.total} before={previous.of(group, pivot.currency)} />,
    },
  ];
}

function Totals({ pivot, previous, onOpen, columns }: Props & { columns: TableColumn<Series>[] }) {
  const cell = (key: string) => {
    const period = pivot.periods.indexOf(key);
    if (period >= 0) return periodAmount(pivot.periodTotals[period] ?? 0, pivot);
    if (key === 'total')
      return (
        <button
          type="button"
          className={classes['cell']}
          onClick={() => onOpen(null, null)}
          title={`All charges in ${pivot.currency}`}
          data-testid={`total-${pivot.currency}`}
          data-value={pivot.total}
        >
          {formatMoney(pivot.total, pivot.currency)}
        </button>
      );
    if (key === 'before') return formatAmount(previous?.total(pivot.currency) ?? 0, pivot.currency);
    if (key === 'change') return <ChangeMark now={pivot.total} before={previous?.total(pivot.currency) ?? 0} />;
    return key === 'name' ? 'Total' : '';
  };
  return (
    <tr>
      {columns.map(({ key, numeric }) => (
        <td key={key} className={numeric ? 'ae-num' : undefined}>
          {cell(key)}
        </td>
      ))}
    </tr>
  );
}

/** The chart's figures with totals, shares and the change against the time before. Each figure opens its charges. */
export function CostTable(props: Props) {
  const [all, setAll] = useState(false);
  const { series, groupedBy, pivot } = props;
  const name: TableColumn<Series> = {
    key: 'name',
    header: groupedBy,
    render: ({ color, label }) => (
      <span className={classes['name']}>
        <span className={classes['swatch']} style={{ background: color }} />
        <span className="ae-clip" title={label}>
          {label}
        </span>
      </span>
    ),
  };
  const columns = [name, ...totalColumns(props), ...periodColumns(props)];
  const rows = all ? series : series.slice(0, shownRows);
  return (
    <>
      <SimpleTable
        label={`Costs in ${pivot.currency}`}
        columns={columns}
        rows={rows}
        rowKey={({ group }) => group.key}
        footer={<Totals {...props} columns={columns} />}
      />
      {series.length > shownRows ? (
        <div className={classes['more']}>
          <Button size="compact-xs" variant="subtle" onClick={() => setAll(!all)}>
            {all ? 'Fewer rows' : `All ${series.length} rows`}
          </Button>
        </div>
      ) : null}
    </>
  );
}
