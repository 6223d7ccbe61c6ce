import fc from 'fast-check';
import { expect, it } from 'vitest';
import { readFilter, writeFilter } from '#renderer/ui/filter-text.ts';

it('reads back every filter it writes', () => {
  const filter = fc.record({
    column: fc.string({ minLength: 1, unit: 'grapheme' }),
    op: fc.constantFrom('in', 'notIn', 'contains'),
    values: fc.array(fc.option(fc.string({ unit: 'grapheme' })), { minLength: 1 }),
  });
  fc.assert(
    fc.property(filter, (one) => {
      expect(readFilter(writeFilter(one))).toEqual(one);
    }),
  );
});

it('refuses what is no filter', () => {
  for (const text of ['', 'ServiceName', 'ServiceName in', 'ServiceName in []', 'ServiceName in [1]', 'a in {"x":1}', '%E0%A4%A in ["x"]'])
    expect(readFilter(text)).toBeNull();
});
