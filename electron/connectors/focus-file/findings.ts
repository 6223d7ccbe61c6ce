import type { BadRow } from '../sdk.ts';

/** Bad rows listed in a report; all are counted and can be exported. */
export const listedBadRows = 1000;
/** Characters of a bad row's value and raw text that a report keeps. */
const keptValue = 200;
const keptRaw = 2000;

interface Warning {
  message: string;
  rows: number;
  firstLine: number | null;
}

/** What a reader finds on its way through a file. */
export class Findings {
  rowsKept = 0;
  rowsBad = 0;
  readonly badRows: BadRow[] = [];
  private readonly found = new Map<string, Warning>();
  private readonly onBadRow: ((row: BadRow) => void) | null;

  /** @param onBadRow sees every bad row in full, also those beyond the report's limit */
  constructor(onBadRow: ((row: BadRow) => void) | null = null) {
    this.onBadRow = onBadRow;
  }

  bad(row: BadRow): void {
    this.rowsBad++;
    this.onBadRow?.(row);
    if (this.badRows.length < listedBadRows)
      this.badRows.push({ ...row, value: row.value.slice(0, keptValue), raw: row.raw.slice(0, keptRaw) });
  }

  warn(message: string, rows: number, firstLine: number | null): void {
    const known = this.found.get(message);
    if (known) known.rows += rows;
    else this.found.set(message, { message, rows, firstLine });
  }

  warnings(): Warning[] {
    const unlisted = this.rowsBad - this.badRows.length;
    const capped = { message: `Bad rows beyond the first ${listedBadRows} are counted but not listed`, rows: unlisted, firstLine: null };
    return [...this.found.values(), ...(unlisted > 0 ? [capped] : [])];
  }
}
