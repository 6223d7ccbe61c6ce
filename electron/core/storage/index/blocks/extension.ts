const longest = 12;

const slash = 47;
const dot = 46;

/** Number of `A-Z a-z 0-9 _ -` in lower case from 1; 0: another byte. */
const digits = new Uint8Array(256);
for (const [i, letter] of Array.from('abcdefghijklmnopqrstuvwxyz0123456789_-').entries()) {
  digits[letter.charCodeAt(0)] = i + 1;
  digits[letter.toUpperCase().charCodeAt(0)] = i + 1;
}

/**
 * Where the extension of a key begins: what follows the last dot of its name, up to twelve letters and digits; -1: there is
 * none. A name that begins with its only dot has none.
 */
export function extensionStart(bytes: Uint8Array, from: number, to: number): number {
  const end = to > from && bytes[to - 1] === slash ? to - 1 : to;
  for (let at = end - 1; at > from && at >= end - longest - 1; at -= 1) {
    const byte = bytes[at]!;
    if (byte === dot) return at + 1 < end && bytes[at - 1] !== slash ? at + 1 : -1;
    if (digits[byte] === 0) return -1;
  }
  return -1;
}

/** Number that tells extensions apart: exact up to nine letters, which hold most; longer ones are looked up as text. */
export function extensionNumber(bytes: Uint8Array, from: number, to: number): number | null {
  if (to - from > 9) return null;
  let number = 0;
  for (let at = from; at < to; at += 1) number = number * 40 + digits[bytes[at]!]!;
  return number;
}
