import {
  columnOrderingFeature,
  columnResizingFeature,
  columnSizingFeature,
  columnVisibilityFeature,
  tableFeatures,
  useTable,
} from '@tanstack/react-table';
import { useVirtualizer } from '@tanstack/react-virtual';
import { type ReactNode, useEffect, useId, useMemo, useRef, useState } from 'react';
import { useRowHeight } from '../../app/preferences.ts';
import classes from './data-grid.module.css';
import { GridHeader } from './grid-header.tsx';
import type { GridView } from './grid-view.ts';
import { useGridKeys } from './use-grid-keys.ts';
import type { GridRows } from './use-window.ts';

export interface GridColumn<T> {
  id: string;
  header: string;
  width: number;
  /** Right-aligned with tabular figures. */
  numeric?: boolean;
  sortable?: boolean;
  cell: (row: T) => ReactNode;
}

interface Props<T> {
  label: string;
  columns: GridColumn<T>[];
  view: GridView;
  onView: (view: GridView) => void;
  rows: GridRows<T>;
  rowKey: (row: T) => string;
  /** Key of the row whose detail is open. */
  openKey?: string | null;
  onOpen?: (row: T) => void;
}

/** Order, width and visibility of columns come from TanStack Table; rows never go through it: most are not here. */
export const gridFeatures = tableFeatures({ columnOrderingFeature, columnSizingFeature, columnResizingFeature, columnVisibilityFeature });
const noRows: never[] = [];

function useColumns<T>({ columns, view, onView }: Pick<Props<T>, 'columns' | 'view' | 'onView'>) {
  const defs = useMemo(() => columns.map(({ id, header, width }) => ({ id, header, size: width, minSize: 56, maxSize: 900 })), [columns]);
  const visibility = useMemo(() => Object.fromEntries(columns.map(({ id }) => [id, view.columns.includes(id)])), [columns, view.columns]);
  return useTable({
    features: gridFeatures,
    columns: defs,
    data: noRows,
    columnResizeMode: 'onChange',
    state: { columnOrder: view.columns, columnVisibility: visibility, columnSizing: view.widths },
    onColumnSizingChange: (change) => onView({ ...view, widths: typeof change === 'function' ? change(view.widths) : change }),
  });
}

function GridCell<T>({ column, row, width }: { column: GridColumn<T> | undefined; row: T | undefined; width: number }) {
  const content = row === undefined ? <span className={classes['pending']} /> : column?.cell(row);
  return (
    <div
      role="gridcell"
      className={classes['cell']}
      data-numeric={column?.numeric || undefined}
      style={{ width }}
      title={typeof content === 'string' ? content : undefined}
    >
      {content}
    </div>
  );
}

/** A virtualised grid: any number of rows, only the visible ones exist. Arrow keys move, Enter opens. */
export function DataGrid<T>({ label, columns, view, onView, rows, rowKey, openKey = null, onOpen }: Props<T>) {
  const scroller = useRef<HTMLDivElement>(null);
  const id = useId();
  const rowHeight = useRowHeight();
  const [active, setActive] = useState(0);
  const table = useColumns({ columns, view, onView });
  const shown = table.getVisibleLeafColumns();
  const byId = useMemo(() => new Map(columns.map((column) => [column.id, column])), [columns]);
  // The virtualizer changes in place, so the compiler must not memoise around it.
  // oxlint-disable-next-line react/incompatible-library
  const virtual = useVirtualizer({
    count: rows.count,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 12,
  });
  useEffect(() => virtual.measure(), [virtual, rowHeight]);
  const items = virtual.getVirtualItems();
  const [firstIndex, lastIndex] = [items[0]?.index ?? 0, items.at(-1)?.index ?? 0];
  const { onRange } = rows;
  useEffect(() => onRange(firstIndex, lastIndex), [onRange, firstIndex, lastIndex]);
  const open = (index: number) => {
    const row = rows.at(index);
    if (row && onOpen) onOpen(row);
  };
  const onKeyDown = useGridKeys({
    count: rows.count,
    active,
    page: Math.max(1, items.length - 24),
    move: setActive,
    scrollTo: (index) => virtual.scrollToIndex(index),
    open,
  });
  const width = table.getTotalSize();
  return (
    // The grid itself takes the focus; the active row is named by aria-activedescendant, because rows come and go.
    <div
      ref={scroller}
      className={classes['grid']}
      role="grid"
      aria-label={label}
      aria-rowcount={rows.count + 1}
      aria-colcount={shown.length}
      tabIndex={0}
      aria-activedescendant={items.some(({ index }) => index === active) ? `${id}-${active}` : undefined}
      onKeyDown={onKeyDown}
    >
      <GridHeader table={table} view={view} onView={onView} columns={byId} width={width} />
      <div role="rowgroup" className={classes['body']} style={{ height: virtual.getTotalSize(), width }}>
        {items.map(({ index, start }) => {
          const row = rows.at(index);
          const key = row ? rowKey(row) : null;
          return (
            <div
              key={index}
              id={`${id}-${index}`}
              role="row"
              aria-rowindex={index + 2}
              aria-selected={key !== null && key === openKey}
              className={classes['row']}
              data-active={index === active || undefined}
              data-openable={onOpen !== undefined || undefined}
              style={{ transform: `translateY(${start}px)`, height: rowHeight }}
              onClick={() => {
                setActive(index);
                open(index);
              }}
            >
              {shown.map((column) => (
                <GridCell key={column.id} column={byId.get(column.id)} row={row} width={column.getSize()} />
              ))}
            </div>
          );
        })}
      </div>
    </div>
  );
}
