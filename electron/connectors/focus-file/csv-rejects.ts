import type { PlannedColumn } from './column-plan.ts';
import type { Findings } from './findings.ts';

const newline = 10;
const decoder = new TextDecoder();

/** A row in the read buffer, with the line end. */
export interface RowSpan {
  bytes: Uint8Array;
  from: number;
  next: number;
  line: number;
}

/** Rows that are not kept, and why. */
export class CsvRejects {
  /** Whether a row was refused since the page began. */
  any = false;
  /** Column of the first unreadable value of the row being read; -1 when all could be read. */
  column = -1;
  private value = '';
  private readonly columns: readonly PlannedColumn[];
  private readonly findings: Findings;

  constructor(columns: readonly PlannedColumn[], findings: Findings) {
    this.columns = columns;
    this.findings = findings;
  }

  /** Notes that the cell between `at` and `stop` cannot be read. */
  unreadable(column: number, bytes: Uint8Array, at: number, stop: number): void {
    if (this.column >= 0) return;
    const text = decoder.decode(bytes.subarray(at, stop));
    this.column = column;
    this.value = text.startsWith('"') ? text.slice(1, -1).replaceAll('""', '"') : text;
  }

  /** Refuses the row for the value noted by `unreadable`; returns the lines it takes. */
  badValue(row: RowSpan): number {
    const column = this.columns[this.column]!;
    return this.refuse(row, { column: column.source, value: this.value, reason: column.badValue });
  }

  noValue(row: RowSpan, name: string): number {
    const column = this.columns.find((each) => each.name === name)!;
    return this.refuse(row, { column: column.source, value: '', reason: 'No value' });
  }

  malformed(row: RowSpan, reason: string): number {
    return this.refuse(row, { column: null, value: '', reason });
  }

  private refuse(row: RowSpan, why: { column: string | null; value: string; reason: string }): number {
    this.any = true;
    const bytes = row.bytes.subarray(row.from, row.next);
    this.findings.bad({ line: row.line, ...why, raw: decoder.decode(bytes).replace(/\r?\n$/, '') });
    let lines = 0;
    for (const byte of bytes) if (byte === newline) lines++;
    return lines;
  }
}
