import { expect, test } from 'vitest';
import { backoffDelays, withRetry } from '#core/sync/backoff.ts';
import { failure } from '#shared/errors/app-error.ts';
import { fakeClock } from '#tests/helpers/fake-clock.ts';

const rules = { attempts: 4, firstDelayMs: 1_000, maxDelayMs: 5_000 };

test('delays double up to the limit, spread over their upper half', () => {
  const [low, high] = [backoffDelays(rules, () => 0), backoffDelays(rules, () => 0.999)];
  expect(Array.from({ length: 5 }, low)).toEqual([500, 1_000, 2_000, 2_500, 2_500]);
  expect(Array.from({ length: 5 }, high)).toEqual([1_000, 1_999, 3_998, 4_998, 4_998]);
});

function failing(code: 'offline' | 'forbidden', mayRetry = () => true) {
  const clock = fakeClock();
  const stop = new AbortController();
  let calls = 0;
  const work = () => {
    calls += 1;
    return Promise.reject(failure(code));
  };
  const done = withRetry({ ...rules, clock, random: () => 0, signal: stop.signal, mayRetry }, work).catch((cause: unknown) => cause);
  return { clock, done, stop, calls: () => calls };
}

test('gives up after the attempts allowed', async () => {
  const { clock, done, calls } = failing('offline');
  await clock.advance(60_000);
  expect(await done).toMatchObject({ error: { code: 'offline' } });
  expect(calls()).toBe(4);
});

test('tries once what a repeat cannot mend, or when the machine is offline', async () => {
  for (const { done, calls } of [failing('forbidden'), failing('offline', () => false)]) {
    await done;
    expect(calls()).toBe(1);
  }
});

test('stops waiting when it is cancelled', async () => {
  const { clock, done, stop, calls } = failing('offline');
  await clock.advance(10);
  stop.abort(new DOMException('Cancelled', 'AbortError'));
  expect(await done).toMatchObject({ name: 'AbortError' });
  expect(calls()).toBe(1);
});
