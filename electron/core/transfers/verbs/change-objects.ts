import type { Executor } from '../executor.ts';
import { addressOf, done, having, subjectOf } from './outcome.ts';

/** Headers and metadata. */
export const changeProperties: Executor = async (item, context) => {
  const { from, store } = subjectOf(item, context);
  await having(store, 'setProperties').setProperties(addressOf(from), item.input.properties!, context.signal);
  return done();
};

export const changeTags: Executor = async (item, context) => {
  const { from, store } = subjectOf(item, context);
  await having(store, 'setTags').setTags(addressOf(from), item.input.tags!, context.signal);
  return done();
};

/** What is told of it afterwards is read again: some providers write the object anew. */
export const changeStorageClass: Executor = async (item, context) => {
  const { from, store } = subjectOf(item, context);
  const { connectionId, bucket, key, versionId, size } = from;
  const storageClass = item.input.storageClass!;
  await having(store, 'setStorageClass').setStorageClass({ ...addressOf(from), size }, storageClass, context.signal);
  if (connectionId === null || versionId !== null) return done();
  const { modified, etag, size: now } = await store.stat({ bucket, key }, context.signal);
  return { ...done(), put: { connectionId, bucket, rows: [{ key, size: now, modified, storageClass, etag: etag || null }] } };
};

/** Done when the provider has taken it; it becomes readable later. */
export const restoreFromArchive: Executor = async (item, context) => {
  const { from, store } = subjectOf(item, context);
  const { days = 7, tier = null } = item.input;
  await having(store, 'restore').restore(addressOf(from), { days, tier }, context.signal);
  return done();
};

export const changeAccess: Executor = async (item, context) => {
  const { from, store } = subjectOf(item, context);
  await having(store, 'setAccess').setAccess(addressOf(from), item.input.access!, context.signal);
  return done();
};
