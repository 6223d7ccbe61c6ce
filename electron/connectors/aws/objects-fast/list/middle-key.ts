/** Highest letter of the kind a key has at a place, plus one: digits end behind 9. */
function above(point: number): number {
  if (point >= 0x30 && point <= 0x39) return 0x3a;
  if (point >= 0x41 && point <= 0x5a) return 0x5b;
  if (point >= 0x61 && point <= 0x7a) return 0x7b;
  return point < 0x7e ? 0x7f : 0x10ffff;
}

const isHalf = (point: number) => point >= 0xd800 && point <= 0xdfff;

function shared(one: readonly string[], other: readonly string[]): number {
  let at = 0;
  while (at < one.length && at < other.length && one[at] === other[at]) at += 1;
  return at;
}

/** Points of a key: their order is that of its UTF-8. */
const pointAt = (text: readonly string[], at: number): number => text[at]?.codePointAt(0) ?? 0x1f;

/** The first key between `low` and a bound that differs from it at `at`; null: there is no room. */
function raised(low: readonly string[], at: number, top: number): string | null {
  const from = pointAt(low, at);
  const middle = Math.floor((from + top) / 2);
  return middle > from && !isHalf(middle) ? low.slice(0, at).join('') + String.fromCodePoint(middle) : null;
}

/** A key about half-way between two; null where none is in sight. */
export function middleKey(low: string, high: string): string | null {
  const [from, to] = [Array.from(low), Array.from(high)];
  const at = shared(from, to);
  const first = raised(from, at, pointAt(to, at));
  if (first !== null) return first;
  for (let place = at + 1; place <= from.length && place < at + 4; place += 1) {
    const found = raised(from, place, above(pointAt(from, place)));
    if (found !== null) return found;
  }
  return null;
}

/**
 * A key some way behind `low`, where no end is known: letters that were the same in all keys so far are raised, the
 * last of them first and one further to the front with each `step`. Null when all were.
 */
export function furtherKey(first: string, low: string, step: number): string | null {
  const from = Array.from(low);
  const varying = shared(Array.from(first), from);
  for (let at = varying - 1 - step; at >= 0; at -= 1) {
    const found = raised(from, at, above(pointAt(from, at)));
    if (found !== null) return found;
  }
  return null;
}
