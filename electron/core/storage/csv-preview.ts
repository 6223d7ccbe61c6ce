import { parse } from 'csv-parse/sync';
import { failure } from '#shared/errors/app-error.ts';
import type { TablePreview } from '#shared/model/storage.ts';

interface Options {
  rows: number;
  /** False: the bytes are the head of a longer file, so the last line may be cut. */
  whole: boolean;
}

const separators = [',', ';', '\t', '|'];

/** The separator that the first line has most of. */
function separatorOf(text: string): string {
  const line = text.slice(0, text.indexOf('\n') < 0 ? text.length : text.indexOf('\n'));
  const counts = separators.map((one) => line.split(one).length);
  return separators[counts.indexOf(Math.max(...counts))]!;
}

/** The head of a CSV file as a table; its first line names the columns. Throws `invalid_input` for what is no CSV. */
export function csvPreview(bytes: Uint8Array, { rows, whole }: Options): TablePreview {
  const decoded = new TextDecoder().decode(bytes);
  const text = whole ? decoded : decoded.slice(0, decoded.lastIndexOf('\n') + 1);
  const delimiter = separatorOf(text);
  try {
    const options = { delimiter, bom: true, relax_column_count: true, relax_quotes: true, skip_empty_lines: true, to: rows + 1 };
    const [header = [], ...lines] = parse(text, options);
    const widest = Math.max(header.length, ...lines.map((line) => line.length));
    const columns = Array.from({ length: widest }, (_, at) => ({ name: header[at] ?? `column ${at + 1}`, type: 'text' }));
    const complete = whole && lines.length < rows;
    return {
      columns,
      rows: lines.map((line) => columns.map((_, at) => line[at] ?? null)),
      totalRows: complete ? lines.length : null,
      bytesRead: bytes.length,
      note: delimiter === ',' ? '' : `Separated by ${delimiter === '\t' ? 'tabs' : delimiter}`,
    };
  } catch (cause) {
    throw failure('invalid_input', 'This is not a CSV file that can be shown as a table', { hint: 'Look at it as text.', cause });
  }
}
