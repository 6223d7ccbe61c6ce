import { type AppError, AppFailure, toAppError } from './app-error.ts';

/** Expected failures cross boundaries as values: comlink keeps only name and message of a thrown error. */
export type Reply<T> = { ok: true; value: T } | { ok: false; error: AppError };

export function ok<T>(value: T): Reply<T> {
  return { ok: true, value };
}

export function fail(error: AppError): Reply<never> {
  return { ok: false, error };
}

/** The value of a reply, or its error thrown as `AppFailure`. */
export function unwrap<T>(reply: Reply<T>): T {
  if (reply.ok) return reply.value;
  throw new AppFailure(reply.error);
}

/** Runs `work` and turns what it throws into a failed reply. `onBug` sees causes that were not expected. */
export async function replyOf<T>(work: () => T | Promise<T>, onBug?: (cause: unknown) => string): Promise<Reply<T>> {
  try {
    return ok(await work());
  } catch (cause) {
    const expected = toAppError(cause);
    return fail(expected.code === 'internal' && !(cause instanceof AppFailure) ? toAppError(cause, onBug?.(cause)) : expected);
  }
}
