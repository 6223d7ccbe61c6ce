import { z } from 'zod';
import { codeTable, type ErrorCode, errorCodes } from './codes.ts';

/** What a person can do about an error with one click. */
const fixSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('sign_in'), connectionId: z.string() }),
  z.object({ kind: z.literal('edit_connection'), connectionId: z.string() }),
  z.object({ kind: z.literal('open_url'), url: z.url() }),
  z.object({ kind: z.literal('choose_vault') }),
]);

const sourceSchema = z.object({
  connectionId: z.string().optional(),
  /** The provider operation in the provider's own words, e.g. `ec2:DescribeInstances`. */
  operation: z.string().optional(),
  /** Account, region or file the operation was about. */
  scope: z.string().optional(),
  /** The provider's request id, for a support case. */
  requestId: z.string().optional(),
});

/** An expected failure as plain data: it crosses threads, sockets and the cache unchanged. Never holds a secret. */
export const appErrorSchema = z.object({
  code: z.enum(errorCodes),
  message: z.string(),
  hint: z.string(),
  /** Milliseconds to wait before another try, from the provider's Retry-After where it sent one. */
  retryAfterMs: z.number().nonnegative().optional(),
  fix: fixSchema.optional(),
  source: sourceSchema.optional(),
});

export type AppError = z.infer<typeof appErrorSchema>;

type Details = Partial<Omit<AppError, 'code' | 'message'>>;

/** Builds an `AppError`; the hint comes from the code table unless given. */
export function appError(code: ErrorCode, message?: string, details: Details = {}): AppError {
  const rule = codeTable[code];
  return { code, message: message ?? rule.title, hint: rule.hint, ...details };
}

/** Throwable carrier of an `AppError` inside one process; boundaries turn it into a `Reply`. */
export class AppFailure extends Error {
  readonly error: AppError;
  constructor(error: AppError, options?: ErrorOptions) {
    super(error.message, options);
    this.name = 'AppFailure';
    this.error = error;
  }
}

/** Short form of `throw new AppFailure(appError(…))`: `throw failure('not_found', 'No such connection')`. */
export function failure(code: ErrorCode, message?: string, details?: Details & { cause?: unknown }): AppFailure {
  const { cause, ...rest } = details ?? {};
  return new AppFailure(appError(code, message, rest), { cause });
}

/** True when an automatic retry of a read may help. */
export function isRetryable(error: AppError): boolean {
  return codeTable[error.code].retryable;
}

function isAbort(cause: unknown): boolean {
  return cause instanceof Error && (cause.name === 'AbortError' || cause.name === 'CanceledError');
}

/**
 * The `AppError` of anything thrown. Abort errors become `cancelled`, `TimeoutError` becomes `timeout`;
 * everything else that is not an `AppFailure` is a bug and becomes `internal` without its message,
 * because a message of unknown origin may hold a secret: the caller logs it under `id`.
 */
export function toAppError(cause: unknown, id = ''): AppError {
  if (cause instanceof AppFailure) return cause.error;
  if (isAbort(cause)) return appError('cancelled');
  if (cause instanceof Error && cause.name === 'TimeoutError') return appError('timeout');
  return appError('internal', id ? `Internal error ${id}` : undefined);
}
