import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { changeSearch } from '#renderer/app/hash-location.ts';
import { type CostsState, costsFromSearch, costsToParams, type Drill, defaultCosts } from '#renderer/features/costs/costs-state.ts';
import { costDimensions, costMetrics } from '#shared/focus/columns.ts';

const dimension = fc.oneof(
  fc.constantFrom(...costDimensions),
  fc.string({ minLength: 1, unit: 'grapheme' }).map((key) => `tag:${key}` as const),
);
const text = fc.string({ unit: 'grapheme' });
const filter = fc.record({
  dimension,
  op: fc.constantFrom('in' as const, 'notIn' as const, 'contains' as const),
  values: fc.array(fc.option(text), { minLength: 1, maxLength: 5 }),
});
const drill: fc.Arbitrary<Drill> = fc.record(
  {
    period: fc.option(fc.constantFrom('2026-01', '2026-01-31')),
    currency: fc.option(fc.constantFrom('USD', 'EUR')),
    group: fc.option(text),
    other: fc.constant(true),
  },
  { requiredKeys: ['period', 'currency'] },
);
const state: fc.Arbitrary<CostsState> = fc.record({
  groupBy: fc.option(dimension),
  granularity: fc.constantFrom('daily' as const, 'monthly' as const),
  metric: fc.constantFrom(...costMetrics),
  currency: fc.option(fc.constantFrom('apart', 'USD', 'CHF')),
  top: fc.integer({ min: 1, max: 50 }),
  filters: fc.array(filter, { maxLength: 4 }),
  drill: fc.option(drill),
});

describe('state of the Costs screen in the URL', () => {
  it('comes back as it was', () => {
    fc.assert(
      fc.property(state, (one) => {
        expect(costsFromSearch(changeSearch('', costsToParams(one)))).toEqual(one);
      }),
    );
  });

  it('needs no parameter for the defaults, and leaves the scope alone', () => {
    expect(changeSearch('region=eu-west-1&groupBy=RegionId', costsToParams(defaultCosts))).toBe('region=eu-west-1');
  });

  it('opens any text without failing', () => {
    fc.assert(fc.property(fc.string(), (search) => void costsFromSearch(search)));
    expect(costsFromSearch('groupBy=Nonsense&metric=x&top=-3&filter=what&drill={&currency=dollars')).toEqual(defaultCosts);
  });
});
