import { expect, test } from 'vitest';
import { createFileGrants } from '#core/services/file-grants.ts';
import { mostFiles } from '#shared/model/transfer.ts';

test('a token is good for one direction, in one process', () => {
  const grants = createFileGrants();
  const [open, save] = [grants.grantOpen('/a/b.csv'), grants.grantSave('/a/c.csv')];
  expect(grants.pathToOpen(open)).toBe('/a/b.csv');
  expect(grants.pathToSave(save)).toBe('/a/c.csv');
  for (const wrong of [() => grants.pathToOpen(save), () => grants.pathToSave(open), () => createFileGrants().pathToOpen(open)]) {
    expect(wrong).toThrow('not chosen in this session');
  }
  expect(open.length).toBeGreaterThanOrEqual(32);
});

test('forgets the oldest grants', () => {
  const grants = createFileGrants();
  const first = grants.grantOpen('/first');
  const last = Array.from({ length: 2 * mostFiles }, () => grants.grantOpen('/x')).at(-1)!;
  expect(() => grants.pathToOpen(first)).toThrow();
  expect(grants.pathToOpen(last)).toBe('/x');
});
