import { expect, test } from 'vitest';
import { createLimiter, rateAt } from '#core/transfers/queue/limiter.ts';
import { transferSettingsSchema } from '#shared/model/transfer.ts';
import { fakeClock } from '#tests/helpers/fake-clock.ts';

const { signal } = new AbortController();
const at = (day: number, hour: number, minute = 0) => new Date(2026, 10, 1 + day, hour, minute);

test('the first window that covers the local time decides, also over midnight and by its first day', () => {
  const schedule = [
    { days: [1], from: '22:00', to: '06:00', bytesPerSecond: 1 },
    { days: [], from: '09:00', to: '17:30', bytesPerSecond: 2 },
    { days: [], from: '09:00', to: '18:00', bytesPerSecond: 3 },
  ];
  const settings = transferSettingsSchema.parse({ bytesPerSecond: 9, schedule });
  // November 1st, 2026 is a Sunday.
  const rates = [at(1, 22), at(2, 5, 59), at(2, 6), at(1, 5), at(2, 23), at(3, 9), at(3, 17, 29), at(3, 17, 30), at(3, 18)];
  expect(rates.map((now) => rateAt(settings, now))).toEqual([1, 1, 9, 9, 9, 2, 2, 3, 9]);
});

test('all takers together get no more than the rate, in their order', async () => {
  const clock = fakeClock();
  const limiter = createLimiter({ clock, settings: () => transferSettingsSchema.parse({ bytesPerSecond: 1_000 }) });
  const done: number[] = [];
  const start = clock.now();
  for (let taker = 0; taker < 10; taker += 1) void limiter.take(500, signal).then(() => done.push(clock.now() - start));
  await clock.advance(10_000);
  expect(done).toHaveLength(10);
  done.forEach((elapsed, index) => expect((index + 1) * 500).toBeLessThanOrEqual(elapsed + 250));
  expect(done.at(-1)).toBeLessThanOrEqual(5_000);
});

test('a changed limit is in force at once', async () => {
  const clock = fakeClock();
  let bytesPerSecond = 1;
  const limiter = createLimiter({ clock, settings: () => transferSettingsSchema.parse({ bytesPerSecond }) });
  let taken = false;
  void limiter.take(1_000_000, signal).then(() => (taken = true));
  await clock.advance(5_000);
  expect(taken).toBe(false);
  bytesPerSecond = 0;
  await clock.advance(250);
  expect(taken).toBe(true);
});

test('who is broken off while waiting does not hold up the next', async () => {
  const clock = fakeClock();
  const limiter = createLimiter({ clock, settings: () => transferSettingsSchema.parse({ bytesPerSecond: 1_000 }) });
  const abort = new AbortController();
  const broken = limiter.take(2_000, abort.signal);
  const next = limiter.take(10, signal);
  abort.abort();
  await expect(broken).rejects.toThrow('aborted');
  await clock.advance(3_000);
  await expect(next).resolves.toBeUndefined();
});
