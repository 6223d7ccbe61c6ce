import type { Sqlite } from '../../cache/sqlite.ts';
import type { NewRow } from '../transfers-api.ts';

/** Rows of one statement: a statement for each row costs twice as much. */
const atOnce = 50;
const columns = ['at', 'state', 'refused', 'copies', 'size', 'error', 'note', 'item'] as const;

function insertOf(db: Sqlite, rows: number) {
  const row = `(?, ${columns.map(() => '?').join(', ')})`;
  return db.prepare(`INSERT INTO items (plan, ${columns.join(', ')}) VALUES ${Array.from({ length: rows }, () => row).join(', ')}`);
}

/** Puts new items of a plan into the table; inside a transaction. */
export function itemInserter(db: Sqlite): (plan: number, rows: readonly NewRow[]) => void {
  const [many, one] = [insertOf(db, atOnce), insertOf(db, 1)];
  return (plan, rows) => {
    const valuesOf = (row: NewRow) => [plan, ...columns.map((name) => row[name])];
    const whole = rows.length - (rows.length % atOnce);
    for (let from = 0; from < whole; from += atOnce) many.run(rows.slice(from, from + atOnce).flatMap(valuesOf));
    for (const row of rows.slice(whole)) one.run(valuesOf(row));
  };
}
