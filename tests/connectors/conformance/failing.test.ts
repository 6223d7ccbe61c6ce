import { describe, expect, test } from 'vitest';
import type { AppError } from '#connectors/sdk.ts';
import { expectedError } from './expected-error.ts';
import { type Absent, isAbsent, type Prepare } from './fixture.ts';
import { candidates, type Opened, readFirstScope, sourcesOf, withConnector } from './open-connector.ts';

/** Checks the error of reading every capability. */
async function expectReads(opened: Opened, check: (error: AppError) => void): Promise<void> {
  for (const [, source] of sourcesOf(opened.session)) check(await expectedError(readFirstScope(source), opened));
}

type Run<T> = (situation: T) => Promise<void>;

describe.each(candidates())('$kind', ({ connector, situations }) => {
  /** A test of a situation; skipped by name, with the reason, where it cannot come about. */
  function situation<T extends object>(name: string, prepared: T | Absent, run: Run<T>): void {
    if (isAbsent(prepared)) test.skip(`${name}: ${prepared.absent}`, () => {});
    else test(name, () => run(prepared));
  }
  const open = (prepare: Prepare, work: (opened: Opened) => Promise<void>) => withConnector(connector, prepare, work);

  situation('missing permissions are named one by one', situations.missingPermission, ({ prepare, names }) =>
    open(prepare, async ({ session }) => {
      const { missing } = await session.check();
      expect(missing.map((permission) => permission.name).sort()).toEqual([...names].sort());
      for (const permission of missing) expect(permission.neededFor).not.toBe('');
    }),
  );

  situation('a rate limit is `rate_limited`, with the pause', situations.rateLimited, ({ prepare, retryAfterMs }) =>
    open(prepare, (opened) =>
      expectReads(opened, (error) =>
        expect(error).toMatchObject({ code: 'rate_limited', retryAfterMs, source: { operation: expect.any(String) } }),
      ),
    ),
  );

  situation('an expired sign-in is `auth_required`, with a fix', situations.expired, (prepare) =>
    open(prepare, async (opened) => {
      const fix = { kind: expect.stringMatching(/sign_in|edit_connection/) };
      expect(await expectedError(opened.session.check(), opened)).toMatchObject({ code: 'auth_required', fix });
      await expectReads(opened, (error) => expect(error).toMatchObject({ code: 'auth_required', fix }));
    }),
  );

  situation('an answer that cannot be understood is an expected failure', situations.malformed, ({ prepare, code }) =>
    open(prepare, (opened) => expectReads(opened, (error) => expect(error.code).toBe(code))),
  );

  situation('no network is `offline`', situations.offline, (prepare) =>
    open(prepare, async (opened) => {
      expect(await expectedError(opened.session.check(), opened)).toMatchObject({ code: 'offline' });
      await expectReads(opened, (error) => expect(error.code).toBe('offline'));
    }),
  );
});
