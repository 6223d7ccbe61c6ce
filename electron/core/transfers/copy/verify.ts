import { AppFailure, failure } from '#shared/errors/app-error.ts';
import type { Checksum, ChecksumAlgorithm } from '#shared/model/storage.ts';
import type { ObjectAddress, ObjectStat, ObjectStore } from '../../capabilities/objects.ts';
import { combinable, runningChecksum } from './checksums/checksums.ts';
import { type CopyJob, sourceAddress, targetAddress } from './copy-job.ts';
import { ofWhole } from './whole-checksums.ts';

/** Checksum of the whole by an algorithm; null where it cannot be told. */
export type Compute = (algorithm: ChecksumAlgorithm) => Promise<string | null>;

/** A checksum that differs. */
export class Difference extends AppFailure {}

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
  const { source, target, context } = job;
  const { signal } = context;
  return async (algorithm) => {
    if (source.onDisk) return fileChecksum({ store: source, address: sourceAddress(job), signal }, algorithm);
    return target.onDisk ? fileChecksum({ store: target, address: targetAddress(job), signal }, algorithm) : null;
  };
}

/** Between two disks nobody states a checksum: what was written is read back. */
async function readBack(job: CopyJob): Promise<Checksum[]> {
  const { source, target, context } = job;
  if (!source.onDisk || !target.onDisk) return [];
  const [algorithm] = combinable;
  const file = { store: target, address: targetAddress(job), signal: context.signal };
  return [{ algorithm: algorithm!, value: await fileChecksum(file, algorithm!) }];
}

/** Checksums of what was written: as the answer states them, or asked for where the target keeps some. */
async function statedByTarget(job: CopyJob, written: ObjectStat): Promise<Checksum[]> {
  const { target, context } = job;
  if (ofWhole(written.checksums).length > 0) return written.checksums;
  if (target.upload.checksums.length === 0) return readBack(job);
  return (await target.stat({ ...targetAddress(job), versionId: written.versionId }, context.signal)).checksums;
}

interface Written {
  stat: ObjectStat;
  /** What the source states, where that was not compared before. */
  stated: readonly Checksum[];
  compute: Compute;
  /** Composite checksum of the parts that were sent; null where it cannot be told. */
  composite?: Composite;
}

export type Composite = (algorithm: ChecksumAlgorithm, parts: number) => Promise<string | null>;

/** By a checksum of the whole; where the target states only one of the parts' checksums, by that of the parts that were sent. */
async function compareTarget(checksums: readonly Checksum[], { compute, composite }: Written): Promise<ChecksumAlgorithm | null> {
  const whole = await compareStated(checksums, compute, 'the target');
  if (whole !== null || !composite) return whole;
  for (const { algorithm, value, parts = 0 } of checksums) {
    const own = parts > 0 ? await composite(algorithm, parts) : null;
    if (own !== null && own !== value) throw difference(`the target states of the parts (${algorithm})`);
    if (own !== null) return algorithm;
  }
  return null;
}

/**
 * Compares what was written with what was read, by what the target states or else the source. What differs is taken away:
 * with versions, the one before it is the current one again.
 */
export async function compareWritten(job: CopyJob, written: Written): Promise<ChecksumAlgorithm | null> {
  const { stat, stated, compute } = written;
  try {
    const source = await compareStated(stated, compute, 'the source');
    return (await compareTarget(await statedByTarget(job, stat), written)) ?? source;
  } catch (cause) {
    // Whoever cancels now must not keep it either.
    const { signal } = new AbortController();
    if (cause instanceof Difference) await job.target.remove(job.to.bucket, [{ key: job.to.key, versionId: stat.versionId }], signal);
    throw cause;
  }
}
