import type { LifecycleAction, LifecycleFeatures, LifecycleRule } from '#shared/model/lifecycle.ts';

export const actionTitles: Record<LifecycleAction['kind'], string> = {
  transition: 'Move to class',
  expire: 'Delete',
  noncurrent_transition: 'Move older versions to class',
  noncurrent_expire: 'Delete older versions',
  abort_uploads: 'Remove unfinished uploads',
  remove_delete_markers: 'Remove lone delete markers',
};

type Basis = LifecycleFeatures['bases'][number];

export const basisTitles: Record<Basis, string> = { created: 'its creation', modified: 'its last change', accessed: 'its last access' };

/** A new action of a kind; `storageClass`: the store's next colder one; `basis`: what the provider usually counts from. */
export function newAction(kind: LifecycleAction['kind'], storageClass: string, basis: Basis = 'created'): LifecycleAction {
  switch (kind) {
    case 'transition':
      return { kind, days: 30, storageClass, basis };
    case 'expire':
      return { kind, days: 365, basis };
    case 'noncurrent_transition':
      return { kind, days: 30, storageClass, keepNewest: 0 };
    case 'noncurrent_expire':
      return { kind, days: 90, keepNewest: 0 };
    case 'abort_uploads':
      return { kind, days: 7 };
    default:
      return { kind };
  }
}

/** `Move to class GLACIER after 90 days`; what is not the usual is said. */
export function actionText(action: LifecycleAction): string {
  const where = 'storageClass' in action ? ` ${action.storageClass}` : '';
  const date = 'date' in action ? action.date : undefined;
  const days = date !== undefined ? ` from ${date} on` : 'days' in action ? ` after ${action.days} days` : '';
  const from = date === undefined && 'basis' in action && action.basis !== 'created' ? ` from ${basisTitles[action.basis]}` : '';
  const keep = 'keepNewest' in action && action.keepNewest > 0 ? `, keeping the newest ${action.keepNewest}` : '';
  return `${actionTitles[action.kind]}${where}${days}${from}${keep}`;
}

function freeName(rules: readonly LifecycleRule[], stem: string): string {
  let number = rules.length + 1;
  while (rules.some(({ id }) => id === `${stem}-${number}`)) number++;
  return `${stem}-${number}`;
}

/** The same under another name. */
export function copiedRule(rules: readonly LifecycleRule[], rule: LifecycleRule): LifecycleRule {
  return { ...structuredClone(rule), id: freeName(rules, rule.id) };
}

/** A rule that takes everything; its name is free. */
export function newRule(rules: readonly LifecycleRule[], storageClass: string, basis: Basis): LifecycleRule {
  return {
    id: freeName(rules, 'rule'),
    enabled: true,
    filter: { prefixes: [], suffixes: [], tags: {}, minBytes: null, maxBytes: null, classes: [] },
    actions: [newAction('transition', storageClass, basis)],
    unsupported: [],
  };
}
