import { compareKeys } from './key-order.ts';

/** What stands under one key on the two sides. */
export type Pair<L, R> = { left: L; right: R | null } | { left: null; right: R };

interface Sides<L, R> {
  /** Page by page. */
  left: AsyncIterable<readonly L[]>;
  right: AsyncIterable<readonly R[]>;
  leftKey: (value: L) => string;
  rightKey: (value: R) => string;
}

/** One side, a page ahead. Out of order it would make everything behind it look missing: that is a fault, not a difference. */
class Side<T> {
  /** The next value; null: there is none any more. */
  value: T | null = null;
  key = '';
  private page: readonly T[] = [];
  private at = 0;
  private readonly pages: AsyncIterator<readonly T[]>;
  private readonly keyOf: (value: T) => string;

  constructor(pages: AsyncIterable<readonly T[]>, keyOf: (value: T) => string) {
    this.pages = pages[Symbol.asyncIterator]();
    this.keyOf = keyOf;
  }

  /** Whether another page must be read before `next`. */
  get spent(): boolean {
    return this.at >= this.page.length;
  }

  async read(): Promise<void> {
    do {
      const { done, value } = await this.pages.next();
      if (done) return this.end();
      this.page = value;
      this.at = 0;
    } while (this.spent);
    this.next();
  }

  next(): void {
    const last = this.value === null ? null : this.key;
    this.value = this.page[this.at++]!;
    this.key = this.keyOf(this.value);
    if (last !== null && compareKeys(last, this.key) > 0) throw new Error('A listing is not in the order of its keys');
  }

  private end(): void {
    this.value = null;
    this.page = [];
  }

  async close(): Promise<void> {
    await this.pages.return?.();
  }
}

/** A page of pairs is given out when it has so many. */
const pageRows = 1000;

/**
 * Walks over two sides, each in the byte order of its keys, and pairs what has the same key. Pages in, pages out: a step for
 * each object of a million costs more than all that is done with it. Holds one page of each.
 */
export async function* mergeSorted<L, R>({ left, right, leftKey, rightKey }: Sides<L, R>): AsyncGenerator<Pair<L, R>[]> {
  const one = new Side(left, leftKey);
  const two = new Side(right, rightKey);
  let pairs: Pair<L, R>[] = [];
  try {
    await one.read();
    await two.read();
    while (one.value !== null || two.value !== null) {
      if (pairs.length >= pageRows) {
        yield pairs;
        pairs = [];
      }
      const order = one.value === null ? 1 : two.value === null ? -1 : compareKeys(one.key, two.key);
      if (order > 0) pairs.push({ left: null, right: two.value! });
      else {
        pairs.push({ left: one.value!, right: order === 0 ? two.value : null });
        const { key } = one;
        if (one.spent) await one.read();
        else one.next();
        // Another of the same key on the left meets the same one on the right.
        if (order < 0 || (one.value !== null && one.key === key)) continue;
      }
      if (two.spent) await two.read();
      else two.next();
    }
    if (pairs.length > 0) yield pairs;
  } finally {
    await one.close();
    await two.close();
  }
}
