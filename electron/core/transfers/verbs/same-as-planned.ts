import type { ObjectRow } from '#shared/model/storage.ts';
import type { ObjectStat } from '../../capabilities/objects.ts';
import type { SourceStat } from '../transfers-api.ts';

/** Some providers state whole seconds in one call and parts of them in another. */
const toleranceMs = 1_000;

/** Whether an object is what the plan saw: by its ETag where both know one, else by its time; and by its size. */
export function sameAsPlanned(planned: SourceStat, now: Pick<ObjectRow | ObjectStat, 'size' | 'modified' | 'etag'>): boolean {
  if (planned.size !== now.size) return false;
  if (planned.etag !== '' && now.etag) return planned.etag === now.etag;
  return Math.abs(planned.modified - now.modified) <= toleranceMs;
}
