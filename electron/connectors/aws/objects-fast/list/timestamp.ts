const zero = 0x30;

function two(bytes: Uint8Array, at: number): number {
  return (bytes[at]! - zero) * 10 + bytes[at + 1]! - zero;
}

let lastDay = -1;
let lastDayMs = 0;

/** Epoch ms of `2025-06-01T12:34:56.000Z` (milliseconds may be absent) between two places. */
export function timestampAt(bytes: Uint8Array, at: number, end: number): number {
  const year = two(bytes, at) * 100 + two(bytes, at + 2);
  const month = two(bytes, at + 5);
  const dayOfMonth = two(bytes, at + 8);
  const day = (year * 16 + month) * 32 + dayOfMonth;
  if (day !== lastDay) {
    lastDay = day;
    lastDayMs = Date.UTC(year, month - 1, dayOfMonth);
  }
  const seconds = two(bytes, at + 11) * 3600 + two(bytes, at + 14) * 60 + two(bytes, at + 17);
  const length = end - at;
  if (length === 24 && bytes[at + 23] === 0x5a) return lastDayMs + seconds * 1000 + (bytes[at + 20]! - zero) * 100 + two(bytes, at + 21);
  if (length === 20 && bytes[at + 19] === 0x5a) return lastDayMs + seconds * 1000;
  return Date.parse(Buffer.from(bytes.subarray(at, end)).toString('latin1'));
}
