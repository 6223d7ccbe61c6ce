import { open, stat } from 'node:fs/promises';
import { refusal } from './refusal.ts';

export type FileKind = 'csv' | 'csv.gz' | 'parquet';

/** How the text of a file is encoded, as far as its first bytes tell. */
export type TextEncodingName = 'utf-8' | 'utf-16le' | 'utf-16be';

const csvHint = 'Export the cost data as CSV, gzipped CSV or Parquet and choose that file.';

/** Beginnings of files that are something else. */
const others: { starts: number[]; what: string; hint: string }[] = [
  {
    starts: [0x50, 0x4b, 0x03, 0x04],
    what: 'an Excel workbook or a ZIP archive',
    hint: 'Save the sheet as CSV UTF-8, or unpack the archive, and choose the file inside.',
  },
  { starts: [0xd0, 0xcf, 0x11, 0xe0], what: 'an old Excel workbook', hint: 'Save the sheet as CSV UTF-8.' },
  { starts: [0x28, 0xb5, 0x2f, 0xfd], what: 'compressed with Zstandard', hint: 'Unpack it, or compress it with gzip.' },
  { starts: [0x42, 0x5a, 0x68], what: 'compressed with bzip2', hint: 'Unpack it, or compress it with gzip.' },
  { starts: [0xfd, 0x37, 0x7a, 0x58, 0x5a], what: 'compressed with xz', hint: 'Unpack it, or compress it with gzip.' },
  { starts: [0x25, 0x50, 0x44, 0x46], what: 'a PDF document', hint: csvHint },
  { starts: [0x50, 0x41, 0x52, 0x45], what: 'an encrypted Parquet file', hint: 'Export it without encryption.' },
];

const startsWith = (bytes: Uint8Array, starts: readonly number[]) => starts.every((byte, index) => bytes[index] === byte);

/** What a file is, by its first bytes: names lie. Throws file system errors and a `Refusal`. */
export async function fileKind(path: string): Promise<{ kind: FileKind; bytes: number }> {
  const { size } = await stat(path);
  const head = await firstBytes(path, 16);
  if (head.length === 0) throw emptyFile();
  if (startsWith(head, [0x50, 0x41, 0x52, 0x31])) return { kind: 'parquet', bytes: size };
  return { kind: startsWith(head, [0x1f, 0x8b]) ? 'csv.gz' : 'csv', bytes: size };
}

async function firstBytes(path: string, count: number): Promise<Uint8Array> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(new Uint8Array(count), 0, count, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

export function emptyFile(): Error {
  return refusal('The file is empty', 'Export the cost data again; nothing was imported.');
}

export function noRows(): Error {
  return refusal('The file has no rows', 'It holds column names only. Export a period that has charges; what was imported before stays.');
}

/**
 * Encoding of what should be CSV text, and the length of its byte order mark. Throws a `Refusal` that
 * names what the file is when it is no CSV.
 */
export function textEncoding(head: Uint8Array): { encoding: TextEncodingName; mark: number } {
  if (startsWith(head, [0xef, 0xbb, 0xbf])) return { encoding: 'utf-8', mark: 3 };
  if (startsWith(head, [0xff, 0xfe])) return { encoding: 'utf-16le', mark: 2 };
  if (startsWith(head, [0xfe, 0xff])) return { encoding: 'utf-16be', mark: 2 };
  refuseOther(head);
  if (head[0] !== 0 && head[1] === 0 && head[3] === 0) return { encoding: 'utf-16le', mark: 0 };
  if (head[0] === 0 && head[1] !== 0 && head[2] === 0) return { encoding: 'utf-16be', mark: 0 };
  if (head.subarray(0, 4096).includes(0)) throw notCsv('a binary file', csvHint);
  return { encoding: 'utf-8', mark: 0 };
}

function refuseOther(head: Uint8Array): void {
  const other = others.find(({ starts }) => startsWith(head, starts));
  if (other) throw notCsv(other.what, other.hint);
  if (startsWith(head, [0x50, 0x41, 0x52, 0x31]))
    throw notCsv('a Parquet file inside gzip', 'Unpack it first: Parquet is compressed inside.');
  const first = new TextDecoder().decode(head.subarray(0, 256)).trimStart()[0];
  if (first === '<')
    throw notCsv('an HTML or XML page', 'A sign-in or error page may have been saved instead of the export. Download it again.');
  if (first === '{' || first === '[') throw notCsv('JSON', csvHint);
}

function notCsv(what: string, hint: string): Error {
  return refusal(`Not a CSV file: this is ${what}`, hint);
}
