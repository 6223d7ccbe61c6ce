import { randomUUID } from 'node:crypto';
import { failure, type NewObject, type ObjectStat } from '../../sdk.ts';
import type { GcpAccount } from '../account.ts';
import { type ObjectRecord, recordOf, statOf } from './records.ts';
import { type StorageAnswer, storageCall } from './storage-call.ts';

/** What an upload says of the object. Source: https://cloud.google.com/storage/docs/json_api/v1/objects/insert */
export function newRecord(object: NewObject, checksum: string | null): object {
  return {
    name: object.key,
    ...recordOf(object.properties),
    ...(object.storageClass ? { storageClass: object.storageClass } : {}),
    ...(checksum && object.checksum === 'CRC32C' ? { crc32c: checksum } : {}),
    ...(checksum && object.checksum === 'MD5' ? { md5Hash: checksum } : {}),
  };
}

/** Address and condition of an upload. */
export function uploadQuery({ bucket, ifAbsent }: NewObject, uploadType: 'multipart' | 'resumable') {
  return {
    method: 'POST',
    path: `/upload/storage/v1/b/${encodeURIComponent(bucket)}/o`,
    query: { uploadType, ifGenerationMatch: ifAbsent ? '0' : undefined },
    operation: 'storage.objects.create',
  } as const;
}

/** The object that an upload made, as it answers. */
export function writtenStat({ text }: StorageAnswer, key: string): ObjectStat {
  try {
    return statOf(JSON.parse(text) as ObjectRecord);
  } catch (cause) {
    throw failure('provider_unavailable', `The answer to the upload of ${key} could not be understood.`, { cause });
  }
}

/** `put` of the store: record and bytes in one request. Source: https://cloud.google.com/storage/docs/uploading-objects#rest-upload-objects */
export async function putObject(
  account: GcpAccount,
  { object, body, checksum }: { object: NewObject; body: Uint8Array; checksum: string | null },
  signal: AbortSignal,
): Promise<ObjectStat> {
  const boundary = `part-${randomUUID()}`;
  const record = JSON.stringify(newRecord(object, checksum));
  const head = `--${boundary}\r\ncontent-type: application/json; charset=UTF-8\r\n\r\n${record}\r\n`;
  const type = object.properties.contentType ?? 'application/octet-stream';
  const answer = await storageCall(account, {
    ...uploadQuery(object, 'multipart'),
    headers: { 'content-type': `multipart/related; boundary=${boundary}` },
    body: Buffer.concat([
      Buffer.from(`${head}--${boundary}\r\ncontent-type: ${type}\r\n\r\n`),
      body,
      Buffer.from(`\r\n--${boundary}--\r\n`),
    ]),
    scope: `gs://${object.bucket}/${object.key}`,
    signal,
  });
  return writtenStat(answer, object.key);
}
