import type { LifecycleAction, LifecycleRule } from '#shared/model/lifecycle.ts';

const since = { created: '', modified: ' since the last change', accessed: ' since the last access' };
const newest = (count: number) => (count > 0 ? `, the newest ${count} excepted` : '');

const whenOf = ({ days, basis, date }: Extract<LifecycleAction, { kind: 'transition' | 'expire' }>) =>
  date === undefined ? `after ${days} days${since[basis]}` : `from ${date} on, whatever the age`;

function actionWords(action: LifecycleAction): string {
  switch (action.kind) {
    case 'transition':
      return `move to ${action.storageClass} ${whenOf(action)}`;
    case 'expire':
      return `delete ${whenOf(action)}`;
    case 'noncurrent_transition':
      return `move older versions to ${action.storageClass} after ${action.days} days${newest(action.keepNewest)}`;
    case 'noncurrent_expire':
      return `delete older versions after ${action.days} days${newest(action.keepNewest)}`;
    case 'abort_uploads':
      return `remove unfinished uploads after ${action.days} days`;
    default:
      return 'remove delete markers without versions';
  }
}

function ruleWords({ filter, actions }: LifecycleRule): string {
  const { prefixes, suffixes, tags, minBytes, maxBytes, classes, createdBefore } = filter;
  const limits = [
    prefixes.length > 0 && `below ${prefixes.join(', ')}`,
    suffixes.length > 0 && `ending with ${suffixes.join(', ')}`,
    ...Object.entries(tags).map(([key, value]) => `tagged ${key}=${value}`),
    minBytes !== null && `from ${minBytes} bytes`,
    maxBytes !== null && `up to ${maxBytes} bytes`,
    classes.length > 0 && `of class ${classes.join(', ')}`,
    createdBefore !== undefined && `created before ${createdBefore}`,
  ].filter((limit) => limit !== false);
  return `${actions.map(actionWords).join('; ')} (${limits.length > 0 ? limits.join(', ') : 'every object'})`;
}

const same = (one: LifecycleRule, other: LifecycleRule) => JSON.stringify(one) === JSON.stringify(other);

function changeWords(before: LifecycleRule, after: LifecycleRule): string {
  if (same({ ...before, enabled: after.enabled }, after))
    return `Rule ${after.id} is switched ${after.enabled ? 'on' : 'off'}: ${ruleWords(after)}`;
  const off = after.enabled ? '' : ', and is off';
  return `Rule ${after.id} changes from: ${ruleWords(before)}, to: ${ruleWords(after)}${off}`;
}

/** What saving these rules changes, rule by rule, in words. */
export function lifecycleChanges(before: readonly LifecycleRule[], after: readonly LifecycleRule[]): string[] {
  const old = new Map(before.map((rule) => [rule.id, rule]));
  const kept = new Set(after.map(({ id }) => id));
  return [
    ...after.flatMap((rule) => {
      const was = old.get(rule.id);
      if (!was) return `Rule ${rule.id} is new${rule.enabled ? '' : ' and off'}: ${ruleWords(rule)}`;
      return same(was, rule) ? [] : changeWords(was, rule);
    }),
    ...before.filter(({ id }) => !kept.has(id)).map((rule) => `Rule ${rule.id} is removed: ${ruleWords(rule)}`),
  ];
}

const deletes = ({ kind }: LifecycleAction) => kind === 'expire' || kind === 'noncurrent_expire';

/** Rules that begin to delete, or delete otherwise than before. */
export function deletingRules(before: readonly LifecycleRule[], after: readonly LifecycleRule[]): LifecycleRule[] {
  return after.filter((rule) => rule.enabled && rule.actions.some(deletes) && !before.some((was) => same(was, rule)));
}
