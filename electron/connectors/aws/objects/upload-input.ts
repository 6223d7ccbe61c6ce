import type { StorageClass } from '@aws-sdk/client-s3';
import type { NewObject, ObjectProperties } from '../../sdk.ts';
import { encodeMetadata, tagHeader } from './encoding.ts';

export function propertyFields(properties: ObjectProperties) {
  return {
    ContentType: properties.contentType,
    CacheControl: properties.cacheControl,
    ContentDisposition: properties.contentDisposition,
    ContentEncoding: properties.contentEncoding,
    ContentLanguage: properties.contentLanguage,
    Metadata: encodeMetadata(properties.metadata),
  };
}

/** Fields by which a new object is described, whether it is sent whole or in parts. */
export function newObjectFields({ bucket, key, properties, storageClass, tags }: NewObject) {
  return {
    Bucket: bucket,
    Key: key,
    ...propertyFields(properties),
    // Stores have classes of their own, which the SDK does not know.
    StorageClass: storageClass as StorageClass | undefined,
    Tagging: tagHeader(tags),
  };
}

export function ifNoneMatch({ ifAbsent }: { ifAbsent?: boolean }): { IfNoneMatch?: string } {
  return ifAbsent ? { IfNoneMatch: '*' } : {};
}
