import { AppFailure, isRetryable, toAppError } from '#shared/errors/app-error.ts';
import { backoffDelays } from '../../sync/backoff.ts';
import type { NotedPart, ResumePoint } from '../transfers-api.ts';
import { type Combinable, runningChecksum } from './checksums/checksums.ts';
import { type CopyJob, countsReads, itemKey } from './copy-job.ts';
import type { Loan } from './memory-budget.ts';
import type { PartRange } from './part-plan.ts';
import { readSource } from './read-source.ts';
import type { SendWindow } from './window.ts';

/** Parts under way of one object. */
interface Sending {
  job: CopyJob;
  resume: ResumePoint;
  window: SendWindow;
  /** Fires too when another part failed for good. */
  signal: AbortSignal;
  /** Checksum that the source states and the target does not keep: computed besides. */
  also: Combinable | null;
}

const tries = 5;
const patience = { firstDelayMs: 500, maxDelayMs: 15_000 };

async function sendOnce({ job, resume, signal, also }: Sending, range: PartRange, { bytes }: Loan): Promise<NotedPart> {
  const { upload, algorithm } = resume;
  const [ownSum, alsoSum] = [algorithm && runningChecksum(algorithm), also && runningChecksum(also)];
  const each = (piece: Uint8Array) => {
    ownSum?.update(piece);
    alsoSum?.update(piece);
  };
  await readSource(job, { offset: range.offset, into: bytes, signal, each });
  try {
    const own = ownSum && (await ownSum.digest());
    const checksum = upload.checksum === algorithm ? own : null;
    const receipt = await job.target.upload.part(upload, { number: range.number, offset: range.offset, body: bytes, checksum }, signal);
    return { ...receipt, size: range.size, checksum: receipt.checksum ?? own, also: alsoSum && (await alsoSum.digest()) };
  } catch (cause) {
    if (countsReads(job)) job.context.onBytes(-range.size);
    throw cause;
  }
}

const overloaded = (cause: unknown): boolean =>
  cause instanceof AppFailure && (cause.error.code === 'rate_limited' || cause.error.code === 'provider_unavailable');

async function withTries<T>({ job, window, signal }: Sending, work: () => Promise<T>): Promise<T> {
  const nextDelay = backoffDelays(patience, job.parts.random);
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (cause) {
      signal.throwIfAborted();
      const error = toAppError(cause);
      if (!isRetryable(error) || attempt >= tries) throw cause;
      if (overloaded(cause)) window.refused();
      await job.parts.clock.sleep(Math.max(nextDelay(), error.retryAfterMs ?? 0), signal);
    }
  }
}

/** Reads a part of the source and sends it, again where that may help, and notes it when the far side has it. */
export async function sendPart(sending: Sending, range: PartRange): Promise<NotedPart> {
  const { job, window, signal } = sending;
  const loan = await job.parts.memory.take(range.size, signal);
  let sound = false;
  try {
    const sent = await withTries(sending, () => sendOnce(sending, range, loan));
    sound = true;
    const { parts } = await job.parts.transfers.api();
    await parts.done({ ...itemKey(job), part: sent });
    if (!countsReads(job)) job.context.onBytes(range.size);
    window.arrived(range.size);
    return sent;
  } finally {
    loan.release({ again: sound });
  }
}
