import { failure, type LifecycleAction, type LifecycleRule, ruleScope } from '../../../sdk.ts';
import { type BlobActions, type DateAfter, type PolicyRule, type TierAction, tierActions } from './policy.ts';

const keys = {
  modified: 'daysAfterModificationGreaterThan',
  created: 'daysAfterCreationGreaterThan',
  accessed: 'daysAfterLastAccessTimeGreaterThan',
} as const;

function refuse({ id }: LifecycleRule, field: string, why: string): never {
  throw failure('invalid_input', `Rule ${id}, ${field}: ${why}.`, { hint: 'Change the rule.', source: { scope: ruleScope(id) } });
}

function tierOf(rule: LifecycleRule, storageClass: string): TierAction {
  const found = Object.entries(tierActions).find(([, tier]) => tier === storageClass);
  return (found?.[0] as TierAction | undefined) ?? refuse(rule, 'class', `Azure has no class ${storageClass}`);
}

type Actions = PolicyRule['definition']['actions'];

interface Target {
  part: 'baseBlob' | 'version';
  name: TierAction | 'delete';
  after: DateAfter;
}

function targetOf(rule: LifecycleRule, action: LifecycleAction): Target {
  if ('date' in action && action.date !== undefined) refuse(rule, 'date', 'Azure takes an age only');
  if (action.kind === 'transition')
    return { part: 'baseBlob', name: tierOf(rule, action.storageClass), after: { [keys[action.basis]]: action.days } };
  if (action.kind === 'expire') return { part: 'baseBlob', name: 'delete', after: { [keys[action.basis]]: action.days } };
  if (action.kind === 'abort_uploads')
    return refuse(rule, 'action', 'Azure drops unfinished uploads by itself after a week, and takes no rule for it');
  if (action.kind === 'remove_delete_markers') return refuse(rule, 'action', 'Azure has no delete markers');
  if (action.keepNewest > 0) refuse(rule, 'versions', 'Azure cannot keep a number of the newest versions');
  const name = action.kind === 'noncurrent_expire' ? 'delete' : tierOf(rule, action.storageClass);
  return { part: 'version', name, after: { daysAfterCreationGreaterThan: action.days } };
}

function actionsOf(rule: LifecycleRule): Actions {
  const actions: Actions = {};
  for (const action of rule.actions) {
    const { part, name, after } = targetOf(rule, action);
    const list: BlobActions = (actions[part] ??= {});
    if (list[name]) refuse(rule, 'action', 'the same is done twice');
    if (name === 'tierToHot' && !('daysAfterLastAccessTimeGreaterThan' in after)) refuse(rule, 'class', 'only access moves objects to Hot');
    list[name] = after;
  }
  return actions;
}

function assertFilter(rule: LifecycleRule): void {
  const { suffixes, minBytes, maxBytes, classes, prefixes, tags, createdBefore } = rule.filter;
  if (createdBefore !== undefined) refuse(rule, 'created before', 'Azure cannot choose by the day of creation');
  if (suffixes.length > 0) refuse(rule, 'suffixes', 'Azure cannot choose by the end of a name');
  if (minBytes !== null || maxBytes !== null) refuse(rule, 'size', 'Azure cannot choose by size');
  if (classes.length > 0) refuse(rule, 'classes', 'Azure cannot choose by class');
  if (prefixes.length > 10) refuse(rule, 'prefixes', 'Azure takes ten at most');
  if (Object.keys(tags).length > 10) refuse(rule, 'tags', 'Azure takes ten at most');
  if (!/^[A-Za-z0-9-]{1,256}$/.test(rule.id)) refuse(rule, 'name', 'it may have letters, digits and hyphens only');
}

/** The provider's form of a rule for one container. Throws `invalid_input` that names rule and field. */
export function toAzure(rule: LifecycleRule, container: string): PolicyRule {
  assertFilter(rule);
  const { prefixes, tags } = rule.filter;
  const index = Object.entries(tags).map(([name, value]) => ({ name, op: '==', value }));
  return {
    name: rule.id,
    enabled: rule.enabled,
    type: 'Lifecycle',
    definition: {
      actions: actionsOf(rule),
      filters: {
        blobTypes: ['blockBlob'],
        prefixMatch: prefixes.length > 0 ? prefixes.map((prefix) => `${container}/${prefix}`) : [`${container}/`],
        ...(index.length > 0 ? { blobIndexMatch: index } : {}),
      },
    },
  };
}
