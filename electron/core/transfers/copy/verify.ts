import { AppFailure, failure } from '#shared/errors/app-error.ts';
import type { Checksum, ChecksumAlgorithm } from '#shared/model/storage.ts';
import type { ObjectAddress, ObjectStat, ObjectStore } from '../../capabilities/objects.ts';
import { runningChecksum } from './checksums/checksums.ts';
import { type CopyJob, sourceAddress, targetAddress } from './copy-job.ts';

/** Checksum of the whole by an algorithm; null where it cannot be told. */
export type Compute = (algorithm: ChecksumAlgorithm) => Promise<string | null>;

/** A checksum that differs. */
export class Difference extends AppFailure {}

/** Checksums of the whole object: those of checksums of parts cannot be compared with anything else. */
const ofWhole = (checksums: readonly Checksum[]) => checksums.filter(({ parts }) => parts === undefined);

function difference(what: string): Difference {
  const { error } = failure('provider_unavailable', `The checksum that ${what} differs from that of the bytes copied.`, {
    hint: 'Nothing of it was left at the target. When it differs again and again, the object or the way to it is damaged.',
  });
  return new Difference(error);
}

/** Compares by the first algorithm for which both sides have a value; null: there is none. Throws `Difference`. */
export async function compareStated(stated: readonly Checksum[], compute: Compute, side: string): Promise<ChecksumAlgorithm | null> {
  for (const { algorithm, value } of ofWhole(stated)) {
    const own = await compute(algorithm);
    if (own !== null && own !== value) throw difference(`${side} states (${algorithm})`);
    if (own !== null) return algorithm;
  }
  return null;
}

interface File {
  store: ObjectStore;
  address: ObjectAddress;
  signal: AbortSignal;
}

/** Reads a whole file of this machine for its checksum. */
export async function fileChecksum({ store, address, signal }: File, algorithm: ChecksumAlgorithm): Promise<string> {
  const sum = runningChecksum(algorithm);
  await store.read({ ...address, signal }, (bytes) => sum.update(bytes));
  return sum.digest();
}

/** The side that lies on this machine is read again; what lies at providers is not paid for twice. */
export function rereadLocal(job: CopyJob): Compute {
  const { from, to, source, target, context } = job;
  const { signal } = context;
  return async (algorithm) => {
    if (from.connectionId === null) return fileChecksum({ store: source, address: sourceAddress(job), signal }, algorithm);
    return to.connectionId === null ? fileChecksum({ store: target, address: targetAddress(job), signal }, algorithm) : null;
  };
}

/** Checksums of what was written: as the answer states them, or asked for where the target keeps some. */
async function statedByTarget(job: CopyJob, written: ObjectStat): Promise<Checksum[]> {
  const { target, context } = job;
  if (ofWhole(written.checksums).length > 0 || target.upload.checksums.length === 0) return written.checksums;
  return (await target.stat({ ...targetAddress(job), versionId: written.versionId }, context.signal)).checksums;
}

interface Written {
  stat: ObjectStat;
  /** What the source states, where that was not compared before. */
  stated: readonly Checksum[];
  compute: Compute;
}

/**
 * Compares what was written with what was read, by what the target states or else the source. What differs is taken away:
 * with versions, the one before it is the current one again.
 */
export async function compareWritten(job: CopyJob, { stat, stated, compute }: Written): Promise<ChecksumAlgorithm | null> {
  try {
    const source = await compareStated(stated, compute, 'the source');
    return (await compareStated(await statedByTarget(job, stat), compute, 'the target')) ?? source;
  } catch (cause) {
    // Whoever cancels now must not keep it either.
    const { signal } = new AbortController();
    if (cause instanceof Difference) await job.target.remove(job.to.bucket, [{ key: job.to.key, versionId: stat.versionId }], signal);
    throw cause;
  }
}
