import { attachment, failure, type ObjectAddress, type PresignedUrl } from '../../sdk.ts';
import { storageFeatures } from './features.ts';
import type { S3 } from './s3.ts';
import { addressed } from './stat.ts';

export interface PresignOptions {
  method: 'GET' | 'PUT';
  expiresInSeconds: number;
  download: boolean;
}

function noteOf(method: string, { endsSooner, isTemporary }: { endsSooner: boolean; isTemporary: boolean }): string {
  const end = endsSooner ? ' It ends with the temporary credentials that signed it, sooner than asked for.' : '';
  const unknown = isTemporary && !endsSooner ? ' It was signed with temporary credentials and ends with them at the latest.' : '';
  const verb = method === 'GET' ? 'read' : 'write';
  return `Whoever has it can ${verb} the object, as long as its signer may.${end}${unknown}`;
}

/** `presign` of the store: made here, without a call to S3. */
export async function presignObject(
  s3: S3,
  address: ObjectAddress,
  options: PresignOptions & { signal: AbortSignal },
): Promise<PresignedUrl> {
  const { method, expiresInSeconds, download, signal } = options;
  const { maxPresignSeconds } = storageFeatures;
  if (expiresInSeconds < 1 || expiresInSeconds > maxPresignSeconds) {
    throw failure('invalid_input', `A link of S3 lives for 1 to ${maxPresignSeconds} seconds (seven days).`);
  }
  const { bucket, key } = address;
  const now = s3.account.context.clock.now();
  return s3.on({ bucket, key, operation: method === 'GET' ? 's3:GetObject' : 's3:PutObject', signal }, async (client, sdk) => {
    const { getSignedUrl } = await import('@aws-sdk/s3-request-presigner');
    const ResponseContentDisposition = download ? attachment(key) : undefined;
    const signed = { expiresIn: expiresInSeconds, signingDate: new Date(now) };
    const url =
      method === 'GET'
        ? await getSignedUrl(client, new sdk.GetObjectCommand({ ...addressed(address), ResponseContentDisposition }), signed)
        : await getSignedUrl(client, new sdk.PutObjectCommand({ Bucket: bucket, Key: key }), signed);
    const { sessionToken, expiration } = await client.config.credentials();
    const wanted = now + expiresInSeconds * 1000;
    const expiresAt = Math.min(wanted, expiration?.getTime() ?? wanted);
    return { url, expiresAt, note: noteOf(method, { endsSooner: expiresAt < wanted, isTemporary: sessionToken !== undefined }) };
  });
}
