import type { LifecycleRuleFilter, LifecycleRule as S3Rule, TransitionStorageClass } from '@aws-sdk/client-s3';
import type { LifecycleAction, LifecycleRule } from '../../sdk.ts';

type Of<K extends LifecycleAction['kind']> = Extract<LifecycleAction, { kind: K }>;

function filterFor({ filter }: LifecycleRule): LifecycleRuleFilter {
  const [Prefix] = filter.prefixes;
  const Tags = Object.entries(filter.tags).map(([Key, Value]) => ({ Key, Value }));
  const sizes = {
    // Larger than nothing less than one byte is every object: no condition.
    ...(filter.minBytes ? { ObjectSizeGreaterThan: filter.minBytes - 1 } : {}),
    ...(filter.maxBytes === null ? {} : { ObjectSizeLessThan: filter.maxBytes + 1 }),
  };
  const conditions = (Prefix === undefined ? 0 : 1) + Tags.length + Object.keys(sizes).length;
  if (conditions > 1) return { And: { ...(Prefix === undefined ? {} : { Prefix }), ...(Tags.length > 0 ? { Tags } : {}), ...sizes } };
  if (Tags[0]) return { Tag: Tags[0] };
  return Object.keys(sizes).length > 0 ? sizes : { Prefix: Prefix ?? '' };
}

/** S3 takes midnight, UTC, only. */
const whenOf = ({ days, date }: Of<'transition' | 'expire'>) =>
  date === undefined ? { Days: days } : { Date: new Date(`${date}T00:00:00Z`) };

const keeping = (keepNewest: number) => (keepNewest > 0 ? { NewerNoncurrentVersions: keepNewest } : {});

/** A rule as S3 takes it. It was checked before. */
export function toS3(rule: LifecycleRule): S3Rule {
  const all = <K extends LifecycleAction['kind']>(kind: K) => rule.actions.filter((action): action is Of<K> => action.kind === kind);
  const Transitions = all('transition').map((one) => ({ ...whenOf(one), StorageClass: one.storageClass as TransitionStorageClass }));
  const NoncurrentVersionTransitions = all('noncurrent_transition').map((one) => ({
    NoncurrentDays: one.days,
    StorageClass: one.storageClass as TransitionStorageClass,
    ...keeping(one.keepNewest),
  }));
  const [expire] = all('expire');
  const [gone] = all('noncurrent_expire');
  const [uploads] = all('abort_uploads');
  const Expiration = expire ? whenOf(expire) : all('remove_delete_markers').length > 0 ? { ExpiredObjectDeleteMarker: true } : null;
  return {
    ID: rule.id,
    Status: rule.enabled ? 'Enabled' : 'Disabled',
    Filter: filterFor(rule),
    ...(Transitions.length > 0 ? { Transitions } : {}),
    ...(Expiration ? { Expiration } : {}),
    ...(NoncurrentVersionTransitions.length > 0 ? { NoncurrentVersionTransitions } : {}),
    ...(gone ? { NoncurrentVersionExpiration: { NoncurrentDays: gone.days, ...keeping(gone.keepNewest) } } : {}),
    ...(uploads ? { AbortIncompleteMultipartUpload: { DaysAfterInitiation: uploads.days } } : {}),
  };
}
