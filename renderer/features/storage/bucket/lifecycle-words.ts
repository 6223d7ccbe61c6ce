import type { LifecycleAction, LifecycleRule } from '#shared/model/lifecycle.ts';

export const actionTitles: Record<LifecycleAction['kind'], string> = {
  transition: 'Move to class',
  expire: 'Delete',
  noncurrent_transition: 'Move older versions to class',
  noncurrent_expire: 'Delete older versions',
  abort_uploads: 'Remove unfinished uploads',
  remove_delete_markers: 'Remove lone delete markers',
};

/** A new action of a kind; `storageClass`: the store's next colder one. */
export function newAction(kind: LifecycleAction['kind'], storageClass: string): LifecycleAction {
  switch (kind) {
    case 'transition':
      return { kind, days: 30, storageClass, basis: 'created' };
    case 'expire':
      return { kind, days: 365, basis: 'created' };
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

/** `Move to class GLACIER after 90 days` */
export function actionText(action: LifecycleAction): string {
  const where = 'storageClass' in action ? ` ${action.storageClass}` : '';
  return `${actionTitles[action.kind]}${where}${'days' in action ? ` after ${action.days} days` : ''}`;
}

/** A rule that does nothing yet; its name is free. */
export function newRule(rules: readonly LifecycleRule[], storageClass: string): LifecycleRule {
  let number = rules.length + 1;
  while (rules.some(({ id }) => id === `rule-${number}`)) number++;
  return {
    id: `rule-${number}`,
    enabled: true,
    filter: { prefixes: [], suffixes: [], tags: {}, minBytes: null, maxBytes: null, classes: [] },
    actions: [newAction('transition', storageClass)],
    unsupported: [],
  };
}
