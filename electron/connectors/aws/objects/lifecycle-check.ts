import { failure, type LifecycleAction, type LifecycleRule, ruleScope } from '../../sdk.ts';
import { storageFeatures } from './features.ts';

const mostRules = 1000;
const targets = storageFeatures.classes.map(({ id }) => id).filter((id) => id !== 'STANDARD');
/** Only here must an object have stayed in Standard for a while. Source: S3 User Guide, "Constraints and considerations for transitions". */
const late = ['STANDARD_IA', 'ONEZONE_IA'];
const once: LifecycleAction['kind'][] = ['expire', 'noncurrent_expire', 'abort_uploads', 'remove_delete_markers'];

function filterFault({ filter }: LifecycleRule): string | null {
  if (filter.prefixes.length > 1) return 'filter.prefixes: a rule of S3 takes one prefix. Make a rule for each.';
  if (filter.suffixes.length > 0) return 'filter.suffixes: S3 cannot choose by the end of a key.';
  if (filter.classes.length > 0) return 'filter.classes: S3 cannot choose by storage class.';
  if (filter.createdBefore !== undefined) return 'filter.createdBefore: S3 cannot choose by the day of creation.';
  const { minBytes, maxBytes } = filter;
  return minBytes !== null && maxBytes !== null && minBytes > maxBytes
    ? 'filter.minBytes: no object is larger than this and smaller than maxBytes.'
    : null;
}

const isDated = (action: LifecycleAction) => 'date' in action && action.date !== undefined;

function actionFault(action: LifecycleAction): string | null {
  if ('basis' in action && action.basis !== 'created') return `${action.kind}.basis: S3 counts days from the creation only.`;
  if ('storageClass' in action) {
    if (!targets.includes(action.storageClass)) return `${action.kind}.storageClass: S3 does not move objects to ${action.storageClass}.`;
    if (late.includes(action.storageClass) && !isDated(action) && action.days < 30)
      return `${action.kind}.days: ${action.storageClass} needs 30 days or more.`;
  }
  const least = action.kind === 'transition' || action.kind === 'remove_delete_markers' ? 0 : 1;
  return 'days' in action && !isDated(action) && action.days < least ? `${action.kind}.days: S3 needs one day or more.` : null;
}

/** All of a rule's moves and its deletion go by age, or all by day. */
function orderFault(actions: readonly LifecycleAction[]): string | null {
  const moves = actions.filter((action) => action.kind === 'transition');
  const expire = actions.find((action) => action.kind === 'expire');
  const timed = [...moves, ...(expire ? [expire] : [])];
  const dated = timed.filter(isDated).length;
  if (dated > 0 && dated < timed.length) return 'actions: S3 takes days or a date in one rule, not both.';
  if (!expire || moves.length === 0) return null;
  if (expire.date !== undefined) {
    const last = moves
      .map(({ date = '' }) => date)
      .sort()
      .at(-1)!;
    return expire.date <= last ? `expire.date: must be later than the last transition, on ${last}.` : null;
  }
  const last = Math.max(...moves.map(({ days }) => days));
  return expire.days <= last ? `expire.days: must be more than the ${last} days of the last transition.` : null;
}

/** Source: S3 API reference, "LifecycleRule"; S3 User Guide, "Lifecycle configuration elements". */
function combinationFault({ actions, filter }: LifecycleRule): string | null {
  const has = (kind: LifecycleAction['kind']) => actions.some((action) => action.kind === kind);
  const twice = once.find((kind) => actions.filter((action) => action.kind === kind).length > 1);
  if (twice) return `actions: a rule of S3 has one ${twice}.`;
  if (has('expire') && has('remove_delete_markers'))
    return 'actions: expire removes delete markers by itself; leave remove_delete_markers out.';
  const isNarrow = Object.keys(filter.tags).length > 0;
  const isSized = filter.minBytes !== null || filter.maxBytes !== null;
  if (has('remove_delete_markers') && isNarrow) return 'remove_delete_markers: not together with tags.';
  if (has('abort_uploads') && (isNarrow || isSized)) return 'abort_uploads: not together with tags or sizes.';
  return orderFault(actions);
}

/** `lifecycle.check` of the store. Rules that are only kept are not judged. */
export function checkLifecycle(rules: readonly LifecycleRule[]): void {
  const refuse = (message: string, rule?: LifecycleRule) =>
    failure('invalid_input', message, {
      hint: 'Change the named field of the rule.',
      ...(rule ? { source: { scope: ruleScope(rule.id) } } : {}),
    });
  if (rules.length > mostRules) throw refuse(`S3 takes ${mostRules} rules for a bucket, these are ${rules.length}.`);
  const ids = new Set<string>();
  for (const rule of rules) {
    if (ids.has(rule.id)) throw refuse(`Rule ${rule.id}, id: there are two rules of this name.`, rule);
    ids.add(rule.id);
    if (rule.unsupported.length > 0) continue;
    const fault = filterFault(rule) ?? rule.actions.map(actionFault).find((one) => one !== null) ?? combinationFault(rule);
    if (fault) throw refuse(`Rule ${rule.id}, ${fault}`, rule);
  }
}
