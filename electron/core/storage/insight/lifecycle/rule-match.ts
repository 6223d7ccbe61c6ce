import type { LifecycleAction, LifecycleRule } from '#shared/model/lifecycle.ts';
import type { ObjectRow } from '#shared/model/storage.ts';

const any = (list: readonly string[], test: (text: string) => boolean) => list.length === 0 || list.some(test);

/** Whether the filter takes an object, as far as the index can tell: tags are taken as if they matched. */
export function filterTakes({ filter }: LifecycleRule, { key, size, storageClass, modified }: ObjectRow): boolean {
  return (
    any(filter.prefixes, (prefix) => key.startsWith(prefix)) &&
    any(filter.suffixes, (suffix) => key.endsWith(suffix)) &&
    any(filter.classes, (name) => name === storageClass) &&
    (filter.createdBefore === undefined || modified < Date.parse(filter.createdBefore)) &&
    size >= (filter.minBytes ?? 0) &&
    size <= (filter.maxBytes ?? Number.POSITIVE_INFINITY)
  );
}

/** Actions on current objects, which the index knows. */
export type CurrentAction = Extract<LifecycleAction, { kind: 'transition' | 'expire' }>;

export function isCurrent(action: LifecycleAction): action is CurrentAction {
  return (action.kind === 'transition' || action.kind === 'expire') && action.basis !== 'accessed';
}

/** What the index cannot tell of a rule and action. */
export function notesOf({ filter, unsupported }: LifecycleRule, action: LifecycleAction): string[] {
  const notes: string[] = [];
  if (Object.keys(filter.tags).length > 0)
    notes.push('The rule names tags, which the index does not know: these are the most that it can take.');
  if (action.kind === 'noncurrent_transition' || action.kind === 'noncurrent_expire')
    notes.push('It is about older versions, which the index does not know.');
  if (action.kind === 'abort_uploads') notes.push('It is about unfinished uploads, which the index does not know.');
  if (action.kind === 'remove_delete_markers') notes.push('It is about delete markers, which the index does not know.');
  if ('basis' in action && action.basis === 'accessed') notes.push('It counts from the last access, which the index does not know.');
  if (unsupported.length > 0) notes.push(`The rule says more than is simulated: ${unsupported.join(', ')}.`);
  return notes;
}
