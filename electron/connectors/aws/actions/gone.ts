import { appError, type ProgressCall, type StepProgress } from '../../sdk.ts';

/** The target vanished while something else than its end was asked for. */
export function gone({ target }: ProgressCall): StepProgress {
  return { state: 'failed', error: appError('not_found', `${target.name} no longer exists.`) };
}
