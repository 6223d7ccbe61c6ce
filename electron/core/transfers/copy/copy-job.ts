import { failure } from '#shared/errors/app-error.ts';
import type { Checksum, ObjectDetail } from '#shared/model/storage.ts';
import type { ObjectAddress, ObjectStat, ObjectStore } from '../../capabilities/objects.ts';
import type { Clock } from '../../ports.ts';
import type { ItemContext } from '../executor.ts';
import type { Limiter } from '../queue/limiter.ts';
import type { TransfersAccess } from '../store/transfers-access.ts';
import type { Endpoint, SourceStat, WorkItem } from '../transfers-api.ts';
import type { MemoryBudget } from './memory-budget.ts';
import { wholeChecksums } from './whole-checksums.ts';

/** What all copies share. */
export interface CopyParts {
  clock: Clock;
  /** For jitter: 0 ≤ x < 1. */
  random: () => number;
  transfers: TransfersAccess;
  limiter: Limiter;
  memory: MemoryBudget;
}

/** One object on its way. */
export interface CopyJob {
  parts: CopyParts;
  context: ItemContext;
  item: WorkItem;
  from: Endpoint & SourceStat;
  to: Endpoint;
  source: ObjectStore;
  target: ObjectStore;
}

/** What is known of the source now; properties only where they are carried over. */
export type SourceFacts = ObjectStat & Partial<Pick<ObjectDetail, 'properties'>>;

export function copyJob(parts: CopyParts, item: WorkItem, context: ItemContext): CopyJob {
  const { from, to } = item;
  if (!from || !to || !context.from || !context.to) throw new Error(`Item ${item.index} to ${item.does} lacks a side`);
  return { parts, context, item, from, to, source: context.from, target: context.to };
}

export const sourceAddress = ({ from }: CopyJob): ObjectAddress => ({ bucket: from.bucket, key: from.key, versionId: from.versionId });
export const targetAddress = ({ to }: CopyJob): ObjectAddress => ({ bucket: to.bucket, key: to.key });
export const itemKey = ({ context, item }: CopyJob) => ({ transferId: context.transferId, index: item.index });

/** Bytes that a local disk hands out at once say nothing of a transfer's progress; those from a provider do. */
export const countsReads = ({ from }: CopyJob): boolean => from.connectionId !== null;

export function sourceChanged({ from }: CopyJob, cause?: unknown) {
  return failure('conflict', `The source changed while it was being copied: ${from.key}.`, {
    hint: 'Nothing was written to the target. Plan the copy again to take the source as it is now.',
    cause,
  });
}

const seconds = (ms: number): number => Math.floor(ms / 1000);

/** An ETag changes with the content; without one, size and time tell (providers state whole seconds in places). */
export function isAsPlanned({ from }: CopyJob, { size, modified, etag }: Pick<ObjectStat, 'size' | 'modified' | 'etag'>): boolean {
  if (size !== from.size) return false;
  return from.etag !== '' && etag !== '' ? etag === from.etag : seconds(modified) === seconds(from.modified);
}

/** Throws `conflict` unless the source is as the plan saw it. */
export function requireAsPlanned(job: CopyJob, stat: Pick<ObjectStat, 'size' | 'modified' | 'etag'>): void {
  if (!isAsPlanned(job, stat)) throw sourceChanged(job);
}

/** The source as it is now, compared with the plan. Files of this machine have no properties to be given. */
export async function sourceFacts(job: CopyJob): Promise<SourceFacts> {
  const { source, to, context } = job;
  const facts = to.connectionId !== null ? await detailFacts(job) : await source.stat(sourceAddress(job), context.signal);
  requireAsPlanned(job, facts);
  return { ...facts, checksums: await sourceChecksums(job, facts) };
}

/** What the source states of the whole object. */
export function sourceChecksums(job: CopyJob, { size, checksums }: Pick<ObjectStat, 'size' | 'checksums'>): Promise<Checksum[]> {
  return wholeChecksums({ store: job.source, address: sourceAddress(job), size, checksums, signal: job.context.signal });
}

async function detailFacts(job: CopyJob): Promise<SourceFacts> {
  const { size, modified, etag, versionId, checksums, properties } = await job.source.head(sourceAddress(job), job.context.signal);
  return { size, modified, etag: etag ?? '', versionId, checksums, properties };
}
