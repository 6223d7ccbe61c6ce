import { failure, type LifecycleAction, type LifecycleRule, ruleScope } from '../../sdk.ts';
import type { LifecycleRecord } from './bucket-record.ts';
import { storageFeatures } from './features.ts';

/** Conditions that rules here can say. Source: https://cloud.google.com/storage/docs/lifecycle#conditions */
const understood = [
  'age',
  'createdBefore',
  'daysSinceNoncurrentTime',
  'numNewerVersions',
  'isLive',
  'matchesPrefix',
  'matchesSuffix',
  'matchesStorageClass',
];

const numberOf = (value: unknown) => (typeof value === 'number' ? value : 0);
const textsOf = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : []);

function actionOf({ action = {}, condition = {} }: LifecycleRecord): LifecycleAction {
  const { age, daysSinceNoncurrentTime, numNewerVersions, isLive } = condition;
  const noncurrent = daysSinceNoncurrentTime !== undefined || numNewerVersions !== undefined || isLive === false;
  const since = { days: numberOf(daysSinceNoncurrentTime), keepNewest: numberOf(numNewerVersions) };
  const storageClass = action.storageClass ?? '';
  if (action.type === 'AbortIncompleteMultipartUpload') return { kind: 'abort_uploads', days: numberOf(age) };
  if (action.type === 'SetStorageClass') {
    return noncurrent
      ? { kind: 'noncurrent_transition', ...since, storageClass }
      : { kind: 'transition', days: numberOf(age), storageClass, basis: 'created' };
  }
  return noncurrent ? { kind: 'noncurrent_expire', ...since } : { kind: 'expire', days: numberOf(age), basis: 'created' };
}

function unsupportedOf({ action = {}, condition = {} }: LifecycleRecord): string[] {
  const known = ['Delete', 'SetStorageClass', 'AbortIncompleteMultipartUpload'].includes(action.type ?? '');
  const noncurrent = condition['daysSinceNoncurrentTime'] !== undefined || condition['numNewerVersions'] !== undefined;
  const others = Object.keys(condition).filter((name) => !understood.includes(name));
  // Age of the object and age as an old version are two conditions: a rule here has one.
  const both = noncurrent && condition['age'] !== undefined ? ['age'] : [];
  const olderByAge = condition['isLive'] === false && !noncurrent ? ['isLive'] : [];
  return [
    ...(known ? [] : [`action ${action.type ?? 'without a type'}`]),
    ...[...others, ...both, ...olderByAge].map((name) => `condition ${name}`),
  ];
}

/** Google has no names for rules: they are numbered as its console does. */
export function rulesOf(records: readonly LifecycleRecord[]): LifecycleRule[] {
  return records.map((record, at) => {
    const { matchesPrefix, matchesSuffix, matchesStorageClass, createdBefore } = record.condition ?? {};
    return {
      id: `Rule ${at + 1}`,
      enabled: true,
      filter: {
        prefixes: textsOf(matchesPrefix),
        suffixes: textsOf(matchesSuffix),
        tags: {},
        minBytes: null,
        maxBytes: null,
        classes: textsOf(matchesStorageClass),
        ...(typeof createdBefore === 'string' ? { createdBefore } : {}),
      },
      actions: [actionOf(record)],
      unsupported: unsupportedOf(record),
    };
  });
}

function refuse(rule: LifecycleRule, field: string, why: string): never {
  throw failure('invalid_input', `Rule "${rule.id}", ${field}: ${why}`, {
    hint: 'Change or remove it: Google Cloud Storage cannot say it.',
    source: { scope: ruleScope(rule.id) },
  });
}

function checkAction(rule: LifecycleRule, action: LifecycleAction): void {
  if ('basis' in action && action.basis !== 'created') refuse(rule, 'days', 'they count from the creation of an object, nothing else.');
  if ('date' in action && action.date !== undefined) refuse(rule, 'date', 'a rule begins with an age only.');
  if (action.kind === 'remove_delete_markers') refuse(rule, 'action', 'there are no delete markers.');
  if ('storageClass' in action && !storageFeatures.classes.some(({ id }) => id === action.storageClass)) {
    refuse(rule, 'storage class', `${action.storageClass} is none of Google's.`);
  }
  if (action.kind === 'abort_uploads' && rule.filter.classes.length > 0) refuse(rule, 'classes', 'uploads have none yet.');
}

/** Throws `invalid_input` for what a rule of Google cannot say. */
export function checkRules(rules: readonly LifecycleRule[]): void {
  for (const rule of rules) {
    const { tags, minBytes, maxBytes } = rule.filter;
    if (rule.unsupported.length > 0) continue;
    if (!rule.enabled) refuse(rule, 'enabled', 'a rule is there or it is not.');
    if (Object.keys(tags).length > 0) refuse(rule, 'tags', 'objects have none.');
    if (minBytes !== null || maxBytes !== null) refuse(rule, 'size', 'rules do not look at it.');
    for (const action of rule.actions) checkAction(rule, action);
  }
}

function conditionOf(action: LifecycleAction): Record<string, unknown> {
  if (action.kind === 'abort_uploads') return { age: action.days };
  // Without it, a rule would take older versions too, by the age of their creation.
  if (action.kind === 'transition' || action.kind === 'expire') return { age: action.days, isLive: true };
  if (action.kind === 'remove_delete_markers') return {};
  const newer = action.keepNewest > 0 ? { numNewerVersions: action.keepNewest } : {};
  return { daysSinceNoncurrentTime: action.days, ...newer };
}

function typeOf(action: LifecycleAction): LifecycleRecord['action'] {
  if ('storageClass' in action) return { type: 'SetStorageClass', storageClass: action.storageClass };
  return { type: action.kind === 'abort_uploads' ? 'AbortIncompleteMultipartUpload' : 'Delete' };
}

function recordsOfRule({ filter, actions }: LifecycleRule): LifecycleRecord[] {
  const { prefixes, suffixes, classes, createdBefore } = filter;
  const matches = {
    ...(prefixes.length > 0 ? { matchesPrefix: prefixes } : {}),
    ...(suffixes.length > 0 ? { matchesSuffix: suffixes } : {}),
    ...(classes.length > 0 ? { matchesStorageClass: classes } : {}),
    ...(createdBefore === undefined ? {} : { createdBefore }),
  };
  return actions.map((action) => ({ action: typeOf(action)!, condition: { ...conditionOf(action), ...matches } }));
}

/** Google's rules: those that did not change as they are, others written anew, each action as a rule of its own. */
export function recordsOf(rules: readonly LifecycleRule[], before: readonly LifecycleRecord[]): LifecycleRecord[] {
  const held = new Map(rulesOf(before).map((rule, at) => [JSON.stringify(rule), before[at]!]));
  const kept = new Map(rulesOf(before).map((rule, at) => [rule.id, before[at]!]));
  return rules.flatMap((rule) => {
    const same = held.get(JSON.stringify(rule)) ?? (rule.unsupported.length > 0 ? kept.get(rule.id) : undefined);
    return same ? [same] : recordsOfRule(rule);
  });
}
