import { expect, it } from 'vitest';
import { foldScopes } from '#renderer/ui/fold-scopes.ts';
import { freshness } from '../harness/fake-estate.ts';

it('is as old as the oldest scope, and never read when one scope was never read', () => {
  const machines = foldScopes(freshness).find((set) => set.connectionId === 'aws1')!;
  expect(machines).toMatchObject({ scopes: 2, rows: 41, asOf: null });
  expect(machines.lastError?.code).toBe('forbidden');
});

it('keeps connections and data sets apart', () => {
  expect(foldScopes(freshness).map(({ connectionId, dataSet }) => `${connectionId} ${dataSet}`)).toEqual([
    'demo costs',
    'demo machines',
    'aws1 machines',
    'file1 costs',
  ]);
});
