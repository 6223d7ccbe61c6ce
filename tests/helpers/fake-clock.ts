import type { Clock } from '#core/ports.ts';

interface Sleeper {
  at: number;
  wake(): void;
}

/** A clock that stands still until a test moves it. */
export interface FakeClock extends Clock {
  /** Moves time on, waking sleepers in their order. */
  advance(ms: number): Promise<void>;
  /** Milliseconds from now until each sleeper wakes, soonest first. */
  sleeping(): number[];
}

/** Lets everything that is ready run: promises, and messages from worker threads that have arrived. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

export function fakeClock(start = Date.UTC(2026, 10, 15, 12)): FakeClock {
  let now = start;
  const sleepers = new Set<Sleeper>();
  const next = (until: number) =>
    [...sleepers]
      .filter((one) => one.at <= until)
      .reduce<Sleeper | null>((first, one) => (first && first.at <= one.at ? first : one), null);
  return {
    now: () => now,
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted) return reject(signal.reason as Error);
        const abort = () => {
          sleepers.delete(sleeper);
          reject(signal?.reason as Error);
        };
        const sleeper = {
          at: now + ms,
          wake: () => {
            sleepers.delete(sleeper);
            signal?.removeEventListener('abort', abort);
            resolve();
          },
        };
        signal?.addEventListener('abort', abort, { once: true });
        sleepers.add(sleeper);
      }),
    async advance(ms) {
      const until = now + ms;
      await settle();
      for (let sleeper = next(until); sleeper; sleeper = next(until)) {
        now = Math.max(now, sleeper.at);
        sleeper.wake();
        await settle();
      }
      now = until;
      await settle();
    },
    sleeping: () => [...sleepers].map((one) => one.at - now).sort((a, b) => a - b),
  };
}

/** Waits, turn by turn of the event loop, until `condition` holds; a test that waits in vain fails by its own time limit. */
export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise((resolve) => setImmediate(resolve));
}
