import type { AppError } from '../sdk.ts';

/**
 * A file that cannot be read, as the parsing thread says it: an `AppError` without the module of the error table, which
 * would load the schema library into every import (50 ms). `parse-client` makes an `AppFailure` of it.
 */
export class Refusal extends Error {
  readonly error: Pick<AppError, 'code' | 'message' | 'hint'>;

  constructor(code: AppError['code'], message: string, hint: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'Refusal';
    this.error = { code, message, hint };
  }
}

/** The file as a whole is not acceptable; nothing of it is imported. */
export function refusal(message: string, hint: string, cause?: unknown): Refusal {
  return new Refusal('invalid_input', message, hint, cause);
}
