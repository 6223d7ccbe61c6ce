import { IconChevronDown, IconChevronRight } from '@tabler/icons-react';
import { type MouseEvent, memo, type ReactNode } from 'react';
import { formatCount } from '../format/number.ts';
import classes from './data-grid.module.css';
import type { GridColumn } from './data-grid.tsx';
import type { GridGroup } from './grid-layout.ts';
import { boxWidth } from './grid-selection.ts';

interface Place {
  id: string;
  /** Line in the grid, from 0. */
  at: number;
  start: number;
  height: number;
  active: boolean;
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

interface BoxProps {
  checked: boolean;
  label: string;
  mixed?: boolean;
  /** Absent in rows: there the grid listens. */
  onClick?: (event: MouseEvent) => void;
}

/** Box that chooses; the keyboard chooses with Space on the grid itself, so it is no tab stop. */
export function SelectBox({ checked, label, mixed = false, onClick }: BoxProps) {
  return (
    <input
      type="checkbox"
      tabIndex={-1}
      aria-label={label}
      checked={checked}
      ref={(box) => {
        if (box) box.indeterminate = mixed;
      }}
      onChange={() => {}}
      onClick={onClick}
    />
  );
}

interface RowProps<T> extends Place {
  row: T | undefined;
  columns: readonly { id: string; width: number; column: GridColumn<T> | undefined }[];
  /** Null where rows cannot be chosen. */
  chosen: boolean | null;
  /** Name of the row's box. */
  boxLabel: string;
  open: boolean;
  openable: boolean;
  draggable: boolean;
}

function Row<T>({ id, at, start, height, active, row, columns, chosen, boxLabel, open, openable, draggable }: RowProps<T>) {
  return (
    <div
      id={id}
      role="row"
      aria-rowindex={at + 2}
      aria-selected={chosen ?? open}
      aria-current={chosen !== null && open ? 'true' : undefined}
      className={classes['row']}
      data-line={at}
      draggable={draggable || undefined}
      data-chosen={chosen || undefined}
      data-open={open || undefined}
      data-active={active || undefined}
      data-openable={openable || undefined}
      style={{ transform: `translateY(${start}px)`, height }}
    >
      {chosen === null ? null : (
        <div role="gridcell" className={classes['boxCell']} style={{ width: boxWidth }}>
          {row === undefined ? null : <SelectBox checked={chosen} label={boxLabel} />}
        </div>
      )}
      {columns.map((one) => (
        <GridCell key={one.id} column={one.column} row={row} width={one.width} />
      ))}
    </div>
  );
}

/** A row is drawn anew only when it changes: while scrolling most stay. So it has no handlers of its own; the grid listens. */
export const GridRow = memo(Row) as typeof Row;

interface GroupProps {
  group: GridGroup;
  folded: boolean;
  onFold: () => void;
  /** Chooses the rows of the group. */
  onChoose: (() => void) | undefined;
}

/** What a group's header shows, in its line and pinned at the top. */
function GroupContent({ group, folded, onFold, onChoose, hidden = false }: GroupProps & { hidden?: boolean }): ReactNode {
  const Chevron = folded ? IconChevronRight : IconChevronDown;
  return (
    <>
      <button type="button" tabIndex={-1} className={classes['fold']} aria-expanded={!folded} onClick={onFold}>
        <Chevron size={14} aria-hidden />
        <strong>{group.label}</strong>
      </button>
      <span className="ae-muted">
        {formatCount(group.count)} {group.detail ? `· ${group.detail}` : ''}
      </span>
      {onChoose && !hidden ? (
        <button type="button" tabIndex={-1} className={classes['choose']} onClick={onChoose}>
          Select {formatCount(group.count)}
        </button>
      ) : null}
    </>
  );
}

export function GroupRow({ id, at, start, height, active, columns, ...group }: Place & GroupProps & { columns: number }) {
  return (
    <div
      id={id}
      role="row"
      aria-rowindex={at + 2}
      className={classes['groupRow']}
      data-active={active || undefined}
      style={{ transform: `translateY(${start}px)`, height }}
    >
      <div role="gridcell" aria-colspan={columns} className={classes['groupCell']}>
        <GroupContent {...group} />
      </div>
    </div>
  );
}

/** The header of the group at the top edge, pinned there while its rows pass. A repetition: not for assistive technology. */
export function PinnedGroup({ height, ...group }: GroupProps & { height: number }) {
  return (
    <div className={classes['pinned']} aria-hidden>
      <div className={classes['groupCell']} style={{ height }}>
        <GroupContent {...group} hidden />
      </div>
    </div>
  );
}
