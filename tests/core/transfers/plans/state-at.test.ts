import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isGuessed, stateAt } from '#core/transfers/plans/state-at.ts';
import type { ObjectVersion } from '#shared/model/storage.ts';

const history = fc.array(fc.boolean(), { maxLength: 8 });

/** One version or delete marker each ten seconds, newest first. */
function versionsOf(deletions: readonly boolean[]): ObjectVersion[] {
  const last = deletions.length - 1;
  return deletions
    .map((deleted, at) => ({
      key: 'a',
      size: at,
      modified: at * 10,
      storageClass: '',
      etag: null,
      versionId: `v${at}`,
      latest: at === last,
      deleted,
    }))
    .toReversed();
}

test('the state at a time is what was written last before it, and nothing where that was a deletion', () => {
  fc.assert(
    fc.property(history, fc.integer({ min: -5, max: 90 }), (deletions, at) => {
      const last = Math.min(Math.floor(at / 10), deletions.length - 1);
      const expected = last < 0 || deletions[last] ? null : `v${last}`;
      expect(stateAt(versionsOf(deletions), at, true)?.versionId ?? null).toBe(expected);
    }),
  );
});

test('a deleted object that is kept itself counts as there from when it was written', () => {
  const [deleted] = versionsOf([true]);
  expect(stateAt([deleted!], 0, false)).toBe(deleted);
  expect(stateAt([deleted!], -1, false)).toBeNull();
});

test('a version that was deleted or replaced before the time, and says so, was not there', () => {
  const [last, first] = versionsOf([false, true]);
  const ended = [last!, { ...first!, until: 5 }];
  expect([0, 4, 5, 9].map((at) => stateAt(ended, at, false)?.versionId ?? null)).toEqual(['v0', 'v0', null, null]);
  expect([10, 14, 15].map((at) => stateAt([{ ...last!, until: 15 }, first!], at, false)?.versionId ?? null)).toEqual(['v1', 'v1', null]);
});

test('only the last state of what is gone is guessed, when nobody says since when it is', () => {
  const [last, first] = versionsOf([false, false]).map((one) => ({ ...one, latest: false }));
  expect(isGuessed(last!, [last!, first!])).toBe(true);
  expect(isGuessed(first!, [last!, first!])).toBe(false);
  expect(isGuessed({ ...last!, until: 12 }, [last!, first!])).toBe(false);
  expect(isGuessed(first!, [{ ...last!, latest: true }, first!])).toBe(false);
});
