import { isRetryable, toAppError } from '#shared/errors/app-error.ts';
import type { ObjectStat } from '../../capabilities/objects.ts';
import { backoffDelays } from '../../sync/backoff.ts';
import type { NotedPart, ResumePoint } from '../transfers-api.ts';
import type { CopyJob } from './copy-job.ts';
import { findResumed, wholeChecksum } from './resume.ts';

const tries = 3;
const patience = { firstDelayMs: 1_000, maxDelayMs: 10_000 };

/** The parts are there, and the object cannot be made of them: they must be sent anew. */
export class CannotComplete extends Error {}

/**
 * Makes the object of its parts. A fault leaves in doubt whether it was made: that is found out before the next try.
 */
export async function completeUpload(job: CopyJob, resume: ResumePoint, parts: readonly NotedPart[]): Promise<ObjectStat> {
  const { context, target } = job;
  const { clock, random } = job.parts;
  const whole = resume.algorithm === resume.upload.checksum ? wholeChecksum(resume, parts) : null;
  const nextDelay = backoffDelays(patience, random);
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await target.upload.complete(resume.upload, parts, whole, context.signal);
    } catch (cause) {
      context.signal.throwIfAborted();
      const error = toAppError(cause);
      if (!isRetryable(error)) throw cause;
      await clock.sleep(Math.max(nextDelay(), error.retryAfterMs ?? 0), context.signal);
      const found = await findResumed(job, { resume, parts: [...parts], copied: null });
      if (found.kind === 'complete') return found.stat;
      if (found.kind === 'gone') throw cause;
      if (attempt >= tries) throw error.code === 'provider_unavailable' ? new CannotComplete(error.message, { cause }) : cause;
    }
  }
}
