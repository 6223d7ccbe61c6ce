import { type AppError, isRetryable } from '#shared/errors/app-error.ts';
import type { Clock, Connectivity } from '../../ports.ts';
import { backoffDelays } from '../../sync/backoff.ts';

/** Tries of one item before it counts as failed. */
const mostTries = 6;

const delays = { firstDelayMs: 1_000, maxDelayMs: 60_000 };
/** An endpoint on this very machine may be back although there is still no network. */
const offlineRetryMs = 30_000;

interface Parts {
  clock: Clock;
  connectivity: Connectivity;
  random: () => number;
}

/** Without a network no try counts: the transfer waits for it. */
export function isOffline({ code }: AppError, connectivity: Connectivity): boolean {
  return code === 'offline' && !connectivity.online();
}

export function mayRetry(error: AppError, tries: number, connectivity: Connectivity): boolean {
  return isRetryable(error) && (tries < mostTries || isOffline(error, connectivity));
}

/** Resolves at the next change of the network, or after a while. */
async function whenOnline({ clock, connectivity }: Parts, signal: AbortSignal): Promise<void> {
  const stop = new AbortController();
  const unfollow = connectivity.onChange(() => stop.abort());
  try {
    await clock.sleep(offlineRetryMs, AbortSignal.any([signal, stop.signal]));
  } catch {
    signal.throwIfAborted();
  } finally {
    unfollow();
  }
}

/** Waits before the next try: at least as long as the provider asked for. */
export function createPatience(parts: Parts): (errors: readonly AppError[], signal: AbortSignal) => Promise<void> {
  const nextDelay = backoffDelays(delays, parts.random);
  return async (errors, signal) => {
    if (errors.some((error) => isOffline(error, parts.connectivity))) return whenOnline(parts, signal);
    const asked = Math.max(0, ...errors.map(({ retryAfterMs }) => retryAfterMs ?? 0));
    return parts.clock.sleep(Math.max(nextDelay(), asked), signal);
  };
}

export function finalError(error: AppError, tries: number): AppError {
  return tries > 1 ? { ...error, message: `${error.message} It was tried ${tries} times.` } : error;
}
