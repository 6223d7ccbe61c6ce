import type { BlobHTTPHeaders, BlobItem } from '@azure/storage-blob';
import type { Checksum, ObjectProperties, ObjectRow } from '../../sdk.ts';
import { readMetadata } from './metadata.ts';

export const unquoted = (etag: string | undefined): string => (etag ?? '').replace(/^(W\/)?"|"$/g, '');
export const quoted = (etag: string): string => `"${etag}"`;

export function md5Of(bytes: Uint8Array | undefined): Checksum[] {
  return bytes && bytes.length > 0 ? [{ algorithm: 'MD5', value: Buffer.from(bytes).toString('base64') }] : [];
}

/** Bytes of a checksum of the contract. */
export const md5Bytes = (base64: string): Uint8Array => Uint8Array.from(Buffer.from(base64, 'base64'));

export function rowOf({ name, properties }: Pick<BlobItem, 'name' | 'properties'>): ObjectRow {
  return {
    key: name,
    size: properties.contentLength ?? 0,
    modified: properties.lastModified?.getTime() ?? 0,
    // Page and append blobs have none.
    storageClass: properties.accessTier ?? '',
    etag: unquoted(properties.etag) || null,
  };
}

/** What the service says of an object, in a listing or alone. */
interface Described {
  contentType?: string;
  cacheControl?: string;
  contentDisposition?: string;
  contentEncoding?: string;
  contentLanguage?: string;
  metadata?: Record<string, string>;
}

export function propertiesOf(said: Described): ObjectProperties {
  const names = ['contentType', 'cacheControl', 'contentDisposition', 'contentEncoding', 'contentLanguage'] as const;
  const properties: ObjectProperties = {};
  for (const name of names) if (said[name]) properties[name] = said[name];
  if (said.metadata && Object.keys(said.metadata).length > 0) properties.metadata = readMetadata(said.metadata);
  return properties;
}

export function headersOf(properties: ObjectProperties, md5?: string | null): BlobHTTPHeaders {
  const { contentType, cacheControl, contentDisposition, contentEncoding, contentLanguage } = properties;
  return {
    ...(contentType ? { blobContentType: contentType } : {}),
    ...(cacheControl ? { blobCacheControl: cacheControl } : {}),
    ...(contentDisposition ? { blobContentDisposition: contentDisposition } : {}),
    ...(contentEncoding ? { blobContentEncoding: contentEncoding } : {}),
    ...(contentLanguage ? { blobContentLanguage: contentLanguage } : {}),
    ...(md5 ? { blobContentMD5: md5Bytes(md5) } : {}),
  };
}
