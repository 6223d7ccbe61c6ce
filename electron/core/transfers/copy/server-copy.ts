import { type AppError, AppFailure, failure } from '#shared/errors/app-error.ts';
import type { ChecksumAlgorithm, ObjectProperties } from '#shared/model/storage.ts';
import type { ObjectStat, ObjectStore } from '../../capabilities/objects.ts';
import { type CopyJob, requireAsPlanned, sourceAddress } from './copy-job.ts';
import { compareWritten, fileChecksum } from './verify.ts';

interface Copied {
  stat: ObjectStat;
  verified: ChecksumAlgorithm | null;
}

/** Whether the provider can copy it by itself: within a connection. */
export function isServerCopy({ from, to, source, target }: CopyJob): boolean {
  return from.connectionId === to.connectionId && source.copy !== undefined && target.copy !== undefined;
}

/** Whether it may do so between two connections, with the rights of the target's. */
function mayCopyAcross({ from, to, source, target }: CopyJob): boolean {
  const service = target.copyFrom?.service;
  return (
    from.connectionId !== to.connectionId && target.copy !== undefined && service !== undefined && service === source.copyFrom?.service
  );
}

/** Long enough for a copy of a large object; the provider reads the source by it. */
const linkSeconds = 86_400;

async function linkFor(job: CopyJob): Promise<{ link?: string }> {
  const { source, target, context } = job;
  if (!target.copyFrom?.link) return {};
  if (!source.presign) throw failure('unsupported', 'The source makes no links.');
  const options = { method: 'GET', expiresInSeconds: linkSeconds, download: false } as const;
  return { link: (await source.presign(sourceAddress(job), options, context.signal)).url };
}

const lacksRights = ['forbidden', 'auth_required', 'not_found', 'unsupported'];
/** Pairs of buckets between which the provider does not copy; a store lives as long as its transfer. */
const refusedBy = new WeakMap<ObjectStore, Map<string, AppError>>();

/**
 * Between two connections: `refused` says why the bytes have to pass through this machine; null: it was not worth a try. What
 * a provider refused once is not asked for again by the same transfer.
 */
export async function copyAcross(job: CopyJob): Promise<{ copied: Copied } | { refused: AppError | null }> {
  if (!mayCopyAcross(job)) return { refused: null };
  const { from, to, target } = job;
  const known = refusedBy.get(target) ?? new Map<string, AppError>();
  refusedBy.set(target, known);
  const pair = JSON.stringify([from.connectionId, from.bucket, to.bucket]);
  const before = known.get(pair);
  if (before) return { refused: before };
  try {
    return { copied: await serverCopy(job, await linkFor(job)) };
  } catch (cause) {
    if (!(cause instanceof AppFailure && lacksRights.includes(cause.error.code))) throw cause;
    // One object may be gone; the others are there.
    if (cause.error.code !== 'not_found') known.set(pair, cause.error);
    return { refused: cause.error };
  }
}

/** A file of a disk has no checksum before it is read. */
async function rereadSource(job: CopyJob, algorithm: ChecksumAlgorithm): Promise<string | null> {
  const { source, context } = job;
  if (!source.onDisk) return null;
  return fileChecksum({ store: source, address: sourceAddress(job), signal: context.signal }, algorithm);
}

/** What is left out is taken from the source; null: all of it. */
async function givenProperties(job: CopyJob): Promise<ObjectProperties | null> {
  const { properties } = job.item.input;
  if (properties === undefined) return null;
  return { ...(await job.source.head(sourceAddress(job), job.context.signal)).properties, ...properties };
}

/** Lets the provider copy, and compares what it states of the two. */
export async function serverCopy(job: CopyJob, link: { link?: string } = {}): Promise<Copied> {
  const { source, target, from, to, item, context } = job;
  const { signal } = context;
  const before = await source.stat(sourceAddress(job), signal);
  requireAsPlanned(job, before);
  const { storageClass, ifAbsent } = item.input;
  const properties = await givenProperties(job);
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
      ...link,
      onProgress,
      signal,
    });
    const compute = async (algorithm: ChecksumAlgorithm) =>
      before.checksums.find((one) => one.algorithm === algorithm && one.parts === undefined)?.value ?? (await rereadSource(job, algorithm));
    const verified = await compareWritten(job, { stat, stated: [], compute });
    context.onBytes(from.size - told);
    return { stat, verified };
  } catch (cause) {
    context.onBytes(-told);
    throw cause;
  }
}
