import { AppFailure, failure } from '#shared/errors/app-error.ts';
import type { ObjectStat, ObjectStore } from '../../capabilities/objects.ts';
import type { Executor, ItemContext } from '../executor.ts';
import type { WorkItem } from '../transfers-api.ts';
import { done, having, subjectOf } from './outcome.ts';

async function current(store: ObjectStore, at: { bucket: string; key: string }, { signal }: ItemContext): Promise<ObjectStat | null> {
  try {
    return await store.stat(at, signal);
  } catch (cause) {
    if (cause instanceof AppFailure && cause.error.code === 'not_found') return null;
    throw cause;
  }
}

/** Made current already, by a process that did not live to write it down. */
function isThere(from: NonNullable<WorkItem['from']>, stat: ObjectStat | null): boolean {
  return stat !== null && stat.size === from.size && (stat.versionId === from.versionId || (from.etag !== '' && stat.etag === from.etag));
}

/** Makes a version, or a deleted object, the current one. Done twice it would leave a version more, so it looks first. */
export const bringBack: Executor = async (item, context) => {
  const { from, store } = subjectOf(item, context);
  const { connectionId, bucket, key, versionId } = from;
  if (versionId === null) throw failure('invalid_input', `No version of ${key} was named`);
  if (isThere(from, await current(store, { bucket, key }, context))) return done('it has these contents already');
  await having(store, 'restoreVersion').restoreVersion({ bucket, key, versionId }, context.signal);
  const stat = await current(store, { bucket, key }, context);
  if (connectionId === null || !stat) return done();
  const row = { key, size: stat.size, modified: stat.modified, storageClass: '', etag: stat.etag || null };
  return { ...done(), put: { connectionId, bucket, rows: [row] } };
};
