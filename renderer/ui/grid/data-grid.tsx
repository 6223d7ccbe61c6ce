import {
  columnOrderingFeature,
  columnResizingFeature,
  columnSizingFeature,
  columnVisibilityFeature,
  tableFeatures,
  useTable,
} from '@tanstack/react-table';
import { useVirtualizer } from '@tanstack/react-virtual';
import { type DragEvent, type KeyboardEvent, type ReactNode, useEffect, useId, useMemo, useRef, useState } from 'react';
import { useRowHeight } from '../../app/preferences.ts';
import classes from './data-grid.module.css';
import { type GridGrouping, gridCommands } from './grid-commands.ts';
import { GridHeader } from './grid-header.tsx';
import { gridLayout, rowRanges } from './grid-layout.ts';
import { GridRow, GroupRow, PinnedGroup } from './grid-row.tsx';
import { boxWidth, type GridSelection } from './grid-selection.ts';
import type { GridView } from './grid-view.ts';
import { useGridKeys } from './use-grid-keys.ts';
import { lineOf, useGridPointer } from './use-grid-pointer.ts';
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
  /** Opens the menu of a row at a point of the window. */
  onMenu?: (row: T, at: { x: number; y: number }) => void;
  selection?: GridSelection<T>;
  groups?: GridGrouping | undefined;
  /** Sees keys before the grid does, with the active row; true: the key was used. */
  onRowKey?: (event: KeyboardEvent, row: T | undefined) => boolean;
  /** Makes rows draggable, and says what is dragged. */
  onDragRow?: (row: T, data: DataTransfer) => void;
}

/** Order, width and visibility of columns come from TanStack Table; rows never go through it: most are not here. */
export const gridFeatures = tableFeatures({ columnOrderingFeature, columnSizingFeature, columnResizingFeature, columnVisibilityFeature });
const noRows: never[] = [];
const noneFolded: ReadonlySet<string> = new Set();
const headHeight = 31;

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

/** Columns in sight, in order, as wide as the header's. */
function shownCells<T>(byId: ReadonlyMap<string, GridColumn<T>>, { columns, widths }: GridView) {
  return columns.flatMap((id) => {
    const column = byId.get(id);
    return column ? [{ id, column, width: Math.min(900, Math.max(56, widths[id] ?? column.width)) }] : [];
  });
}

