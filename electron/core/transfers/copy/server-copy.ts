import type { ChecksumAlgorithm } from '#shared/model/storage.ts';
import type { ObjectStat } from '../../capabilities/objects.ts';
import { type CopyJob, requireAsPlanned, sourceAddress } from './copy-job.ts';
import { compareWritten } from './verify.ts';

/** Whether the provider can copy it by itself. */
export function isServerCopy({ from, to, source, target }: CopyJob): boolean {
  return from.connectionId === to.connectionId && source.copy !== undefined && target.copy !== undefined;
}

/** Lets the provider copy, and compares what it states of the two. */
export async function serverCopy(job: CopyJob): Promise<{ stat: ObjectStat; verified: ChecksumAlgorithm | null }> {
  const { source, target, from, to, item, context } = job;
  const { signal } = context;
  const before = await source.stat(sourceAddress(job), signal);
  requireAsPlanned(job, before);
  const { properties = null, storageClass, ifAbsent } = item.input;
  let told = 0;
  const onProgress = (bytes: number) => {
    context.onBytes(bytes - told);
    told = bytes;
  };
  const row = { size: before.size, modified: before.modified, storageClass: '', etag: before.etag === '' ? null : before.etag };
  try {
    const stat = await target.copy!({
      from: { bucket: from.bucket, key: from.key, versionId: from.versionId, ...row },
      to: { bucket: to.bucket, key: to.key },
      properties,
      ...(storageClass !== undefined && { storageClass }),
      ...(ifAbsent && { ifAbsent }),
      onProgress,
      signal,
    });
    const compute = async (algorithm: ChecksumAlgorithm) =>
      before.checksums.find((one) => one.algorithm === algorithm && one.parts === undefined)?.value ?? null;
    const verified = await compareWritten(job, { stat, stated: [], compute });
    context.onBytes(from.size - told);
    return { stat, verified };
  } catch (cause) {
    context.onBytes(-told);
    throw cause;
  }
}
