import { createHash, createHmac, type Hash, type Hmac } from 'node:crypto';
import { SignatureV4 } from '@smithy/signature-v4';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { keyPath } from '#connectors/aws/objects-fast/address.ts';
import { createSigner, type Unsigned } from '#connectors/aws/objects-fast/signer.ts';

interface Identity {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string;
}

type Bytes = string | Uint8Array | ArrayBuffer | ArrayBufferView;

/** SHA-256 in the form that the SDK's signer asks for. */
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

/** What the SDK's own signer says. */
async function bySdk(identity: Identity, { region, at, request }: { region: string; at: number; request: Unsigned }) {
  const signer = new SignatureV4({ credentials: identity, region, service: 's3', sha256: Sha256, uriEscapePath: false });
  const { host, payload, headers, ...rest } = request;
  const all = { ...headers, host, 'x-amz-content-sha256': payload };
  return (await signer.sign({ ...rest, protocol: '', hostname: host, headers: all }, { signingDate: new Date(at) })).headers;
}

/** The SDK loses a name of JavaScript's own. */
const word = fc.string({ minLength: 1, maxLength: 30 }).filter((text) => text !== '__proto__');
const unicode = fc.string({ unit: 'binary', minLength: 1, maxLength: 40 });
/** Visible characters and runs of blanks, which are signed as one. */
const value = fc.string({ unit: fc.constantFrom('a', 'Z', '0', ' ', '\t', '"', '=', '/', '+', '-', 'é'), maxLength: 40 });
const header = fc.constantFrom('range', 'if-match', 'x-amz-checksum-mode', 'x-amz-checksum-crc32', 'content-md5', 'x-amz-meta-a-b');
const request: fc.Arbitrary<Unsigned> = fc.record({
  method: fc.constantFrom('GET', 'HEAD', 'PUT'),
  host: fc.constantFrom('s3.eu-central-1.amazonaws.com', 'bucket.s3.amazonaws.com', '127.0.0.1:9000', '[::1]:9000'),
  path: unicode.map((key) => `/bucket/${keyPath(key)}`),
  query: fc.dictionary(fc.oneof(fc.constantFrom('partNumber', 'uploadId', 'versionId', 'prefix', 'list-type'), word), unicode, {
    noNullPrototype: true,
  }),
  headers: fc.dictionary(header, value, { noNullPrototype: true }),
  payload: fc.constantFrom('UNSIGNED-PAYLOAD', 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'),
});
const identity: fc.Arbitrary<Identity> = fc.record(
  { accessKeyId: word, secretAccessKey: word, sessionToken: word },
  { requiredKeys: ['accessKeyId', 'secretAccessKey'], noNullPrototype: true },
);

test('signs what the SDK signs: odd keys, queries and headers, with and without a session token, over days', async () => {
  let [at, current] = [0, { accessKeyId: '', secretAccessKey: '' } as Identity];
  // One signer for all: a key that it keeps must not outlive its day or its secret.
  const sign = createSigner(
    async () => current,
    'eu-central-1',
    () => at,
  );
  const time = fc.integer({ min: Date.UTC(2024, 0), max: Date.UTC(2030, 0) });
  await fc.assert(
    fc.asyncProperty(request, identity, time, async (one, who, when) => {
      [at, current] = [when, who];
      expect(await sign(one)).toEqual(await bySdk(who, { region: 'eu-central-1', at: when, request: one }));
    }),
    { numRuns: 500 },
  );
});

test('a secret that changes within a day, and a day that changes, are signed with another key', async () => {
  let [at, secretAccessKey] = [Date.UTC(2026, 10, 28, 23, 59, 59), 'one'];
  const sign = createSigner(
    async () => ({ accessKeyId: 'AKIA', secretAccessKey }),
    'us-east-1',
    () => at,
  );
  const plain: Unsigned = { method: 'GET', host: 'h', path: '/b/k', query: {}, headers: {}, payload: 'UNSIGNED-PAYLOAD' };
  const expected = () => bySdk({ accessKeyId: 'AKIA', secretAccessKey }, { region: 'us-east-1', at, request: plain });
  expect(await sign(plain)).toEqual(await expected());
  secretAccessKey = 'two';
  expect(await sign(plain)).toEqual(await expected());
  at += 1_000;
  expect(await sign(plain)).toEqual(await expected());
});
