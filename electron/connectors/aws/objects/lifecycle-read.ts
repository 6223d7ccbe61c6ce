import type { LifecycleRuleFilter, LifecycleRule as S3Rule } from '@aws-sdk/client-s3';
import type { LifecycleAction, LifecycleRule } from '../../sdk.ts';
import { tagRecord } from './encoding.ts';

const day = 86_400_000;
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

/** A rule by date takes every object on that day; the days to it stand in, and `unsupported` says so. */
function daysTo(date: Date, now: number): number {
  return Math.max(0, Math.ceil((date.getTime() - now) / day));
}

const basis = 'created' as const;

function currentActions({ Transitions = [], Expiration = {} }: S3Rule, now: number): LifecycleAction[] {
  const { Days, Date: date, ExpiredObjectDeleteMarker } = Expiration;
  const moves = Transitions.map((one): LifecycleAction => {
    const days = one.Days ?? (one.Date ? daysTo(one.Date, now) : 0);
    return { kind: 'transition', days, storageClass: one.StorageClass ?? '', basis };
  });
  const days = Days ?? (date ? daysTo(date, now) : undefined);
  return [
    ...moves,
    ...(days === undefined ? [] : [{ kind: 'expire', days, basis } as const]),
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
  const on = (date: Date) => date.toISOString().slice(0, 10);
  return [
    ...(rule.Transitions ?? []).flatMap((one) => (one.Date ? [`Moves to ${one.StorageClass} on ${on(one.Date)}, whatever the age`] : [])),
    ...(rule.Expiration?.Date ? [`Deletes on ${on(rule.Expiration.Date)}, whatever the age`] : []),
    ...Object.keys(rule).filter((key) => !known.has(key) && rule[key as keyof S3Rule] !== undefined),
  ];
}

/** Rules without a name get one by their place, as Amazon's own tools show them. */
export function ruleName(rule: S3Rule, place: number): string {
  return rule.ID || `rule-${place + 1}`;
}

export function fromS3(rule: S3Rule, place: number, now: number): LifecycleRule {
  return {
    id: ruleName(rule, place),
    enabled: rule.Status === 'Enabled',
    filter: filterOf(rule.Filter, rule.Prefix),
    actions: [...currentActions(rule, now), ...otherActions(rule)],
    unsupported: unsupportedIn(rule),
  };
}
