import { failure, type ObjectAddress, type ObjectProperties } from '../../sdk.ts';
import type { GcpAccount } from '../account.ts';
import { hasCode } from '../send.ts';
import { readRecord } from './object-facts.ts';
import { pathOf, storageCall } from './storage-call.ts';

const json = { 'content-type': 'application/json; charset=UTF-8' };
const names = ['contentType', 'cacheControl', 'contentDisposition', 'contentEncoding', 'contentLanguage'] as const;

/** Null removes: an empty header, and names that the metadata does not have any more. */
function patchOf({ metadata, ...headers }: ObjectProperties, before: Record<string, string>): object {
  const named = names.filter((name) => headers[name] !== undefined).map((name) => [name, headers[name] || null] as const);
  const removed = Object.keys(before).map((name) => [name, null] as const);
  return { ...Object.fromEntries(named), ...(metadata && { metadata: { ...Object.fromEntries(removed), ...metadata } }) };
}

/** `setProperties` of the store. Source: https://cloud.google.com/storage/docs/json_api/v1/objects/patch */
export async function setProperties(
  account: GcpAccount,
  address: ObjectAddress,
  properties: ObjectProperties,
  signal: AbortSignal,
): Promise<void> {
  const { bucket, key, versionId } = address;
  const before = await readRecord(account, address, { signal });
  await storageCall(account, {
    method: 'PATCH',
    path: pathOf(bucket, key),
    query: { generation: versionId ?? undefined, ifMetagenerationMatch: before.metageneration },
    headers: json,
    body: JSON.stringify(patchOf(properties, before.metadata ?? {})),
    operation: 'storage.objects.update',
    scope: `gs://${bucket}/${key}`,
    signal,
  });
}

/** `setAccess` of the store. Source: https://cloud.google.com/storage/docs/json_api/v1/objectAccessControls */
export async function setAccess(
  account: GcpAccount,
  address: ObjectAddress,
  access: 'private' | 'public',
  signal: AbortSignal,
): Promise<void> {
  const { bucket, key, versionId } = address;
  const acl = `${pathOf(bucket, key)}/acl`;
  const common = {
    query: { generation: versionId ?? undefined },
    operation: 'storage.objects.setIamPolicy',
    scope: `gs://${bucket}/${key}`,
    signal,
  };
  try {
    if (access === 'public') {
      const body = JSON.stringify({ entity: 'allUsers', role: 'READER' });
      await storageCall(account, { ...common, method: 'POST', path: acl, headers: json, body });
      return;
    }
    for (const entity of ['allUsers', 'allAuthenticatedUsers']) {
      await storageCall(account, { ...common, method: 'DELETE', path: `${acl}/${entity}` }).catch((cause: unknown) => {
        if (!hasCode(cause, 'not_found')) throw cause;
      });
    }
  } catch (cause) {
    if (!hasCode(cause, 'invalid_input', 'conflict') || !/uniform bucket-level access/i.test(cause.error.message)) throw cause;
    const hint = 'Grant or remove allUsers in the IAM policy of the bucket, or switch uniform access off.';
    throw failure('unsupported', `${bucket} has uniform bucket-level access: its objects have no access of their own.`, { hint, cause });
  }
}
