import { AppFailure, failure } from '#shared/errors/app-error.ts';
import type { ChecksumAlgorithm } from '#shared/model/storage.ts';
import type { ObjectStat } from '../../capabilities/objects.ts';
import type { Executor, ItemOutcome } from '../executor.ts';
import type { StoredParts } from '../transfers-api.ts';
import { type CopyJob, type CopyParts, copyJob, isAsPlanned, itemKey, sourceAddress, sourceFacts, targetAddress } from './copy-job.ts';
import { noteBegun, removeLeftovers } from './leftovers.ts';
import { copyInParts, giveUp } from './multipart.ts';
import { smallest } from './part-plan.ts';
import { putObject } from './put-object.ts';
import { orNull } from './resume.ts';
import { copyAcross, isServerCopy, serverCopy } from './server-copy.ts';
import { copied } from './target-object.ts';

interface Copied {
  stat: ObjectStat;
  verified: ChecksumAlgorithm | null;
  /** Why the bytes took a longer way than they might. */
  note?: string;
}

/** A source that changed since an earlier process began: what that one sent belongs to the old content. */
async function currentFacts(job: CopyJob, stored: StoredParts | null) {
  try {
    return await sourceFacts(job);
  } catch (cause) {
    const final = cause instanceof AppFailure && ['conflict', 'not_found'].includes(cause.error.code);
    if (final && stored?.resume) await giveUp(job, stored.resume);
    throw cause;
  }
}

async function copyBytes(job: CopyJob, stored: StoredParts | null): Promise<Copied> {
  if (isServerCopy(job)) return serverCopy(job);
  // An upload that was begun goes on.
  const across = stored?.resume ? { refused: null } : await copyAcross(job);
  if ('copied' in across) return across.copied;
  const note = across.refused
    ? `Through this machine, as the provider does not copy between the connections: ${across.refused.message}`
    : '';
  return { ...(await streamBytes(job, stored)), note };
}

async function streamBytes(job: CopyJob, stored: StoredParts | null): Promise<Copied> {
  const { from, to, target } = job;
  if (!stored?.resume) await removeLeftovers(job);
  if (stored?.resume || from.size > smallest(target.upload.limits)) return copyInParts(job, await currentFacts(job, stored), stored);
  // A small file has nothing to be asked for beforehand: its one read tells size, ETag and checksums.
  return putObject(job, to.connectionId === null ? null : await sourceFacts(job));
}

/** What an earlier try left; an item that nobody began has nothing, and is not asked for. */
async function storedParts(job: CopyJob): Promise<StoredParts | null> {
  if (job.item.begunAt === undefined) return null;
  return (await job.parts.transfers.api()).parts.get(itemKey(job));
}

async function copy(job: CopyJob): Promise<ItemOutcome> {
  const { stat, verified, note = '' } = await copyBytes(job, await storedParts(job));
  return { ...copied(job, stat, verified), note };
}

const kept = 'The source changed after it was copied: it was kept';

/** Removes the source of a move whose target is complete. One that changed since is kept. */
async function removeSource(job: CopyJob): Promise<string> {
  const { from, source, context } = job;
  const now = await orNull(source.stat(sourceAddress(job), context.signal));
  // Removed by this very move, before its process was killed, or by somebody else.
  if (!now) return '';
  if (!isAsPlanned(job, now)) return kept;
  const [error] = await source.remove(from.bucket, [{ key: from.key, versionId: from.versionId }], context.signal);
  if (error) throw new AppFailure(error);
  return '';
}

function samePlace({ from, to }: CopyJob): boolean {
  return from.connectionId === to.connectionId && from.bucket === to.bucket && from.key === to.key;
}

/** Never touches the source before its copy is complete and compared. */
async function move(job: CopyJob): Promise<ItemOutcome> {
  if (samePlace(job)) throw failure('invalid_input', 'The source and the target of this move are the same object.');
  const { parts } = await job.parts.transfers.api();
  const stored = await storedParts(job);
  // A target that was noted and is gone since must not cost the source.
  const there = stored?.copied && (await orNull(job.target.stat(targetAddress(job), job.context.signal)));
  const done: Copied = stored?.copied && there?.size === stored.copied.stat.size ? stored.copied : await copyBytes(job, stored);
  const { stat, verified } = done;
  if (done !== stored?.copied) {
    noteBegun(job);
    await parts.copied({ ...itemKey(job), outcome: { stat, verified } });
  }
  const note = await removeSource(job);
  const { from } = job;
  const removed =
    note === kept || from.connectionId === null
      ? {}
      : { removed: { connectionId: from.connectionId, bucket: from.bucket, keys: [from.key] } };
  return { ...copied(job, stat, verified), note: note || (done.note ?? ''), ...removed };
}

/** Carries out copies and moves between any two stores. */
export function copyExecutors(parts: CopyParts): { copy: Executor; move: Executor } {
  return {
    copy: (item, context) => copy(copyJob(parts, item, context)),
    move: (item, context) => move(copyJob(parts, item, context)),
  };
}
