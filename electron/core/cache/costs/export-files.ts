import { appendFileSync } from 'node:fs';
import { stringify } from 'csv-stringify/sync';
import { fileWriter, ParquetWriter, schemaFromColumnData } from 'hyparquet-writer';
import type { ExportChunk, ExportColumn } from './export-chunks.ts';
import type { Cell } from './row-query.ts';

/** Takes an export chunk by chunk and writes it to a file. */
export interface ExportFile {
  write(chunk: ExportChunk): void;
  finish(): void;
}

/** Quoted texts remembered: tags and descriptions come again and again. */
const remembered = 20_000;

/** Fields as they stand in CSV; those that need no quotes are left alone, the others are quoted by the library. */
class Quoting {
  private readonly known = new Map<string, string>();

  field(value: Cell | boolean): string {
    if (value === null) return '';
    if (typeof value !== 'string') return String(value);
    return /[",\r\n]/.test(value) ? this.quoted(value) : value;
  }

  private quoted(text: string): string {
    let field = this.known.get(text);
    if (field === undefined) {
      if (this.known.size >= remembered) this.known.clear();
      this.known.set(text, (field = stringify([[text]], { quoted: true }).slice(0, -1)));
    }
    return field;
  }
}

/**
 * CSV by RFC 4180: fields are quoted where they must be, "no value" is an empty field, the header names the columns.
 * Values are written as they are: a leading `=` or `-` is not defused, because that would change amounts and ids for
 * every other reader. Open a file of untrusted tags in a spreadsheet by its text import.
 */
export function csvFile(path: string, columns: readonly ExportColumn[]): ExportFile {
  const quoting = new Quoting();
  appendFileSync(path, stringify([columns.map(({ name }) => name)]));
  return {
    write({ rows, columns: values }) {
      let text = '';
      for (let i = 0; i < rows; i += 1) text += `${values.map((column) => quoting.field(column[i]!)).join(',')}\n`;
      appendFileSync(path, text);
    },
    finish: () => undefined,
  };
}

const parquetTypes = { text: 'STRING', number: 'DOUBLE', flag: 'BOOLEAN' } as const;
/** Rows per row group: smaller chunks are put together, because each group costs a header per column. */
const groupRows = 16_384;

/** Parquet (Snappy): texts and times as strings, amounts as doubles, "no value" as null. */
export function parquetFile(path: string, columns: readonly ExportColumn[]): ExportFile {
  const source = (data: ExportChunk['columns']) =>
    columns.map(({ name, kind }, k) => ({ name, type: parquetTypes[kind], nullable: true, data: data[k]! }));
  const writer = new ParquetWriter({
    writer: fileWriter(path),
    schema: schemaFromColumnData({ columnData: source(columns.map(() => [])) }),
  });
  let waiting: ExportChunk['columns'] = columns.map(() => []);
  const flush = () => {
    const rows = waiting[0]?.length ?? 0;
    if (rows > 0) void writer.write({ columnData: source(waiting), rowGroupSize: rows });
    waiting = columns.map(() => []);
  };
  return {
    write({ columns: values }) {
      waiting = waiting.map((column, k) => (column.length === 0 ? values[k]! : column.concat(values[k]!)));
      if ((waiting[0]?.length ?? 0) >= groupRows) flush();
    },
    finish() {
      flush();
      void writer.finish();
    },
  };
}
