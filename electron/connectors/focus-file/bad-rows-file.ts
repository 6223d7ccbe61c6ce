import { closeSync, openSync, writeSync } from 'node:fs';
import type { BadRow } from '../sdk.ts';

const columns = ['line', 'column', 'value', 'reason', 'raw'] as const;
/** Text kept before it is written: a file that is bad throughout must not pile up in memory. */
const blockCharacters = 1024 * 1024;

/** Bad rows as CSV, written as they are found, by the parsing thread itself. */
export class BadRowsFile {
  private readonly file: number;
  private text = `${columns.join(',')}\r\n`;

  constructor(path: string) {
    this.file = openSync(path, 'w', 0o600);
  }

  write(row: BadRow): void {
    this.text += `${columns.map((column) => quoted(row[column])).join(',')}\r\n`;
    if (this.text.length > blockCharacters) this.flush();
  }

  close(): void {
    this.flush();
    closeSync(this.file);
  }

  private flush(): void {
    writeSync(this.file, this.text);
    this.text = '';
  }
}

function quoted(value: string | number | null): string {
  return typeof value === 'number' ? String(value) : `"${(value ?? '').replaceAll('"', '""')}"`;
}
