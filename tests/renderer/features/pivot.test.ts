import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fillPeriods, groupLabel, pivots } from '#renderer/features/costs/pivot.ts';
import { stackLayers } from '#renderer/features/costs/stack-layers.ts';

const row = (period: string, group: string | null, currency: string, value: number, other = false) => ({
  period,
  groups: [group],
  currency,
  value,
  other,
});

describe('pivot', () => {
  it('keeps currencies apart and fills months without charges', () => {
    const [usd, eur] = pivots([row('2026-01', 'a', 'USD', 5), row('2026-03', 'a', 'USD', 7), row('2026-01', 'a', 'EUR', 3)]);
    expect(usd).toMatchObject({ currency: 'USD', periods: ['2026-01', '2026-02', '2026-03'], total: 12, periodTotals: [5, 0, 7] });
    expect(eur).toMatchObject({ currency: 'EUR', total: 3, periodTotals: [3, 0, 0] });
  });

  it('puts the largest first and "other" last, and tells an empty value from "other"', () => {
    const [pivot] = pivots([row('2026-01', null, 'USD', 900, true), row('2026-01', null, 'USD', 2), row('2026-01', 'a', 'USD', -50)]);
    expect(pivot!.groups.map((group) => groupLabel(group, true))).toEqual(['a', 'No value', 'Other']);
  });

  it('fills days over the end of a year', () => {
    expect(fillPeriods(['2026-01-01', '2025-12-30'])).toEqual(['2025-12-30', '2025-12-31', '2026-01-01']);
  });

  it('adds nothing and loses nothing', () => {
    const rows = fc.array(
      fc.record({
        period: fc.constantFrom('2026-01', '2026-02', '2026-04'),
        group: fc.constantFrom('a', 'b', null),
        currency: fc.constantFrom('USD', 'EUR'),
        value: fc.integer(),
      }),
      { minLength: 1 },
    );
    fc.assert(
      fc.property(rows, (list) => {
        const all = pivots(list.map(({ period, group, currency, value }) => row(period, group, currency, value)));
        const sum = (currency: string) => list.filter((one) => one.currency === currency).reduce((total, { value }) => total + value, 0);
        for (const { currency, total, periodTotals } of all) {
          expect(total).toBe(sum(currency));
          expect(periodTotals.reduce((a, b) => a + b, 0)).toBe(sum(currency));
        }
      }),
    );
  });
});

describe('stack for the canvas chart', () => {
  it('paints outer layers first and stacks credits below zero', () => {
    const [pivot] = pivots([row('2026-01', 'a', 'USD', 10), row('2026-01', 'b', 'USD', 5), row('2026-01', 'c', 'USD', -4)]);
    const series = pivot!.groups.map((group) => ({ group, color: '', label: group.value ?? '' }));
    expect(stackLayers(series).map(({ group, tops }) => [group.value, tops[0]])).toEqual([
      ['b', 15],
      ['a', 10],
      ['c', -4],
    ]);
  });
});
