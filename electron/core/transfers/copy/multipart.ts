import { AppFailure, failure } from '#shared/errors/app-error.ts';
import type { ChecksumAlgorithm } from '#shared/model/storage.ts';
import type { ObjectStat } from '../../capabilities/objects.ts';
import type { NotedPart, ResumePoint, StoredParts } from '../transfers-api.ts';
import { type Combinable, checksumOf, combinable } from './checksums/checksums.ts';
import { CannotComplete, completeUpload } from './complete.ts';
import { type CopyJob, itemKey, requireAsPlanned, type SourceFacts, sourceAddress } from './copy-job.ts';
import { noteBegun } from './leftovers.ts';
import { partCount, partRange, partSizeFor } from './part-plan.ts';
import { findResumed, orNull, wholeChecksum } from './resume.ts';
import { sendParts } from './send-parts.ts';
import { newObject } from './target-object.ts';
import { type Composite, type Compute, compareStated, compareWritten, Difference, rereadLocal } from './verify.ts';

interface Written {
  stat: ObjectStat;
  verified: ChecksumAlgorithm | null;
}

/** Of what the source states of the whole, what follows from parts. */
const statedCombinable = ({ checksums }: SourceFacts): Combinable | null =>
  combinable.find((algorithm) => checksums.some((one) => one.algorithm === algorithm && one.parts === undefined)) ?? null;

async function begin(job: CopyJob, facts: SourceFacts): Promise<ResumePoint> {
  const { target, context, from, parts } = job;
  const object = newObject(job, facts);
  // Where the target keeps none, the source's tells whether the bytes are right, and any whether they are ours after a kill.
  const algorithm = object.checksum ?? statedCombinable(facts) ?? combinable[0]!;
  const partSize = partSizeFor(from.size, target.upload.limits);
  // Its answer may not come: it may have begun all the same.
  noteBegun(job);
  const upload = await target.upload.begin(object, context.signal);
  const resume = { connectionId: job.to.connectionId, upload, partSize, algorithm };
  await (await parts.transfers.api()).parts.begin({ ...itemKey(job), resume });
  return resume;
}

/** Removes what was sent, and the note of it. */
export async function giveUp(job: Pick<CopyJob, 'target' | 'parts' | 'context' | 'item'>, { upload }: ResumePoint): Promise<void> {
  // Whoever broke it off wants nothing left too.
  await job.target.upload.abort(upload, new AbortController().signal);
  const { transferId } = job.context;
  await (await job.parts.transfers.api()).parts.end({ transferId, index: job.item.index });
}

/** Checksums of the whole as far as they follow from the parts of this and earlier processes. */
function computed(resume: ResumePoint, parts: readonly NotedPart[], also: Combinable | null): Compute {
  const besides = parts.map((part) => ({ ...part, checksum: part.also }));
  return async (algorithm) => {
    if (algorithm === resume.algorithm) return wholeChecksum(resume, parts);
    return algorithm === also ? wholeChecksum({ ...resume, algorithm }, besides) : null;
  };
}

/** What the source states and the target does not keep. */
function besides(facts: SourceFacts, { algorithm }: ResumePoint): Combinable | null {
  const stated = statedCombinable(facts);
  return stated === algorithm ? null : stated;
}

/** What a store states that reckons the checksum of an upload from those of its parts. */
function compositeOf({ algorithm }: ResumePoint, parts: readonly NotedPart[]): Composite {
  return async (wanted, count) => {
    if (wanted !== algorithm || count !== parts.length || parts.some(({ checksum }) => checksum === null)) return null;
    return checksumOf(wanted, Buffer.concat(parts.map(({ checksum }) => Buffer.from(checksum!, 'base64'))));
  };
}

interface Progress {
  resume: ResumePoint;
  kept: NotedPart[];
}

