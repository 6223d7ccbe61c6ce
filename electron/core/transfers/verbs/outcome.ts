import { failure } from '#shared/errors/app-error.ts';
import type { ObjectStore } from '../../capabilities/objects.ts';
import type { ItemContext, ItemOutcome } from '../executor.ts';
import type { WorkItem } from '../transfers-api.ts';

/** Done, with nothing to compare. */
export function done(note = ''): ItemOutcome {
  return { verified: null, note };
}

type Side = NonNullable<WorkItem['from']>;

/** The object that an item is about, with its store. */
export function subjectOf({ from }: WorkItem, context: ItemContext): { from: Side; store: ObjectStore } {
  if (from && context.from) return { from, store: context.from };
  throw new Error('The item has no object to work on');
}

/** The store, with a method that a store may lack. Throws `unsupported`. */
export function having<K extends keyof ObjectStore>(store: ObjectStore, method: K): ObjectStore & Required<Pick<ObjectStore, K>> {
  if (store[method]) return store as ObjectStore & Required<Pick<ObjectStore, K>>;
  throw failure('unsupported', `This storage does not offer it any more (${method})`, { hint: 'Make a new plan.' });
}

export function addressOf({ bucket, key, versionId }: Side): { bucket: string; key: string; versionId: string | null } {
  return { bucket, key, versionId };
}
