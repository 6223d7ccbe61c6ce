import { noteNotAnObject, noteNoZone } from './columns-in-progress.ts';
import type { Findings } from './findings.ts';

const messages: readonly { note: number; message: string }[] = [
  { note: noteNoZone, message: 'Dates without a time zone were taken as UTC' },
  { note: noteNotAnObject, message: 'Tags that are not a JSON object were kept as one tag' },
];

/** Counts rows by the notes on their texts; a row counts once per note. */
export class NoteCounts {
  private readonly counts = messages.map(({ note, message }) => ({ note, message, rows: 0, firstLine: 0 }));

  /** @param notes the notes of all texts of the row */
  add(notes: number, line: number): void {
    for (const count of this.counts) {
      if ((notes & count.note) === 0) continue;
      if (count.rows++ === 0) count.firstLine = line;
    }
  }

  /** Hands the counts over and starts anew. */
  report(findings: Findings): void {
    for (const count of this.counts) {
      if (count.rows > 0) findings.warn(count.message, count.rows, count.firstLine);
      count.rows = 0;
    }
  }
}
