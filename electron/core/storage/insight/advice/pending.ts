import type { CachedBucket, PendingUpload } from '#shared/model/storage.ts';
import type { StorageFinding } from '#shared/model/storage-insight.ts';
import { pendingCost } from '../pending-cost.ts';

/** Unfinished uploads that are counted. */
export const mostPending = 1000;
/** Uploads shown as evidence. */
const shown = 10;

function told({ key, initiated, bytes }: PendingUpload): string {
  const since = initiated === null ? '' : `, begun ${new Date(initiated).toISOString().slice(0, 10)}`;
  return `${key}: ${bytes === null ? 'size not counted' : `${bytes.toLocaleString('en')} bytes`}${since}`;
}

/** Uploads that were begun and never ended: their parts are charged, and no listing shows them. */
export function pendingFindings(bucket: CachedBucket, uploads: readonly PendingUpload[] | null): StorageFinding[] {
  if (!uploads || uploads.length === 0) return [];
  const cost = pendingCost(bucket, uploads);
  const { connectionId, bucket: name } = bucket;
  const charged = cost ? [`About ${cost.amount.toFixed(2)} ${cost.currency} per month (${cost.basis}).`] : [];
  const evidence = [...charged, ...uploads.slice(0, shown).map(told)];
  if (uploads.length > shown) evidence.push(`and ${uploads.length - shown} more`);
  const count = uploads.length < mostPending ? `${uploads.length}` : `${mostPending} or more`;
  return [
    {
      id: JSON.stringify([connectionId, name, 'pending_uploads']),
      connectionId,
      bucket: name,
      rule: 'pending_uploads',
      severity: 'low',
      title: uploads.length === 1 ? 'One upload was never finished' : `${count} uploads were never finished`,
      evidence,
      advice: 'Remove them, and let a lifecycle rule end unfinished uploads after some days.',
    },
  ];
}
