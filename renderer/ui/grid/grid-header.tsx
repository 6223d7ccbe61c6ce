import { IconArrowDown, IconArrowUp } from '@tabler/icons-react';
import type { ReactTable } from '@tanstack/react-table';
import type { KeyboardEvent } from 'react';
import classes from './data-grid.module.css';
import type { GridColumn, gridFeatures } from './data-grid.tsx';
import { SelectBox } from './grid-row.tsx';
import { boxWidth, type GridSelection } from './grid-selection.ts';
import { type GridView, moveColumn, nextSort } from './grid-view.ts';

type Table = ReactTable<typeof gridFeatures, never>;
type Header = ReturnType<Table['getHeaderGroups']>[number]['headers'][number];

interface Props<T> {
  table: Table;
  view: GridView;
  onView: (view: GridView) => void;
  columns: Map<string, GridColumn<T>>;
  width: number;
  selection: GridSelection<T> | undefined;
}

const widthStep = 16;
const dragType = 'application/x-aetherium-column';

/** Edge of a column: dragged with the pointer, or moved with the arrow keys. */
function Resizer({ header, view, onView }: { header: Header; view: GridView; onView: (view: GridView) => void }) {
  const size = header.getSize();
  const onKeyDown = (event: KeyboardEvent) => {
    const by = { ArrowLeft: -widthStep, ArrowRight: widthStep }[event.key];
    if (!by) return;
    event.preventDefault();
    onView({ ...view, widths: { ...view.widths, [header.column.id]: Math.min(900, Math.max(56, size + by)) } });
  };
  return (
    <div
      className={classes['resizer']}
      role="separator"
      aria-orientation="vertical"
      aria-label={`Width of ${String(header.column.columnDef.header)}`}
      aria-valuenow={size}
      aria-valuemin={56}
      aria-valuemax={900}
      tabIndex={0}
      draggable={false}
      onMouseDown={header.getResizeHandler()}
      onTouchStart={header.getResizeHandler()}
      onKeyDown={onKeyDown}
    />
  );
}

function HeaderCell<T>({ header, view, onView, column }: { header: Header; column: GridColumn<T> } & Pick<Props<T>, 'view' | 'onView'>) {
  const sorted = view.sort?.column === column.id ? (view.sort.descending ? 'descending' : 'ascending') : 'none';
  const Arrow = sorted === 'descending' ? IconArrowDown : IconArrowUp;
  return (
    <div
      role="columnheader"
      aria-sort={column.sortable ? sorted : undefined}
      className={classes['head']}
      data-numeric={column.numeric || undefined}
      style={{ width: header.getSize() }}
      onDragOver={(event) => event.dataTransfer.types.includes(dragType) && event.preventDefault()}
      onDrop={(event) => onView({ ...view, columns: moveColumn(view.columns, event.dataTransfer.getData(dragType), column.id) })}
    >
      <button
        type="button"
        className={classes['sort']}
        disabled={!column.sortable}
        draggable
        onDragStart={(event) => event.dataTransfer.setData(dragType, column.id)}
        onClick={() => onView(nextSort(view, column.id))}
      >
        <span className="ae-clip">{column.header}</span>
        {sorted === 'none' ? null : <Arrow size={13} aria-hidden />}
      </button>
      <Resizer header={header} view={view} onView={onView} />
    </div>
  );
}

function AllBox<T>({ selection }: { selection: GridSelection<T> }) {
  return (
    <div role="columnheader" className={classes['boxCell']} style={{ width: boxWidth }}>
      <SelectBox
        checked={selection.state === 'all'}
        mixed={selection.state === 'some'}
        label={selection.allLabel}
        onClick={selection.toggleAll}
      />
    </div>
  );
}

/** Header row: sort by click, reorder by drag, resize at the edges. */
export function GridHeader<T>({ table, view, onView, columns, width, selection }: Props<T>) {
  return (
    <div role="rowgroup" className={classes['header']} style={{ width }}>
      {table.getHeaderGroups().map((group) => (
        <div role="row" aria-rowindex={1} key={group.id} className={classes['headRow']}>
          {selection ? <AllBox selection={selection} /> : null}
          {group.headers.map((header) => {
            const column = columns.get(header.column.id);
            return column ? <HeaderCell key={header.id} header={header} column={column} view={view} onView={onView} /> : null;
          })}
        </div>
      ))}
    </div>
  );
}
