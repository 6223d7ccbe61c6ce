import { expect, it } from 'vitest';
import { PageScanner } from '#connectors/aws/objects-fast/list/page-scanner.ts';
import { objectAt } from '#connectors/sdk.ts';

const root = (inner: string) =>
  Buffer.from(`<?xml version="1.0"?><ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${inner}</ListBucketResult>`);

function scanned(inner: string) {
  const scanner = new PageScanner();
  scanner.scan(root(inner));
  const columns = scanner.columns.take(0, scanner.columns.count);
  return { rows: Array.from({ length: columns.count }, (_, i) => objectAt(columns, i)), token: scanner.token, prefixes: scanner.prefixes };
}

it('reads the columns of a row in any order, and nothing else', () => {
  const { rows } = scanned(
    '<IsTruncated>false</IsTruncated><EncodingType>url</EncodingType>' +
      '<Contents><Owner><ID>7</ID><DisplayName>Size</DisplayName></Owner><Size>5497558138880</Size><ChecksumAlgorithm>CRC32</ChecksumAlgorithm>' +
      '<ChecksumType>FULL_OBJECT</ChecksumType><StorageClass>GLACIER</StorageClass><ETag>"ab-3"</ETag>' +
      '<LastModified>2024-02-29T23:59:59.125Z</LastModified><Key>x%2By+z%C3%A9</Key><RestoreStatus><IsRestoreInProgress>true</IsRestoreInProgress></RestoreStatus></Contents>' +
      '<Contents><Key>z</Key><LastModified>2024-03-01T00:00:00Z</LastModified><ETag/><Size>0</Size></Contents>',
  );
  expect(rows).toEqual([
    { key: 'x+y zé', size: 5_497_558_138_880, modified: Date.UTC(2024, 1, 29, 23, 59, 59, 125), storageClass: 'GLACIER', etag: 'ab-3' },
    { key: 'z', size: 0, modified: Date.UTC(2024, 2, 1), storageClass: 'STANDARD', etag: null },
  ]);
});

it('resolves entities, and leaves + and % where keys are not encoded', () => {
  const { rows } = scanned(
    '<IsTruncated>false</IsTruncated><Contents><Key>a+b%20&amp;&lt;&gt;&quot;&apos;&#x1F600;&#233;&unknown;</Key>' +
      '<LastModified>2025-06-01T12:34:56.000+02:00</LastModified><ETag>&quot;e&quot;</ETag><Size>1</Size><StorageClass>A&amp;B</StorageClass></Contents>',
  );
  expect(rows[0]).toMatchObject({ key: 'a+b%20&<>"\'😀é&unknown;', etag: 'e', modified: Date.UTC(2025, 5, 1, 10, 34, 56) });
});

it('keeps a broken escape as it is', () => {
  const { rows } = scanned('<EncodingType>url</EncodingType><Contents><Key>50%zz%4</Key></Contents>');
  expect(rows[0]!.key).toBe('50%zz%4');
});

it('reads folders and the token of the next page', () => {
  const { prefixes, token } = scanned(
    '<EncodingType>url</EncodingType><IsTruncated>true</IsTruncated><NextContinuationToken>1/&amp;+%20=</NextContinuationToken>' +
      '<CommonPrefixes><Prefix>a+b/</Prefix></CommonPrefixes><CommonPrefixes><Prefix>c%26/</Prefix></CommonPrefixes>',
  );
  expect(prefixes).toEqual(['a b/', 'c&/']);
  expect(token).toBe('1/&+%20=');
});

it('uses its buffers again without mixing pages', () => {
  const scanner = new PageScanner();
  const page = (from: number, count: number) =>
    root(
      Array.from(
        { length: count },
        (_, i) => `<Contents><Key>k${from + i}</Key><Size>${i}</Size><StorageClass>C${i % 3}</StorageClass></Contents>`,
      ).join(''),
    );
  scanner.scan(page(0, 3000));
  const first = scanner.columns.take(0, 3000);
  scanner.scan(page(5000, 10));
  const part = scanner.columns.take(4, 8);
  expect([objectAt(first, 2999), objectAt(first, 0).key]).toMatchObject([{ key: 'k2999', size: 2999, storageClass: 'C2' }, 'k0']);
  expect(Array.from({ length: 4 }, (_, i) => objectAt(part, i))).toMatchObject([
    { key: 'k5004', size: 4, storageClass: 'C1' },
    { key: 'k5005' },
    { key: 'k5006' },
    { key: 'k5007', size: 7 },
  ]);
});

it('takes every cut-off page for a failure, never for a shorter one', () => {
  const whole = root(
    '<IsTruncated>false</IsTruncated><Contents><Key>a</Key><Size>1</Size></Contents><CommonPrefixes><Prefix>b/</Prefix></CommonPrefixes>',
  );
  for (let length = 0; length < whole.length; length += 1)
    expect(() => new PageScanner().scan(whole.subarray(0, length))).toThrow('premature end');
  expect(() => new PageScanner().scan(root('<IsTruncated>true</IsTruncated>'))).toThrow('premature end');
  expect(() => new PageScanner().scan(Buffer.from('<html><body>Sign in</body></html>'))).toThrow('premature end');
});
