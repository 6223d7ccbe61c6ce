import { AppFailure } from '#shared/errors/app-error.ts';
import type { ChecksumAlgorithm } from '#shared/model/storage.ts';
import type { NewObject, ObjectStat } from '../../capabilities/objects.ts';
import { checksumOf } from './checksums/checksums.ts';
import {
  type CopyJob,
  countsReads,
  requireAsPlanned,
  type SourceFacts,
  sourceAddress,
  sourceChecksums,
  targetAddress,
} from './copy-job.ts';
import { readSource } from './read-source.ts';
import { orNull } from './resume.ts';
import { newObject } from './target-object.ts';
import { type Compute, compareStated, compareWritten } from './verify.ts';

async function readWhole(job: CopyJob, into: Uint8Array): Promise<ObjectStat> {
  const { source, context } = job;
  // A range of no bytes cannot be asked for.
  if (into.length === 0) return source.stat(sourceAddress(job), context.signal);
  return readSource(job, { offset: 0, into, signal: context.signal });
}

/**
 * Writes the object. When it must not be there and is, it may be ours all the same: of a try whose answer was lost, or of a
 * process that was killed. Then it has our checksum.
 */
async function put(job: CopyJob, object: NewObject, body: Uint8Array): Promise<ObjectStat> {
  const { target, context } = job;
  const checksum = object.checksum && (await checksumOf(object.checksum, body));
  try {
    return await target.upload.put(object, body, checksum, context.signal);
  } catch (cause) {
    if (!object.ifAbsent || !(cause instanceof AppFailure && cause.error.code === 'conflict')) throw cause;
    // A conflict may be another one than that: a disk that is full says so too.
    const there = await orNull(target.stat(targetAddress(job), context.signal));
    const same =
      there?.size === body.length &&
      (await compareStated(there.checksums, (algorithm) => checksumOf(algorithm, body), 'the target').catch(() => null));
    if (!same) throw cause;
    return there;
  }
}

/** Copies an object that fits into one call. */
export async function putObject(
  job: CopyJob,
  facts: SourceFacts | null,
): Promise<{ stat: ObjectStat; verified: ChecksumAlgorithm | null }> {
  const { from, context, parts } = job;
  const loan = await parts.memory.take(from.size, context.signal);
  let read = 0;
  try {
    const stat = await readWhole(job, loan.bytes);
    if (countsReads(job)) read = from.size;
    requireAsPlanned(job, stat);
    const compute: Compute = (algorithm) => checksumOf(algorithm, loan.bytes);
    const stated = facts && facts.checksums.length > 0 ? facts.checksums : await sourceChecksums(job, stat);
    const ofSource = await compareStated(stated, compute, 'the source');
    const written = await put(job, newObject(job, facts), loan.bytes);
    const ofTarget = await compareWritten(job, { stat: written, stated: [], compute });
    context.onBytes(from.size - read);
    loan.release({ again: true });
    return { stat: written, verified: ofTarget ?? ofSource };
  } catch (cause) {
    context.onBytes(-read);
    loan.release({ again: false });
    throw cause;
  }
}
