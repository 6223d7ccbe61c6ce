import { expect, test } from 'vitest';
import { keptFor } from '#core/capabilities/kept-for.ts';
import { fakeClock } from '#tests/helpers/fake-clock.ts';

test('an answer is kept for its time and its subject; a failure is asked anew', async () => {
  const clock = fakeClock();
  const kept = keptFor<number>(1_000);
  const [one, other] = [{}, {}];
  let asked = 0;
  const ask = async () => {
    asked += 1;
    if (asked === 1) throw new Error('not now');
    return asked;
  };
  await expect(kept(one, clock, ask)).rejects.toThrow('not now');
  expect(await Promise.all([kept(one, clock, ask), kept(one, clock, ask)])).toEqual([2, 2]);
  expect(await kept(other, clock, ask)).toBe(3);
  await clock.advance(1_000);
  expect(await kept(one, clock, ask)).toBe(4);
});
