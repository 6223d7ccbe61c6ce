import type { Worker } from 'node:worker_threads';
import { type AppFailure, failure } from '#shared/errors/app-error.ts';
import { connectGroups, type Groups } from '../threads/thread-api.ts';

/** A worker and its interface. */
export interface Thread<T> {
  api: Groups<T>;
  /** Ends the worker; calls still pending are rejected. */
  terminate(): Promise<void>;
}

type Method = (...args: unknown[]) => Promise<unknown>;

/**
 * Connects to a worker that offers `T`. Comlink waits for ever for the answer of a worker that died: here every pending
 * and every later call is rejected with an `AppFailure` instead.
 *
 * @param onCrash called once with the cause when the worker ends by itself
 */
export function connectThread<T>(worker: Worker, name: string, onCrash: (cause: unknown) => void = () => undefined): Thread<T> {
  const remote = connectGroups<Record<string, Record<string, Method>>>(worker);
  const pending = new Set<(error: AppFailure) => void>();
  let ended: AppFailure | null = null;
  const end = (error: AppFailure) => {
    ended ??= error;
    for (const reject of pending) reject(ended);
    pending.clear();
  };
  const crash = (cause: unknown) => {
    if (ended) return;
    end(
      failure('internal', `The ${name} thread stopped unexpectedly.`, { hint: 'Start the console again. What was saved is safe.', cause }),
    );
    onCrash(cause);
  };
  worker.once('error', crash);
  worker.once('exit', (code) => crash(new Error(`exit code ${code}`)));

  const call = (group: string, method: string, args: unknown[]) =>
    new Promise((resolve, reject) => {
      if (ended) return reject(ended);
      pending.add(reject);
      remote[group]![method]!(...args)
        .then(resolve, reject)
        .finally(() => pending.delete(reject));
    });
  return {
    api: proxyOf((group) =>
      proxyOf(
        (method) =>
          (...args: unknown[]) =>
            call(group, method, args),
      ),
    ) as Groups<T>,
    async terminate() {
      end(failure('cancelled', `The ${name} thread was closed.`));
      await worker.terminate();
    },
  };
}

/** An object whose every name leads to `make(name)`. `then` is left out: the object must not look like a promise. */
function proxyOf(make: (name: string) => unknown): object {
  return new Proxy({}, { get: (_, name) => (typeof name === 'string' && name !== 'then' ? make(name) : undefined) });
}