/** A virtualised grid: any number of rows, only the visible ones exist. Arrow keys move, Enter opens. */
export function DataGrid<T>(props: Props<T>) {
  const { label, columns, view, onView, rows, rowKey, openKey = null, onOpen, onMenu, selection, groups, onRowKey, onDragRow } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const id = useId();
  const rowHeight = useRowHeight();
  const [active, setActive] = useState(0);
  const layout = useMemo(
    () => gridLayout(rows.count, groups?.list, groups?.folded ?? noneFolded),
    [rows.count, groups?.list, groups?.folded],
  );
  const table = useColumns({ columns, view, onView });
  const byId = useMemo(() => new Map(columns.map((column) => [column.id, column])), [columns]);
  // The virtualizer changes in place, so the compiler must not memoise around it.
  // oxlint-disable-next-line react/incompatible-library
  const virtual = useVirtualizer({
    count: layout.count,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 12,
    scrollPaddingStart: groups ? headHeight + rowHeight : headHeight,
  });
  useEffect(() => virtual.measure(), [virtual, rowHeight]);
  const items = virtual.getVirtualItems();
  const [firstLine, lastLine] = [items[0]?.index ?? 0, items.at(-1)?.index ?? 0];
  const { onRange } = rows;
  useEffect(() => onRange(rowRanges(layout, firstLine, lastLine)), [onRange, layout, firstLine, lastLine]);

  const goTo = (at: number) => {
    setActive(at);
    virtual.scrollToIndex(at);
  };
  const commands = gridCommands({ layout, rows, grouping: groups, selection, onOpen, goTo });
  const focusGrid = () => scroller.current?.focus({ preventScroll: true });
  const choosing = selection !== undefined;
  const pointer = useGridPointer({ commands, choosing, setActive, onMenu, focusGrid });
  const menu = (at: number) => {
    const row = commands.rowAt(at);
    const box = document.getElementById(`${id}-${at}`)?.getBoundingClientRect();
    if (row !== undefined && onMenu) onMenu(row, { x: (box?.left ?? 0) + 48, y: box?.bottom ?? 0 });
  };
  const clear = () => {
    const some = selection !== undefined && selection.state !== 'none';
    if (some) selection.clear();
    return some;
  };
  const onKeyDown = useGridKeys({
    count: layout.count,
    active,
    page: Math.max(1, items.length - 24),
    move: setActive,
    scrollTo: (at) => virtual.scrollToIndex(at),
    open: commands.open,
    fold: commands.fold,
    menu: onMenu && menu,
    ...(selection && { toggle: pointer.choose, extend: commands.extend, toggleAll: selection.toggleAll, clear }),
  });
  const onKey = (event: KeyboardEvent) => {
    if (event.target === event.currentTarget && onRowKey?.(event, commands.rowAt(active))) event.preventDefault();
    else onKeyDown(event);
  };
  const onDragStart = (event: DragEvent) => {
    const row = commands.rowAt(lineOf(event) ?? -1);
    if (row !== undefined) onDragRow?.(row, event.dataTransfer);
  };
  const lead = selection ? boxWidth : 0;
  const width = table.getTotalSize() + lead;
  const cells = useMemo(() => shownCells(byId, view), [byId, view]);
  const topLine = Math.min(layout.count - 1, Math.floor((virtual.scrollOffset ?? 0) / rowHeight));
  const topGroup = groups && topLine >= 0 ? layout.line(topLine).group : null;
  const groupProps = (at: number) => {
    const group = groups!.list[at]!;
    return {
      group,
      folded: groups!.folded.has(group.value),
      onFold: () => {
        commands.toggleFold(at);
        focusGrid();
      },
      onChoose: selection ? () => selection.addGroup(group.value) : undefined,
    };
  };
  return (
    // The grid itself takes the focus; the active row is named by aria-activedescendant, because rows come and go.
    <div
      ref={scroller}
      className={classes['grid']}
      data-testid="grid-scroller"
      role="grid"
      aria-label={label}
      aria-multiselectable={selection ? true : undefined}
      aria-rowcount={layout.count + 1}
      aria-colcount={cells.length + (choosing ? 1 : 0)}
      tabIndex={0}
      aria-activedescendant={items.some(({ index }) => index === active) ? `${id}-${active}` : undefined}
      onKeyDown={onKey}
    >
      <GridHeader table={table} view={view} onView={onView} columns={byId} width={width} selection={selection} />
      {topGroup !== null && groups?.list[topGroup] ? <PinnedGroup height={rowHeight} {...groupProps(topGroup)} /> : null}
      <div
        role="rowgroup"
        className={classes['body']}
        style={{ height: virtual.getTotalSize(), width }}
        onClick={pointer.onClick}
        onContextMenu={pointer.onContextMenu}
        onDragStart={onDragStart}
      >
        {items.map(({ index: at, start }) => {
          const line = layout.line(at);
          const place = { id: `${id}-${at}`, at, start, height: rowHeight, active: at === active };
          if (line.kind === 'group')
            return <GroupRow key={at} {...place} {...groupProps(line.group)} columns={cells.length + (choosing ? 1 : 0)} />;
          const row = rows.at(line.index);
          return (
            <GridRow
              key={at}
              {...place}
              row={row}
              columns={cells}
              chosen={selection ? row !== undefined && selection.has(row) : null}
              boxLabel={selection && row !== undefined ? `Select ${selection.nameOf(row)}` : ''}
              open={row !== undefined && rowKey(row) === openKey}
              openable={onOpen !== undefined}
              draggable={onDragRow !== undefined}
            />
          );
        })}
      </div>
    </div>
  );
}
