import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { changeSearch } from '#renderer/app/hash-location.ts';
import { scopeFromSearch } from '#renderer/app/scope.ts';
import {
  type ComputeState,
  computeFromSearch,
  computeToParams,
  detailTabs,
  machineQuery,
  withFacet,
} from '#renderer/features/compute/compute-state.ts';
import { machineColumns } from '#shared/model/machine.ts';

const tag = fc.string({ minLength: 1, unit: 'grapheme' }).map((key) => `tag:${key}` as const);
const word = fc.string({ minLength: 1, unit: 'grapheme' });
const state: fc.Arbitrary<ComputeState> = fc.record({
  text: fc.string({ maxLength: 200 }),
  where: fc.array(
    fc.record({
      column: fc.oneof(fc.constantFrom('state' as const, 'region' as const), tag),
      values: fc.array(word, { minLength: 1, maxLength: 3 }),
    }),
    { maxLength: 3 },
  ),
  sort: fc.option(fc.record({ column: fc.oneof(fc.constantFrom(...machineColumns), tag), descending: fc.boolean() })),
  group: fc.option(fc.oneof(fc.constantFrom('region' as const, 'kind' as const), tag)),
  folded: fc.array(fc.string({ unit: 'grapheme' }), { maxLength: 3 }),
  tab: fc.constantFrom(...detailTabs),
  open: fc.option(fc.record({ connectionId: fc.stringMatching(/^[a-z0-9-]{1,12}$/), machineId: word })),
});

describe('state of the Compute screen in the URL', () => {
  it('comes back as it was', () => {
    fc.assert(
      fc.property(state, (one) => {
        expect(computeFromSearch(changeSearch('', computeToParams(one)))).toEqual(one);
      }),
    );
  });

  it('asks for the scope and the facets together', () => {
    const search = 'connection=c1&env=prod&where=state in ["running"]&text=web';
    expect(machineQuery(computeFromSearch(search), scopeFromSearch(search))).toEqual({
      text: 'web',
      where: [
        { column: 'connectionId', values: ['c1'] },
        { column: 'environment', values: ['prod'] },
        { column: 'state', values: ['running'] },
      ],
    });
  });

  it('replaces and removes the values of one facet', () => {
    const where = withFacet([], 'state', ['running']);
    expect(withFacet(where, 'state', ['stopped'])).toEqual([{ column: 'state', values: ['stopped'] }]);
    expect(withFacet(where, 'state', [])).toEqual([]);
  });
});
