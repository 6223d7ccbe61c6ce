import { ExponentialBackoff } from 'cockatiel';
import { isRetryable, toAppError } from '#shared/errors/app-error.ts';
import type { Clock } from '../ports.ts';
import { CircuitOpen } from './breakers.ts';

/** How often and how patiently one read is tried within a run. */
export interface RetryRules {
  attempts: number;
  firstDelayMs: number;
  maxDelayMs: number;
}

export interface RetryOptions extends RetryRules {
  clock: Clock;
  /** 0 ≤ x < 1. */
  random: () => number;
  signal: AbortSignal;
  /** False while the machine is offline or asleep: then the scheduler tries again when it is back. */
  mayRetry: () => boolean;
}

/** A pause longer than this is not waited for inside a run: the run ends and the scheduler comes back after it. */
const longestWaitMs = 60_000;

/** Delays that double up to a limit, each spread over its upper half so that many desktops do not return together. */
export function backoffDelays({ firstDelayMs, maxDelayMs }: Omit<RetryRules, 'attempts'>, random: () => number): () => number {
  const factory = new ExponentialBackoff<number>({
    initialDelay: firstDelayMs,
    maxDelay: maxDelayMs,
    generator: (attempt = 0, options) => {
      const full = Math.min(options.maxDelay, options.initialDelay * 2 ** attempt);
      return [Math.round(full / 2 + (random() * full) / 2), attempt + 1];
    },
  });
  let current = factory.next();
  return () => {
    const { duration } = current;
    current = current.next(undefined);
    return duration;
  };
}

/** Runs a read, again after each failure that a repeat may mend. A provider's Retry-After is honoured as the least wait. */
export async function withRetry<T>(options: RetryOptions, work: () => Promise<T>): Promise<T> {
  const nextDelay = backoffDelays(options, options.random);
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (cause) {
      options.signal.throwIfAborted();
      const error = toAppError(cause);
      const wait = Math.max(nextDelay(), error.retryAfterMs ?? 0);
      const hopeless = cause instanceof CircuitOpen || !isRetryable(error) || wait > longestWaitMs;
      if (hopeless || attempt >= options.attempts || !options.mayRetry()) throw cause;
      await options.clock.sleep(wait, options.signal);
    }
  }
}
