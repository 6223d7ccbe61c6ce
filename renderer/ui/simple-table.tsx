import type { ReactNode } from 'react';
import classes from './simple-table.module.css';

export interface TableColumn<T> {
  key: string;
  header: ReactNode;
  render: (row: T) => ReactNode;
  /** Numbers are right-aligned with tabular figures. */
  numeric?: boolean;
  width?: number | string;
}

interface Props<T> {
  label: string;
  columns: TableColumn<T>[];
  rows: T[];
  rowKey: (row: T, index: number) => string;
  /** Row shown under the others, e.g. totals. */
  footer?: ReactNode;
}

/** A short table, shown whole. Long lists use the data grid. */
export function SimpleTable<T>({ label, columns, rows, rowKey, footer }: Props<T>) {
  return (
    // Keyboard users must be able to scroll what overflows.
    <div className={classes['scroll']} tabIndex={0} role="region" aria-label={`${label}, table`}>
      <table className={classes['table']}>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column.key} scope="col" className={column.numeric ? 'ae-num' : undefined} style={{ width: column.width }}>
                {column.header}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            <tr key={rowKey(row, index)}>
              {columns.map((column) => (
                <td key={column.key} className={column.numeric ? 'ae-num' : undefined}>
                  {column.render(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
        {footer ? <tfoot>{footer}</tfoot> : null}
      </table>
    </div>
  );
}
