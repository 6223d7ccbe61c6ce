import { setTimeout as delay } from 'node:timers/promises';
import type { Clock } from '../ports.ts';

/** Longest timer of the runtime: a longer one would fire at once. */
const longestTimerMs = 2_147_483_647;

/** The machine's clock. */
export const nodeClock: Clock = {
  now: Date.now,
  sleep: async (ms, signal) => {
    const until = Date.now() + ms;
    try {
      do await delay(Math.min(Math.max(0, until - Date.now()), longestTimerMs), undefined, { signal });
      while (Date.now() < until);
    } catch (cause) {
      throw signal?.aborted ? signal.reason : cause;
    }
  },
};
