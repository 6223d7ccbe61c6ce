import type { Checksum, ObjectProperties, ObjectRow, ObjectStat } from '../../sdk.ts';

/** What is read of an object's record. Source: https://cloud.google.com/storage/docs/json_api/v1/objects#resource */
export interface ObjectRecord {
  name?: string;
  bucket?: string;
  size?: string;
  generation?: string;
  metageneration?: string;
  timeCreated?: string;
  timeDeleted?: string;
  softDeleteTime?: string;
  storageClass?: string;
  crc32c?: string;
  md5Hash?: string;
  contentType?: string;
  cacheControl?: string;
  contentDisposition?: string;
  contentEncoding?: string;
  contentLanguage?: string;
  metadata?: Record<string, string>;
  kmsKeyName?: string;
  acl?: { entity?: string; role?: string }[];
  temporaryHold?: boolean;
  eventBasedHold?: boolean;
  retentionExpirationTime?: string;
}

/** Fields of a listing: the rest of the record is not sent. */
export const rowFields = 'name,size,timeCreated,storageClass,generation';

export function rowOf({ name = '', size = '0', timeCreated = '', storageClass = '', generation = '' }: ObjectRecord): ObjectRow {
  return { key: name, size: Number(size), modified: Date.parse(timeCreated) || 0, storageClass, etag: generation || null };
}

/** As Google states them: base64 of the big-endian bytes. A composed object has no MD5. */
export function checksumsOf({ crc32c, md5Hash }: ObjectRecord): Checksum[] {
  return [
    ...(crc32c ? [{ algorithm: 'CRC32C', value: crc32c } as const] : []),
    ...(md5Hash ? [{ algorithm: 'MD5', value: md5Hash } as const] : []),
  ];
}

/** The generation is the ETag: it changes with the content, and Google takes it as a condition. */
export function statOf(record: ObjectRecord): ObjectStat {
  const { size, modified, etag } = rowOf(record);
  return { size, modified, etag: etag ?? '', versionId: etag, checksums: checksumsOf(record) };
}

const propertyNames = ['contentType', 'cacheControl', 'contentDisposition', 'contentEncoding', 'contentLanguage'] as const;

export function propertiesOf(record: ObjectRecord): ObjectProperties {
  const set = propertyNames.flatMap((name) => (record[name] ? [[name, record[name]] as const] : []));
  return { ...Object.fromEntries(set), ...(record.metadata ? { metadata: record.metadata } : {}) };
}

/** The part of a record that an upload sets. */
export function recordOf(properties: ObjectProperties): Partial<ObjectRecord> {
  const { contentType = 'application/octet-stream' } = properties;
  return { ...propertiesOf(properties), contentType };
}
