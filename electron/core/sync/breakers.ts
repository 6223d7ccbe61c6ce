import { type CircuitBreakerPolicy, ConsecutiveBreaker, circuitBreaker, handleWhen, type IBackoff, isBrokenCircuitError } from 'cockatiel';
import { type AppError, AppFailure, appError, toAppError } from '#shared/errors/app-error.ts';
import type { Clock } from '../ports.ts';

/** What shares one fate at a provider. */
interface BreakerKey {
  kind: string;
  account: string;
  scope: string;
}

export interface Breakers {
  /** Runs a read; throws `CircuitOpen` at once while its circuit is open. */
  run<T>(key: BreakerKey, work: () => Promise<T>): Promise<T>;
  /** Closes every circuit, because the network is back. */
  reset(): void;
}

/** Not tried, because the last tries all failed. Carries the error that opened the circuit and the time until the next probe. */
export class CircuitOpen extends AppFailure {}

/** Failures in a row that open a circuit. */
const threshold = 5;
const firstPauseMs = 30_000;
const longestPauseMs = 600_000;

/** Signs that the provider is not there. Throttling is not one: Retry-After already keeps us away. */
function isOutage(cause: unknown): boolean {
  return ['offline', 'timeout', 'provider_unavailable'].includes(toAppError(cause).code);
}

/**
 * Pauses of one circuit: 30 s after it opened, doubled by each failed probe. The policy compares wall-clock time with
 * `duration`; this one follows the injected clock: endless until the pause is over, then none.
 */
function pausesOf(clock: Clock) {
  let ms = 0;
  let end = 0;
  const begin = (length: number) => {
    ms = Math.min(length, longestPauseMs);
    end = clock.now() + ms;
    return step;
  };
  const step: IBackoff<unknown> = {
    get duration() {
      return clock.now() < end ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY;
    },
    next: () => begin(ms * 2),
  };
  return { first: { next: () => begin(firstPauseMs) }, left: () => Math.max(0, end - clock.now()) };
}

function createCircuit(clock: Clock) {
  const { first, left } = pausesOf(clock);
  return { policy: circuitBreaker(handleWhen(isOutage), { halfOpenAfter: first, breaker: new ConsecutiveBreaker(threshold) }), left };
}

function lastError(policy: CircuitBreakerPolicy): AppError {
  const reason = policy.lastFailure;
  return reason && 'error' in reason ? toAppError(reason.error) : appError('provider_unavailable');
}

/** One circuit per provider × account × scope, so that one dead region never silences the others. */
export function createBreakers(clock: Clock): Breakers {
  const circuits = new Map<string, ReturnType<typeof createCircuit>>();
  const circuitOf = (key: BreakerKey) => {
    const name = JSON.stringify([key.kind, key.account, key.scope]);
    const circuit = circuits.get(name) ?? createCircuit(clock);
    circuits.set(name, circuit);
    return circuit;
  };
  return {
    async run(key, work) {
      const { policy, left } = circuitOf(key);
      try {
        return await policy.execute(work);
      } catch (cause) {
        if (!isBrokenCircuitError(cause)) throw cause;
        const error = lastError(policy);
        throw new CircuitOpen({ ...error, hint: `Paused after ${threshold} failures in a row. ${error.hint}`, retryAfterMs: left() });
      }
    },
    reset: () => circuits.clear(),
  };
}
