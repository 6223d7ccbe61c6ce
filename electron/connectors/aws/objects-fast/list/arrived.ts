import type { ObjectPage } from '../../../sdk.ts';
import type { PageScanner } from './page-scanner.ts';
import { compareKeys, type Range, utf8 } from './range.ts';

/** What one page brought for its range. */
export interface Arrived {
  page: ObjectPage;
  ended: boolean;
  token: string | null;
  /** The store did not begin behind the key it was given. */
  ignored: boolean;
  /** Last key, UTF-8; null: no row. */
  last: Uint8Array | null;
}

/** How many rows are up to and with a key. */
function rowsUpTo({ columns }: PageScanner, key: Uint8Array): number {
  let [low, high] = [0, columns.count];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (compareKeys(columns.key(middle), key) <= 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * The part of the scanner's page that belongs to a range. `floor`: of a store that begins where it likes, only the keys
 * behind it.
 */
export function arrivedOf(scanner: PageScanner, range: Range, floor: Uint8Array | null): Arrived {
  const { columns, prefixes, token } = scanner;
  const { end, after } = range;
  const from = floor ? rowsUpTo(scanner, floor) : 0;
  const to = Math.max(from, end ? rowsUpTo(scanner, end) : columns.count);
  const first = 'after' in range.next && after !== '' && columns.count > 0;
  const reached = end !== null && (to < columns.count || (to > 0 && compareKeys(columns.key(to - 1), end) === 0));
  return {
    page: { objects: columns.take(from, to), prefixes: floor ? prefixes.filter((one) => isBehind(one, floor)) : prefixes, calls: 1 },
    ended: token === null || reached,
    token,
    ignored: !floor && first && compareKeys(columns.key(0), utf8(after)) <= 0,
    last: to > from ? columns.key(to - 1).slice() : null,
  };
}

/** Whether a folder has keys behind a key: it lies behind it, or around it. */
function isBehind(folder: string, floor: Uint8Array): boolean {
  const bytes = utf8(folder);
  return compareKeys(bytes, floor) > 0 || compareKeys(floor.subarray(0, bytes.length), bytes) === 0;
}
