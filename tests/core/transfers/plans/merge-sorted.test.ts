import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compareKeys } from '#core/transfers/plans/key-order.ts';
import { mergeSorted, type Pair } from '#core/transfers/plans/merge-sorted.ts';

/** Pages of two, with an empty one in front of each: stores give those too. */
async function* paged<T>(values: readonly T[]): AsyncGenerator<T[]> {
  for (let from = 0; from < values.length; from += 2) {
    yield [];
    yield values.slice(from, from + 2);
  }
}

const identity = (key: string) => key;

async function merged(left: readonly string[], right: readonly string[]): Promise<Pair<string, string>[]> {
  const pairs: Pair<string, string>[] = [];
  const sides = { left: paged(left), right: paged(right), leftKey: identity, rightKey: identity };
  for await (const page of mergeSorted(sides)) pairs.push(...page);
  return pairs;
}

const keys = fc
  .uniqueArray(fc.string({ unit: 'binary', maxLength: 12 }).filter((key) => key.isWellFormed()))
  .map((all) => all.sort(compareKeys));

test('keys are in the order of their UTF-8 bytes, beyond the basic plane too', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (a, b) => {
      fc.pre(a.isWellFormed() && b.isWellFormed());
      expect(Math.sign(compareKeys(a, b))).toBe(Buffer.compare(Buffer.from(a), Buffer.from(b)));
    }),
  );
  expect(compareKeys('\u{1f600}', '\uffee')).toBeGreaterThan(0);
});

test('every key of both sides comes once, paired where both have it, in order', async () => {
  await fc.assert(
    fc.asyncProperty(keys, keys, async (left, right) => {
      const pairs = await merged(left, right);
      expect(pairs.flatMap((pair) => pair.left ?? [])).toEqual(left);
      expect(pairs.flatMap((pair) => pair.right ?? [])).toEqual(right);
      for (const pair of pairs) {
        if (pair.left !== null && pair.right !== null) expect(pair.left).toBe(pair.right);
        else if (pair.left === null) expect(left).not.toContain(pair.right);
        else expect(right).not.toContain(pair.left);
      }
      const order = pairs.map((pair) => pair.left ?? pair.right);
      expect(order).toEqual([...order].sort(compareKeys));
    }),
  );
});

test('a side that is not in order is a fault: everything behind it would look missing', async () => {
  await expect(merged(['b', 'a'], ['a'])).rejects.toThrow('not in the order');
  await expect(merged(['a'], ['c', 'b'])).rejects.toThrow('not in the order');
});

test('sides are closed when the walk is left early', async () => {
  const closed: string[] = [];
  async function* watched(name: string) {
    try {
      for (let page = 0; ; page += 1) yield Array.from({ length: 1000 }, (_, row) => String(page * 1000 + row).padStart(9, '0'));
    } finally {
      closed.push(name);
    }
  }
  for await (const _ of mergeSorted({ left: watched('left'), right: watched('right'), leftKey: identity, rightKey: identity })) break;
  expect(closed).toEqual(['left', 'right']);
});

test('a walk over endless sides holds a page of each: what was paired is given out', async () => {
  let read = 0;
  async function* endless(name: string) {
    for (;;) {
      const from = read * 1000;
      read += 1;
      yield Array.from({ length: 1000 }, (_, row) => `${String(from + row).padStart(9, '0')}${name}`);
    }
  }
  const pages = mergeSorted({ left: endless('l'), right: endless('r'), leftKey: identity, rightKey: identity });
  for (let page = 1; page <= 20; page += 1) {
    const { value } = await pages.next();
    expect(value!.length).toBeLessThanOrEqual(1000);
    expect(read).toBeLessThanOrEqual(page + 2);
  }
  await pages.return(undefined);
});
