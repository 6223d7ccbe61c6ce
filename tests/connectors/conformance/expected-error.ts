import { expect } from 'vitest';
import { type AppError, AppFailure } from '#connectors/sdk.ts';
import type { Opened } from './open-connector.ts';

/** The error of work that must fail as expected: an `AppFailure` that says what to do and holds no secret. */
export async function expectedError(work: Promise<unknown>, { secrets }: Pick<Opened, 'secrets'>): Promise<AppError> {
  const cause: unknown = await work.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  expect(cause, 'it must fail').not.toBeNull();
  if (!(cause instanceof AppFailure)) throw cause;
  expect(cause.error.message).not.toBe('');
  expect(cause.error.hint).not.toBe('');
  for (const secret of secrets) expect(JSON.stringify(cause.error) + cause.stack).not.toContain(secret);
  return cause.error;
}
