import type { ObjectPart } from '@aws-sdk/client-s3';
import type { ChecksumAlgorithm, ObjectAddress, PartChecksum } from '../../sdk.ts';
import { checksumOfField } from './checksums.ts';
import { isFailure, type S3 } from './s3.ts';
import { addressed } from './stat.ts';

interface Asked {
  address: ObjectAddress;
  algorithm: ChecksumAlgorithm;
  signal: AbortSignal;
}

async function readAll(s3: S3, { address, algorithm, signal }: Asked): Promise<PartChecksum[] | null> {
  const { bucket, key } = address;
  const found: PartChecksum[] = [];
  for (let PartNumberMarker: string | undefined; ; ) {
    const { ObjectParts } = await s3.on(
      { bucket, key, operation: 's3:GetObjectAttributes', signal },
      (client, { GetObjectAttributesCommand }, abort) =>
        client.send(new GetObjectAttributesCommand({ ...addressed(address), ObjectAttributes: ['ObjectParts'], PartNumberMarker }), abort),
    );
    const parts = ObjectParts?.Parts ?? [];
    for (const part of parts) {
      const checksum = checksumOfField(part satisfies ObjectPart, algorithm);
      if (!checksum) return null;
      found.push({ size: part.Size ?? 0, checksum });
    }
    PartNumberMarker = ObjectParts?.NextPartNumberMarker;
    if (!ObjectParts?.IsTruncated || parts.length === 0 || !PartNumberMarker) return found.length > 0 ? found : null;
  }
}

/** `partChecksums` of the store. Who may not ask, and stores that do not know the question, have none: the copy is made all the same. */
export async function partChecksums(s3: S3, asked: Asked): Promise<PartChecksum[] | null> {
  try {
    return await readAll(s3, asked);
  } catch (cause) {
    if (isFailure(cause, 'forbidden', 'unsupported', 'invalid_input', 'not_found')) return null;
    throw cause;
  }
}
