import { AppFailure, failure } from '#shared/errors/app-error.ts';
import type { ObjectStat } from '../../capabilities/objects.ts';
import { type CopyJob, countsReads, sourceAddress, sourceChanged } from './copy-job.ts';

interface Range {
  offset: number;
  /** Filled wholly. */
  into: Uint8Array;
  signal: AbortSignal;
  /** Sees the bytes as they come, while the processor still has them at hand. */
  each?: (bytes: Uint8Array) => void;
}

function short({ from }: CopyJob, got: number, wanted: number) {
  return failure('provider_unavailable', `The source sent ${got} instead of ${wanted} bytes of ${from.key}.`);
}

/** Whether a source has read these bytes straight into their place. */
function liesAt(bytes: Uint8Array, into: Uint8Array, at: number): boolean {
  return bytes.buffer === into.buffer && bytes.byteOffset === into.byteOffset + at;
}

/**
 * Reads a range of the source, as fast as the bandwidth allows. What is read counts as progress where it comes from a
 * provider, and is taken back when the read fails.
 */
export async function readSource(job: CopyJob, { offset, into, signal, each }: Range): Promise<ObjectStat> {
  const { from, source, context, parts } = job;
  let filled = 0;
  const receive = (bytes: Uint8Array): void | Promise<void> => {
    if (filled + bytes.length > into.length) throw short(job, filled + bytes.length, into.length);
    if (!liesAt(bytes, into, filled)) into.set(bytes, filled);
    filled += bytes.length;
    each?.(bytes);
    if (countsReads(job)) context.onBytes(bytes.length);
    // No promise where none is needed: a source that waits for one stops reading.
    if (parts.limiter.rate() > 0) return parts.limiter.take(bytes.length, signal);
  };
  const ifMatch = from.etag === '' ? {} : { ifMatch: from.etag };
  try {
    const stat = await source.read({ ...sourceAddress(job), offset, length: into.length, into, ...ifMatch, signal }, receive);
    if (filled !== into.length) throw stat.size === from.size ? short(job, filled, into.length) : sourceChanged(job);
    return stat;
  } catch (cause) {
    if (countsReads(job)) context.onBytes(-filled);
    throw asChanged(job, cause);
  }
}

/** A read that was bound to an ETag and met another one. An archived object is a conflict too, and says so itself. */
function asChanged(job: CopyJob, cause: unknown): unknown {
  const conflict = cause instanceof AppFailure && cause.error.code === 'conflict' && job.from.etag !== '';
  return conflict && !/archive|restore/i.test(`${cause.error.message} ${cause.error.hint}`) ? sourceChanged(job, cause) : cause;
}
