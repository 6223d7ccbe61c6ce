import { CloseButton } from '@mantine/core';
import { useEffect, useMemo, useState } from 'react';
import type { CostRowsQuery } from '#shared/model/cost.ts';
import { useHost } from '../../app/host.tsx';
import { readOptions } from '../../app/reads.ts';
import { AgeBadge } from '../../ui/age-badge.tsx';
import { formatNoun } from '../../ui/format/number.ts';
import { DataGrid, type GridColumn } from '../../ui/grid/data-grid.tsx';
import type { GridView } from '../../ui/grid/grid-view.ts';
import { useWindow } from '../../ui/grid/use-window.ts';
import { ProblemNote } from '../../ui/problem-note.tsx';
import classes from './drill-drawer.module.css';

type Cells = (string | number | null)[];

interface Props {
  title: string;
  query: Pick<CostRowsQuery, 'range' | 'filters'>;
  onClose: () => void;
}

/** Columns people look at first; the others follow in the order of the data. */
const leading = ['ChargePeriodStart', 'ServiceName', 'ChargeDescription', 'ResourceId', 'BilledCost', 'EffectiveCost', 'BillingCurrency'];
const rowCells = (row: Cells, index: number) => row[index];

function useRows(query: Props['query'], sort: GridView['sort']) {
  const host = useHost();
  const ask = useMemo(
    () => (offset: number, limit: number) => {
      const options = readOptions(host, ['costs', 'rows'], { ...query, sort, offset, limit });
      return { ...options, queryFn: async (context: { signal: AbortSignal }) => options.queryFn(context) };
    },
    [host, query, sort],
  );
  return useWindow(ask, 100);
}

function gridColumns(columns: string[], numbers: Set<string>): GridColumn<Cells>[] {
  return columns.map((name, index) => ({
    id: name,
    header: name,
    width: leading.includes(name) || name.endsWith('Id') ? 190 : 150,
    numeric: numbers.has(name),
    sortable: true,
    cell: (row) => {
      const value = rowCells(row, index);
      return value === null || value === undefined ? <span className="ae-muted">null</span> : String(value);
    },
  }));
}

/** The charges behind a figure: every column, any number of rows. */
export function DrillDrawer({ title, query, onClose }: Props) {
  const [view, setView] = useState<GridView>({ columns: [], widths: {}, sort: null });
  const rows = useRows(query, view.sort);
  const first = rows.first;
  const names = useMemo(() => first?.columns ?? [], [first?.columns]);
  const numbers = useMemo(
    () => new Set(names.filter((_, index) => first?.rows.some((row) => typeof row[index] === 'number'))),
    [names, first?.rows],
  );
  const columns = useMemo(() => gridColumns(names, numbers), [names, numbers]);
  const order = useMemo(
    () => [...leading.filter((name) => names.includes(name)), ...names.filter((name) => !leading.includes(name))],
    [names],
  );
  const shown = view.columns.length > 0 ? view : { ...view, columns: order };
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => event.key === 'Escape' && !event.defaultPrevented && onClose();
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [onClose]);
  return (
    <section className={classes['drawer']} aria-label={`Charges: ${title}`}>
      <div className={classes['head']}>
        <h2 className={classes['title']}>{title}</h2>
        <span className="ae-muted">{rows.first ? formatNoun(rows.count, 'charge row') : 'reading…'}</span>
        <AgeBadge dated={first} />
        <CloseButton aria-label="Close the charges" onClick={onClose} style={{ marginLeft: 'auto' }} />
      </div>
      {rows.error ? <ProblemNote error={rows.error} /> : null}
      {names.length > 0 ? (
        <div className={classes['grid']}>
          <DataGrid
            label={`Charges: ${title}`}
            columns={columns}
            view={shown}
            onView={setView}
            rows={rows}
            rowKey={(row) => JSON.stringify(row)}
          />
        </div>
      ) : null}
    </section>
  );
}
