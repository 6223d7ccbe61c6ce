import { AppFailure } from '#shared/errors/app-error.ts';
import type { Executor } from '../executor.ts';
import { done, having, subjectOf } from './outcome.ts';

/** An empty folder. */
export const createFolder: Executor = async ({ to }, { to: store, signal }) => {
  await store!.createFolder(to!.bucket, to!.key, signal);
  return done();
};

/** What is gone is done. */
export const abortUpload: Executor = async (item, context) => {
  const { from, store } = subjectOf(item, context);
  const { bucket, key } = from;
  try {
    await having(store, 'abortPendingUpload').abortPendingUpload(bucket, { key, uploadId: item.input.uploadId ?? '' }, context.signal);
  } catch (cause) {
    if (!(cause instanceof AppFailure && cause.error.code === 'not_found')) throw cause;
    return done('it was gone already');
  }
  return done();
};

/** The store compares the rules that the plan saw with those that are there: others are a conflict. */
export const saveLifecycle: Executor = async (item, context) => {
  const { from, store } = subjectOf(item, context);
  const { rules, before } = item.input.lifecycle!;
  const { lifecycle } = having(store, 'lifecycle');
  const now = await lifecycle.get(from.bucket, context.signal);
  if (JSON.stringify(now.rules) === JSON.stringify(rules)) return done('the rules are these already');
  await lifecycle.put(from.bucket, rules, before, context.signal);
  return done();
};
