import type { CopyObjectCommandInput, HeadObjectCommandOutput } from '@aws-sdk/client-s3';
import type { ObjectAddress, ObjectProperties } from '../../sdk.ts';
import { propertyFields } from './upload-input.ts';

/** How the new object is to be described. */
export type CopyFields = Pick<
  CopyObjectCommandInput,
  | 'CacheControl'
  | 'ContentDisposition'
  | 'ContentEncoding'
  | 'ContentLanguage'
  | 'ContentType'
  | 'Expires'
  | 'GrantFullControl'
  | 'GrantRead'
  | 'GrantReadACP'
  | 'GrantWriteACP'
  | 'Metadata'
  | 'SSEKMSKeyId'
  | 'ServerSideEncryption'
  | 'StorageClass'
  | 'WebsiteRedirectLocation'
>;

/** A copy that the provider makes. */
export interface CopyJob {
  from: ObjectAddress;
  /** The source must still have it; null: whatever there is. */
  etag: string | null;
  size: number;
  to: { bucket: string; key: string };
  /** Null: the source's properties go along. */
  properties: ObjectProperties | null;
  /** Fields that are set in any case: class, encryption. */
  fields: CopyFields;
  ifAbsent?: boolean;
  onProgress?: ((bytes: number) => void) | undefined;
  signal: AbortSignal;
}

/** Properties of the source, as a copy in parts must repeat them. */
export function sourceFields(head: HeadObjectCommandOutput): CopyFields {
  return {
    CacheControl: head.CacheControl,
    ContentDisposition: head.ContentDisposition,
    ContentEncoding: head.ContentEncoding,
    ContentLanguage: head.ContentLanguage,
    ContentType: head.ContentType,
    Metadata: head.Metadata,
    ...unsaidFields(head),
  };
}

/** What belongs to an object's metadata but to none of the properties a person sets: kept when those are replaced. */
export function unsaidFields({ ExpiresString, WebsiteRedirectLocation }: HeadObjectCommandOutput): CopyFields {
  const expires = new Date(ExpiresString ?? '');
  return { ...(Number.isNaN(expires.getTime()) ? {} : { Expires: expires }), WebsiteRedirectLocation };
}

export function replacedFields({ properties, fields }: CopyJob): CopyFields {
  return properties ? { ...propertyFields(properties), ...fields } : fields;
}
