import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type GridGroup, type GridLine, gridLayout, rowRanges } from '#renderer/ui/grid/grid-layout.ts';

const group = (value: string, count: number): GridGroup => ({ value, count, label: value, detail: '' });

/** The same, line by line. */
function naive(groups: GridGroup[], folded: ReadonlySet<string>): GridLine[] {
  let index = 0;
  return groups.flatMap(({ value, count }, at) => {
    const rows = Array.from({ length: count }, (_, inside): GridLine => ({ kind: 'row', index: index + inside, group: at }));
    index += count;
    return [{ kind: 'group', group: at } as const, ...(folded.has(value) ? [] : rows)];
  });
}

const cases = fc.array(fc.nat(6), { minLength: 1, maxLength: 12 }).chain((counts) =>
  fc.record({
    groups: fc.constant(counts.map((count, at) => group(`g${at}`, count))),
    folded: fc.subarray(counts.map((_, at) => `g${at}`)).map((values) => new Set(values)),
  }),
);

describe('lines of a grid', () => {
  it('are the rows alone without groups', () => {
    const layout = gridLayout(3, undefined, new Set());
    expect(layout.count).toBe(3);
    expect(layout.line(2)).toEqual({ kind: 'row', index: 2, group: null });
  });

  it('are headers and rows, without the rows of folded groups', () => {
    fc.assert(
      fc.property(cases, ({ groups, folded }) => {
        const lines = naive(groups, folded);
        const layout = gridLayout(0, groups, folded);
        expect(Array.from({ length: layout.count }, (_, at) => layout.line(at))).toEqual(lines);
        groups.forEach((_, at) => expect(layout.line(layout.headerAt(at))).toEqual({ kind: 'group', group: at }));
      }),
    );
  });

  it('name exactly the rows in sight, in ranges that do not touch', () => {
    fc.assert(
      fc.property(cases, fc.nat(40), fc.nat(40), ({ groups, folded }, a, b) => {
        const [first, last] = [Math.min(a, b), Math.max(a, b)];
        const ranges = rowRanges(gridLayout(0, groups, folded), first, last);
        const rows = ranges.flatMap((range) => Array.from({ length: range.last - range.first + 1 }, (_, at) => range.first + at));
        const wanted = naive(groups, folded)
          .slice(first, last + 1)
          .flatMap((line) => (line.kind === 'row' ? [line.index] : []));
        expect(rows).toEqual(wanted);
        ranges.slice(1).forEach((range, at) => expect(range.first).toBeGreaterThan(ranges[at]!.last + 1));
      }),
    );
  });
});
