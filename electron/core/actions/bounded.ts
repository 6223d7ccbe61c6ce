import { failure } from '#shared/errors/app-error.ts';
import type { Clock } from '../ports.ts';
import { abortable } from '../sync/abortable.ts';

/** No single call of an action takes longer: then it is given up, and in doubt. */
const longestCallMs = 120_000;

/**
 * What a call resolves to; after two minutes of the clock its signal fires and `timeout` is thrown, whether the
 * provider's client obeys or not. `outer` ends it earlier, with its own reason.
 */
export async function bounded<T>(clock: Clock, outer: AbortSignal, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const done = new AbortController();
  const late = new AbortController();
  const tooLate = () => late.abort(failure('timeout', 'The provider did not answer within 2 minutes'));
  clock.sleep(longestCallMs, done.signal).then(tooLate, () => undefined);
  const signal = AbortSignal.any([outer, late.signal]);
  try {
    return await abortable(signal, work(signal));
  } finally {
    done.abort();
  }
}
