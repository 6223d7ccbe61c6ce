import { isDeepStrictEqual } from 'node:util';
import { failure, type Lifecycle, type LifecycleRule, type ObjectStore } from '../../sdk.ts';
import type { GcpAccount } from '../account.ts';
import type { BucketRecord } from './bucket-record.ts';
import { checkRules, recordsOf, rulesOf } from './lifecycle-rules.ts';
import { pathOf } from './storage-call.ts';

interface Stored {
  lifecycle: Lifecycle;
  metageneration: string | undefined;
}

function lifecycleOf(bucket: string, { lifecycle }: BucketRecord): Lifecycle {
  const rule = lifecycle?.rule ?? [];
  return { rules: rulesOf(rule), appliesTo: `gs://${bucket}`, raw: rule.length > 0 ? { rule } : null };
}

const atBucket = (bucket: string) => ({ service: 'storage', path: pathOf(bucket).slice('/storage/v1/'.length), scope: bucket }) as const;

async function read(account: GcpAccount, bucket: string, signal: AbortSignal): Promise<Stored> {
  const record = await account.call<BucketRecord>({
    ...atBucket(bucket),
    query: { fields: 'lifecycle,metageneration' },
    operation: 'storage.buckets.get',
    signal,
  });
  return { lifecycle: lifecycleOf(bucket, record), metageneration: record.metageneration };
}

interface Change {
  bucket: string;
  rules: readonly LifecycleRule[];
  before: Lifecycle;
  signal: AbortSignal;
}

/** Replaces the rules unless somebody changed them, or the bucket, in between. */
async function replace(account: GcpAccount, { bucket, rules, before, signal }: Change): Promise<Lifecycle> {
  checkRules(rules);
  const { lifecycle, metageneration } = await read(account, bucket, signal);
  if (!isDeepStrictEqual(lifecycle.raw, before.raw)) {
    throw failure('conflict', `The lifecycle rules of ${bucket} were changed meanwhile.`, { hint: 'Look at them again, then edit.' });
  }
  const rule = recordsOf(rules, (before.raw as BucketRecord['lifecycle'] | null)?.rule ?? []);
  const record = await account.call<BucketRecord>({
    ...atBucket(bucket),
    method: 'PATCH',
    query: { ifMetagenerationMatch: metageneration, fields: 'lifecycle' },
    body: { lifecycle: rule.length > 0 ? { rule } : null },
    operation: 'storage.buckets.update',
    signal,
  });
  return lifecycleOf(bucket, record);
}

/** `lifecycle` of the store. Source: https://cloud.google.com/storage/docs/managing-lifecycles */
export function bucketLifecycle(account: GcpAccount): NonNullable<ObjectStore['lifecycle']> {
  return {
    get: async (bucket, signal) => (await read(account, bucket, signal)).lifecycle,
    put: (bucket, rules, before, signal) => replace(account, { bucket, rules, before, signal }),
    check: checkRules,
  };
}
