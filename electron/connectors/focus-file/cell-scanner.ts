const comma = 44;
const newline = 10;
const carriageReturn = 13;
const quote = 34;

/** Results of `scan` other than a position. */
export const openQuote = -1;
export const textAfterQuote = -2;

/**
 * Finds the extent of one CSV cell (RFC 4180). The buffer must have a newline before its end and a quote as sentinel
 * at its end, so that the loops need no other bound. The last cell's extent stays in the fields.
 */
export class CellScanner {
  /** Content without the enclosing quotes; doubled quotes are still doubled. */
  start = 0;
  end = 0;
  /** Whether the content holds doubled quotes. */
  escaped = false;
  /** Whether an unquoted cell holds a quote: not RFC 4180, read as it stands. */
  literalQuote = false;

  /** @returns the position of the cell's terminator (comma, CR of CRLF, or newline), `openQuote` or `textAfterQuote` */
  scan(bytes: Uint8Array, view: DataView, at: number, end: number): number {
    this.escaped = false;
    this.literalQuote = false;
    return bytes[at] === quote ? this.quoted(bytes, view, at + 1, end) : this.plain(bytes, at);
  }

  private plain(bytes: Uint8Array, at: number): number {
    let p = at;
    for (;;) {
      const byte = bytes[p]!;
      // Most bytes of a cost export are above the comma: one comparison.
      if (byte <= comma) {
        if (byte === comma || byte === newline) break;
        if (byte === quote) this.literalQuote = true;
      }
      p++;
    }
    if (bytes[p] === newline && p > at && bytes[p - 1] === carriageReturn) p--;
    this.start = at;
    this.end = p;
    return p;
  }

  private quoted(bytes: Uint8Array, view: DataView, at: number, end: number): number {
    let p = at;
    for (;;) {
      p = nextQuote(bytes, view, p);
      if (p >= end) return openQuote;
      if (bytes[p + 1] !== quote) break;
      this.escaped = true;
      p += 2;
    }
    this.start = at;
    this.end = p;
    const after = bytes[++p]!;
    if (after === comma || after === newline) return p;
    return after === carriageReturn && bytes[p + 1] === newline ? p : textAfterQuote;
  }
}

/** Position of the next quote; looks at four bytes at a time (a byte equal to the quote becomes zero under XOR). */
function nextQuote(bytes: Uint8Array, view: DataView, at: number): number {
  let p = at;
  for (;;) {
    const word = view.getInt32(p, true) ^ 0x22222222;
    if (((word - 0x01010101) & ~word & 0x80808080) !== 0) break;
    p += 4;
  }
  while (bytes[p] !== quote) p++;
  return p;
}
