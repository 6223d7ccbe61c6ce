import type { LifecycleRuleFilter, LifecycleRule as S3Rule } from '@aws-sdk/client-s3';
import type { LifecycleAction, LifecycleRule } from '../../sdk.ts';
import { tagRecord } from './encoding.ts';

const known = new Set<string>([
  'AbortIncompleteMultipartUpload',
  'Expiration',
  'Filter',
  'ID',
  'NoncurrentVersionExpiration',
  'NoncurrentVersionTransitions',
  'Prefix',
  'Status',
  'Transitions',
]);

/** S3's sizes are "greater than" and "less than"; here both ends belong to it. */
function filterOf(filter: LifecycleRuleFilter | undefined, legacyPrefix: string | undefined): LifecycleRule['filter'] {
  const all = filter?.And ?? filter ?? {};
  const tags = filter?.And?.Tags ?? (filter?.Tag ? [filter.Tag] : []);
  const prefix = all.Prefix ?? legacyPrefix ?? '';
  return {
    prefixes: prefix === '' ? [] : [prefix],
    suffixes: [],
    tags: tagRecord(tags),
    minBytes: all.ObjectSizeGreaterThan === undefined ? null : all.ObjectSizeGreaterThan + 1,
    maxBytes: all.ObjectSizeLessThan === undefined ? null : all.ObjectSizeLessThan - 1,
    classes: [],
  };
}

const dayOf = (date: Date) => date.toISOString().slice(0, 10);

const basis = 'created' as const;
const onDay = (date: Date | undefined) => (date ? { date: dayOf(date) } : {});

function currentActions({ Transitions = [], Expiration = {} }: S3Rule): LifecycleAction[] {
  const { Days, Date: date, ExpiredObjectDeleteMarker } = Expiration;
  const moves = Transitions.map((one): LifecycleAction => {
    return { kind: 'transition', days: one.Days ?? 0, storageClass: one.StorageClass ?? '', basis, ...onDay(one.Date) };
  });
  return [
    ...moves,
    ...(Days === undefined && !date ? [] : [{ kind: 'expire', days: Days ?? 0, basis, ...onDay(date) } as const]),
    ...(ExpiredObjectDeleteMarker ? [{ kind: 'remove_delete_markers' } as const] : []),
  ];
}

function otherActions(rule: S3Rule): LifecycleAction[] {
  const { NoncurrentVersionTransitions = [], NoncurrentVersionExpiration: gone, AbortIncompleteMultipartUpload: uploads } = rule;
  const moves = NoncurrentVersionTransitions.map(
    (one): LifecycleAction => ({
      kind: 'noncurrent_transition',
      days: one.NoncurrentDays ?? 0,
      storageClass: one.StorageClass ?? '',
      keepNewest: one.NewerNoncurrentVersions ?? 0,
    }),
  );
  return [
    ...moves,
    ...(gone
      ? [{ kind: 'noncurrent_expire', days: gone.NoncurrentDays ?? 0, keepNewest: gone.NewerNoncurrentVersions ?? 0 } as const]
      : []),
    ...(uploads ? [{ kind: 'abort_uploads', days: uploads.DaysAfterInitiation ?? 0 } as const] : []),
  ];
}

function unsupportedIn(rule: S3Rule): string[] {
  const dates = [rule.Expiration?.Date, ...(rule.Transitions ?? []).map((one) => one.Date)];
  // S3 asks for midnight; what another store takes besides must not be rounded.
  const odd = dates.filter((date) => date !== undefined && date.getTime() % 86_400_000 !== 0);
  return [
    ...odd.map((date) => `a time of day: ${date!.toISOString()}`),
    ...Object.keys(rule).filter((key) => !known.has(key) && rule[key as keyof S3Rule] !== undefined),
  ];
}

/** Rules without a name get one by their place, as Amazon's own tools show them. */
export function ruleName(rule: S3Rule, place: number): string {
  return rule.ID || `rule-${place + 1}`;
}

export function fromS3(rule: S3Rule, place: number): LifecycleRule {
  return {
    id: ruleName(rule, place),
    enabled: rule.Status === 'Enabled',
    filter: filterOf(rule.Filter, rule.Prefix),
    actions: [...currentActions(rule), ...otherActions(rule)],
    unsupported: unsupportedIn(rule),
  };
}
