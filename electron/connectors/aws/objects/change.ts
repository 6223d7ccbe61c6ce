import type { HeadObjectCommandOutput, Tier } from '@aws-sdk/client-s3';
import type { ObjectAddress, ObjectProperties } from '../../sdk.ts';
import { copyOnto } from './copy.ts';
import { propertiesOf } from './head.ts';
import { errorName, type S3 } from './s3.ts';
import { addressed, askHead } from './stat.ts';

/** S3 replaces all of them at once: what is not named is sent again as it is, an empty header goes. */
function changed(head: HeadObjectCommandOutput, properties: ObjectProperties): ObjectProperties {
  const { metadata, ...headers } = { ...propertiesOf(head), ...properties };
  const said = Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== ''));
  return { ...said, ...(metadata && { metadata }) };
}

export async function setProperties(
  s3: S3,
  address: ObjectAddress,
  { properties, signal }: { properties: ObjectProperties; signal: AbortSignal },
): Promise<void> {
  const head = await askHead(s3, address, signal);
  await copyOnto(s3, { address, head, change: { properties: changed(head, properties) }, signal });
}

export async function setStorageClass(
  s3: S3,
  address: ObjectAddress,
  { storageClass, signal }: { storageClass: string; signal: AbortSignal },
): Promise<void> {
  const head = await askHead(s3, address, signal);
  await copyOnto(s3, { address, head, change: { storageClass }, signal });
}

export async function setTags(
  s3: S3,
  address: ObjectAddress,
  { tags, signal }: { tags: Record<string, string>; signal: AbortSignal },
): Promise<void> {
  const { bucket, key } = address;
  const TagSet = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
  await s3.on({ bucket, key, operation: 's3:PutObjectTagging', signal }, (client, { PutObjectTaggingCommand }, abort) =>
    client.send(new PutObjectTaggingCommand({ ...addressed(address), Tagging: { TagSet } }), abort),
  );
}

export async function setAccess(
  s3: S3,
  address: ObjectAddress,
  { access, signal }: { access: 'private' | 'public'; signal: AbortSignal },
): Promise<void> {
  const { bucket, key } = address;
  const ACL = access === 'public' ? 'public-read' : 'private';
  await s3.on({ bucket, key, operation: 's3:PutObjectAcl', signal }, (client, { PutObjectAclCommand }, abort) =>
    client.send(new PutObjectAclCommand({ ...addressed(address), ACL }), abort),
  );
}

interface Restore {
  days: number;
  tier: string | null;
  signal: AbortSignal;
}

/** Intelligent-Tiering moves an object back for good, so it takes no days. Source: S3 API reference, RestoreObject. */
export async function restoreObject(s3: S3, address: ObjectAddress, { days, tier, signal }: Restore): Promise<void> {
  const { bucket, key } = address;
  const { StorageClass } = await askHead(s3, address, signal);
  const GlacierJobParameters = tier ? { Tier: tier as Tier } : undefined;
  const RestoreRequest = { ...(StorageClass === 'INTELLIGENT_TIERING' ? {} : { Days: days }), GlacierJobParameters };
  try {
    await s3.on({ bucket, key, operation: 's3:RestoreObject', signal }, (client, { RestoreObjectCommand }, abort) =>
      client.send(new RestoreObjectCommand({ ...addressed(address), RestoreRequest }), abort),
    );
  } catch (cause) {
    if (errorName(cause) !== 'RestoreAlreadyInProgress') throw cause;
  }
}

/** `createFolder` of the store: an empty object whose key ends with `/`, as the consoles of all clouds make it. */
export async function createFolder(
  s3: S3,
  { bucket, prefix, signal }: { bucket: string; prefix: string; signal: AbortSignal },
): Promise<void> {
  const key = prefix.endsWith('/') ? prefix : `${prefix}/`;
  await s3.on({ bucket, key, operation: 's3:PutObject', signal }, (client, { PutObjectCommand }, abort) =>
    client.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: new Uint8Array(), ContentLength: 0 }), abort),
  );
}
