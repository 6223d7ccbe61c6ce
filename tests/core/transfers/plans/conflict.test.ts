import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decide, nameBeside, sameSizeTime } from '#core/transfers/plans/conflict.ts';
import { conflictRules } from '#shared/model/transfer.ts';

const side = fc.record({ size: fc.nat(5), modified: fc.integer({ min: 0, max: 10 }).map((seconds) => seconds * 1_000) });
const both = fc.record({ source: side, target: side, keepsTimes: fc.boolean() });

test('what a rule decides follows from the two sides alone', () => {
  fc.assert(
    fc.property(fc.constantFrom(...conflictRules), both, (rule, sides) => {
      const { source, target, keepsTimes } = sides;
      const { do: does } = decide(rule, sides);
      const later = source.modified - target.modified > 2_000;
      const differs = source.size !== target.size || later || (keepsTimes && target.modified - source.modified > 2_000);
      const expected = {
        skip: 'skip',
        overwrite: 'write',
        newer: later ? 'write' : 'skip',
        different: differs ? 'write' : 'skip',
        rename: 'rename',
        fail: 'refuse',
      } as const;
      expect(does).toBe(expected[rule]);
    }),
  );
});

test('another size is never the same, whatever the times', () => {
  fc.assert(
    fc.property(both, ({ source, target, keepsTimes }) => {
      if (source.size !== target.size) expect(sameSizeTime(source, target, keepsTimes)).toBe(false);
    }),
  );
});

test('what was copied is the same afterwards: nothing is copied twice', () => {
  fc.assert(
    fc.property(side, fc.nat(100_000), (source, later) => {
      // A store that keeps times has the source's; another one that of the copy.
      expect(sameSizeTime(source, source, true)).toBe(true);
      expect(sameSizeTime(source, { ...source, modified: source.modified + later }, false)).toBe(true);
    }),
  );
});

test.each([
  ['reports/a.csv', 'reports/a (2).csv'],
  ['archive.tar.gz', 'archive.tar (2).gz'],
  ['.profile', '.profile (2)'],
  ['v1.2/readme', 'v1.2/readme (2)'],
])('a free name beside %s', (key, expected) => {
  expect(nameBeside(key, 2)).toBe(expected);
});
