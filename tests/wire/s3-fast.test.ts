import { crc32 } from 'node:zlib';
import {
  CompleteMultipartUploadCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FastS3 } from '#connectors/aws/objects-fast/index.ts';
import { toAppError } from '#shared/errors/app-error.ts';
import { fastS3At, listed } from '#tests/helpers/fast-s3.ts';
import { hasMoto, type Moto, startMoto } from '#tests/helpers/moto.ts';

const signal = new AbortController().signal;
const odd = [
  'plain.txt',
  'with space',
  'plus+plus',
  'per%2Fcent',
  '100%',
  'double//slash',
  'trailing/',
  '/leading',
  '//two',
  'a/../b',
  './c',
  'emoji-😀',
  'private-\uf8ff',
  'é-combined',
  'quote"\'`',
  'amp&lt;<>',
  "!*'()~;:@=,$?#[]{}|^\\",
  'tab\tand',
  `long-${'é'.repeat(509)}`,
];

describe.skipIf(!hasMoto)('the fast calls of S3 against moto (absent beside the repository: skipped)', () => {
  let moto: Moto;
  let sdk: S3Client;
  let fast: FastS3;

  beforeAll(async () => {
    moto = await startMoto();
    const credentials = { accessKeyId: 'x', secretAccessKey: 'S' };
    sdk = new S3Client({ endpoint: moto.url, region: 'us-east-1', credentials, forcePathStyle: true });
    fast = await fastS3At(moto.url);
    await sdk.send(new CreateBucketCommand({ Bucket: 'bucket' }));
    for (const Key of odd) await sdk.send(new PutObjectCommand({ Bucket: 'bucket', Key, Body: `of ${Key}` }));
  });
  afterAll(async () => {
    sdk.destroy();
    await moto.kill();
  });

  async function listedBySdk(Delimiter?: string) {
    const { Contents = [], CommonPrefixes = [] } = await sdk.send(new ListObjectsV2Command({ Bucket: 'bucket', Delimiter }));
    return {
      rows: Contents.map(({ Key, Size, ETag }) => [Key, Size, ETag?.replaceAll('"', '')]),
      prefixes: CommonPrefixes.map(({ Prefix }) => Prefix),
    };
  }

  it.each([null, '/'] as const)('lists odd keys as the SDK does, with delimiter %s', async (delimiter) => {
    const { keys, sizes, etags, prefixes } = await listed(fast, { bucket: 'bucket', delimiter });
    const wanted = await listedBySdk(delimiter ?? undefined);
    // moto orders by code unit; the order of bytes is S3's and is tested elsewhere.
    expect(keys.map((key, i) => [key, sizes[i], etags[i]])).toEqual(wanted.rows);
    expect(prefixes).toEqual(wanted.prefixes);
    if (delimiter === null) expect([...keys].sort()).toEqual([...odd].sort());
  });

  it('reads odd keys, wholly and in part', async () => {
    for (const key of odd) {
      const pieces: Buffer[] = [];
      const stat = await fast.read({ bucket: 'bucket', key, offset: 3, signal }, (bytes) => void pieces.push(Buffer.from(bytes)));
      expect(Buffer.concat(pieces).toString()).toBe(key);
      expect(stat.size).toBe(Buffer.byteLength(key) + 3);
    }
  });

  it('says what is not there, and what has changed', async () => {
    const errorOf = async (more: { key: string; bucket?: string; ifMatch?: string }) =>
      toAppError(
        await fast
          .read({ bucket: 'bucket', signal, ...more }, () => {})
          .then(
            () => null,
            (cause: unknown) => cause,
          ),
      ).code;
    expect(await errorOf({ key: 'nowhere' })).toBe('not_found');
    expect(await errorOf({ key: 'k', bucket: 'none' })).toBe('not_found');
    expect(await errorOf({ key: 'plain.txt', ifMatch: '0123' })).toBe('conflict');
  });

  it('sends parts that make up an object', async () => {
    const key = odd[3]!;
    const { UploadId } = await sdk.send(new CreateMultipartUploadCommand({ Bucket: 'bucket', Key: key, ChecksumAlgorithm: 'CRC32' }));
    const bodies = [Buffer.alloc(5 * 1024 * 1024, 'p'), Buffer.from('the end')];
    const upload = { bucket: 'bucket', key, size: 0, properties: {}, checksum: 'CRC32', uploadId: UploadId! } as const;
    const receipts = [];
    for (const [i, body] of bodies.entries()) {
      const checksum = Buffer.alloc(4);
      checksum.writeUInt32BE(crc32(body));
      receipts.push(await fast.part(upload, { number: i + 1, offset: 0, body, checksum: checksum.toString('base64') }, signal));
    }
    const Parts = receipts.map(({ number, receipt, checksum }) => ({ PartNumber: number, ETag: `"${receipt}"`, ChecksumCRC32: checksum! }));
    await sdk.send(new CompleteMultipartUploadCommand({ Bucket: 'bucket', Key: key, UploadId, MultipartUpload: { Parts } }));
    const { Body } = await sdk.send(new GetObjectCommand({ Bucket: 'bucket', Key: key }));
    expect(Buffer.compare(Buffer.from(await Body!.transformToByteArray()), Buffer.concat(bodies))).toBe(0);
  });
});
