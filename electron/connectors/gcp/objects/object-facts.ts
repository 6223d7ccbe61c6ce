import { type AppError, type ObjectAddress, type ObjectDetail, type ObjectStat } from '../../sdk.ts';
import type { GcpAccount } from '../account.ts';
import { hasCode } from '../send.ts';
import { checksumsOf, type ObjectRecord, propertiesOf, rowOf, statOf } from './records.ts';
import { pathOf } from './storage-call.ts';

interface RecordOptions {
  signal: AbortSignal;
  /** With the access list, which needs a permission of its own. */
  full?: boolean;
  query?: Record<string, string>;
}

/** An object's record. Source: https://cloud.google.com/storage/docs/json_api/v1/objects/get */
export function readRecord(account: GcpAccount, { bucket, key, versionId }: ObjectAddress, options: RecordOptions): Promise<ObjectRecord> {
  const { signal, full = false, query = {} } = options;
  return account.call<ObjectRecord>({
    service: 'storage',
    path: pathOf(bucket, key).slice('/storage/v1/'.length),
    query: { generation: versionId ?? undefined, projection: full ? 'full' : 'noAcl', ...query },
    operation: full ? 'storage.objects.getIamPolicy' : 'storage.objects.get',
    scope: `gs://${bucket}/${key}`,
    signal,
  });
}

export async function statObject(account: GcpAccount, address: ObjectAddress, signal: AbortSignal): Promise<ObjectStat> {
  return statOf(await readRecord(account, address, { signal }));
}

const publicEntities = ['allUsers', 'allAuthenticatedUsers'];

function grantsOf({ acl = [], temporaryHold, eventBasedHold, retentionExpirationTime }: ObjectRecord): string[] {
  return [
    ...acl.map(({ entity = '', role = '' }) => `${entity}: ${role}`),
    ...(temporaryHold ? ['A temporary hold keeps it from being deleted.'] : []),
    ...(eventBasedHold ? ['An event-based hold keeps it from being deleted.'] : []),
    ...(retentionExpirationTime ? [`It cannot be deleted until ${retentionExpirationTime}.`] : []),
  ];
}

/** Without an access list (uniform access) the bucket decides. */
function accessOf({ acl }: ObjectRecord): ObjectDetail['access'] {
  if (!acl) return 'unknown';
  return acl.some(({ entity = '' }) => publicEntities.includes(entity)) ? 'public' : 'private';
}

/** `head` of the store: where the access list may not be read, the rest still is. */
export async function headObject(account: GcpAccount, address: ObjectAddress, signal: AbortSignal): Promise<ObjectDetail> {
  const problems: AppError[] = [];
  const record = await readRecord(account, address, { signal, full: true }).catch((cause: unknown) => {
    if (!hasCode(cause, 'forbidden')) throw cause;
    problems.push(cause.error);
    return readRecord(account, address, { signal });
  });
  const { bucket, key } = address;
  return {
    ...rowOf(record),
    key,
    versionId: record.generation ?? null,
    properties: propertiesOf(record),
    tags: null,
    checksums: checksumsOf(record),
    encryption: record.kmsKeyName ? `CMEK ${record.kmsKeyName}` : 'Google-managed key',
    restore: null,
    access: accessOf(record),
    grants: grantsOf(record),
    address: `gs://${bucket}/${key}`,
    problems,
  };
}
