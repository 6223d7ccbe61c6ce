import { randomUUID } from 'node:crypto';
import { type AppError, AppFailure, isRetryable, toAppError } from '#shared/errors/app-error.ts';
import type { SetKey } from '../cache/cache-api.ts';
import { backoffDelays } from './backoff.ts';
import type { SyncContext } from './sync-context.ts';

/** Keeps failed reads beside the data they could not refresh, and says when to come back. */
export interface Failures {
  /** Records a failed read as freshness and notice; returns the error as recorded. */
  record(key: SetKey, cause: unknown): Promise<AppError>;
  /** Forgets the failures in a row of a scope. */
  succeeded(key: SetKey): void;
}

const firstRefreshMs = 30_000;
const longestRefreshMs = 3_600_000;
/** A missing permission or a refused request may be mended at the provider without our knowing. */
const refusedAgainMs = 6 * 3_600_000;

/** The error of anything thrown, with its place; a bug is logged under an id. */
export function describe(context: SyncContext, key: SetKey, cause: unknown): AppError {
  const id = randomUUID().slice(0, 8);
  const error = toAppError(cause, id);
  if (error.code === 'internal' && !(cause instanceof AppFailure)) context.logger.error('sync failed', { id, ...key, cause });
  const source = { ...error.source, connectionId: key.connectionId, ...(key.scope && { scope: key.scope }) };
  const fix =
    error.fix ?? (error.code === 'auth_required' ? { kind: 'edit_connection' as const, connectionId: key.connectionId } : undefined);
  return { ...error, source, ...(fix && { fix }) };
}

export function createFailures(context: SyncContext): Failures {
  const delays = new Map<string, () => number>();
  const nameOf = (key: SetKey) => JSON.stringify([key.connectionId, key.dataSet, key.scope]);
  const nextDelay = (key: SetKey) => {
    const next = delays.get(nameOf(key)) ?? backoffDelays({ firstDelayMs: firstRefreshMs, maxDelayMs: longestRefreshMs }, context.random);
    delays.set(nameOf(key), next);
    return next();
  };
  const nextRefresh = (key: SetKey, error: AppError, at: number) => {
    if (error.code === 'auth_required' || error.code === 'invalid_input') return null;
    if (!isRetryable(error)) return at + refusedAgainMs;
    return at + Math.max(nextDelay(key), error.retryAfterMs ?? 0);
  };
  return {
    async record(key, cause) {
      const error = describe(context, key, cause);
      const at = context.clock.now();
      const { connectionId, dataSet, scope } = key;
      await (await context.cache.api()).sets.failed({ connectionId, dataSet, scope, error, at, nextRefresh: nextRefresh(key, error, at) });
      context.events.changed('freshness');
      if (error.code === 'auth_required') context.events.emit({ type: 'auth_required', connectionId, message: error.message });
      return error;
    },
    succeeded: (key) => void delays.delete(nameOf(key)),
  };
}
