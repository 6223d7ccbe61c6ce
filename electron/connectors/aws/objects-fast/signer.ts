import { hash } from 'node:crypto';
import type { CredentialSource } from '../credentials.ts';
import { encoded } from './address.ts';

export interface Unsigned {
  method: 'GET' | 'HEAD' | 'PUT';
  host: string;
  /** Encoded. */
  path: string;
  /** Not encoded. */
  query: Record<string, string>;
  /** Names in lower case. */
  headers: Record<string, string>;
  /** SHA-256 of the body, or `UNSIGNED-PAYLOAD`. */
  payload: string;
}

/** The headers of a request, signed (SigV4). */
export type Sign = (request: Unsigned) => Promise<Record<string, string>>;

const algorithm = 'AWS4-HMAC-SHA256';

const blockBytes = 64;

/** HMAC-SHA256 with one key, which is prepared once: the runtime's own prepares it each time. */
function hmacWith(secret: Buffer): (text: string) => Buffer {
  const key = new Uint8Array(blockBytes);
  key.set(secret.length > blockBytes ? hash('sha256', secret, 'buffer') : secret);
  const inner = key.map((byte) => byte ^ 0x36);
  const outer = key.map((byte) => byte ^ 0x5c);
  return (text) => hash('sha256', Buffer.concat([outer, hash('sha256', Buffer.concat([inner, Buffer.from(text)]), 'buffer')]), 'buffer');
}

/** What signs for one day; hardly ever another one, so it is kept. */
function keyOfDay(region: string) {
  let known: { secret: string; day: string; sign: (text: string) => Buffer } | null = null;
  return (secret: string, day: string) => {
    if (known?.secret !== secret || known.day !== day) {
      const key = [day, region, 's3', 'aws4_request'].reduce<Buffer>((last, text) => hmacWith(last)(text), Buffer.from(`AWS4${secret}`));
      known = { secret, day, sign: hmacWith(key) };
    }
    return known.sign;
  };
}

/** `20261128T201500Z`; of one second it is made once. */
function stamps() {
  let known = { second: -1, stamp: '' };
  return (ms: number): string => {
    const second = Math.floor(ms / 1000);
    if (known.second !== second) known = { second, stamp: `${new Date(second * 1000).toISOString().slice(0, 19).replace(/[-:]/g, '')}Z` };
    return known.stamp;
  };
}

const byName = ([a]: [string, string], [b]: [string, string]): number => (a < b ? -1 : Number(a > b));

/** Sorted by the encoded name, as the service sorts it. */
function canonicalQuery(query: Record<string, string>): string {
  const pairs = Object.entries(query).map(([name, value]): [string, string] => [encoded(name), encoded(value)]);
  return pairs
    .sort(byName)
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
}

/**
 * Signs for S3 in one region. It is the algorithm of `@smithy/signature-v4`, without what S3 does not need: that takes a
 * quarter of a millisecond for each call, which of small objects is most of their time.
 */
export function createSigner(credentials: CredentialSource, region: string, now: () => number): Sign {
  const keyOf = keyOfDay(region);
  const stampOf = stamps();
  return async ({ method, host, path, query, headers, payload }) => {
    const { accessKeyId, secretAccessKey, sessionToken } = await credentials();
    const stamp = stampOf(now());
    const day = stamp.slice(0, 8);
    const signed: Record<string, string> = { ...headers, host, 'x-amz-content-sha256': payload, 'x-amz-date': stamp };
    if (sessionToken) signed['x-amz-security-token'] = sessionToken;
    const lines = Object.entries(signed).sort(byName);
    const names = lines.map(([name]) => name).join(';');
    const values = lines.map(([name, value]) => `${name}:${value.trim().replace(/\s+/g, ' ')}\n`).join('');
    const request = `${method}\n${path}\n${canonicalQuery(query)}\n${values}\n${names}\n${payload}`;
    const scope = `${day}/${region}/s3/aws4_request`;
    const text = `${algorithm}\n${stamp}\n${scope}\n${hash('sha256', request, 'hex')}`;
    const signature = keyOf(secretAccessKey, day)(text).toString('hex');
    signed['authorization'] = `${algorithm} Credential=${accessKeyId}/${scope}, SignedHeaders=${names}, Signature=${signature}`;
    return signed;
  };
}
