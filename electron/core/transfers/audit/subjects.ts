import type { AuditSubject } from '#shared/model/audit.ts';
import type { StorageRequest } from '#shared/model/transfer.ts';
import { addressOf } from '../plans/address.ts';
import type { PlannerParts } from '../plans/planner-parts.ts';
import { namedBuckets } from '../plans/request-sides.ts';

/** Subject of a place as transfers name it: `bucket/key`, or a path of this machine. */
export type SubjectOf = (place: string) => AuditSubject | null;

const none = { provider: 'other', account: '', region: '' } as const;

function file(path: string): AuditSubject | null {
  return path === '' ? null : { connectionId: '', machineId: path, name: path, ...none };
}

/** Subjects of what a request is about. Its buckets are looked up once. */
export async function createSubjects(
  { bucketOf, stores }: Pick<PlannerParts, 'bucketOf' | 'stores'>,
  request: StorageRequest,
): Promise<SubjectOf> {
  const named = namedBuckets(request).toSorted((a, b) => b.bucket.length - a.bucket.length);
  const known = await Promise.all(named.map(async (key) => ({ ...key, cached: await bucketOf(key) })));
  return (place) => {
    const found = known.find(({ bucket }) => place.startsWith(`${bucket}/`));
    if (!found) return file(place);
    const { connectionId, bucket, cached } = found;
    const key = place.slice(bucket.length + 1);
    const machineId = addressOf((id) => stores.features(id), { connectionId, bucket, key });
    const { provider, account, region } = cached ?? none;
    return { connectionId, machineId, name: key || bucket, provider, account, region };
  };
}
