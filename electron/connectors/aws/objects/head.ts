import type { GetObjectAclCommandOutput, HeadObjectCommandOutput } from '@aws-sdk/client-s3';
import { type AppError, AppFailure, type ObjectAddress, type ObjectDetail, type ObjectProperties } from '../../sdk.ts';
import { statedChecksums } from './checksums.ts';
import { bareEtag, decodeMetadata, tagRecord } from './encoding.ts';
import { accessOf, grantWords } from './grants.ts';
import type { S3 } from './s3.ts';
import { addressed, askHead } from './stat.ts';

const archives = ['GLACIER', 'DEEP_ARCHIVE'];

/** Header `x-amz-restore`: `ongoing-request="false", expiry-date="Fri, 21 Dec 2012 00:00:00 GMT"`. */
export function restoreOf(head: Pick<HeadObjectCommandOutput, 'Restore' | 'StorageClass' | 'ArchiveStatus'>): ObjectDetail['restore'] {
  const { Restore = '', StorageClass = '', ArchiveStatus } = head;
  if (Restore.includes('ongoing-request="true"')) return { state: 'restoring', until: null };
  const until = Date.parse(/expiry-date="([^"]+)"/.exec(Restore)?.[1] ?? '');
  if (!Number.isNaN(until)) return { state: 'readable', until };
  return archives.includes(StorageClass) || ArchiveStatus ? { state: 'archived', until: null } : null;
}

export function encryptionOf({ ServerSideEncryption, SSEKMSKeyId, SSECustomerAlgorithm }: Partial<HeadObjectCommandOutput>): string {
  if (SSECustomerAlgorithm) return 'SSE-C';
  if (ServerSideEncryption === 'AES256') return 'SSE-S3';
  const title = ServerSideEncryption === 'aws:kms:dsse' ? 'DSSE-KMS' : ServerSideEncryption === 'aws:kms' ? 'SSE-KMS' : '';
  return [title || (ServerSideEncryption ?? ''), SSEKMSKeyId ?? ''].filter((word) => word !== '').join(' ');
}

export function propertiesOf(head: HeadObjectCommandOutput): ObjectProperties {
  const fields = {
    contentType: head.ContentType,
    cacheControl: head.CacheControl,
    contentDisposition: head.ContentDisposition,
    contentEncoding: head.ContentEncoding,
    contentLanguage: head.ContentLanguage,
  };
  const said = Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
  return { ...said, metadata: decodeMetadata(head.Metadata) };
}

/** Why it cannot be deleted or overwritten. */
function lockWords(head: HeadObjectCommandOutput): string[] {
  const { ObjectLockMode, ObjectLockRetainUntilDate, ObjectLockLegalHoldStatus } = head;
  const until = ObjectLockRetainUntilDate?.toISOString().slice(0, 10);
  return [
    ...(ObjectLockMode && until ? [`Object lock: ${ObjectLockMode.toLowerCase()} retention until ${until}`] : []),
    ...(ObjectLockLegalHoldStatus === 'ON' ? ['Object lock: legal hold'] : []),
  ];
}

type Part<T> = { value: T | null; problems: AppError[] };

async function part<T>(work: Promise<T>): Promise<Part<T>> {
  try {
    return { value: await work, problems: [] };
  } catch (cause) {
    if (!(cause instanceof AppFailure)) throw cause;
    return { value: null, problems: [cause.error] };
  }
}

export async function askTags(s3: S3, address: ObjectAddress, signal: AbortSignal): Promise<Record<string, string>> {
  const { bucket, key } = address;
  const reply = await s3.on({ bucket, key, operation: 's3:GetObjectTagging', signal }, (client, { GetObjectTaggingCommand }, abort) =>
    client.send(new GetObjectTaggingCommand(addressed(address)), abort),
  );
  return tagRecord(reply.TagSet);
}

export function askAcl(s3: S3, address: ObjectAddress, signal: AbortSignal): Promise<GetObjectAclCommandOutput> {
  const { bucket, key } = address;
  return s3.on({ bucket, key, operation: 's3:GetObjectAcl', signal }, (client, { GetObjectAclCommand }, abort) =>
    client.send(new GetObjectAclCommand(addressed(address)), abort),
  );
}

/** `head` of the store. Tags and ACL are calls of their own: where they fail the rest is shown. */
export async function headObject(s3: S3, address: ObjectAddress, signal: AbortSignal): Promise<ObjectDetail> {
  const head = await askHead(s3, address, signal);
  const [tags, acl] = await Promise.all([part(askTags(s3, address, signal)), part(askAcl(s3, address, signal))]);
  return {
    key: address.key,
    size: head.ContentLength ?? 0,
    modified: head.LastModified?.getTime() ?? 0,
    storageClass: head.StorageClass ?? 'STANDARD',
    etag: bareEtag(head.ETag) || null,
    versionId: head.VersionId ?? null,
    properties: propertiesOf(head),
    tags: tags.value,
    checksums: statedChecksums(head),
    encryption: encryptionOf(head),
    restore: restoreOf(head),
    access: acl.value ? accessOf(acl.value) : 'unknown',
    grants: [...(acl.value ? grantWords(acl.value) : []), ...lockWords(head)],
    address: `s3://${address.bucket}/${address.key}`,
    problems: [...tags.problems, ...acl.problems],
  };
}
