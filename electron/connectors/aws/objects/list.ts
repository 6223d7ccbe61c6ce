import { type AppError, failure, type ListRequest, type ObjectPage, type ObjectRow, objectColumns } from '../../sdk.ts';
import { bareEtag, decodeKey } from './encoding.ts';
import type { S3 } from './s3.ts';

/** Decodes names; one that is no UTF-8 is left out and said. */
class Names {
  readonly warnings: AppError[] = [];
  private readonly bucket: string;
  private readonly encodingType: string | undefined;
  constructor(bucket: string, encodingType: string | undefined) {
    this.bucket = bucket;
    this.encodingType = encodingType;
  }

  decode(text: string | undefined): string[] {
    try {
      return [decodeKey(text ?? '', this.encodingType)];
    } catch {
      this.warnings.push(failure('invalid_input', `A key in ${this.bucket} is not UTF-8 and is left out: ${text}`).error);
      return [];
    }
  }
}

/** `list` of the store: one page of up to 1,000 keys after the other. */
export async function* listObjects(s3: S3, request: ListRequest): AsyncIterable<ObjectPage> {
  const { bucket, prefix, delimiter, startAfter, signal } = request;
  const input = { Bucket: bucket, Prefix: prefix, Delimiter: delimiter ?? undefined, StartAfter: startAfter, EncodingType: 'url' } as const;
  let ContinuationToken: string | undefined;
  do {
    const reply = await s3.on({ bucket, operation: 's3:ListBucket', signal }, (client, { ListObjectsV2Command }, abort) =>
      client.send(new ListObjectsV2Command({ ...input, ContinuationToken }), abort),
    );
    const names = new Names(bucket, reply.EncodingType);
    const rows = (reply.Contents ?? []).flatMap((one): ObjectRow[] =>
      names.decode(one.Key).map((key) => ({
        key,
        size: one.Size ?? 0,
        modified: one.LastModified?.getTime() ?? 0,
        storageClass: one.StorageClass ?? 'STANDARD',
        etag: bareEtag(one.ETag) || null,
      })),
    );
    const prefixes = (reply.CommonPrefixes ?? []).flatMap((one) => names.decode(one.Prefix));
    const { warnings } = names;
    yield { objects: objectColumns(rows), prefixes, calls: 1, ...(warnings.length > 0 ? { warnings } : {}) };
    ContinuationToken = reply.IsTruncated ? reply.NextContinuationToken : undefined;
  } while (ContinuationToken);
}
