import { AppFailure, appError } from '#shared/errors/app-error.ts';

/** The command line itself was wrong: exit code 2. */
export class UsageError extends AppFailure {
  constructor(message: string, hint = 'Run it with --help to see what it takes.') {
    super(appError('invalid_input', message, { hint }));
  }
}
