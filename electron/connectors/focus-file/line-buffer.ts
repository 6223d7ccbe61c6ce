import { isUtf8 } from 'node:buffer';
import { countByte } from './bytes.ts';
import { refusal } from './refusal.ts';

/** A longer line than this is not a cost export. */
export const maxLineBytes = 8 * 1024 * 1024;
/** Spare bytes behind the text, so that words can be read at its end and a sentinel fits. */
const padding = 16;
const newline = 10;

const windows1252 = new TextDecoder('windows-1252');
const encoder = new TextEncoder();

/**
 * The part of a text file being read: whole lines lie between `start` and `limit`, and everything in there is UTF-8.
 * A line that is not UTF-8 is read as Windows-1252 (a superset of printable Latin-1), so that no character is lost.
 */
export class LineBuffer {
  bytes = new Uint8Array(4 * 1024 * 1024 + padding);
  view = new DataView(this.bytes.buffer);
  start = 0;
  /** Behind the last complete line; `bytes[limit - 1]` is a newline. */
  limit = 0;
  /** Physical lines that were not UTF-8, and the first of them. */
  otherLines = 0;
  firstOtherLine: number | null = null;
  /** Physical line number (from 1) at `start`; kept by the reader of the rows. */
  startLine = 1;
  private used = 0;

  append(chunk: Uint8Array): void {
    this.makeRoom(chunk.length);
    this.bytes.set(chunk, this.used);
    this.used += chunk.length;
    const last = chunk.lastIndexOf(newline);
    if (last >= 0) this.complete(this.used - chunk.length + last + 1);
    if (this.used - this.limit > maxLineBytes) throw tooLong(this.lineAt(this.limit));
  }

  /** Ends the text; a last line without newline gets one. */
  finish(): void {
    if (this.used > this.limit) {
      this.makeRoom(1);
      this.bytes[this.used++] = newline;
      this.complete(this.used);
    }
  }

  /** Physical line number (from 1) of a position behind `start`. Slow: for messages. */
  lineAt(position: number): number {
    return this.startLine + countByte(this.bytes.subarray(this.start, position), newline);
  }

  private makeRoom(length: number): void {
    if (this.used + length + padding <= this.bytes.length) return;
    const kept = this.bytes.subarray(this.start, this.used);
    if (kept.length + length + padding > this.bytes.length) this.enlarge(kept, length);
    else this.bytes.copyWithin(0, this.start, this.used);
    this.limit -= this.start;
    this.used = kept.length;
    this.start = 0;
  }

  private enlarge(kept: Uint8Array, length: number): void {
    this.bytes = new Uint8Array((kept.length + length) * 2 + padding);
    this.bytes.set(kept);
    this.view = new DataView(this.bytes.buffer);
  }

  private complete(limit: number): void {
    const from = this.limit;
    this.limit = limit;
    if (!isUtf8(this.bytes.subarray(from, limit))) this.recode(from);
  }

  /** Rewrites the lines from `from` on that are not UTF-8. */
  private recode(from: number): void {
    const lines = this.linesOf(from, this.limit);
    let line = this.lineAt(from);
    const recoded = lines.map((bytes) => {
      line++;
      if (isUtf8(bytes)) return bytes;
      this.otherLines++;
      this.firstOtherLine ??= line - 1;
      return encoder.encode(windows1252.decode(bytes));
    });
    const rest = this.bytes.slice(this.limit, this.used);
    this.used = from;
    this.replaceFrom(from, recoded, rest);
  }

  private linesOf(from: number, to: number): Uint8Array[] {
    const lines: Uint8Array[] = [];
    for (let at = from; at < to; ) {
      const end = this.bytes.indexOf(newline, at) + 1;
      lines.push(this.bytes.slice(at, end));
      at = end;
    }
    return lines;
  }

  private replaceFrom(from: number, lines: Uint8Array[], rest: Uint8Array): void {
    const length = lines.reduce((sum, line) => sum + line.length, rest.length);
    this.limit = from;
    this.makeRoom(length);
    for (const line of lines) this.put(line);
    this.limit = this.used;
    this.put(rest);
  }

  private put(bytes: Uint8Array): void {
    this.bytes.set(bytes, this.used);
    this.used += bytes.length;
  }
}

function tooLong(line: number): Error {
  return refusal(
    `Line ${line} is longer than ${maxLineBytes / 1024 / 1024} MB`,
    'This does not look like a cost export: check that it is CSV with one charge per line and that every quote is closed.',
  );
}
