import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { stringify } from 'csv-stringify';

export interface CsvOptions {
  path: string;
  columns: string[];
  rows: AsyncIterable<(string | number | null)[]>;
  signal: AbortSignal;
  /**
   * Puts `'` before text that a spreadsheet would run as a formula: names and tags are written by whoever may tag a
   * resource.
   */
  escapeFormulas: boolean;
}

/** Writes rows as CSV (RFC 4180) with a header line; returns their number. */
export async function writeCsv({ path, columns, rows, signal, escapeFormulas }: CsvOptions): Promise<number> {
  let count = 0;
  const counted = async function* () {
    for await (const row of rows) {
      count += 1;
      yield row;
    }
  };
  const csv = stringify({ header: true, columns, escape_formulas: escapeFormulas, cast: { number: String } });
  await pipeline(Readable.from(counted()), csv, createWriteStream(path, { mode: 0o600 }), { signal });
  return count;
}
