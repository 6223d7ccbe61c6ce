import { isAscii } from 'node:buffer';
import type { TextRows } from '../../../capabilities/object-columns.ts';

const encoder = new TextEncoder();
/** A key may begin with U+FEFF. */
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** Text as it is compared: searches are without case. */
export function foldText(text: string): Uint8Array {
  return encoder.encode(text.toLowerCase());
}

/**
 * ASCII, four bytes at a time: a byte gets bit 32 when adding so much that `A` reaches 128 sets its highest bit, and adding so
 * much that what is behind `Z` does it does not. Byte by byte takes six times as long, and every search does it.
 */
function foldAscii(bytes: Uint8Array): Uint8Array {
  const words = new Uint32Array((bytes.length + 3) >>> 2);
  const folded = new Uint8Array(words.buffer, 0, bytes.length);
  folded.set(bytes);
  for (let i = 0; i < words.length; i += 1) {
    const word = words[i]!;
    const upper = (word + 0x3f3f3f3f) & ~(word + 0x25252525) & 0x80808080;
    words[i] = word | (upper >>> 2);
  }
  return folded;
}

/** All rows in lower case. Rows keep their number. */
export function foldRows(rows: TextRows): TextRows {
  // Lower case may make other characters longer or shorter.
  if (isAscii(rows.bytes)) return { bytes: foldAscii(rows.bytes), ends: rows.ends };
  const texts = Array.from(rows.ends, (end, row) => foldText(decoder.decode(rows.bytes.subarray(row === 0 ? 0 : rows.ends[row - 1], end))));
  const ends = new Uint32Array(texts.length);
  let length = 0;
  texts.forEach((text, row) => {
    length += text.length;
    ends[row] = length;
  });
  return { bytes: Buffer.concat(texts, length), ends };
}