/** Sends what is missing, and makes the object when all of it agrees. */
async function finish(job: CopyJob, facts: SourceFacts, { resume, kept }: Progress): Promise<Written> {
  const { source, context, from } = job;
  const plan = { size: from.size, partSize: resume.partSize };
  const there = new Set(kept.map(({ number }) => number));
  const missing = Array.from({ length: partCount(plan) }, (_, at) => at + 1).filter((number) => !there.has(number));
  const also = besides(facts, resume);
  const sent = await sendParts(
    job,
    { resume, also },
    missing.map((number) => partRange(plan, number)),
  );
  requireAsPlanned(job, await source.stat(sourceAddress(job), context.signal));
  const parts = [...kept, ...sent].sort((a, b) => a.number - b.number);
  const compute = computed(resume, parts, also);
  const ofSource = await compareStated(facts.checksums, compute, 'the source');
  const stat = await completeUpload(job, resume, parts);
  return { stat, verified: await compareAll(job, { stat, facts, compute, ofSource, composite: compositeOf(resume, parts) }) };
}

interface Comparison {
  stat: ObjectStat;
  facts: SourceFacts;
  compute: Compute;
  ofSource: ChecksumAlgorithm | null;
  composite: Composite;
}

/** Compares with the target; what neither side's parts tell, a file of this machine tells when it is read again. */
async function compareAll(job: CopyJob, { stat, facts, compute, ofSource, composite }: Comparison): Promise<ChecksumAlgorithm | null> {
  const reread = rereadLocal(job);
  const verified = await compareWritten(job, { stat, stated: [], compute, composite });
  if (verified ?? ofSource) return verified ?? ofSource;
  return compareWritten(job, { stat, stated: facts.checksums, compute: reread });
}

/** An upload that the provider, or somebody else, removed is begun anew; a source that is gone is gone. */
async function explain(job: CopyJob, cause: unknown): Promise<unknown> {
  if (cause instanceof CannotComplete) return cause.cause;
  if (!(cause instanceof AppFailure && cause.error.code === 'not_found')) return cause;
  const source = await orNull(job.source.stat(sourceAddress(job), job.context.signal));
  return source ? failure('provider_unavailable', `The upload of ${job.to.key} was removed while it was under way.`, { cause }) : cause;
}

/** Faults after which the parts are worth nothing. What was completed is not there to be removed any more. */
function isHopeless(cause: unknown): boolean {
  return (
    cause instanceof Difference ||
    cause instanceof CannotComplete ||
    (cause instanceof AppFailure && ['conflict', 'invalid_input', 'not_found'].includes(cause.error.code))
  );
}

/** Copies an object in parts, and goes on where an earlier process was killed. */
export async function copyInParts(job: CopyJob, facts: SourceFacts, stored: StoredParts | null): Promise<Written> {
  const left = stored?.resume ? { ...stored, resume: stored.resume } : null;
  const resumed = left ? await findResumed(job, left) : null;
  if (left && resumed?.kind === 'complete') {
    job.context.onResumed?.(job.from.size);
    const compute = computed(left.resume, resumed.parts, besides(facts, left.resume));
    const ofSource = await compareStated(facts.checksums, compute, 'the source');
    const composite = compositeOf(left.resume, resumed.parts);
    return { stat: resumed.stat, verified: await compareAll(job, { stat: resumed.stat, facts, compute, ofSource, composite }) };
  }
  const goesOn = left && resumed?.kind === 'parts';
  const resume = goesOn ? left.resume : await begin(job, facts);
  // What was under way at a kill lacks the source's checksum: it is sent again where that one is needed.
  const kept = goesOn ? resumed.parts.filter((part) => part.also !== null || besides(facts, resume) === null) : [];
  job.context.onResumed?.(kept.reduce((sum, { size }) => sum + size, 0));
  try {
    return await finish(job, facts, { resume, kept });
  } catch (cause) {
    if (job.context.signal.aborted) throw cause;
    if (isHopeless(cause)) await giveUp(job, resume);
    throw await explain(job, cause);
  }
}
