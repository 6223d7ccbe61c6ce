import { expect, test } from 'vitest';
import { CircuitOpen, createBreakers } from '#core/sync/breakers.ts';
import { failure } from '#shared/errors/app-error.ts';
import { fakeClock } from '#tests/helpers/fake-clock.ts';

const key = { kind: 'aws', account: '1', scope: 'eu-west-1' };

function setup() {
  const clock = fakeClock();
  const breakers = createBreakers(clock);
  let calls = 0;
  const fail = (on = key) =>
    breakers
      .run(on, async () => {
        calls += 1;
        throw failure('offline', 'No route');
      })
      .catch((cause: unknown) => cause);
  const succeed = (on = key) => breakers.run(on, async () => 'fine').catch((cause: unknown) => cause);
  return { clock, breakers, fail, succeed, calls: () => calls };
}

test('opens after five failures in a row and answers with the last error', async () => {
  const { fail, calls } = setup();
  for (let n = 0; n < 5; n += 1) expect(await fail()).not.toBeInstanceOf(CircuitOpen);
  const refused = await fail();
  expect(calls()).toBe(5);
  expect(refused).toBeInstanceOf(CircuitOpen);
  expect(refused).toMatchObject({ error: { code: 'offline', message: 'No route', retryAfterMs: 30_000 } });
});

test('is one per provider, account and scope', async () => {
  const { fail, succeed } = setup();
  for (let n = 0; n < 5; n += 1) await fail();
  for (const other of [
    { ...key, scope: 'us-east-1' },
    { ...key, account: '2' },
    { ...key, kind: 'gcp' },
  ])
    expect(await succeed(other)).toBe('fine');
  expect(await succeed()).toBeInstanceOf(CircuitOpen);
});

test('lets one probe through after the pause and closes when it succeeds', async () => {
  const { fail, succeed, clock } = setup();
  for (let n = 0; n < 5; n += 1) await fail();
  await clock.advance(29_999);
  expect(await succeed()).toBeInstanceOf(CircuitOpen);
  await clock.advance(1);
  expect(await succeed()).toBe('fine');
  expect(await fail()).not.toBeInstanceOf(CircuitOpen);
});

test('pauses twice as long after a failed probe', async () => {
  const { fail, succeed, clock, calls } = setup();
  for (let n = 0; n < 5; n += 1) await fail();
  await clock.advance(30_000);
  await fail();
  expect(calls()).toBe(6);
  await clock.advance(59_999);
  expect(await succeed()).toBeInstanceOf(CircuitOpen);
  await clock.advance(1);
  expect(await succeed()).toBe('fine');
});

test('does not count what is no outage', async () => {
  const { breakers, succeed } = setup();
  for (let n = 0; n < 9; n += 1) await breakers.run(key, () => Promise.reject(failure('forbidden'))).catch(() => undefined);
  expect(await succeed()).toBe('fine');
});
