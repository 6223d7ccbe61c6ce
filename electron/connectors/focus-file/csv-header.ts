import { CellScanner } from './cell-scanner.ts';
import { type PlannedColumn, planColumns } from './column-plan.ts';
import type { LineBuffer } from './line-buffer.ts';
import { refusal } from './refusal.ts';

const comma = 44;
const newline = 10;
const quote = 34;
const decoder = new TextDecoder();

const delimiters = [
  { mark: ';', name: 'semicolons' },
  { mark: '\t', name: 'tabs' },
  { mark: '|', name: 'vertical bars' },
];

/**
 * Reads the header at the start of the buffer and moves the buffer behind it. Null when the header's last line is not
 * there yet. Throws a `Refusal` as `planColumns` does, and for another delimiter than the comma.
 */
export function readHeader(lines: LineBuffer): PlannedColumn[] | null {
  skipBlankLines(lines);
  if (lines.start === lines.limit) return null;
  const behind = lines.bytes[lines.limit]!;
  lines.bytes[lines.limit] = quote;
  const { fields, next } = splitRow(lines);
  lines.bytes[lines.limit] = behind;
  if (next < 0) return null;
  refuseOtherLineEnds(fields);
  refuseOtherDelimiter(fields);
  lines.startLine = lines.lineAt(next);
  lines.start = next;
  return planColumns(fields);
}

function skipBlankLines(lines: LineBuffer): void {
  while (lines.start < lines.limit && (lines.bytes[lines.start] === newline || lines.bytes[lines.start] === 13)) {
    if (lines.bytes[lines.start++] === newline) lines.startLine++;
  }
}

function splitRow(lines: LineBuffer): { fields: string[]; next: number } {
  const scanner = new CellScanner();
  const fields: string[] = [];
  let p = lines.start - 1;
  do {
    p = scanner.scan(lines.bytes, lines.view, p + 1, lines.limit);
    if (p < 0) return { fields, next: p === -1 ? -1 : refuseQuotes(lines) };
    const text = decoder.decode(lines.bytes.subarray(scanner.start, scanner.end));
    fields.push(scanner.escaped ? text.replaceAll('""', '"') : text);
  } while (lines.bytes[p] === comma);
  return { fields, next: lines.bytes.indexOf(newline, p) + 1 };
}

/** Quoted names with another delimiter between them look like text behind a closing quote. */
function refuseQuotes({ bytes, start, limit }: LineBuffer): never {
  const end = bytes.subarray(start, limit).indexOf(newline);
  refuseOtherDelimiter([decoder.decode(bytes.subarray(start, end < 0 ? limit : start + end))]);
  throw refusal(
    'The first line is not CSV: text follows a closing quote',
    'The first line must hold the column names, separated by commas.',
  );
}

function refuseOtherLineEnds(fields: readonly string[]): void {
  if (!fields.slice(1).some((field) => /\r./.test(field))) return;
  throw refusal('The line ends are CR alone, as on old Macintosh systems', 'Save the file with LF or CRLF line ends.');
}

/** The specification says comma. Other delimiters mostly come with decimal commas: reading those would be guessing amounts. */
function refuseOtherDelimiter(fields: readonly string[]): void {
  const counts = delimiters.map(({ mark, name }) => ({ name, count: fields.join(',').split(mark).length }));
  const most = counts.reduce((a, b) => (b.count > a.count ? b : a));
  if (fields.length >= 3 || most.count < 3 || most.count <= fields.length) return;
  throw refusal(
    `The columns are separated by ${most.name}, not by commas`,
    'FOCUS files use commas and decimal points. Export again with commas (a spreadsheet set to English does), or convert the file.',
  );
}
