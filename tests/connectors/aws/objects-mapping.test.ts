import { expect, test } from 'vitest';
import { statedChecksums } from '#connectors/aws/objects/checksums.ts';
import { partsOf } from '#connectors/aws/objects/copy-parts.ts';
import {
  bareEtag,
  compareKeys,
  copySource,
  decodeKey,
  decodeMetadata,
  encodeMetadata,
  fitsXml,
  tagHeader,
} from '#connectors/aws/objects/encoding.ts';
import { encryptionOf, restoreOf } from '#connectors/aws/objects/head.ts';
import { versionsOf } from '#connectors/aws/objects/versions.ts';
import { AppFailure, attachment, inParallel } from '#connectors/sdk.ts';

test('keys of a listing are decoded when S3 says that it encoded them, and only then', () => {
  expect(decodeKey('a+b%2Bc%252F%F0%9F%98%80', 'url')).toBe('a b+c%2F😀');
  expect(decodeKey('a+b%2F', undefined)).toBe('a+b%2F');
});

test('the source of a copy: slashes stay, everything else is encoded', () => {
  expect(copySource({ bucket: 'b', key: '/a//b+c d?é%2F/', versionId: 'v+1' })).toBe('b//a//b%2Bc%20d%3F%C3%A9%252F/?versionId=v%2B1');
});

test('keys that XML cannot hold', () => {
  expect([' ', 'tab\t\r\n', '😀', '\u0085'].every(fitsXml)).toBe(true);
  expect(['\u0000', 'a\u0001', '\u001B[', '\uFFFF', '\uD800'].some(fitsXml)).toBe(false);
});

test('the order of S3 is that of UTF-8', () => {
  expect(['\u{1F600}', '\uFF5E', 'é', 'a'].sort(compareKeys)).toEqual(['a', 'é', '\uFF5E', '\u{1F600}']);
});

test('metadata of other letters goes by RFC 2047 and comes back', () => {
  const metadata = { plain: 'as it is', other: 'größer 😀' };
  expect(encodeMetadata(metadata)).toEqual({ plain: 'as it is', other: `=?UTF-8?B?${Buffer.from('größer 😀').toString('base64')}?=` });
  expect(decodeMetadata(encodeMetadata(metadata))).toEqual(metadata);
  expect(decodeMetadata({ q: '=?UTF-8?Q?gr=C3=B6=C3=9Fer_als?=' })).toEqual({ q: 'größer als' });
  expect(() => encodeMetadata({ größe: '1' })).toThrow(AppFailure);
});

test('tags as a header', () => {
  expect(tagHeader({ 'a b': 'c&d' })).toBe('a+b=c%26d');
  expect(tagHeader({})).toBeUndefined();
});

test('checksums that S3 states', () => {
  const ETag = '"5d41402abc4b2a76b9719d911017c592"';
  expect(statedChecksums({ ETag, ChecksumCRC32: 'CpcHew==' })).toEqual([
    { algorithm: 'CRC32', value: 'CpcHew==' },
    { algorithm: 'MD5', value: 'XUFAKrxLKna5cZ2REBfFkg==' },
  ]);
  expect(statedChecksums({ ETag, ServerSideEncryption: 'aws:kms' })).toEqual([]);
  expect(statedChecksums({ ETag: '"5d41402abc4b2a76b9719d911017c592-3"', ChecksumCRC32C: 'CpcHew==-3' })).toEqual([
    { algorithm: 'CRC32C', value: 'CpcHew==', parts: 3 },
  ]);
  expect(statedChecksums({ ChecksumCRC64NVME: 'CpcHew==' })).toEqual([]);
  expect(bareEtag('W/"a"')).toBe('a');
});

test('archived, restoring, readable', () => {
  const until = Date.UTC(2026, 11, 21);
  expect(restoreOf({ StorageClass: 'STANDARD' })).toBeNull();
  expect(restoreOf({ StorageClass: 'GLACIER_IR' })).toBeNull();
  expect(restoreOf({ StorageClass: 'DEEP_ARCHIVE' })).toEqual({ state: 'archived', until: null });
  expect(restoreOf({ StorageClass: 'INTELLIGENT_TIERING', ArchiveStatus: 'ARCHIVE_ACCESS' })).toEqual({ state: 'archived', until: null });
  expect(restoreOf({ StorageClass: 'GLACIER', Restore: 'ongoing-request="true"' })).toEqual({ state: 'restoring', until: null });
  const Restore = 'ongoing-request="false", expiry-date="Mon, 21 Dec 2026 00:00:00 GMT"';
  expect(restoreOf({ StorageClass: 'GLACIER', Restore })).toEqual({ state: 'readable', until });
});

test('encryption in words', () => {
  expect(encryptionOf({ ServerSideEncryption: 'AES256' })).toBe('SSE-S3');
  expect(encryptionOf({ ServerSideEncryption: 'aws:kms', SSEKMSKeyId: 'arn:key' })).toBe('SSE-KMS arn:key');
  expect(encryptionOf({ SSECustomerAlgorithm: 'AES256' })).toBe('SSE-C');
  expect(encryptionOf({})).toBe('');
});

test('parts of a copy cover the object without a gap, never more than 10,000', () => {
  const TiB = 1024 ** 4;
  for (const [size, wanted] of [
    [5 * 1024 ** 3 + 1, 512 * 1024 ** 2],
    [40 * TiB, 512 * 1024 ** 2],
    [10, 5],
  ] as const) {
    const parts = partsOf(size, wanted);
    expect(parts.length).toBeLessThanOrEqual(10_000);
    expect(parts[0]!.first).toBe(0);
    expect(parts.at(-1)!.last).toBe(size - 1);
    expect(parts.every(({ first }, n) => n === 0 || first === parts[n - 1]!.last + 1)).toBe(true);
  }
});

test('the name under which a link saves', () => {
  expect(attachment("a/b c's (1).txt")).toBe("attachment; filename*=UTF-8''b%20c%27s%20%281%29.txt");
  expect(attachment('folder/')).toBe("attachment; filename*=UTF-8''folder");
});

test('versions and delete markers in one order', () => {
  const at = (s: number) => new Date(s * 1000);
  const Versions = [
    { Key: 'b', VersionId: 'b1', IsLatest: true, LastModified: at(1), Size: 1 },
    { Key: 'a', VersionId: 'a2', IsLatest: false, LastModified: at(2), Size: 1 },
    { Key: 'a', VersionId: 'a1', IsLatest: false, LastModified: at(1), Size: 1 },
  ];
  const DeleteMarkers = [{ Key: 'a', VersionId: 'a3', IsLatest: true, LastModified: at(2) }];
  expect(versionsOf({ Versions, DeleteMarkers, EncodingType: 'url' }).map(({ versionId }) => versionId)).toEqual(['a3', 'a2', 'a1', 'b1']);
});

test('at most so many at a time, results in order, nothing new after a failure', async () => {
  let running = 0;
  let most = 0;
  const double = async (n: number) => {
    running += 1;
    most = Math.max(most, running);
    await Promise.resolve();
    running -= 1;
    return n * 2;
  };
  expect(await inParallel([1, 2, 3, 4, 5], 2, double)).toEqual([2, 4, 6, 8, 10]);
  expect(most).toBe(2);
  const begun: number[] = [];
  const failing = async (n: number) => {
    begun.push(n);
    throw new Error(`no ${n}`);
  };
  await expect(inParallel([1, 2, 3, 4, 5], 2, failing)).rejects.toThrow('no 1');
  expect(begun).toEqual([1, 2]);
});
