import { failure, type ObjectAddress, type ObjectStat, type ServerCopy } from '../../sdk.ts';
import type { GcpAccount } from '../account.ts';
import { readRecord } from './object-facts.ts';
import { type ObjectRecord, propertiesOf, recordOf, statOf } from './records.ts';
import { pathOf } from './storage-call.ts';

/** Source: https://cloud.google.com/storage/docs/json_api/v1/objects/rewrite */
interface RewriteReply {
  done: boolean;
  totalBytesRewritten: string;
  rewriteToken: string;
  resource: ObjectRecord;
}

interface Rewrite {
  from: ObjectAddress;
  to: { bucket: string; key: string };
  /** What the new object says of itself; null: all that the source says. */
  record: Partial<ObjectRecord> | null;
  query: Record<string, string | undefined>;
  onProgress?: ((bytes: number) => void) | undefined;
  signal: AbortSignal;
}

/** One object after the other within Google: large ones between places or classes take several calls. */
async function rewrite(account: GcpAccount, { from, to, record, query, onProgress, signal }: Rewrite): Promise<ObjectRecord> {
  const target = pathOf(to.bucket, to.key).slice('/storage/v1/'.length);
  let rewriteToken: string | undefined;
  for (;;) {
    const reply = await account.call<RewriteReply>({
      service: 'storage',
      path: `${pathOf(from.bucket, from.key).slice('/storage/v1/'.length)}/rewriteTo/${target}`,
      query: { ...query, sourceGeneration: from.versionId ?? undefined, rewriteToken },
      method: 'POST',
      body: record ?? {},
      operation: 'storage.objects.create',
      scope: `gs://${to.bucket}/${to.key}`,
      signal,
    });
    onProgress?.(Number(reply.totalBytesRewritten ?? 0));
    if (reply.done && reply.resource) return reply.resource;
    if (!reply.rewriteToken) throw failure('provider_unavailable', `The copy to gs://${to.bucket}/${to.key} did not go on.`);
    rewriteToken = reply.rewriteToken;
  }
}

/** A body with any field replaces all that the source says of itself. */
async function replacing(
  account: GcpAccount,
  { from, properties, storageClass, signal }: ServerCopy,
): Promise<Partial<ObjectRecord> | null> {
  if (!properties && !storageClass) return null;
  const own = properties ? recordOf(properties) : recordOf(propertiesOf(await readRecord(account, from, { signal })));
  return { ...own, ...(storageClass ? { storageClass } : {}) };
}

/** `copy` of the store: Google states the checksums of what it wrote. */
export async function copyObject(account: GcpAccount, copy: ServerCopy): Promise<ObjectStat> {
  const { from, to, ifAbsent, signal } = copy;
  const query = {
    ifGenerationMatch: ifAbsent ? '0' : undefined,
    ifSourceGenerationMatch: from.versionId ? undefined : (from.etag ?? undefined),
  };
  const record = await replacing(account, copy);
  return statOf(await rewrite(account, { from, to, record, query, signal, onProgress: (bytes) => copy.onProgress?.(bytes) }));
}

/** `setStorageClass` of the store: the object is written again in its place, unless somebody changed it meanwhile. */
export async function setStorageClass(
  account: GcpAccount,
  address: ObjectAddress,
  storageClass: string,
  signal: AbortSignal,
): Promise<void> {
  const { bucket, key } = address;
  const before = await readRecord(account, address, { signal });
  if (before.storageClass === storageClass) return;
  const from = { bucket, key, versionId: before.generation ?? null };
  // An older version becomes the current one by this: Google has no other way for it.
  if (address.versionId) {
    throw failure('unsupported', 'Google changes the class of the current version only.', { hint: 'Restore this version first.' });
  }
  const record = { ...recordOf(propertiesOf(before)), storageClass };
  await rewrite(account, { from, to: { bucket, key }, record, query: { ifGenerationMatch: before.generation }, signal });
}

/** Makes an older version the current one: a copy of it in its place. */
export async function copyGeneration(account: GcpAccount, address: Required<ObjectAddress>, signal: AbortSignal): Promise<void> {
  const { bucket, key } = address;
  await rewrite(account, { from: address, to: { bucket, key }, record: null, query: {}, signal });
}
