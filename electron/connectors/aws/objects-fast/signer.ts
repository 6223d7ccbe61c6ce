import { createHash, createHmac, type Hash, type Hmac } from 'node:crypto';
import type { SignatureV4 } from '@smithy/signature-v4';
import type { CredentialSource } from '../credentials.ts';

type Bytes = string | Uint8Array | ArrayBuffer | ArrayBufferView;

/** SHA-256 of the runtime, in the form that the signer asks for. */
class Sha256 {
  private readonly hash: Hash | Hmac;
  constructor(secret?: Bytes) {
    this.hash = secret === undefined ? createHash('sha256') : createHmac('sha256', secret as Uint8Array);
  }
  update(data: Bytes): void {
    this.hash.update(data as Uint8Array);
  }
  async digest(): Promise<Uint8Array> {
    return this.hash.digest();
  }
  reset(): void {
    throw new Error('a hash is used once');
  }
}

export interface Unsigned {
  method: 'GET' | 'HEAD' | 'PUT';
  host: string;
  /** Encoded. */
  path: string;
  /** Not encoded. */
  query: Record<string, string>;
  headers: Record<string, string>;
  /** SHA-256 of the body, or `UNSIGNED-PAYLOAD`. */
  payload: string;
}

/** The headers of a request, signed (SigV4). */
export type Sign = (request: Unsigned) => Promise<Record<string, string>>;

export function createSigner(credentials: CredentialSource, region: string, now: () => number): Sign {
  let signer: Promise<SignatureV4> | null = null;
  const make = async () => {
    const { SignatureV4 } = await import('@smithy/signature-v4');
    // S3 alone signs the path as it is sent.
    return new SignatureV4({
      credentials: async () => plain(await credentials()),
      region,
      service: 's3',
      sha256: Sha256,
      uriEscapePath: false,
    });
  };
  return async ({ method, host, path, query, headers, payload }) => {
    const request = { method, protocol: '', hostname: host, path, query, headers: { ...headers, host, 'x-amz-content-sha256': payload } };
    const signed = await (await (signer ??= make())).sign(request, { signingDate: new Date(now()) });
    return signed.headers;
  };
}

/** Without the fields that are undefined. */
function plain({ accessKeyId, secretAccessKey, sessionToken }: Awaited<ReturnType<CredentialSource>>) {
  return { accessKeyId, secretAccessKey, ...(sessionToken ? { sessionToken } : {}) };
}
