import { compareKeys } from './key-order.ts';

/** What stands under one key on the two sides. */
export type Pair<L, R> = { left: L; right: R | null } | { left: null; right: R };

interface Sides<L, R> {
  left: AsyncIterable<L>;
  right: AsyncIterable<R>;
  leftKey: (value: L) => string;
  rightKey: (value: R) => string;
}

/** One side, one value ahead. A side out of order would make everything behind it look missing: that is a fault, not a difference. */
async function ahead<T>(values: AsyncIterable<T>, keyOf: (value: T) => string) {
  const iterator = values[Symbol.asyncIterator]();
  const side = {
    value: null as T | null,
    key: '',
    async next() {
      const last = side.value === null ? null : side.key;
      const { done, value } = await iterator.next();
      side.value = done ? null : value;
      if (done) return;
      side.key = keyOf(value);
      if (last !== null && compareKeys(last, side.key) > 0) throw new Error('A listing is not in the order of its keys');
    },
    close: async () => void (await iterator.return?.()),
  };
  await side.next();
  return side;
}

/** Walks over two sides, each in the byte order of its keys, and pairs what has the same key. Holds one value of each. */
export async function* mergeSorted<L, R>({ left, right, leftKey, rightKey }: Sides<L, R>): AsyncGenerator<Pair<L, R>> {
  const one = await ahead(left, leftKey);
  const two = await ahead(right, rightKey);
  try {
    while (one.value !== null || two.value !== null) {
      const order = one.value === null ? 1 : two.value === null ? -1 : compareKeys(one.key, two.key);
      if (order > 0) {
        yield { left: null, right: two.value! };
        await two.next();
      } else {
        yield { left: one.value!, right: order === 0 ? two.value : null };
        const key = one.key;
        await one.next();
        // Another of the same key on the left meets the same one on the right.
        if (order === 0 && (one.value === null || one.key !== key)) await two.next();
      }
    }
  } finally {
    await one.close();
    await two.close();
  }
}
