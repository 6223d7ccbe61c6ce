import type { ObjectVersion } from '../../sdk.ts';
import type { GcpAccount } from '../account.ts';
import { hasCode } from '../send.ts';
import { type ObjectRecord, rowFields, rowOf } from './records.ts';
import { copyGeneration } from './rewrite.ts';
import { pathOf, storageCall } from './storage-call.ts';

interface Listing {
  bucket: string;
  prefix: string;
  /** Noncurrent versions, or what was deleted and is kept for some days. */
  of: 'versions' | 'softDeleted';
  signal: AbortSignal;
}

/** Source: https://cloud.google.com/storage/docs/json_api/v1/objects/list (`versions`, `softDeleted`) */
async function* records(account: GcpAccount, { bucket, prefix, of, signal }: Listing): AsyncGenerator<ObjectRecord> {
  let pageToken: string | undefined;
  do {
    signal.throwIfAborted();
    const reply = await account.call<{ items: ObjectRecord[]; nextPageToken: string }>({
      service: 'storage',
      path: `b/${encodeURIComponent(bucket)}/o`,
      query: {
        prefix: prefix || undefined,
        [of]: 'true',
        pageToken,
        maxResults: '1000',
        fields: `items(${rowFields},timeDeleted,softDeleteTime),nextPageToken`,
      },
      operation: 'storage.objects.list',
      scope: bucket,
      signal,
    });
    yield* reply.items ?? [];
    pageToken = reply.nextPageToken || undefined;
  } while (pageToken);
}

/** Buckets without soft delete refuse to list it. */
async function* softDeleted(account: GcpAccount, listing: Omit<Listing, 'of'>): AsyncGenerator<ObjectRecord> {
  try {
    yield* records(account, { ...listing, of: 'softDeleted' });
  } catch (cause) {
    if (!hasCode(cause, 'invalid_input', 'unsupported')) throw cause;
  }
}

/** `timeDeleted`: when a newer generation or a deletion made it noncurrent; what is soft-deleted after that was not current any more. */
function versionOf(record: ObjectRecord): ObjectVersion {
  const { generation = '', timeDeleted, softDeleteTime } = record;
  const times = [timeDeleted, softDeleteTime].flatMap((time) => (time === undefined ? [] : [Date.parse(time)]));
  const state = { latest: times.length === 0, deleted: softDeleteTime !== undefined };
  return { ...rowOf(record), versionId: generation, ...state, ...(times.length > 0 && { until: Math.min(...times) }) };
}

const byteOrder = (a: ObjectVersion, b: ObjectVersion) => Buffer.compare(Buffer.from(a.key), Buffer.from(b.key));
const newestFirst = (a: ObjectVersion, b: ObjectVersion) => (BigInt(a.versionId) < BigInt(b.versionId) ? 1 : -1);

/** Takes two listings, both by key, one key at a time. */
async function* merged(first: AsyncGenerator<ObjectRecord>, second: AsyncGenerator<ObjectRecord>): AsyncGenerator<ObjectVersion[]> {
  let [a, b] = await Promise.all([first.next(), second.next()]);
  while (!a.done || !b.done) {
    const heads = [a, b].flatMap((one) => (one.done ? [] : [versionOf(one.value)])).sort(byteOrder);
    const { key } = heads[0]!;
    const ofKey: ObjectVersion[] = [];
    for (; !a.done && a.value.name === key; a = await first.next()) ofKey.push(versionOf(a.value));
    for (; !b.done && b.value.name === key; b = await second.next()) ofKey.push(versionOf(b.value));
    yield ofKey.sort(newestFirst);
  }
}

/** `versions` of the store: by key, newest first. */
export async function* listVersions(
  account: GcpAccount,
  request: { bucket: string; prefix: string; signal: AbortSignal },
): AsyncGenerator<ObjectVersion[]> {
  let page: ObjectVersion[] = [];
  for await (const ofKey of merged(records(account, { ...request, of: 'versions' }), softDeleted(account, request))) {
    page.push(...ofKey);
    if (page.length < 1000) continue;
    yield page;
    page = [];
  }
  if (page.length > 0) yield page;
}

/**
 * `restoreVersion` of the store: what was soft-deleted is brought back by Google's own call, an older version by copying it.
 * Source: https://cloud.google.com/storage/docs/json_api/v1/objects/restore
 */
export async function restoreVersion(
  account: GcpAccount,
  { bucket, key, versionId }: { bucket: string; key: string; versionId: string },
  signal: AbortSignal,
): Promise<void> {
  try {
    await copyGeneration(account, { bucket, key, versionId }, signal);
  } catch (cause) {
    if (!hasCode(cause, 'not_found')) throw cause;
    const call = { method: 'POST', path: `${pathOf(bucket, key)}/restore`, operation: 'storage.objects.restore', signal } as const;
    await storageCall(account, { ...call, query: { generation: versionId }, scope: `gs://${bucket}/${key}` });
  }
}
