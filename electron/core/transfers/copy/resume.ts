import { AppFailure } from '#shared/errors/app-error.ts';
import type { ObjectStat, PartReceipt } from '../../capabilities/objects.ts';
import type { NotedPart, ResumePoint, StoredParts } from '../transfers-api.ts';
import { combineChecksums, isCombinable } from './checksums/checksums.ts';
import { type CopyJob, itemKey, targetAddress } from './copy-job.ts';
import { partCount, partRange } from './part-plan.ts';
import { compareStated, fileChecksum } from './verify.ts';

/** Where an upload goes on that another process began. */
type Resumed =
  | { kind: 'parts'; parts: NotedPart[] }
  /** It was completed, and nobody noted it. */
  | { kind: 'complete'; stat: ObjectStat; parts: NotedPart[] }
  | { kind: 'gone' };

const isGone = (cause: unknown): boolean => cause instanceof AppFailure && cause.error.code === 'not_found';

export async function orNull<T>(work: Promise<T>): Promise<T | null> {
  try {
    return await work;
  } catch (cause) {
    if (isGone(cause)) return null;
    throw cause;
  }
}

/** A checksum or an ETag that both sides know must agree; a part that only the far side knows is trusted by its checksum. */
function agrees(there: PartReceipt, known: PartReceipt | undefined): boolean {
  if (!known) return there.checksum !== null;
  if (there.checksum !== null && known.checksum !== null) return there.checksum === known.checksum;
  return there.receipt === known.receipt;
}

/** Parts that need not be sent again: at the far side, of the right size, and the same as noted. */
function partsToKeep(there: readonly PartReceipt[], noted: readonly NotedPart[], { upload, partSize }: ResumePoint): NotedPart[] {
  const known = new Map(noted.map((part) => [part.number, part]));
  const plan = { size: upload.size, partSize };
  return there
    .filter((part) => part.number <= partCount(plan) && part.size === partRange(plan, part.number).size)
    .filter((part) => agrees(part, known.get(part.number)))
    .map((part) => {
      const same = known.get(part.number);
      return { ...part, checksum: part.checksum ?? same?.checksum ?? null, also: same?.also ?? null };
    });
}

/** Checksum of the whole from its parts; null while some are missing, or where it does not follow from them. */
export function wholeChecksum({ upload, partSize, algorithm }: ResumePoint, parts: readonly PartReceipt[]): string | null {
  const sorted = [...parts].sort((a, b) => a.number - b.number);
  const all = sorted.length === partCount({ size: upload.size, partSize });
  if (!all || algorithm === null || !isCombinable(algorithm)) return null;
  const pieces = sorted.map(({ checksum, size }) => ({ checksum: checksum ?? '', size }));
  return pieces.some(({ checksum }) => checksum === '') ? null : combineChecksums(algorithm, pieces);
}

/** An upload that is gone has ended in this object when it has our bytes: by its checksum, or by reading a file of this machine. */
async function isOurs(
  job: CopyJob,
  stat: ObjectStat,
  { resume, parts }: { resume: ResumePoint; parts: readonly PartReceipt[] },
): Promise<boolean> {
  const whole = wholeChecksum(resume, parts);
  if (stat.size !== job.from.size || whole === null || resume.algorithm === null) return false;
  const { to, target, context } = job;
  if (to.connectionId === null) {
    return (await fileChecksum({ store: target, address: targetAddress(job), signal: context.signal }, resume.algorithm)) === whole;
  }
  const compute = async (algorithm: string) => (algorithm === resume.algorithm ? whole : null);
  return (await compareStated(stat.checksums, compute, 'the target').catch(() => null)) !== null;
}

/** Compares what was noted with what the far side has. */
export async function findResumed(job: CopyJob, { resume, parts }: StoredParts & { resume: ResumePoint }): Promise<Resumed> {
  const { target, context } = job;
  const there = await orNull(target.upload.parts(resume.upload, context.signal));
  // Azure has no name for an upload: of one that was completed it says that no part waits.
  const mayBeComplete = there === null || (there.length === 0 && wholeChecksum(resume, parts) !== null);
  const stat = mayBeComplete ? await orNull(target.stat(targetAddress(job), context.signal)) : null;
  if (stat && (await isOurs(job, stat, { resume, parts }))) return { kind: 'complete', stat, parts };
  if (there) {
    const kept = partsToKeep(there, parts, resume);
    const api = (await job.parts.transfers.api()).parts;
    const noted = new Set(parts.map(({ number }) => number));
    for (const part of kept.filter(({ number }) => !noted.has(number))) await api.done({ ...itemKey(job), part });
    return { kind: 'parts', parts: kept };
  }
  return { kind: 'gone' };
}
