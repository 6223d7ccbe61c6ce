import { failure } from '../../sdk.ts';
import type { Changed, State } from './changes.ts';
import { type OpenBucket, own } from './estate.ts';

/** The state that the organisation's own objects are in. */
const first = 'v0';

/** All states of a key, the oldest first. */
export function statesOf(open: OpenBucket, key: string): readonly State[] {
  const known = open.changes.statesOf(key);
  if (known) return known;
  const object = own(open, key);
  if (!object) return [];
  const { read: _, ...rest } = object;
  return [{ versionId: first, modified: object.modified, object: { ...rest, body: { from: key } } }];
}

/** A new state; null: deleted. Buckets without versions keep no other. */
export function addState(open: OpenBucket, key: string, { object, modified }: { object: Changed | null; modified: number }): void {
  const state = { versionId: open.changes.nextVersionId(), modified, object };
  if (open.bucket.versioned) open.changes.set(key, [...statesOf(open, key), state]);
  else open.changes.set(key, object ? [state] : []);
}

/** Changes what is said of a state, not its bytes. */
export function changeState(open: OpenBucket, key: string, { versionId, changed }: { versionId: string; changed: Partial<Changed> }): void {
  const changedState = (state: State): State =>
    state.versionId === versionId && state.object ? { ...state, object: { ...state.object, ...changed } } : state;
  open.changes.set(key, statesOf(open, key).map(changedState));
}

export function removeState(open: OpenBucket, key: string, versionId: string): void {
  open.changes.set(
    key,
    statesOf(open, key).filter((state) => state.versionId !== versionId),
  );
}

/** Makes a state the current one by a copy of it; a delete marker goes. Throws `not_found`. */
export function restoreState(open: OpenBucket, key: string, { versionId, modified }: { versionId: string; modified: number }): void {
  const state = statesOf(open, key).find((one) => one.versionId === versionId);
  if (!state) throw failure('not_found', `There is no version ${versionId} of ${open.bucket.name}/${key}.`);
  if (state.object) addState(open, key, { object: { ...state.object, modified }, modified });
  else removeState(open, key, versionId);
}
