import { randomUUID } from 'node:crypto';
import { type AppError, AppFailure, toAppError } from '#shared/errors/app-error.ts';
import type { ActionContext } from './action-context.ts';

/** The error of anything thrown about a connection, with its place; a bug is logged under an id. */
export function describeError({ logger }: Pick<ActionContext, 'logger'>, connectionId: string, cause: unknown): AppError {
  const id = randomUUID().slice(0, 8);
  const error = toAppError(cause, id);
  if (error.code === 'internal' && !(cause instanceof AppFailure)) logger.error('action failed', { id, connectionId, cause });
  const fix = error.fix ?? (error.code === 'auth_required' ? ({ kind: 'edit_connection', connectionId } as const) : undefined);
  return { ...error, source: { ...error.source, connectionId }, ...(fix && { fix }) };
}
